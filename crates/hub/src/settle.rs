//! A person decides about what was set aside: it goes in, or it stays out and its writer is told so.

use documents::{
    Change, ChangeHash, Document,
    gate::{self, Admission, Limits, Signer},
};
use domain::id::{DocumentId, RecordKind};
use protocol::message::QuarantineReason;
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            chain::{self, Outcome},
            erased, lacking,
            log::{self, NewChange},
            people,
            quarantine::{self, SetAside, Settlement},
            this,
        },
    },
    hub::{Hub, HubError, Inner},
    intake,
};

/// The flag of what a person let in.
const RELEASED: &str = "released";

/// The flag of what was let in when what it stands on came at last.
const CAME_LATE: &str = "came_late";

impl Hub {
    /// Lets something in that was set aside: what its writer's role or scope did not allow counts, by this person's word.
    /// What waited only because it stood on this is judged again. Gives how many changes went in.
    ///
    /// # Errors
    /// There is nothing under this number, it was settled before, or the record cannot take it; then it stays as it is.
    pub fn release(&self, number: u64) -> Result<usize, HubError> {
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let aside = unsettled(transaction, number)?;
            let (Some((document, kind)), Some(_)) = (aside.record, aside.hash) else {
                return Err(HubError::Asked(format!(
                    "number {number} is no change of a record, so that it cannot go into one; discard it with a reason, \
                     or leave it"
                )));
            };
            if erased::is_erased(transaction, document)? {
                return Err(HubError::Asked(format!(
                    "the record that number {number} belongs to was erased: read it with quarantine export, and write what \
                     is still needed into the record that took its place"
                )));
            }
            if log::record(transaction, document)?.is_none_or(|record| record.kind != kind) {
                return Err(HubError::Asked(format!("the record that number {number} belongs to is not here")));
            }
            inner.let_in(transaction, number, &aside, RELEASED)?;
            quarantine::settle(transaction, number, Settlement::Released, "", inner.clock.now())?;
            let mut went_in = 1;
            // Each in its turn: one may stand on another.
            while let Some(next) = inner.next_dependent(transaction, &aside)? {
                went_in += next;
            }
            intake::after_recovery(inner, transaction, aside.sender, &[(document, kind)])?;
            Ok(went_in)
        })
    }

    /// Looks again at what waits on a record whose log grew in another way than by a request; for simulations, in which
    /// handhelds of a newer version write straight into it.
    ///
    /// # Errors
    /// The database failed.
    #[doc(hidden)]
    pub fn look_again(&self, document: DocumentId, kind: RecordKind) -> Result<(), HubError> {
        let inner = &self.inner;
        inner.db.write(|transaction| {
            Ok(intake::after_recovery(inner, transaction, inner.this.device, &[(document, kind)])?)
        })
    }

    /// Keeps something out for good. Its bytes stay, and the handheld that wrote it says so.
    ///
    /// # Errors
    /// There is nothing under this number, it was settled before, or no reason is given.
    pub fn discard(&self, number: u64, why: &str) -> Result<(), HubError> {
        let why = why.trim();
        if why.is_empty() {
            return Err(HubError::Asked("say why: --why \"entered twice\"".into()));
        }
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let aside = unsettled(transaction, number)?;
            quarantine::settle(transaction, number, Settlement::Discarded, why, inner.clock.now())?;
            let outcome = Outcome::Quarantined(QuarantineReason::Discarded);
            Ok(chain::set_outcome(transaction, aside.device, aside.n, outcome)?)
        })
    }
}

