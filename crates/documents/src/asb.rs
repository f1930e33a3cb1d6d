//! Reports of anti-social behaviour as documents: what was reported once, and everything after it as entries that are
//! written once.

use std::collections::BTreeMap;

use automerge::{AutomergeError, ObjType, ScalarValue, transaction::Transactable};
use domain::{
    asb::{
        AsbAction, AsbDone, AsbEdit, AsbEntry, AsbKind, AsbRecord, AsbReport, AsbTurn, NewAction, NewAgreement,
        NewDiaryEntry, RISK_QUESTIONS, RiskAnswer,
    },
    author::{Clocks, Written},
    feedback::ReplyBy,
    id::AsbEntryId,
    job::NewRecording,
    time::Timestamp,
};
use thiserror::Error;

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::{Fields, entries, entry},
};

/// An edit that cannot be made; the record is as it was.
#[derive(Debug, Error)]
pub enum AsbEditError {
    /// Nobody wrote down such an action.
    #[error("the report has no action {0}")]
    NoSuchAction(AsbEntryId),
    /// The record cannot be read or written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Automerge refused it.
    #[error("the record could not be written: {0}")]
    Automerge(#[from] AutomergeError),
}

/// Writes a report into a record that holds nothing yet.
///
/// # Errors
/// The record is not a report's, or holds one.
pub fn write(document: &mut Document, report: &AsbReport, clocks: &Clocks) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("report")?;
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    let texts = [
        ("kind", report.kind.name().to_owned()),
        ("words", report.words.clone()),
        ("since", report.since.clone()),
        ("place", report.place.clone()),
        ("affected", report.affected.clone()),
        ("about", report.about.clone()),
        ("customer", report.customer.clone()),
        ("tenancy", report.tenancy.map(|tenancy| tenancy.to_string()).unwrap_or_default()),
        ("address", report.address.clone()),
    ];
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
                transaction.put(&container, key, text)?;
            }
            if report.kept_apart {
                transaction.put(&container, "kept_apart", true)?;
            }
            transaction.put(&container, "received", clocks.best().milliseconds())?;
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Makes one edit as one change. `entry_id` names the entry that it makes, and must be new.
///
/// # Errors
/// The record is not a report's, or has no such action.
pub fn edit(
    document: &mut Document,
    edit: &AsbEdit,
    clocks: &Clocks,
    entry_id: AsbEntryId,
) -> Result<Vec<Change>, AsbEditError> {
    if let AsbEdit::Finish { action, words } = edit {
        let actions = document.container("actions")?;
        let held = entry(document, &actions, &action.to_string()).ok_or(AsbEditError::NoSuchAction(*action))?;
        return document.transact::<AsbEditError>(clocks.device, |transaction| {
            Ok(transaction.put(&held, "done", words.trim())?)
        });
    }
    let follows = seen(document, edit)?;
    let (container, values) = entry_of(edit);
    let container = document.container(container)?;
    document.transact::<AsbEditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&container, entry_id.to_string(), ObjType::Map)?;
        for (key, value) in values {
            transaction.put(&entry, key, value)?;
        }
        if !follows.is_empty() {
            transaction.put(&entry, "follows", follows)?;
        }
        if let Some(offset) = clocks.hub_offset {
            transaction.put(&entry, "hub_offset", offset)?;
        }
        Ok(())
    })
}

/// The entries that whoever makes this edit has seen, one a line: those that it takes the place of, and for whoever closes
/// a report what they close it over.
fn seen(document: &Document, edit: &AsbEdit) -> Result<String, DocumentError> {
    let containers: &[&'static str] = match edit {
        AsbEdit::Assess(_) => &["risk"],
        AsbEdit::Agree(_) => &["contact"],
        AsbEdit::Turn { .. } => &["turns", "diary", "risk"],
        AsbEdit::Diary(_) | AsbEdit::Act(_) | AsbEdit::Finish { .. } => &[],
    };
    let mut seen = Vec::new();
    for container in containers {
        seen.extend(entries(document, container)?.into_iter().map(|(key, _)| key));
    }
    Ok(seen.join("\n"))
}

