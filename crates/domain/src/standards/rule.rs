//! One promise: what it is called, when it holds, and what it measures.

use chrono::{Months, NaiveDate};

use crate::{
    time::Timestamp,
    working_time::{Due, Limit, Unit, WorkingCalendar},
};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$each])* $variant,)+
        }

        impl $type {
            /// Each with the name that packs write.
            pub const NAMES: &[(&'static str, Self)] = &[$(($name, Self::$variant),)+];

            /// The name that packs write.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

names!(
    /// What a rule is about. The screens and the hub ask for rules by these.
    RuleName {
        /// A complaint is acknowledged.
        ComplaintAcknowledged = "complaint_acknowledged",
        /// A complaint is answered in full; at its first stage, where there are two.
        ComplaintAnswered = "complaint_answered",
        /// A complaint that was taken further is acknowledged.
        ComplaintStage2Acknowledged = "complaint_stage_2_acknowledged",
        /// A complaint that was taken further is answered.
        ComplaintStage2Answered = "complaint_stage_2_answered",
        /// Somebody who could not be helped at once is rung back.
        CallReturned = "call_returned",
        /// A message left on a machine is answered.
        VoicemailReturned = "voicemail_returned",
        /// A letter is answered.
        LetterAnswered = "letter_answered",
        /// An e-mail is acknowledged.
        EmailAcknowledged = "email_acknowledged",
        /// An e-mail is answered.
        EmailAnswered = "email_answered",
        /// The telephone is picked up.
        TelephoneAnswered = "telephone_answered",
        /// Somebody who comes to an office is seen.
        SeenInPerson = "seen_in_person",
        /// A document comes in the language or format that somebody prefers.
        DocumentInPreferredFormat = "document_in_preferred_format",
        /// The landlord cancels a visit.
        VisitCancelled = "visit_cancelled",
        /// An emergency hazard is investigated and made safe.
        HazardMadeSafe = "hazard_made_safe",
        /// A significant hazard is investigated.
        HazardInvestigated = "hazard_investigated",
        /// The customer has the written summary of the investigation.
        HazardSummary = "hazard_summary",
        /// The work that makes a significant hazard safe is done.
        HazardSafetyWork = "hazard_safety_work",
        /// Steps are taken to begin the further work that keeps a hazard from returning.
        HazardFurtherWorkBegun = "hazard_further_work_begun",
        /// That work is physically started.
        HazardFurtherWorkStarted = "hazard_further_work_started",
        /// The hazards that the clocks run for.
        HazardsCovered = "hazards_covered",
        /// The legal list of hazards in a home.
        HazardList = "hazard_list",
        /// Attempts to get in before a visit is given up.
        AccessAttempts = "access_attempts",
        /// Work that is never closed for no access.
        NeverClosedForNoAccess = "never_closed_for_no_access",
        /// A repair of a priority is done; the class is the priority.
        RepairPriority = "repair_priority",
        /// A qualifying repair is done; the class is how long it may take.
        RightToRepair = "right_to_repair",
        /// What is owed when a qualifying repair is late twice.
        RightToRepairCompensation = "right_to_repair_compensation",
        /// Gas appliances and flues are checked.
        GasCheck = "gas_check",
        /// The tenant has the gas safety record.
        GasRecordToTenant = "gas_record_to_tenant",
        /// How long a gas safety record is kept.
        GasRecordKept = "gas_record_kept",
        /// The electrical installation is inspected.
        ElectricalInspection = "electrical_inspection",
        /// The day by which each home has had its first inspection.
        ElectricalFirstInspection = "electrical_first_inspection",
        /// The tenant has the report.
        ElectricalReportToTenant = "electrical_report_to_tenant",
        /// What the report wants done is done.
        ElectricalRemedialWork = "electrical_remedial_work",
        /// The council has the report that it asked for.
        ElectricalReportToCouncil = "electrical_report_to_council",
        /// Every tenancy is checked.
        TenancyCheck = "tenancy_check",
        /// The return that is made each quarter.
        QuarterlyReturn = "quarterly_return",
        /// What a violence or caution marker has to say.
        CautionMarker = "caution_marker",
        /// Residents who live far from an office.
        FarFromOffice = "far_from_office",
        /// A share to reach or not to exceed; the class says of what.
        Target = "target",
        /// Something that is counted and reported; the class says what.
        Counted = "counted",
        /// A promise without a number; the class names it.
        Promise = "promise",
        /// A list that the landlord goes by; the class names it.
        Listed = "listed",
    }
);

names!(
    /// Something that happens, from which a clock runs or at which it stops.
    Moment {
        /// A contact, letter or complaint arrived.
        Received = "received",
        /// It was acknowledged.
        Acknowledged = "acknowledged",
        /// It was answered.
        Answered = "answered",
        /// The customer took it further.
        Escalated = "escalated",
        /// Taking it further was acknowledged.
        Stage2Acknowledged = "stage_2_acknowledged",
        /// It was answered again.
        Stage2Answered = "stage_2_answered",
        /// The landlord became aware of a hazard: somebody of its staff saw it or was told.
        Aware = "aware",
        /// The investigation ended.
        Investigated = "investigated",
        /// The hazard was made safe.
        MadeSafe = "made_safe",
        /// The customer has the written summary.
        SummaryGiven = "summary_given",
        /// Steps to begin the further work were taken.
        FurtherWorkBegun = "further_work_begun",
        /// The further work was physically started.
        FurtherWorkStarted = "further_work_started",
        /// A job was raised.
        Raised = "raised",
        /// The work was done.
        Completed = "completed",
        /// A check or inspection was done.
        Checked = "checked",
        /// Its record was given to the tenant.
        RecordGiven = "record_given",
        /// Somebody asked for something.
        Requested = "requested",
        /// A visit takes place.
        Visit = "visit",
    }
);

impl RuleName {
    /// What has to have happened for the promise to be kept; nothing where no clock stops.
    #[must_use]
    pub const fn kept_by(self) -> &'static [Moment] {
        match self {
            Self::ComplaintAcknowledged => &[Moment::Acknowledged],
            Self::ComplaintAnswered => &[Moment::Answered],
            Self::ComplaintStage2Acknowledged => &[Moment::Stage2Acknowledged],
            Self::ComplaintStage2Answered => &[Moment::Stage2Answered],
            Self::CallReturned | Self::VoicemailReturned | Self::LetterAnswered | Self::EmailAnswered => {
                &[Moment::Answered]
            }
            Self::EmailAcknowledged => &[Moment::Acknowledged],
            Self::HazardMadeSafe => &[Moment::Investigated, Moment::MadeSafe],
            Self::HazardInvestigated => &[Moment::Investigated],
            Self::HazardSummary => &[Moment::SummaryGiven],
            Self::HazardSafetyWork => &[Moment::MadeSafe],
            Self::HazardFurtherWorkBegun => &[Moment::FurtherWorkBegun],
            Self::HazardFurtherWorkStarted => &[Moment::FurtherWorkStarted],
            Self::RepairPriority | Self::RightToRepair | Self::ElectricalRemedialWork => &[Moment::Completed],
            Self::GasRecordToTenant | Self::ElectricalReportToTenant => &[Moment::RecordGiven],
            _ => &[],
        }
    }
}

/// One promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is about.
    pub name: RuleName,
    /// Which of several of that name: a priority, a share; empty where there is one.
    pub class: String,
    /// In the words that a customer or a manager reads.
    pub words: String,
    /// What follows where it cannot be kept; may be empty.
    pub otherwise: String,
    /// The first day that it holds.
    pub starts: NaiveDate,
    /// The last day that it holds; none while it does.
    pub ends: Option<NaiveDate>,
    /// Where it was published.
    pub source: String,
    /// True when the source repeats another, which was not seen: look before relying on it.
    pub second_hand: bool,
    /// What it measures.
    pub measure: Measure,
    /// How often it has to be kept, where it is not always; for a target, the share itself.
    pub share: Option<Share>,
}

/// What a rule measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// Done within a limit from a moment.
    Within(Within),
    /// Said at least so long before a visit.
    Notice(Limit),
    /// Done again and again.
    Every(Every),
    /// Done by a day.
    By(NaiveDate),
    /// Kept for at least so long.
    Kept(Limit),
    /// A share of something, which is in [`Rule::share`].
    Share,
    /// Money owed for lateness.
    Compensation(Compensation),
    /// At least so many attempts, each by another way of reaching somebody.
    Attempts(u16),
    /// Further away than so many miles.
    Miles(f64),
    /// A list.
    List(List),
    /// Counted and reported.
    Counted {
        /// The regulator's code for it; may be empty.
        code: String,
        /// In every so many homes; none for a plain count.
        per_homes: Option<u32>,
        /// Only what happened in the last so long.
        in_the_last: Option<Limit>,
        /// Counted apart for each of these.
        by: Vec<String>,
    },
    /// Always.
    Always,
    /// When somebody asks for it.
    OnRequest,
}

