//! A modified handheld: enrolled like any other, it pushes bytes that no honest app makes.

use documents::{Actor, Change, Document, Pen, job};
use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId, RecordKind},
    job::{EventKind, JobEdit, NewId, NewItem},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::{
    VERSION, VERSION_HEADER,
    chain::{Batch, Entry, EntryDigest, Link, NO_ENTRY},
    message::{ExchangeRequest, ExchangeResponse, HubEpoch, Verdict},
    proof::{PROOF_HEADER, Proof},
    wire,
};
use sha2::{Digest, Sha256};
use sync::transport::{Method, Request};

use super::{
    dice::{Dice, MORNING},
    network::Network,
};

/// The modified handheld.
pub struct Attacker {
    /// Which it is.
    pub device: DeviceId,
    key: SigningKey,
    pen: Pen,
    epoch: HubEpoch,
    counter: u64,
    tail: (u64, EntryDigest),
    position: u64,
    pending: Vec<Entry>,
    /// Changes that others of its own stand on, and that it has not pushed.
    withheld: Vec<Entry>,
}

impl Attacker {
    /// Enrolled as `device`.
    pub fn new(device: DeviceId, key: SigningKey, epoch: HubEpoch, dice: &mut Dice) -> Self {
        let actor = Actor::from_bytes(dice.sixteen());
        Self {
            device,
            key,
            pen: Pen { actor, device },
            epoch,
            counter: 0,
            tail: (0, NO_ENTRY),
            position: 0,
            pending: vec![Entry { position_seen: 0, link: Link::ActorOpened(actor) }],
            withheld: Vec::new(),
        }
    }

    /// Pushes something hostile about a record that it may hold.
    pub async fn attack(&mut self, network: &Network, record: &Document, dice: &mut Dice) {
        match dice.below(20) {
            0 | 1 => return self.babble(network, dice).await,
            2 => return self.bury(network).await,
            3..6 => self.withhold(record, dice),
            6 | 7 if !self.withheld.is_empty() => {
                let mut entry = self.withheld.swap_remove(dice.below(self.withheld.len()));
                entry.position_seen = self.position;
                self.pending.push(entry);
            }
            _ => self.poison_one(record, dice),
        }
        self.push(network).await;
    }

    fn poison_one(&mut self, record: &Document, dice: &mut Dice) {
        let bytes = self.poison(record, dice);
        let document = if dice.percent(4) { DocumentId::from_bytes(dice.sixteen()) } else { record.id() };
        let kind = if dice.percent(4) { RecordKind::Alert } else { record.kind() };
        let position_seen = self.position;
        self.pending.push(Entry { position_seen, link: Link::ChangeWritten { document, kind, bytes } });
    }

    /// Two changes, of which the second stands on the first; the first is kept back, perhaps for ever.
    fn withhold(&mut self, record: &Document, dice: &mut Dice) {
        let position_seen = self.position;
        let (first, second) = (Actor::from_bytes(dice.sixteen()), Actor::from_bytes(dice.sixteen()));
        for actor in [first, second] {
            self.pending.push(Entry { position_seen, link: Link::ActorOpened(actor) });
        }
        let mut below = record.fork(Pen { actor: first, device: self.device });
        let written = |bytes| {
            let (document, kind) = (record.id(), record.kind());
            Entry { position_seen, link: Link::ChangeWritten { document, kind, bytes } }
        };
        self.withheld.push(written(self.change(&mut below, dice).bytes));
        let mut above = below.fork(Pen { actor: second, device: self.device });
        self.pending.push(written(self.change(&mut above, dice).bytes));
    }

    /// More bytes than the hub reads at once.
    async fn bury(&mut self, network: &Network) {
        let answered = self.post(network, vec![7; wire::MAX_SENT + 1]).await;
        assert!(answered.is_none_or(|(status, _)| status == 413), "the hub read more than it should");
    }

