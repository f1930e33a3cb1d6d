//! Anti-social behaviour is reported, and what follows is written down: the diary, risk, what is done, how they hear.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use documents::{Document, asb};
use domain::{
    asb::{AsbEdit, AsbReport, AsbTurn, NewAction, NewAgreement, NewDiaryEntry, RISK_QUESTIONS},
    id::{DocumentId, RecordKind},
    time::Timestamp,
};
use store::Edit;

use crate::{
    api::{AsbHappened, AsbPage, AsbRiskAnswers, AsbSaid, Failure, ReplyBy},
    commands::add_recording,
    error::{self, failure},
    queries,
    unlocked::Unlocked,
    views::{asb as shown, officer},
};

/// The longest account, in characters: about five pages.
const LONGEST: usize = 12_000;

/// The longest of what else is asked, in characters.
const LONGEST_ASIDE: usize = 1_000;

/// How far ahead of this phone's clock something may have happened, in milliseconds: clocks differ.
const AHEAD_MS: i64 = 3_600_000;

pub(crate) fn report(unlocked: &Unlocked, home: &str, said: AsbSaid) -> Result<AsbPage, Failure> {
    let home: DocumentId = home.parse()?;
    let row = unlocked.store.tenancy_row(home)?.ok_or_else(error::home_unknown)?;
    let words =
        needed(&said.words, "asb_empty", "It does not say what happens", "Write it in the customer’s own words")?;
    let customer =
        needed(&said.customer, "asb_nobody", "It does not say who reports it", "Choose or enter their name")?;
    within(LONGEST, &[&words])?;
    within(LONGEST_ASIDE, &[&said.since, &said.place, &said.affected, &said.about, &customer])?;
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let report = AsbReport {
        kind: shown::kind(said.kind),
        words,
        since: said.since.trim().to_owned(),
        place: said.place.trim().to_owned(),
        affected: said.affected.trim().to_owned(),
        about: said.about.trim().to_owned(),
        customer,
        tenancy: Some(home),
        address: row.address_lines.join(", "),
        kept_apart: said.kept_apart,
    };
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let mut document = Document::create(id, RecordKind::AsbReport, pen)?;
    let changes = asb::write(&mut document, &report, &clocks)?;
    unlocked.store.commit(&document, &changes)?;
    queries::officer::asb::page(unlocked, id)
}

/// Something happened: typed, spoken, or both. The sound is on disk before the record that names it is saved.
pub(crate) fn diary(
    unlocked: &Unlocked,
    report: &str,
    happened: AsbHappened,
    milliseconds: Option<u32>,
    bytes: Option<&[u8]>,
) -> Result<AsbPage, Failure> {
    let when = || failure("asb_when", "It does not say when it happened", "Choose the day and the time");
    let day: NaiveDate = happened.day.parse().map_err(|_| when())?;
    let time = NaiveTime::parse_from_str(&happened.time, "%H:%M").map_err(|_| when())?;
    let at = Timestamp::in_london(day.and_time(time));
    if at > unlocked.now().plus_milliseconds(AHEAD_MS) {
        return Err(failure("asb_ahead", "That has not happened yet", "Choose the day and the time when it happened"));
    }
    let words = happened.words.trim().to_owned();
    if words.is_empty() && bytes.is_none() {
        return Err(failure("asb_diary_empty", "It does not say what happened", "Write it, or let them speak it"));
    }
    within(LONGEST, &[&words])?;
    within(LONGEST_ASIDE, &[&happened.affected])?;
    let id = known(unlocked, report)?;
    let (spoken, kept) = match bytes {
        Some(bytes) => {
            let (recording, kept) = add_recording::take(unlocked, milliseconds.unwrap_or_default(), bytes)?;
            (Some(recording), vec![kept])
        }
        None => (None, Vec::new()),
    };
    let affected = happened.affected.trim().to_owned();
    let edit = AsbEdit::Diary(NewDiaryEntry { happened: at, words, affected, spoken });
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        let changes = asb::edit(document, &edit, &clocks, new_id.into())?;
        Ok(Edit { changes, attachments: kept, ..Edit::default() })
    })?;
    queries::officer::asb::page(unlocked, id)
}

