//! Homes, and what customers say, in words.

use chrono::NaiveDate;
use domain::{
    feedback::{self, FeedbackRecord, StepKind},
    standards::{Measure, RuleName, Standards},
    tenancy::{Tenancy, Tenant},
    time::{Timestamp, spoken_day},
    visit::{VisitKind, VisitTerms, VisitWish},
    working_time::WorkingCalendar,
};
use store::{FeedbackRow, TenancyRow};

use super::{people::People, row::cut};
use crate::{
    api::{self, Detail, Failure, FeedbackPage, HomeRow, PromiseShown, StepShown, TenantShown, Tone, VisitShown},
    unlocked::Unlocked,
};

/// One home in a list.
pub(crate) fn home(row: &TenancyRow, standards: &Standards, today: NaiveDate) -> HomeRow {
    let due = check_due(row.last_check, standards, today);
    let check = match (row.last_check, due) {
        (_, None) => String::new(),
        (None, Some(_)) => "Never checked".to_owned(),
        (Some(_), Some(due)) if due < today => format!("Check was due {}", day(due)),
        (Some(_), Some(due)) => format!("Check due by {}", day(due)),
    };
    HomeRow {
        id: row.document.to_string(),
        address: row.address_lines.join(", "),
        postcode: row.postcode.clone(),
        names: row.names.clone(),
        check,
        check_overdue: due.is_some_and(|due| due < today) || (row.last_check.is_none() && due.is_some()),
    }
}

/// The day by which who lives there is checked again: the earliest that any of the landlord's promises gives; today where
/// it never was. None where nothing is promised.
pub(crate) fn check_due(last: Option<NaiveDate>, standards: &Standards, today: NaiveDate) -> Option<NaiveDate> {
    let rules = standards.rules(RuleName::TenancyCheck, "", today);
    rules
        .filter_map(|(_, rule)| match &rule.measure {
            Measure::Every(every) => Some(last.map_or(today, |last| every.next(None, last))),
            _ => None,
        })
        .min()
}

/// "4 May 2019".
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// How the rent stands; empty when the landlord has not said.
pub(crate) fn rent(tenancy: &Tenancy) -> String {
    let pounds = |pence: i64| format!("£{}.{:02}", pence / 100, pence % 100);
    match tenancy.arrears_pence {
        None => String::new(),
        Some(pence) if pence > 0 => format!("{} of rent is owed", pounds(pence)),
        Some(0) => "No rent is owed".to_owned(),
        Some(pence) => format!("{} in credit", pounds(pence.saturating_neg())),
    }
}

/// "Since 4 May 2019".
pub(crate) fn since(tenancy: &Tenancy) -> String {
    tenancy.started.map(|began| format!("Since {}", day(began))).unwrap_or_default()
}

/// A person on the agreement.
pub(crate) fn tenant(tenant: &Tenant) -> TenantShown {
    let plain = |name: &str| name.replace('_', " ");
    let mut preferences = Vec::new();
    if !tenant.preferred_contact.is_empty() {
        let way = feedback::ReplyBy::from_name(&tenant.preferred_contact);
        let way = way.map_or_else(|| plain(&tenant.preferred_contact), |way| way.words().to_lowercase());
        preferences.push(format!("Prefers {way}"));
    }
    if !tenant.language.is_empty() {
        preferences.push(format!("Speaks {}", tenant.language));
    }
    preferences.extend(tenant.formats.iter().map(|format| format!("Reads {}", plain(format))));
    TenantShown {
        name: tenant.name.clone(),
        safe_contact: tenant.safe_contact.clone(),
        telephone: tenant.telephone.clone(),
        email: tenant.email.clone(),
        preferences,
        next_of_kin: tenant.next_of_kin.clone(),
    }
}

/// What a visit is for.
pub(crate) fn visit(unlocked: &Unlocked, terms: &VisitTerms) -> Result<VisitShown, Failure> {
    let home = match terms.tenancy {
        Some(tenancy) if unlocked.store.holds_tenancy(tenancy)? => Some(tenancy.to_string()),
        _ => None,
    };
    Ok(VisitShown {
        words: terms.kind.words().to_owned(),
        home,
        wishes: terms.wishes.iter().map(|wish| wish.words().to_owned()).collect(),
    })
}

pub(crate) const fn kind(kind: api::VisitKind) -> VisitKind {
    match kind {
        api::VisitKind::TenancyCheck => VisitKind::TenancyCheck,
        api::VisitKind::InspectRepair => VisitKind::InspectRepair,
        api::VisitKind::RentArrears => VisitKind::RentArrears,
        api::VisitKind::HomeInspection => VisitKind::HomeInspection,
        api::VisitKind::VerifyDetails => VisitKind::VerifyDetails,
        api::VisitKind::NewTenancy => VisitKind::NewTenancy,
    }
}

pub(crate) const fn wish(wish: api::VisitWish) -> VisitWish {
    match wish {
        api::VisitWish::SameSexOfficer => VisitWish::SameSexOfficer,
        api::VisitWish::Interpreter => VisitWish::Interpreter,
        api::VisitWish::Signer => VisitWish::Signer,
        api::VisitWish::Advocate => VisitWish::Advocate,
    }
}

pub(crate) const fn feedback_kind(kind: api::FeedbackKind) -> feedback::FeedbackKind {
    match kind {
        api::FeedbackKind::Complaint => feedback::FeedbackKind::Complaint,
        api::FeedbackKind::Compliment => feedback::FeedbackKind::Compliment,
        api::FeedbackKind::Comment => feedback::FeedbackKind::Comment,
    }
}

