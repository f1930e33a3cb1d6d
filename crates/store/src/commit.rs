//! Save: one transaction holds the change, its place in the chain (which is its place in the outbox), and what lists
//! show of it. When `commit` returns, it is on disk.

use std::collections::BTreeSet;

use documents::{Change, ChangeHash, Document, Pen, gate};
use domain::{id::DocumentId, time::Timestamp};
use rusqlite::Transaction;

use crate::{
    attachments::{self, Kept},
    chain::{self, Chain, Written},
    codes,
    error::StoreError,
    outbox, read, record,
    store::{Session, Store},
};

/// What is saved together.
#[derive(Debug, Clone, Copy)]
pub struct Saving<'a> {
    /// The record with the changes in it.
    pub document: &'a Document,
    /// The changes, each after those it stands on.
    pub changes: &'a [Change],
    /// Attachments that the changes name; their bytes were kept before ([`Store::keep`]).
    pub attachments: &'a [Kept],
    /// Schedule-of-rates codes that the changes use, to be offered first next time.
    pub codes: &'a [String],
}

/// What an edit made, to be saved together.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The changes, each after those it stands on; none when everything stood so already.
    pub changes: Vec<Change>,
    /// Attachments that they name.
    pub attachments: Vec<Kept>,
    /// Schedule-of-rates codes that they use.
    pub codes: Vec<String>,
}

impl From<Vec<Change>> for Edit {
    fn from(changes: Vec<Change>) -> Self {
        Self { changes, ..Self::default() }
    }
}

impl Store {
    /// Saves changes that this process made to a record.
    ///
    /// The record may have been loaded before others' changes arrived: what is stored is the union.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Overtaken`] when this process saved another edit of the record since it was
    /// loaded, [`StoreError::NotEnrolled`], or the disk fails. Then nothing was saved.
    pub fn commit(&self, document: &Document, changes: &[Change]) -> Result<(), StoreError> {
        self.save(&Saving { document, changes, attachments: &[], codes: &[] })
    }