pub(crate) fn assess(unlocked: &Unlocked, report: &str, answers: &AsbRiskAnswers) -> Result<AsbPage, Failure> {
    let asked = |name: &str| RISK_QUESTIONS.iter().any(|question| question.name == name);
    let answers: BTreeMap<_, _> = answers
        .iter()
        .filter(|(name, _)| asked(name))
        .map(|(name, answer)| (name.clone(), shown::answer(*answer)))
        .collect();
    if answers.is_empty() {
        return Err(failure("asb_risk_empty", "No question was answered", "Answer those that they want to answer"));
    }
    save(unlocked, report, &AsbEdit::Assess(answers))
}

pub(crate) fn act(
    unlocked: &Unlocked,
    report: &str,
    what: &str,
    who: &str,
    by: Option<&str>,
) -> Result<AsbPage, Failure> {
    let what = needed(what, "asb_action_empty", "It does not say what is to be done", "Write it in a few words")?;
    let who = needed(who, "asb_action_nobody", "It does not say who does it", "Enter their name")?;
    within(LONGEST_ASIDE, &[&what, &who])?;
    let unreadable = |_| failure("asb_action_day", "That is no day", "Choose the day, or leave it open");
    let by: Option<NaiveDate> =
        by.filter(|day| !day.is_empty()).map(str::parse::<NaiveDate>).transpose().map_err(unreadable)?;
    save(unlocked, report, &AsbEdit::Act(NewAction { what, who, by }))
}

pub(crate) fn finish(unlocked: &Unlocked, report: &str, action: &str, words: &str) -> Result<AsbPage, Failure> {
    within(LONGEST_ASIDE, &[words])?;
    save(unlocked, report, &AsbEdit::Finish { action: action.parse()?, words: words.trim().to_owned() })
}

pub(crate) fn agree(
    unlocked: &Unlocked,
    report: &str,
    how: ReplyBy,
    how_often: &str,
    not_when: &str,
) -> Result<AsbPage, Failure> {
    let how_often = needed(how_often, "asb_how_often", "It does not say how often", "Write it: “every Friday”")?;
    within(LONGEST_ASIDE, &[&how_often, not_when])?;
    let agreed = NewAgreement { how: officer::reply_by(how), how_often, not_when: not_when.trim().to_owned() };
    save(unlocked, report, &AsbEdit::Agree(agreed))
}

pub(crate) fn turn(unlocked: &Unlocked, report: &str, closed: bool, reason: &str) -> Result<AsbPage, Failure> {
    let reason = needed(reason, "reason_missing", "It does not say why", "Write the reason")?;
    within(LONGEST_ASIDE, &[&reason])?;
    let turn = if closed { AsbTurn::Closed } else { AsbTurn::Reopened };
    save(unlocked, report, &AsbEdit::Turn { turn, reason })
}

fn save(unlocked: &Unlocked, report: &str, edit: &AsbEdit) -> Result<AsbPage, Failure> {
    let id = known(unlocked, report)?;
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| Ok(asb::edit(document, edit, &clocks, new_id.into())?.into()))?;
    queries::officer::asb::page(unlocked, id)
}

/// A report that is on this phone.
fn known(unlocked: &Unlocked, report: &str) -> Result<DocumentId, Failure> {
    let id: DocumentId = report.parse()?;
    unlocked.store.asb_row(id)?.ok_or_else(error::asb_unknown)?;
    Ok(id)
}

fn needed(text: &str, code: &str, message: &str, remedy: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() { Err(failure(code, message, remedy)) } else { Ok(text.to_owned()) }
}

fn within(longest: usize, texts: &[&str]) -> Result<(), Failure> {
    if texts.iter().any(|text| text.chars().count() > longest) {
        return Err(failure("too_long", "It is longer than a record takes", "Shorten it"));
    }
    Ok(())
}