/// A limit and what it runs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// How long.
    pub limit: Limit,
    /// From when.
    pub from: Moment,
    /// By how much it may be put off once, with reasons; none where it may not.
    pub extension: Option<Limit>,
}

/// Something that is done again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// How often.
    pub period: Limit,
    /// How long before it is due it may be done without bringing the next one forward.
    pub early: Option<Limit>,
}

/// A list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// How many it has. Names may be missing that could not be had; a reader then sees that the list is not whole.
    pub count: usize,
    /// The names.
    pub names: Vec<String>,
}

/// A share of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Which side of what.
    pub target: ShareTarget,
    /// What it was, with when or of what.
    pub was: Vec<Figure>,
}

/// Which side of a percentage is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ShareTarget {
    /// At least so many percent.
    AtLeast(f64),
    /// At most so many percent.
    AtMost(f64),
    /// Less than so many percent.
    Under(f64),
}

impl ShareTarget {
    /// True when so many of so many reach it; an empty count does.
    #[must_use]
    pub fn is_met(self, kept: u32, of: u32) -> bool {
        // Without division: 80% of 10 is 8 exactly.
        let (kept, of) = (f64::from(kept) * 100.0, f64::from(of));
        match self {
            Self::AtLeast(percent) => kept >= percent * of,
            Self::AtMost(percent) => kept <= percent * of,
            Self::Under(percent) => of == 0.0 || kept < percent * of,
        }
    }
}

