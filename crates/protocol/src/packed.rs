//! How much is said at once on the wire: batches, pages and verdicts, with what repeats said once.
//!
//! The types that everybody works with are [`crate::chain`]'s and [`crate::message`]'s; these are their spellings.
//! Changes are packed by [`documents::gate::pack`], which gives back every byte, so digests and signatures hold.

use documents::{
    Actor,
    gate::{
        Fault,
        pack::{pack, unpack},
    },
};
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    scope::Scope,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::{
    chain::{Batch, Entry, EntryDigest, Link},
    fill::FilledRecord,
    message::{EntryVerdict, FeedEntry, News, OwnChanges, ScopeDigest, ScopePage, SignedSnapshot, Verdict},
    wire::MAX_BODY,
};

/// Verdicts in one answer, at most: more than any batch has entries.
const MAX_VERDICTS: u64 = 100_000;

/// A message that does not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unpacked {
    /// Its changes do not unpack.
    #[error("packed changes do not unpack: {0}")]
    Changes(#[from] Fault),
    /// Its parts do not belong to one another.
    #[error("the parts of a packed message do not belong to one another")]
    Parts,
}

/// So many in a row.
type Run<T> = (T, u64);

fn runs<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<Run<T>> {
    let mut runs: Vec<Run<T>> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    runs
}

/// An entry whose link is the next of those that are spelled out.
const RARE: u32 = u32::MAX;

/// A [`Batch`] as it is sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedBatch {
    device: DeviceId,
    first: u64,
    previous: EntryDigest,
    /// Positions seen.
    seen: Vec<Run<u64>>,
    records: Vec<(DocumentId, RecordKind)>,
    actors: Vec<Actor>,
    /// For each entry nought for the next actor, a record's place from 1 for the next change, or [`RARE`].
    links: Vec<u32>,
    /// Links that hardly any batch has, spelled out.
    rare: Vec<Link>,
    changes: Vec<u8>,
    signature: Vec<u8>,
}

impl From<Batch> for PackedBatch {
    fn from(batch: Batch) -> Self {
        let mut records: Vec<(DocumentId, RecordKind)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut actors = Vec::new();
        let mut links = Vec::with_capacity(batch.entries.len());
        let mut rare = Vec::new();
        let mut changes = Vec::new();
        for entry in &batch.entries {
            links.push(match &entry.link {
                Link::ActorOpened(actor) => {
                    actors.push(*actor);
                    0
                }
                Link::ChangeWritten { document, kind, bytes } => {
                    changes.push(bytes.as_slice());
                    let place = *places.entry((*document, *kind)).or_insert_with(|| {
                        records.push((*document, *kind));
                        records.len()
                    });
                    u32::try_from(place).unwrap_or(RARE)
                }
                Link::ChangeWrittenAgain { .. } | Link::ChangeLeft { .. } | Link::ActorInherited { .. } => {
                    rare.push(entry.link.clone());
                    RARE
                }
            });
        }
        Self {
            device: batch.device,
            first: batch.first,
            previous: batch.previous,
            seen: runs(batch.entries.iter().map(|entry| entry.position_seen)),
            records,
            actors,
            links,
            rare,
            changes: pack(changes),
            signature: batch.signature,
        }
    }
}

impl TryFrom<PackedBatch> for Batch {
    type Error = Unpacked;

    fn try_from(packed: PackedBatch) -> Result<Self, Unpacked> {
        let mut changes = unpack(&packed.changes, MAX_BODY)?.into_iter();
        let mut actors = packed.actors.iter().copied();
        let mut rare = packed.rare.iter();
        let mut seen = packed.seen.iter().copied();
        let mut run = (0, 0);
        let mut entries = Vec::with_capacity(packed.links.len());
        for place in &packed.links {
            while run.1 == 0 {
                run = seen.next().ok_or(Unpacked::Parts)?;
            }
            run.1 -= 1;
            let link = match place.checked_sub(1) {
                _ if *place == RARE => rare.next().ok_or(Unpacked::Parts)?.clone(),
                None => Link::ActorOpened(actors.next().ok_or(Unpacked::Parts)?),
                Some(place) => {
                    let record = usize::try_from(place).ok().and_then(|place| packed.records.get(place));
                    let (document, kind) = *record.ok_or(Unpacked::Parts)?;
                    Link::ChangeWritten { document, kind, bytes: changes.next().ok_or(Unpacked::Parts)? }
                }
            };
            entries.push(Entry { position_seen: run.0, link });
        }
        let parts = changes.next().is_none() && actors.next().is_none() && rare.next().is_none();
        let whole = parts && run.1 == 0 && seen.next().is_none();
        if !whole {
            return Err(Unpacked::Parts);
        }
        let PackedBatch { device, first, previous, signature, .. } = packed;
        Ok(Self { device, first, previous, entries, signature })
    }
}