/// The container and the values of the entry that an edit makes. What was left empty is not written.
fn entry_of(edit: &AsbEdit) -> (&'static str, Vec<(String, ScalarValue)>) {
    let texts = |texts: &[(&str, &str)]| -> Vec<(String, ScalarValue)> {
        let said = texts.iter().map(|(key, text)| ((*key).to_owned(), text.trim()));
        said.filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key, text.into())).collect()
    };
    match edit {
        AsbEdit::Diary(NewDiaryEntry { happened, words, affected, spoken }) => {
            let mut values = texts(&[("words", words), ("affected", affected)]);
            values.push(("happened".to_owned(), happened.milliseconds().into()));
            if let Some(NewRecording { hash, size, media_type, milliseconds }) = spoken {
                values.extend([
                    ("hash".to_owned(), ScalarValue::Bytes(hash.to_vec())),
                    ("size".to_owned(), (*size).into()),
                    ("media_type".to_owned(), media_type.as_str().into()),
                    ("milliseconds".to_owned(), u64::from(*milliseconds).into()),
                ]);
            }
            ("diary", values)
        }
        AsbEdit::Assess(answers) => {
            ("risk", answers.iter().map(|(name, answer)| (name.clone(), answer.name().into())).collect())
        }
        AsbEdit::Act(NewAction { what, who, by }) => {
            let by = by.map(|day| day.to_string()).unwrap_or_default();
            ("actions", texts(&[("what", what), ("who", who), ("by", &by)]))
        }
        AsbEdit::Agree(NewAgreement { how, how_often, not_when }) => {
            ("contact", texts(&[("how", how.name()), ("how_often", how_often), ("not_when", not_when)]))
        }
        AsbEdit::Turn { turn, reason } => ("turns", texts(&[("turn", turn.name()), ("reason", reason)])),
        // It makes no entry: it is set on one.
        AsbEdit::Finish { .. } => ("actions", Vec::new()),
    }
}

/// Reads a report.
///
/// # Errors
/// The record is not a report's, or holds none yet.
pub fn read(document: &Document) -> Result<AsbRecord, DocumentError> {
    let fields = Fields::of(document, "report")?;
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let incomplete = || DocumentError::Incomplete { document: document.id(), what: "report" };
    let kind = AsbKind::from_name(&text("kind")).ok_or_else(incomplete)?;
    let written = fields.all("kind").pop().map(|(_, written)| written);
    let written = written.unwrap_or(Written { device: None, at: Timestamp::default() });
    let mut diary = read_entries(document, "diary", |entry| {
        let happened = Timestamp::from_milliseconds(entry.integer("happened")?);
        let text = |key: &str| entry.text(key).unwrap_or_default();
        Some(NewDiaryEntry { happened, words: text("words"), affected: text("affected"), spoken: spoken(entry) })
    })?;
    diary.sort_by_key(|held| (held.entry.happened, held.id));
    Ok(AsbRecord {
        id: document.id(),
        report: AsbReport {
            kind,
            words: text("words"),
            since: text("since"),
            place: text("place"),
            affected: text("affected"),
            about: text("about"),
            customer: text("customer"),
            tenancy: text("tenancy").parse().ok(),
            address: text("address"),
            kept_apart: fields.flag("kept_apart"),
        },
        written,
        received: fields.integer("received").map_or(written.at, Timestamp::from_milliseconds),
        diary,
        assessments: read_entries(document, "risk", |entry| {
            let answer = |name: &str| entry.text(name).and_then(|answer| RiskAnswer::from_name(&answer));
            let answers = RISK_QUESTIONS.iter().filter_map(|asked| Some((asked.name.to_owned(), answer(asked.name)?)));
            Some(answers.collect::<BTreeMap<_, _>>())
        })?,
        actions: read_entries(document, "actions", |entry| {
            let text = |key: &str| entry.text(key).unwrap_or_default();
            let done = entry.all("done").into_iter().filter_map(|(value, written)| match value {
                ScalarValue::Str(words) => Some(AsbDone { words: words.to_string(), written }),
                _ => None,
            });
            let action = NewAction { what: entry.text("what")?, who: text("who"), by: text("by").parse().ok() };
            Some(AsbAction { action, done: done.collect() })
        })?,
        agreements: read_entries(document, "contact", |entry| {
            let text = |key: &str| entry.text(key).unwrap_or_default();
            let how = ReplyBy::from_name(&text("how"))?;
            Some(NewAgreement { how, how_often: text("how_often"), not_when: text("not_when") })
        })?,
        turns: read_entries(document, "turns", |entry| {
            Some((AsbTurn::from_name(&entry.text("turn")?)?, entry.text("reason").unwrap_or_default()))
        })?,
    })
}