pub(crate) const fn area(area: api::ServiceArea) -> feedback::ServiceArea {
    match area {
        api::ServiceArea::Repairs => feedback::ServiceArea::Repairs,
        api::ServiceArea::Tenancy => feedback::ServiceArea::Tenancy,
        api::ServiceArea::Rent => feedback::ServiceArea::Rent,
        api::ServiceArea::Estate => feedback::ServiceArea::Estate,
        api::ServiceArea::Neighbours => feedback::ServiceArea::Neighbours,
        api::ServiceArea::Contact => feedback::ServiceArea::Contact,
        api::ServiceArea::Other => feedback::ServiceArea::Other,
    }
}

pub(crate) const fn reply_by(by: api::ReplyBy) -> feedback::ReplyBy {
    match by {
        api::ReplyBy::Telephone => feedback::ReplyBy::Telephone,
        api::ReplyBy::Text => feedback::ReplyBy::Text,
        api::ReplyBy::Email => feedback::ReplyBy::Email,
        api::ReplyBy::Letter => feedback::ReplyBy::Letter,
        api::ReplyBy::Visit => feedback::ReplyBy::Visit,
    }
}

/// What a list says in place of what somebody wants kept from the others in their home.
pub(crate) const KEPT_APART: &str = "Kept apart: open it where nobody reads along";

/// What one customer said, in a list.
pub(crate) fn feedback_row(row: &FeedbackRow, now: Timestamp) -> api::FeedbackRow {
    let standing = match (row.kind, row.responsible.as_str()) {
        (feedback::FeedbackKind::Complaint, "") => "Nobody has acknowledged it yet".to_owned(),
        (feedback::FeedbackKind::Complaint, name) if row.open => format!("{name} answers for it"),
        (feedback::FeedbackKind::Complaint, name) => format!("Answered by {name}"),
        (_, "") => String::new(),
        (_, name) => format!("{name} has it"),
    };
    api::FeedbackRow {
        id: row.document.to_string(),
        kind: row.kind.words().to_owned(),
        customer: row.customer.clone(),
        words: if row.kept_apart { KEPT_APART.to_owned() } else { cut(&row.words) },
        received: row.received.spoken(now),
        standing,
        open: row.open,
        waiting: row.waiting,
    }
}

/// The whole of it, with the landlord's promises as they stand now. What the customer was told is kept where no promise
/// is held any more.
pub(crate) fn feedback_page(
    unlocked: &Unlocked,
    record: &FeedbackRecord,
    row: &FeedbackRow,
    people: &People,
) -> Result<FeedbackPage, Failure> {
    let now = unlocked.now();
    let said = &record.feedback;
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let home = match said.tenancy {
        Some(tenancy) if unlocked.store.holds_tenancy(tenancy)? => Some(tenancy.to_string()),
        _ => None,
    };
    let reply = format!("{} {}", said.reply_by.words(), said.reply_to);
    let details = [
        ("Service", said.area.words()),
        ("About", said.about.as_str()),
        ("Would put it right", said.remedy.as_str()),
        ("Wants to hear by", reply.trim()),
    ];
    let details = details.into_iter().filter(|(_, text)| !text.is_empty());
    Ok(FeedbackPage {
        row: feedback_row(row, now),
        reference: domain::job::reference_of(record.id),
        address: said.address.clone(),
        home,
        words: said.words.clone(),
        details: details.map(|(label, text)| Detail { label: label.to_owned(), text: text.to_owned() }).collect(),
        unequal: said.unequal,
        kept_apart: said.kept_apart,
        by: people.by(&record.written),
        hears_from: match record.responsible() {
            Some(name) => name.to_owned(),
            None => unlocked.landlord()?,
        },
        promises: promises(record, &standards, &calendar, now),
        steps: record
            .steps
            .iter()
            .map(|step| {
                let at = step.at().spoken(now);
                let by = if step.step.by.is_empty() { people.name(&step.written) } else { step.step.by.clone() };
                StepShown {
                    what: step.step.kind.words().to_owned(),
                    by: format!("{by}, {at}"),
                    words: step.step.words.clone(),
                }
            })
            .collect(),
        can_take_further: said.kind == feedback::FeedbackKind::Complaint
            && record.steps.iter().any(|step| step.step.kind == StepKind::Answered)
            && record.steps.iter().all(|step| step.step.kind != StepKind::Escalated),
    })
}

fn promises(
    record: &FeedbackRecord,
    standards: &Standards,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> Vec<PromiseShown> {
    let today = now.london_date();
    let shown = record.clocks(standards, calendar).into_iter().map(|clock| {
        let by = spoken_day(clock.promise.due.last_day, today, false);
        let (standing, tone) = match (clock.stopped, clock.is_missed(now)) {
            (Some(_), false) => ("Kept", Tone::Good),
            (Some(_), true) => ("Done late", Tone::Warning),
            (None, true) => ("Late", Tone::Bad),
            (None, false) => ("", Tone::Quiet),
        };
        // What was told to the customer binds, whatever follows from an earlier acknowledgement.
        let told = record.feedback.told.iter().find(|told| told.rule == clock.promise.rule.name.name());
        let said = told.filter(|told| told.by != clock.promise.due.last_day);
        let said = said.map(|told| format!("; the customer was told {}", spoken_day(told.by, today, false)));
        PromiseShown {
            words: clock.promise.rule.words.clone(),
            by: format!("{} {by}{}", if clock.projected { "At the latest by" } else { "By" }, said.unwrap_or_default()),
            standing: standing.to_owned(),
            tone,
        }
    });
    let mut shown: Vec<PromiseShown> = shown.collect();
    if shown.is_empty() {
        shown.extend(record.feedback.told.iter().map(|told| PromiseShown {
            words: told.words.clone(),
            by: format!("By {}", spoken_day(told.by, today, false)),
            standing: String::new(),
            tone: Tone::Quiet,
        }));
    }
    shown
}
