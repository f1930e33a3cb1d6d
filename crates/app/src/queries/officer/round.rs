//! A month's round of checks: what falls due, shared out over working days so that neighbours share one.

use chrono::{Datelike, Months, NaiveDate};
use domain::{
    office::Office,
    round::{self, Check},
    setting::SettingName,
    standards::{Measure, RuleName, Standards},
    time::spoken_day,
};
use store::TenancyRow;

use crate::{
    api::{Failure, FarHomes, Round, RoundDay, RoundHome, RoundMonth},
    error::failure,
    unlocked::Unlocked,
    views::{drive::spoken_miles, officer},
};

/// Homes in a day where nobody has said how many.
const A_DAY: u32 = 4;

/// Months that can be planned, this one included.
const MONTHS: u32 = 3;

/// Homes of a list, at most: more are found by searching.
const SHOWN: usize = 60;

pub(crate) fn run(unlocked: &Unlocked, month: Option<&str>, a_day: Option<u32>) -> Result<Round, Failure> {
    let today = unlocked.now().london_date();
    let months: Vec<NaiveDate> =
        (0..MONTHS).filter_map(|ahead| first_of(today)?.checked_add_months(Months::new(ahead))).collect();
    let unknown = || failure("round_month", "That month cannot be planned", "Choose one from the list");
    let first = match month {
        None => months.first().copied(),
        Some(asked) => months.iter().copied().find(|month| value(*month) == asked),
    };
    let first = first.ok_or_else(unknown)?;
    let most = u32::try_from(round::MOST_A_DAY).unwrap_or(u32::MAX);
    let a_day = a_day.unwrap_or(A_DAY).clamp(1, most);
    let next = first.checked_add_months(Months::new(1)).ok_or_else(unknown)?;
    let last = next.pred_opt().ok_or_else(unknown)?;
    let patch = Patch::of(unlocked, today)?;
    let calendar = unlocked.store.working_calendar()?;
    let days: Vec<NaiveDate> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .filter(|day| *day > today && calendar.is_working_day(*day))
        .collect();
    let due: Vec<(&TenancyRow, NaiveDate)> = patch
        .homes
        .iter()
        .filter(|home| home.check_arranged.is_none())
        .filter_map(|home| Some((home, patch.due(home).filter(|due| *due <= last)?)))
        .collect();
    let checks: Vec<Check> =
        due.iter().map(|(home, due)| Check { at: home.position, due: *due, need: need(home) }).collect();
    let from = patch.offices.first().map(|office| office.at);
    let planned = round::plan(&checks, &days, usize::try_from(a_day).unwrap_or(1), from);
    let home = |at: &usize| due.get(*at).map(|(home, _)| patch.shown(home));
    let mut arranged: Vec<&TenancyRow> = patch.homes.iter().filter(|home| home.check_arranged.is_some()).collect();
    arranged.sort_by_key(|home| home.check_arranged);
    Ok(Round {
        month: value(first),
        months: months
            .iter()
            .map(|month| RoundMonth { value: value(*month), words: month.format("%B %Y").to_string() })
            .collect(),
        a_day,
        words: words(&patch, &planned, due.len(), arranged.len(), last),
        compared: compared(&planned),
        left: planned.left.iter().filter_map(home).take(SHOWN).collect(),
        days: planned
            .days
            .iter()
            .map(|day| RoundDay {
                date: day.day.to_string(),
                day: day.day.format("%A %-d %B").to_string(),
                drive: match day.miles {
                    0.0 => String::new(),
                    ..0.1 => "on foot".to_owned(),
                    miles => format!("about {}", spoken_miles(miles)),
                },
                homes: day.checks.iter().filter_map(home).collect(),
            })
            .collect(),
        arranged: arranged.into_iter().take(SHOWN).map(|home| patch.shown(home)).collect(),
        far: patch.far(),
    })
}

/// An officer's homes, and what the landlord has said of checks and offices.
struct Patch {
    homes: Vec<TenancyRow>,
    standards: Standards,
    offices: Vec<Office>,
    today: NaiveDate,
}

impl Patch {
    fn of(unlocked: &Unlocked, today: NaiveDate) -> Result<Self, Failure> {
        let offices = Office::all(unlocked.store.landlord_settings()?.text(SettingName::Offices));
        Ok(Self {
            homes: unlocked.store.tenancies("", u32::MAX)?,
            standards: unlocked.store.standards()?.standards,
            // A later version may say more of an office than this one reads.
            offices: offices.unwrap_or_default(),
            today,
        })
    }