    async fn push(&mut self, network: &Network) {
        let (n, digest) = self.tail;
        let batch = Batch::sign(self.device, n + 1, digest, self.pending.clone(), &self.key);
        let digests = batch.digests();
        let asked = ExchangeRequest {
            epoch: Some(self.epoch),
            device_time: Timestamp::from_milliseconds(MORNING),
            batches: vec![batch],
            cursors: Vec::new(),
            reference: u64::MAX / 4,
            spell_out: false,
            receipt: None,
            unsettled: Vec::new(),
        };
        let Some((status, body)) = self.post(network, wire::encode(&asked).unwrap()).await else { return };
        if status != 200 {
            return;
        }
        let answer: ExchangeResponse = wire::decode(&body).unwrap();
        self.position = self.position.max(answer.position);
        for verdict in &answer.verdicts {
            network.tally().count(match verdict.verdict {
                Verdict::Quarantined(_) => "hostile entries set aside",
                Verdict::Held => "hostile entries held",
                Verdict::Accepted | Verdict::Duplicate => "hostile entries in order, and accepted",
                _ => "hostile entries refused otherwise",
            });
        }
        if let Some(tail) = digests.last() {
            self.tail = *tail;
            self.pending.clear();
        }
    }

    /// Bytes that are no message at all.
    async fn babble(&mut self, network: &Network, dice: &mut Dice) {
        let mut body: Vec<u8> = (0..dice.below(300)).map(|_| dice.roll().to_be_bytes()[0]).collect();
        if dice.percent(50) {
            body = wire::encode(&body).unwrap();
        }
        let answered = self.post(network, body).await;
        assert!(answered.is_none_or(|(status, _)| status >= 400), "the hub took noise for a message");
    }

    async fn post(&mut self, network: &Network, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
        self.counter += 1;
        let proof = Proof::sign(self.device, self.counter, "POST", "/v1/exchange", &body, &self.key);
        let headers = vec![
            (VERSION_HEADER, VERSION.to_string()),
            (PROOF_HEADER, proof.to_header()),
            ("content-type", wire::MEDIA_TYPE.to_owned()),
        ];
        let request = Request { method: Method::Post, path: "/v1/exchange".into(), headers, body };
        let answer = network.carry(&request).await?;
        Some((answer.status, answer.body))
    }

    fn poison(&self, record: &Document, dice: &mut Dice) -> Vec<u8> {
        let valid = |document: &mut Document, dice: &mut Dice| self.change(document, dice);
        let mut mine = record.fork(self.pen);
        match dice.below(9) {
            // More than any change may be, with an honest checksum.
            8 => {
                let mut bytes = vec![dice.roll().to_be_bytes()[0]; (1 << 20) + 64];
                bytes[..9].copy_from_slice(&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1]);
                seal_again(&mut bytes);
                bytes
            }
            // Noise.
            0 => (0..dice.below(200)).map(|_| dice.roll().to_be_bytes()[0]).collect(),
            // A number is left out.
            1 => {
                let _left_out = valid(&mut mine, dice);
                valid(&mut mine, dice).bytes
            }
            // Somebody else's hand.
            2 => {
                let pen =
                    Pen { actor: Actor::from_bytes(dice.sixteen()), device: DeviceId::from_bytes(dice.sixteen()) };
                let mut theirs = record.fork(pen);
                valid(&mut theirs, dice).bytes
            }
            // What only the landlord may write.
            3 => {
                let edit = JobEdit::Appoint(None);
                let made = job::edit(&mut mine, &edit, &clocks(), NewId(dice.sixteen())).unwrap_or_default();
                made.into_iter().next().unwrap_or_else(|| valid(&mut mine, dice)).bytes
            }
            // A change of somebody else's, carried as one's own.
            4 => dice.pick(&record.changes()).bytes.clone(),
            // One that is in order: an attacker may behave.
            5 => valid(&mut mine, dice).bytes,
            // Damaged, with its checksum made good.
            _ => {
                let mut bytes = valid(&mut mine, dice).bytes;
                for _ in 0..1 + dice.below(3) {
                    let at = 8 + dice.below(bytes.len() - 8);
                    bytes[at] ^= 1 << dice.below(8);
                }
                seal_again(&mut bytes);
                bytes
            }
        }
    }

    fn change(&self, document: &mut Document, dice: &mut Dice) -> Change {
        let edit = if dice.percent(50) {
            JobEdit::Record { kind: EventKind::Started, reason: String::new() }
        } else {
            let (code, unit) = ("PLP5R001".to_owned(), "each".to_owned());
            JobEdit::AddItem(NewItem { description: "Renew tap".into(), code, unit, quantity: 1.0, m3nhf: false })
        };
        job::edit(document, &edit, &clocks(), NewId(dice.sixteen())).unwrap().remove(0)
    }
}

/// A chunk's checksum is the beginning of the SHA-256 of what follows it.
fn seal_again(bytes: &mut [u8]) {
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
}

fn clocks() -> Clocks {
    Clocks { device: Timestamp::from_milliseconds(MORNING), hub_offset: Some(0) }
}