impl Inner {
    /// Puts one change into the log by a person's word: its structure is judged, its writer's authority is not.
    fn let_in(
        &self,
        transaction: &Transaction,
        number: u64,
        aside: &SetAside,
        flag: &'static str,
    ) -> Result<(), HubError> {
        let refused = |what: &str| HubError::Asked(format!("number {number} cannot go in: {what}; it stays set aside"));
        let (document, kind) = aside.record.ok_or_else(|| refused("it belongs to no record"))?;
        let envelope = gate::measure(&aside.bytes, &Limits::DEFAULT).map_err(|fault| refused(&fault.to_string()))?;
        let record = log::load(transaction, document, kind, self.pen)?;
        let author = chain::author(transaction, envelope.actor)?
            .or(envelope.author)
            .or_else(|| record.device_of(&envelope.actor));
        let author = author.ok_or_else(|| refused("nobody knows who wrote it"))?;
        // What a device signed as another's is not what that other one wrote.
        if author != aside.device && !people::descends(transaction, aside.device, author)? {
            return Err(refused("another handheld signed it than wrote it"));
        }
        match gate::admit(&record, &aside.bytes, &Signer { device: author, role: None }, &Limits::DEFAULT) {
            Admission::Accepted(_, changes) => {
                chain::open_actor(transaction, envelope.actor, author)?;
                for change in &changes {
                    if change.hash == envelope.hash {
                        self.append(transaction, aside, change, (&envelope, flag))?;
                    } else {
                        self.log_layer(transaction, document, change)?;
                    }
                }
            }
            Admission::Duplicate => {}
            Admission::Held { .. } => return Err(refused("what it stands on is not there; release that first")),
            Admission::Refused(fault) => return Err(refused(&fault.to_string())),
        }
        chain::set_outcome(transaction, aside.device, aside.n, Outcome::Accepted)?;
        Ok(())
    }

    fn append(
        &self,
        transaction: &Transaction,
        aside: &SetAside,
        change: &Change,
        (envelope, flag): (&gate::Envelope, &'static str),
    ) -> Result<(), DbError> {
        let Some((document, _)) = aside.record else { return Ok(()) };
        let new = NewChange {
            document,
            change,
            actor: envelope.actor,
            sequence: envelope.sequence,
            device: aside.device,
            n: aside.n,
            received_at: aside.received_at,
            position_seen: this::head(transaction)?,
            flag,
        };
        log::append(transaction, &new)?;
        lacking::found(transaction, document, change.hash)
    }

    /// Lets in what was set aside because what it stands on did not come in time, and has come after all: its writer's
    /// authority was judged when it came. True when anything went in.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) fn let_in_what_came_late(
        &self,
        transaction: &Transaction,
        document: DocumentId,
        kind: RecordKind,
    ) -> Result<bool, DbError> {
        let mut any = false;
        loop {
            let mut moved = false;
            for (number, aside) in quarantine::waited_in_vain(transaction, document)? {
                let is_here = gate::measure(&aside.bytes, &Limits::DEFAULT)
                    .ok()
                    .map(|envelope| self.has_all(transaction, document, kind, &envelope.dependencies))
                    .transpose()?;
                if is_here == Some(true) && self.let_in(transaction, number, &aside, CAME_LATE).is_ok() {
                    quarantine::settle(transaction, number, Settlement::LetIn, "", self.clock.now())?;
                    moved = true;
                }
            }
            any |= moved;
            if !moved {
                return Ok(any);
            }
        }
    }

    fn has_all(
        &self,
        transaction: &Transaction,
        document: DocumentId,
        kind: RecordKind,
        changes: &[ChangeHash],
    ) -> Result<bool, DbError> {
        for hash in changes {
            if !Document::is_made_by_all(kind, hash) && !log::has(transaction, document, *hash)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets in one change that waited only for what has just gone in; none when there is no more.
    fn next_dependent(&self, transaction: &Transaction, released: &SetAside) -> Result<Option<usize>, HubError> {
        let Some((document, _)) = released.record else { return Ok(None) };
        for (number, aside) in quarantine::dependent(transaction, document)? {
            if self.let_in(transaction, number, &aside, RELEASED).is_ok() {
                quarantine::settle(transaction, number, Settlement::LetIn, "", self.clock.now())?;
                return Ok(Some(1));
            }
        }
        Ok(None)
    }
}

fn unsettled(transaction: &Transaction, number: u64) -> Result<SetAside, HubError> {
    let aside = quarantine::item(transaction, number)?;
    let aside = aside.ok_or_else(|| {
        HubError::Asked(format!("nothing in quarantine has the number {number}; see: quarantine list"))
    })?;
    match quarantine::settled(transaction, number)? {
        None => Ok(aside),
        Some((how, _)) => Err(HubError::Asked(format!("number {number} was settled before ({how})"))),
    }
}
