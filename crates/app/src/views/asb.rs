//! Reports of anti-social behaviour in words.

use chrono::NaiveDate;
use domain::{
    asb::{self, AsbAction, AsbEntry, AsbRecord, NewAgreement, NewDiaryEntry, RISK_QUESTIONS},
    household::Standing,
    time::{Timestamp, spoken_day},
};
use store::AsbRow;

use super::{officer, people::People, photo, promised, recording, row::cut};
use crate::{
    api::{
        self, AsbActionShown, AsbContactShown, AsbDiaryShown, AsbPage, AsbRiskAnswer, AsbRiskShown, AsbSpoken, Detail,
        Failure,
    },
    unlocked::Unlocked,
};

pub(crate) const fn kind(kind: api::AsbKind) -> asb::AsbKind {
    match kind {
        api::AsbKind::Noise => asb::AsbKind::Noise,
        api::AsbKind::Harassment => asb::AsbKind::Harassment,
        api::AsbKind::HateIncident => asb::AsbKind::HateIncident,
        api::AsbKind::Violence => asb::AsbKind::Violence,
        api::AsbKind::Drugs => asb::AsbKind::Drugs,
        api::AsbKind::Gathering => asb::AsbKind::Gathering,
        api::AsbKind::Damage => asb::AsbKind::Damage,
        api::AsbKind::Rubbish => asb::AsbKind::Rubbish,
        api::AsbKind::Animals => asb::AsbKind::Animals,
        api::AsbKind::Vehicles => asb::AsbKind::Vehicles,
        api::AsbKind::Other => asb::AsbKind::Other,
    }
}

pub(crate) const fn answer(answer: AsbRiskAnswer) -> asb::RiskAnswer {
    match answer {
        AsbRiskAnswer::Yes => asb::RiskAnswer::Yes,
        AsbRiskAnswer::No => asb::RiskAnswer::No,
        AsbRiskAnswer::Unsure => asb::RiskAnswer::Unsure,
        AsbRiskAnswer::RatherNotSay => asb::RiskAnswer::RatherNotSay,
    }
}

const fn answered(answer: asb::RiskAnswer) -> AsbRiskAnswer {
    match answer {
        asb::RiskAnswer::Yes => AsbRiskAnswer::Yes,
        asb::RiskAnswer::No => AsbRiskAnswer::No,
        asb::RiskAnswer::Unsure => AsbRiskAnswer::Unsure,
        asb::RiskAnswer::RatherNotSay => AsbRiskAnswer::RatherNotSay,
    }
}

/// One report in a list.
pub(crate) fn row(row: &AsbRow, now: Timestamp) -> api::AsbRow {
    let entries = match row.diary_entries {
        0 => "no diary entry yet".to_owned(),
        1 => "1 diary entry".to_owned(),
        entries => format!("{entries} diary entries"),
    };
    api::AsbRow {
        id: row.document.to_string(),
        kind: row.kind.words().to_owned(),
        customer: row.customer.clone(),
        words: if row.kept_apart { officer::KEPT_APART.to_owned() } else { cut(&row.words) },
        received: row.received.spoken(now),
        standing: match (row.open, row.unseen) {
            (true, _) => format!("Open, {entries}"),
            (false, 0) => format!("Closed, {entries}"),
            (false, _) => format!("Closed, and written in since: {entries}"),
        },
        open: row.open,
        unseen: row.unseen > 0,
        at_once: row.at_once,
        waiting: row.waiting,
    }
}