/// The entries of a container, oldest first. One of a newer version that does not read is left out.
fn read_entries<T>(
    document: &Document,
    container: &'static str,
    read: impl Fn(&Fields<'_>) -> Option<T>,
) -> Result<Vec<AsbEntry<T>>, DocumentError> {
    let held = entries(document, container)?.into_iter().filter_map(|(key, fields)| {
        Some(AsbEntry {
            id: key.parse().ok()?,
            entry: read(&fields)?,
            written: document.written(&fields.object),
            hub_offset: fields.integer("hub_offset"),
            follows: fields.text("follows").unwrap_or_default().lines().filter_map(|id| id.parse().ok()).collect(),
        })
    });
    let mut held: Vec<_> = held.collect();
    held.sort_by_key(|entry| (entry.at(), entry.id));
    Ok(held)
}

fn spoken(entry: &Fields<'_>) -> Option<NewRecording> {
    Some(NewRecording {
        hash: <[u8; 32]>::try_from(entry.bytes("hash")?).ok()?,
        size: entry.unsigned("size").unwrap_or_default(),
        media_type: entry.text("media_type").unwrap_or_default(),
        milliseconds: u32::try_from(entry.unsigned("milliseconds")?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        access::Role,
        id::{DeviceId, DocumentId, RecordKind},
    };

    use super::*;
    use crate::{
        Actor, Pen,
        gate::{Admission, Limits, Signer, admit},
    };

    const TOLD: Timestamp = Timestamp::from_milliseconds(1_795_420_800_000);
    const CLOCKS: Clocks = Clocks { device: TOLD, hub_offset: None };

    fn pen(of: u8) -> Pen {
        Pen { actor: Actor::from_bytes([of; 16]), device: DeviceId::from_bytes([of; 16]) }
    }

    fn id(of: u8) -> AsbEntryId {
        AsbEntryId::from_bytes([of; 16])
    }

    fn noise() -> AsbReport {
        AsbReport {
            kind: AsbKind::Noise,
            words: "Drums until two.".into(),
            since: "Since March".into(),
            place: String::new(),
            affected: String::new(),
            about: String::new(),
            customer: "Samira Haddad".into(),
            tenancy: None,
            address: "8 Sluice Court".into(),
            kept_apart: true,
        }
    }

    fn empty(of: u8) -> Document {
        Document::create(DocumentId::from_bytes([7; 16]), RecordKind::AsbReport, pen(of)).unwrap()
    }

    fn reported() -> Document {
        let mut document = empty(1);
        write(&mut document, &noise(), &CLOCKS).unwrap();
        document
    }

    fn drums(words: &str) -> AsbEdit {
        AsbEdit::Diary(NewDiaryEntry { happened: TOLD, words: words.into(), affected: String::new(), spoken: None })
    }

    fn action() -> AsbEdit {
        AsbEdit::Act(NewAction { what: "Write to next door".into(), who: "Omar Reid".into(), by: None })
    }

    fn passes(held: &Document, changes: &[Change], by: u8, role: Role) -> bool {
        let signer = Signer { device: DeviceId::from_bytes([by; 16]), role: Some(role) };
        let admission = |change: &Change| admit(held, &change.bytes, &signer, &Limits::DEFAULT);
        !changes.is_empty() && changes.iter().all(|change| matches!(admission(change), Admission::Accepted(..)))
    }

    #[test]
    fn noor_and_omar_write_without_hearing_of_each_other_and_both_keep_theirs() {
        let (mut noors, mut omars) = (reported().fork(pen(2)), reported().fork(pen(3)));
        let mut by_noor = edit(&mut noors, &drums("Drums at one."), &CLOCKS, id(21)).unwrap();
        by_noor.extend(edit(&mut noors, &action(), &CLOCKS, id(22)).unwrap());
        let reason = "It has stopped".to_owned();
        let close = AsbEdit::Turn { turn: AsbTurn::Closed, reason };
        let mut by_omar = edit(&mut omars, &drums("Shouting at three."), &CLOCKS, id(31)).unwrap();
        by_omar.extend(edit(&mut omars, &close, &CLOCKS, id(32)).unwrap());
        noors.apply(&by_omar).unwrap();
        omars.apply(&by_noor).unwrap();
        let record = read(&noors).unwrap();
        assert_eq!(record, read(&omars).unwrap());
        assert_eq!((record.diary.len(), record.actions.len(), record.is_open()), (2, 1, false));
        assert_eq!(record.unseen_by_closing(), 1, "Omar closed it without having heard of one o'clock");
        assert_eq!(record.report, noise());

        // Both say that the one action was done: both are shown.
        let finish = |document: &mut Document, words: &str| {
            let done = AsbEdit::Finish { action: id(22), words: words.into() };
            edit(document, &done, &CLOCKS, id(99)).unwrap()
        };
        let (by_noor, by_omar) = (finish(&mut noors, "Sent on Monday"), finish(&mut omars, "Sent"));
        assert!(passes(&noors, &by_omar, 3, Role::HousingOfficer));
        noors.apply(&by_omar).unwrap();
        omars.apply(&by_noor).unwrap();
        let record = read(&noors).unwrap();
        assert_eq!(record, read(&omars).unwrap());
        assert_eq!(record.actions[0].entry.done.len(), 2);
        let nothing = AsbEdit::Finish { action: id(77), words: String::new() };
        assert!(matches!(edit(&mut noors, &nothing, &CLOCKS, id(98)), Err(AsbEditError::NoSuchAction(_))));
    }

    #[test]
    fn an_officer_makes_a_report_and_an_operative_neither_makes_nor_touches_one() {
        let mut noors = empty(2);
        let made = write(&mut noors, &noise(), &CLOCKS).unwrap();
        assert!(passes(&empty(9), &made, 2, Role::HousingOfficer));
        for role in [Role::RepairsOperative, Role::LandlordSystem] {
            assert!(!passes(&empty(9), &made, 2, role), "{role:?}");
        }
        let held = reported();
        let by = |edited: &AsbEdit| edit(&mut held.fork(pen(3)), edited, &CLOCKS, id(31)).unwrap();
        assert!(passes(&held, &by(&drums("Again.")), 3, Role::HousingOfficer));
        assert!(passes(&held, &by(&action()), 3, Role::HousingOfficer));
        // The office says what is done about it; what happened is the customer's to say.
        assert!(passes(&held, &by(&action()), 3, Role::LandlordSystem));
        assert!(!passes(&held, &by(&drums("Again.")), 3, Role::LandlordSystem));
        for edited in [drums("Again."), action()] {
            assert!(!passes(&held, &by(&edited), 3, Role::RepairsOperative));
        }
    }

    #[test]
    fn nobody_changes_what_was_reported_nor_what_stands_in_the_diary() {
        let mut held = reported();
        edit(&mut held, &drums("Drums at one."), &CLOCKS, id(21)).unwrap();
        let mut forged = held.fork(pen(3));
        let report = forged.container("report").unwrap();
        let changed = forged
            .transact::<AutomergeError>(TOLD, |transaction| transaction.put(&report, "words", "Nothing happened."))
            .unwrap();
        assert!(!passes(&held, &changed, 3, Role::HousingOfficer));
        let mut forged = held.fork(pen(3));
        let diary = forged.container("diary").unwrap();
        let written = entry(&forged, &diary, &id(21).to_string()).unwrap();
        let changed = forged
            .transact::<AutomergeError>(TOLD, |transaction| transaction.put(&written, "words", "It was quiet."))
            .unwrap();
        assert!(!passes(&held, &changed, 3, Role::HousingOfficer));
        let mut forged = held.fork(pen(3));
        let gone = forged
            .transact::<AutomergeError>(TOLD, |transaction| transaction.delete(&diary, id(21).to_string()))
            .unwrap();
        assert!(!passes(&held, &gone, 3, Role::HousingOfficer));
    }
}