/// A [`ScopePage`] as it is sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedPage {
    scope: Scope,
    entries: Vec<(DocumentId, RecordKind, PackedNews)>,
    changes: Vec<u8>,
    own: Option<OwnChanges>,
    position: u64,
    digest: Option<ScopeDigest>,
}

#[derive(Serialize, Deserialize)]
enum PackedNews {
    Entered(SignedSnapshot),
    /// The next so many changes.
    Changed(u64),
    Left,
    Erased,
}

impl From<ScopePage> for PackedPage {
    fn from(page: ScopePage) -> Self {
        let changes = page.entries.iter().filter_map(|entry| match &entry.news {
            News::Changed(changes) => Some(changes),
            News::Entered(_) | News::Left | News::Erased => None,
        });
        let changes = pack(changes.flatten().map(Vec::as_slice));
        let entries = page.entries.into_iter().map(|entry| {
            let news = match entry.news {
                News::Entered(snapshot) => PackedNews::Entered(snapshot),
                News::Changed(changes) => PackedNews::Changed(changes.len() as u64),
                News::Left => PackedNews::Left,
                News::Erased => PackedNews::Erased,
            };
            (entry.document, entry.kind, news)
        });
        let entries = entries.collect();
        Self { scope: page.scope, entries, changes, own: page.own, position: page.position, digest: page.digest }
    }
}

impl TryFrom<PackedPage> for ScopePage {
    type Error = Unpacked;

    fn try_from(packed: PackedPage) -> Result<Self, Unpacked> {
        let mut changes = unpack(&packed.changes, MAX_BODY)?.into_iter();
        let mut entries = Vec::with_capacity(packed.entries.len());
        for (document, kind, news) in packed.entries {
            let news = match news {
                PackedNews::Entered(snapshot) => News::Entered(snapshot),
                PackedNews::Changed(count) => News::Changed(next(&mut changes, count)?),
                PackedNews::Left => News::Left,
                PackedNews::Erased => News::Erased,
            };
            entries.push(FeedEntry { document, kind, news });
        }
        if changes.next().is_some() {
            return Err(Unpacked::Parts);
        }
        Ok(Self { scope: packed.scope, entries, own: packed.own, position: packed.position, digest: packed.digest })
    }
}

fn next(changes: &mut impl Iterator<Item = Vec<u8>>, count: u64) -> Result<Vec<Vec<u8>>, Unpacked> {
    (0..count).map(|_| changes.next().ok_or(Unpacked::Parts)).collect()
}

/// Records of a fill as they are sent and signed.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedRecords {
    /// Each with its feed position and how many changes it has.
    records: Vec<(DocumentId, RecordKind, u64, u64)>,
    changes: Vec<u8>,
}

impl PackedRecords {
    pub(crate) fn of(records: &[FilledRecord]) -> Self {
        let changes = pack(records.iter().flat_map(|record| &record.changes).map(Vec::as_slice));
        let records = records
            .iter()
            .map(|record| (record.document, record.kind, record.position, record.changes.len() as u64))
            .collect();
        Self { records, changes }
    }

    pub(crate) fn records(self) -> Result<Vec<FilledRecord>, Unpacked> {
        let mut changes = unpack(&self.changes, MAX_BODY)?.into_iter();
        let mut records = Vec::with_capacity(self.records.len());
        for (document, kind, position, count) in self.records {
            records.push(FilledRecord { document, kind, position, changes: next(&mut changes, count)? });
        }
        if changes.next().is_some() { Err(Unpacked::Parts) } else { Ok(records) }
    }
}

/// Verdicts, those that follow each other and agree said once.
pub(crate) mod verdicts {
    use super::{Deserialize, Deserializer, DeviceId, EntryVerdict, MAX_VERDICTS, Serialize, Serializer, Verdict};
    use serde::de::Error as _;

    type Run = (DeviceId, u64, u64, Verdict);

    pub(crate) fn serialize<S: Serializer>(verdicts: &[EntryVerdict], to: S) -> Result<S::Ok, S::Error> {
        let mut runs: Vec<Run> = Vec::new();
        for EntryVerdict { device, n, verdict } in verdicts {
            match runs.last_mut() {
                Some((of, first, count, same))
                    if of == device && same == verdict && first.checked_add(*count) == Some(*n) =>
                {
                    *count += 1;
                }
                _ => runs.push((*device, *n, 1, verdict.clone())),
            }
        }
        runs.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<EntryVerdict>, D::Error> {
        let mut verdicts = Vec::new();
        for (device, first, count, verdict) in Vec::<Run>::deserialize(from)? {
            if count > MAX_VERDICTS || verdicts.len() as u64 > MAX_VERDICTS {
                return Err(D::Error::custom("more verdicts than entries were ever sent"));
            }
            let numbers = (0..count).map(|place| first.saturating_add(place));
            verdicts.extend(numbers.map(|n| EntryVerdict { device, n, verdict: verdict.clone() }));
        }
        Ok(verdicts)
    }
}