/// A number with what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// "homes", "faith, 2009".
    pub of: String,
    /// How many, or how many percent.
    pub number: f64,
}

/// What a tenant is owed when a qualifying repair is late a second time. Money is in pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compensation {
    /// Repairs that cost less than this qualify.
    pub below_pence: u32,
    /// Owed as soon as the second limit has passed.
    pub first_pence: u32,
    /// And for each day after its last day, up to and with the day it is done.
    pub daily_pence: u32,
    /// But no more than this.
    pub at_most_pence: u32,
}

impl Compensation {
    /// What is owed for a repair that was due under the second order and done, or still not done, at `at`.
    #[must_use]
    pub fn owed_pence(&self, second: Due, at: Timestamp) -> u32 {
        if !second.is_missed_at(at) {
            return 0;
        }
        let days = at.london_date().signed_duration_since(second.last_day).num_days();
        let days = u32::try_from(days).unwrap_or(0);
        self.first_pence.saturating_add(self.daily_pence.saturating_mul(days)).min(self.at_most_pence)
    }
}

impl Every {
    /// The day that the next one is due, after one done on `done` that was itself due on `due` (none for the first).
    /// Done within the early weeks, the date of the year is kept; done sooner or late, it moves.
    #[must_use]
    pub fn next(&self, due: Option<NaiveDate>, done: NaiveDate) -> NaiveDate {
        let kept = due.filter(|due| done <= *due && self.early_from(*due) <= done);
        // Whole months and years do not ask for bank holidays.
        WorkingCalendar::default().last_day(self.period, kept.unwrap_or(done))
    }

    /// The first day on which it may be done and keep the date.
    #[must_use]
    pub fn early_from(&self, due: NaiveDate) -> NaiveDate {
        match self.early {
            Some(Limit { count, unit: Unit::Month }) => {
                due.checked_sub_months(Months::new(count.into())).unwrap_or(due)
            }
            Some(early) => WorkingCalendar::default().notice(early, Timestamp::start_of(due)).last_day,
            None => due,
        }
    }
}

impl Rule {
    /// True when it holds on a day.
    #[must_use]
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.starts <= on && self.ends.is_none_or(|ends| on <= ends)
    }

    /// When it falls due for something that happens at `from`; none for a rule without a clock.
    #[must_use]
    pub fn due(&self, from: Timestamp, calendar: &WorkingCalendar) -> Option<Due> {
        match &self.measure {
            Measure::Within(within) => Some(calendar.due(within.limit, from)),
            Measure::Notice(limit) => Some(calendar.notice(*limit, from)),
            Measure::Every(every) => Some(calendar.due(every.period, from)),
            Measure::Kept(limit) => Some(calendar.due(*limit, from)),
            Measure::By(day) => Some(Due::at_the_end_of(*day)),
            _ => None,
        }
    }
}
