//! Changes that have come for one record, and those that waited for them: what becomes of each, before any is stored.

use documents::{
    Change, ChangeHash, Document,
    gate::{self, Fault, Joining, Judgement, Limits, Signer},
};
use domain::id::DeviceId;

/// How the gate is asked about one change.
type Ask = fn(&mut Joining, &[u8], &Signer, &Limits) -> Judgement;

/// A change that waits for others since an earlier ingest.
pub(super) struct Awaiting {
    pub(super) hash: [u8; 32],
    pub(super) bytes: Vec<u8>,
}

/// A change that waits, and its hash.
type Waiting<'a> = (&'a [u8], [u8; 32]);

/// Changes that have come meet those that waited for them.
pub(super) struct Meeting {
    /// The record, with what has joined it.
    pub(super) record: Joining,
    ask: Ask,
}

/// What becomes of one change.
pub(super) struct Decision<'a> {
    /// As it came.
    pub(super) bytes: &'a [u8],
    /// Its name among those that waited, if it was one of them.
    pub(super) waited: Option<[u8; 32]>,
    /// What the gate says.
    pub(super) judgement: Considered,
}

/// What the gate says of one change.
pub(super) enum Considered {
    Joins(Change),
    Here(ChangeHash),
    Waits(ChangeHash),
    Refused(Fault),
}

impl Meeting {
    pub(super) const fn new(held: Document, ask: Ask) -> Self {
        Self { record: Joining::of(held), ask }
    }

    /// Judges what has arrived, then whatever waited, again and again until nothing more joins.
    pub(super) fn decide<'a>(&mut self, arrived: &'a [Vec<u8>], waiting: &'a [Awaiting]) -> Vec<Decision<'a>> {
        let mut decisions = Vec::with_capacity(arrived.len());
        let mut waiting: Vec<Waiting<'a>> = waiting.iter().map(|one| (one.bytes.as_slice(), one.hash)).collect();
        let mut kept: Vec<Waiting<'a>> = Vec::new();
        for bytes in arrived {
            let judgement = self.consider(bytes);
            if let Considered::Waits(hash) = &judgement {
                let hash = *hash.as_bytes();
                if !waiting.iter().chain(&kept).any(|(_, known)| *known == hash) {
                    kept.push((bytes, hash));
                }
            }
            decisions.push(Decision { bytes, waited: None, judgement });
        }
        // One that had to wait may wait for another that came after it.
        waiting.append(&mut kept);
        waiting.sort_unstable_by_key(|(_, hash)| *hash);
        loop {
            let mut any_joined = false;
            waiting.retain(|(bytes, hash)| {
                let judgement = self.consider(bytes);
                if matches!(judgement, Considered::Waits(_)) {
                    return true;
                }
                any_joined |= matches!(judgement, Considered::Joins(_));
                decisions.push(Decision { bytes, waited: Some(*hash), judgement });
                false
            });
            if !any_joined {
                return decisions;
            }
        }
    }

    fn consider(&mut self, bytes: &[u8]) -> Considered {
        let envelope = match gate::measure(bytes, &Limits::DEFAULT) {
            Ok(envelope) => envelope,
            Err(fault) => return Considered::Refused(fault),
        };
        // The hub vouched for who signed it; here the record's own word is enough to keep the structure sound.
        let device = envelope.author.or_else(|| self.record.device_of(&envelope.actor));
        let signer = Signer { device: device.unwrap_or(NOBODY), role: None };
        match (self.ask)(&mut self.record, bytes, &signer, &Limits::DEFAULT) {
            Judgement::Joins(change) => Considered::Joins(change),
            Judgement::Duplicate => Considered::Here(envelope.hash),
            Judgement::Held { .. } => Considered::Waits(envelope.hash),
            Judgement::Refused(fault) => Considered::Refused(fault),
        }
    }
}

/// No device: the gate refuses what names nobody.
const NOBODY: DeviceId = DeviceId::from_bytes([0; 16]);