    fn due(&self, home: &TenancyRow) -> Option<NaiveDate> {
        officer::check_due(home.last_check, &self.standards, self.today)
    }

    fn is_overdue(&self, home: &TenancyRow) -> bool {
        self.due(home).is_some_and(|due| due < self.today || home.last_check.is_none())
    }

    fn miles(&self, home: &TenancyRow) -> Option<f64> {
        Office::nearest(&self.offices, home.position?)
    }

    fn shown(&self, home: &TenancyRow) -> RoundHome {
        let row = officer::home(home, &self.standards, self.today);
        // That it was never checked stands there already.
        let reasons = [(owes(home), "Rent is owed"), (home.waiting_for_answers > 0, "Waits for an answer")];
        let arranged = home.check_arranged.map(|day| format!("Arranged for {}", spoken_day(day, self.today, true)));
        RoundHome {
            id: row.id,
            address: row.address,
            names: row.names,
            check_overdue: row.check_overdue && arranged.is_none(),
            check: arranged.unwrap_or(row.check),
            needs: reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words.to_owned()).collect(),
            distance: self
                .miles(home)
                .map(|miles| format!("{} from an office", spoken_miles(miles)))
                .unwrap_or_default(),
        }
    }

    /// Homes beyond the miles from which the landlord counts them apart.
    fn far(&self) -> Option<FarHomes> {
        let beyond = self
            .standards
            .rules(RuleName::FarFromOffice, "", self.today)
            .find_map(|(_, rule)| if let Measure::Miles(miles) = rule.measure { Some(miles) } else { None })?;
        let placed = self.homes.iter().filter_map(|home| Some((self.miles(home)?, home)));
        let (mut far, near): (Vec<_>, Vec<_>) = placed.partition(|(miles, _)| *miles > beyond);
        far.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        if far.is_empty() && near.is_empty() {
            return None;
        }
        let overdue = |homes: &[(f64, &TenancyRow)]| {
            let late = homes.iter().filter(|(_, home)| self.is_overdue(home)).count();
            format!("{late} of {}", homes.len())
        };
        Some(FarHomes {
            words: format!(
                "{} of {} homes are more than {beyond} miles from every office",
                far.len(),
                far.len() + near.len()
            ),
            compared: format!("Checks that are overdue: {} there, {} nearer", overdue(&far), overdue(&near)),
            homes: far.iter().take(SHOWN).map(|(_, home)| self.shown(home)).collect(),
        })
    }
}

fn owes(home: &TenancyRow) -> bool {
    home.arrears_pence.is_some_and(|pence| pence > 0)
}

fn need(home: &TenancyRow) -> u8 {
    u8::from(owes(home)) + u8::from(home.waiting_for_answers > 0) + u8::from(home.last_check.is_none())
}

fn words(patch: &Patch, round: &round::Round, due: usize, arranged: usize, last: NaiveDate) -> String {
    let by = last.format("%-d %B");
    let promised = patch.standards.rules(RuleName::TenancyCheck, "", patch.today).next().is_some();
    if !promised {
        return "Your landlord has promised no regular check.".to_owned();
    }
    let arranged = match arranged {
        0 => String::new(),
        1 => " 1 more is arranged.".to_owned(),
        more => format!(" {more} more are arranged."),
    };
    let counted = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    if due == 0 {
        return format!("No check is left to arrange that falls due by {by}.{arranged}");
    }
    let drive = if round.miles > 0.0 { format!(" and about {}", spoken_miles(round.miles)) } else { String::new() };
    let left = match round.left.len() {
        0 => String::new(),
        left => format!(" {} not fit into the month.", counted(left, "does", "do")),
    };
    format!(
        "{} due by {by}: {}{drive}.{left}{arranged}",
        counted(due, "check falls", "checks fall"),
        counted(round.days.len(), "day", "days"),
    )
}

/// Less than this many miles is no saving: roads are estimated.
const WORTH_SAYING: f64 = 1.0;

fn compared(round: &round::Round) -> String {
    if round.miles_by_due - round.miles < WORTH_SAYING {
        return String::new();
    }
    format!("In the order in which they fall due it would be about {}.", spoken_miles(round.miles_by_due))
}

fn first_of(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)
}

fn value(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}