    /// The same, with attachments that the changes name.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_with_attachments(
        &self,
        document: &Document,
        changes: &[Change],
        attachments: &[Kept],
    ) -> Result<(), StoreError> {
        self.save(&Saving { document, changes, attachments, codes: &[] })
    }

    /// The same, with whatever else belongs to it.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn save(&self, saving: &Saving<'_>) -> Result<(), StoreError> {
        if saving.changes.is_empty() && saving.attachments.is_empty() {
            return Ok(());
        }
        let now = self.handheld.surroundings.clock.now();
        self.write(|transaction, session| save(transaction, session, saving, self.pen_within(transaction)?, now))
    }

    /// Saves a record that is the landlord's alone once they have it: it is in no list here, and is deleted when the hub
    /// has acknowledged it.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn hand_over(&self, document: &Document, changes: &[Change]) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        let saving = Saving { document, changes, attachments: &[], codes: &[] };
        self.write(|transaction, session| {
            save(transaction, session, &saving, self.pen_within(transaction)?, now)?;
            transaction
                .prepare_cached("UPDATE record SET leaving = 1 WHERE document = ?1")?
                .execute([document.id().as_bytes()])?;
            Ok(())
        })
    }

    /// Saves what goes to those who may read it, as [`Self::hand_over`] does, and remembers that it was written: `place` says
    /// where, in one line. With it a record that stays, if there is one: both are saved, or neither is.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn report(
        &self,
        report: (&Document, &[Change]),
        kept: Option<(&Document, &[Change])>,
        place: &str,
    ) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        self.write(|transaction, session| {
            let pen = self.pen_within(transaction)?;
            // What stays goes first: the hub hears of it before what rests on it.
            for (document, changes) in kept.into_iter().chain([report]) {
                save(transaction, session, &Saving { document, changes, attachments: &[], codes: &[] }, pen, now)?;
            }
            let (document, _) = report;
            read::alert_report::remember(transaction, document.id(), document.kind(), place, now)?;
            transaction
                .prepare_cached("UPDATE record SET leaving = 1 WHERE document = ?1")?
                .execute([document.id().as_bytes()])?;
            Ok(())
        })
    }

    /// Loads a record, lets `edit` change it, and saves what it made, with nothing in between: the way to edit in which
    /// two threads can never overtake each other. Gives the record as `edit` left it.
    ///
    /// # Errors
    /// What `edit` says, or as [`Self::commit`]; [`StoreError::NoSuchRecord`]. Then nothing was saved.
    pub fn edit<E: From<StoreError>>(
        &self,
        document: DocumentId,
        edit: impl FnOnce(&mut Document) -> Result<Edit, E>,
    ) -> Result<Document, E> {
        self.edit_and(document, edit, |_| Ok(()))
    }

    /// Edits two records that belong together: both are saved, or neither is.
    ///
    /// # Errors
    /// As [`Self::edit`].
    pub fn edit_both<E: From<StoreError>>(
        &self,
        [one, other]: [DocumentId; 2],
        edit: impl FnOnce(&mut Document, &mut Document) -> Result<[Edit; 2], E>,
    ) -> Result<(), E> {
        let now = self.handheld.surroundings.clock.now();
        let (edited, pen) = self.write(|transaction, session| {
            let pen = self.pen_within(transaction)?;
            let mut one = self.load_known(transaction, one, pen)?;
            let mut other = self.load_known(transaction, other, pen)?;
            let made = match edit(&mut one, &mut other) {
                Ok(made) => made,
                Err(refusal) => return Ok(Err(refusal)),
            };
            for (document, made) in [&one, &other].into_iter().zip(&made) {
                let Edit { changes, attachments, codes } = made;
                if !changes.is_empty() || !attachments.is_empty() {
                    save(transaction, session, &Saving { document, changes, attachments, codes }, pen, now)?;
                }
            }
            Ok(Ok((one, pen)))
        })??;
        self.know(&edited, pen);
        Ok(())
    }

    /// As [`Self::edit`], and whatever else belongs into the same transaction.
    pub(crate) fn edit_and<E: From<StoreError>>(
        &self,
        document: DocumentId,
        edit: impl FnOnce(&mut Document) -> Result<Edit, E>,
        also: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<Document, E> {
        let now = self.handheld.surroundings.clock.now();
        let (edited, pen) = self.write(|transaction, session| {
            let pen = self.pen_within(transaction)?;
            let mut held = self.load_known(transaction, document, pen)?;
            // A refused edit has written nothing, so there is nothing to undo.
            let made = match edit(&mut held) {
                Ok(made) => made,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let Edit { changes, attachments, codes } = &made;
            if !changes.is_empty() || !attachments.is_empty() {
                save(transaction, session, &Saving { document: &held, changes, attachments, codes }, pen, now)?;
            }
            also(transaction)?;
            Ok(Ok((held, pen)))
        })??;
        self.know(&edited, pen);
        Ok(edited)
    }
}

fn save(
    transaction: &Transaction<'_>,
    session: &mut Session,
    saving: &Saving<'_>,
    pen: Pen,
    now: Timestamp,
) -> Result<(), StoreError> {
    let document = saving.document;
    let held = record::find(transaction, document.id())?;
    if held.is_none() {
        chain::holds_all_written(transaction, pen.actor, document)?;
        restore(transaction, saving)?;
    }
    let mut chain = Chain::open(transaction, session, pen.actor, now)?;
    for change in saving.changes {
        if document.is_fixed(&change.hash) {
            // Nobody wrote it, so nobody sends it: the hub has layers from its own build.
            record::add(transaction, document.id(), change)?;
            continue;
        }
        written_by(document.id(), change, pen)?;
        record::add(transaction, document.id(), change)?;
        let parts = document.describe(&change.hash).map(|summary| summary.parts).unwrap_or_default();
        chain.write(&Written {
            document: document.id(),
            kind: document.kind(),
            hash: change.hash,
            bytes: &change.bytes,
            parts: &parts,
            again_of: None,
        })?;
    }
    for kept in saving.attachments {
        attachments::queue::wait_to_be_sent(transaction, kept, now)?;
    }
    for code in saving.codes {
        codes::used(transaction, code, now)?;
    }
    // Changes that arrived since the record was loaded are stored, but not in the caller's copy.
    let behind = held.is_some_and(|held| held.heads.iter().any(|head| !document.has(head)));
    if behind {
        let whole = record::load(transaction, document.id(), pen)?.ok_or(StoreError::NoSuchRecord(document.id()))?;
        record::settle(transaction, &whole)?;
        read::refresh(transaction, &whole, pen.device, now)
    } else {
        record::settle(transaction, document)?;
        read::refresh(transaction, document, pen.device, now)
    }
}

fn written_by(document: DocumentId, change: &Change, pen: Pen) -> Result<(), StoreError> {
    let envelope = gate::measure(&change.bytes, &gate::Limits::DEFAULT)
        .map_err(|fault| StoreError::Malformed { document, detail: fault.to_string() })?;
    if envelope.actor == pen.actor { Ok(()) } else { Err(StoreError::NotOurActor(document)) }
}

/// The record is not held: it is new, or it left this handheld while somebody had it open. Their work is saved all the
/// same: the rest of the record comes back from the open copy, hidden, until the hub has what was done.
fn restore(transaction: &Transaction<'_>, saving: &Saving<'_>) -> Result<(), StoreError> {
    let document = saving.document;
    record::insert(transaction, document)?;
    let ours: BTreeSet<ChangeHash> = saving.changes.iter().map(|change| change.hash).collect();
    let mut left = false;
    for change in document.changes().iter().filter(|change| !ours.contains(&change.hash)) {
        record::add(transaction, document.id(), change)?;
        // What was written on the same page before, and is set aside, is not at the hub for having been here.
        if !outbox::is_unsent(transaction, document.id(), &change.hash)? {
            record::commit(transaction, document.id(), &change.hash)?;
        }
        left = true;
    }
    if left {
        transaction
            .prepare_cached("UPDATE record SET leaving = 1 WHERE document = ?1")?
            .execute([document.id().as_bytes()])?;
    }
    Ok(())
}