/// The whole of it.
pub(crate) fn page(
    unlocked: &Unlocked,
    record: &AsbRecord,
    held: &AsbRow,
    people: &People,
) -> Result<AsbPage, Failure> {
    let (now, report) = (unlocked.now(), &record.report);
    let home = match report.tenancy {
        Some(tenancy) if unlocked.store.holds_tenancy(tenancy)? => Some(tenancy.to_string()),
        _ => None,
    };
    let details = [
        ("Since", &report.since),
        ("Where", &report.place),
        ("Who is affected", &report.affected),
        ("Who does it", &report.about),
    ];
    let details = details.into_iter().filter(|(_, text)| !text.is_empty());
    let agreed = record.agreed();
    let before = record.agreements.iter().rev().filter(|one| !agreed.iter().any(|stands| stands.id == one.id));
    let mut actions: Vec<AsbActionShown> =
        record.actions.iter().map(|held| action(held, people, now.london_date())).collect();
    actions.sort_by_key(|action| !action.open);
    let diary = record.diary.iter().rev().map(|held| diary(unlocked, held, people, now));
    Ok(AsbPage {
        row: row(held, now),
        reference: domain::job::reference_of(record.id),
        address: report.address.clone(),
        home,
        words: report.words.clone(),
        details: details.map(|(label, text)| Detail { label: label.to_owned(), text: text.clone() }).collect(),
        kept_apart: report.kept_apart,
        by: people.by(&record.written),
        diary: diary.collect::<Result<_, _>>()?,
        risk: RISK_QUESTIONS.iter().map(|asked| risk(record, *asked, people)).collect(),
        risk_asked: match record.assessments.as_slice() {
            [] => String::new(),
            [only] => format!("Asked by {}", people.by(&only.written)),
            [.., last] => {
                format!("Asked last by {}; {} times in all", people.by(&last.written), record.assessments.len())
            }
        },
        actions,
        contact: agreed.iter().rev().map(|one| contact(one, people)).collect(),
        contact_before: before.map(|one| contact(one, people)).collect(),
        turns: record
            .turns
            .iter()
            .map(|turn| Detail {
                label: format!("{} by {}", turn.entry.0.words(), people.by(&turn.written)),
                text: turn.entry.1.clone(),
            })
            .collect(),
        unseen: match record.unseen_by_closing() {
            0 => String::new(),
            1 => "1 entry was written that whoever closed it had not seen".to_owned(),
            entries => format!("{entries} entries were written that whoever closed it had not seen"),
        },
    })
}

/// One question with what was answered last. Where two heard different things, each with who heard it.
fn risk(record: &AsbRecord, asked: asb::RiskQuestion, people: &People) -> AsbRiskShown {
    let said = record.answered(asked.name);
    let yes = said.iter().find(|(answer, _)| *answer == asb::RiskAnswer::Yes);
    let shown = yes.or(said.last()).map(|(answer, _)| *answer);
    let words = match shown {
        None => String::new(),
        Some(shown) if said.iter().all(|(answer, _)| *answer == shown) => shown.words().to_owned(),
        Some(_) => {
            let each = said.iter().map(|(answer, asked)| format!("{}: {}", people.by(&asked.written), answer.words()));
            each.collect::<Vec<_>>().join("; ")
        }
    };
    AsbRiskShown {
        name: asked.name.to_owned(),
        words: asked.words.to_owned(),
        answer: shown.map(answered),
        answered: words,
    }
}

fn diary(
    unlocked: &Unlocked,
    held: &AsbEntry<NewDiaryEntry>,
    people: &People,
    now: Timestamp,
) -> Result<AsbDiaryShown, Failure> {
    let entry = &held.entry;
    let spoken = entry.spoken.as_ref().map(|spoken| {
        Ok::<_, Failure>(AsbSpoken {
            hash: photo::hex(&spoken.hash),
            length: recording::length(spoken.milliseconds),
            state: photo::state(&unlocked.store, &spoken.hash)?,
        })
    });
    Ok(AsbDiaryShown {
        id: held.id.to_string(),
        happened: entry.happened.spoken(now),
        words: entry.words.clone(),
        affected: entry.affected.clone(),
        by: people.by(&held.written),
        spoken: spoken.transpose()?,
    })
}

fn action(held: &AsbEntry<AsbAction>, people: &People, today: NaiveDate) -> AsbActionShown {
    let AsbAction { action, done } = &held.entry;
    let first = done.iter().map(asb::AsbDone::day).min();
    let standing = Standing::of(action.by, first, today);
    let (words, tone) = promised::said_of(standing);
    let done = done.iter().map(|done| {
        let words = if done.words.is_empty() { String::new() } else { format!(": {}", done.words) };
        format!("{}{words}", people.by(&done.written))
    });
    AsbActionShown {
        id: held.id.to_string(),
        what: action.what.clone(),
        who: action.who.clone(),
        by: action.by.map_or_else(|| "No day agreed".to_owned(), |day| format!("By {}", spoken_day(day, today, false))),
        standing: words.to_owned(),
        tone,
        open: standing.is_open(),
        done: done.collect(),
    }
}

fn contact(held: &AsbEntry<NewAgreement>, people: &People) -> AsbContactShown {
    let agreed = &held.entry;
    AsbContactShown {
        words: format!("{}, {}", agreed.how.words(), agreed.how_often),
        not_when: agreed.not_when.clone(),
        by: people.by(&held.written),
    }
}
