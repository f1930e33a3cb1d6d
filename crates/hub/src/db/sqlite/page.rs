//! Pages: what is new in a scope since a handheld's cursor, cut to a size.
//!
//! A page is a stretch of the log, not of records: it ends at one position, everything of the scope up to there is in
//! it, and nothing after. A record whose changes lie on both sides of the cut is sent in two parts. So the cursor after
//! a page says exactly what is held.
//!
//! What the asking device wrote itself, it holds already: such changes are named by their numbers in its chain, unless
//! it says that it does not hold them ([`Asking::spell_out`]).

use std::collections::HashSet;

use documents::ChangeHash;
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    scope::Scope,
};
use protocol::message::{FeedEntry, News, OwnChanges, ScopePage};
use rusqlite::{Row, Transaction, params};

use super::{DbError, feed, fixed, log, signed, this, unsigned};
use crate::{db::Caller, vouch::Vouch};

/// Pieces of news in one answer, at most.
pub const MAX_NEWS: usize = 500;

/// Bytes of changes and snapshots in one answer, about: the last record may go over.
pub const MAX_BYTES: usize = 2 << 20;

/// Changes that one answer names without spelling them out, at most.
const MAX_NAMED: usize = 10_000;

/// Who asks for a page, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Who.
    pub caller: &'a Caller,
    /// True when what the caller's device wrote itself is to be spelled out as well.
    pub spell_out: bool,
}

/// What one answer may still carry.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Pieces of news.
    pub news: usize,
    /// Bytes.
    pub bytes: usize,
    /// Changes that are only named.
    pub named: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { news: MAX_NEWS, bytes: MAX_BYTES, named: MAX_NAMED }
    }
}

impl Room {
    const fn is_used_up(self) -> bool {
        self.news == 0 || self.bytes == 0 || self.named == 0
    }

    fn take(&mut self, bytes: usize) {
        self.news = self.news.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// A page, and whether the scope has more behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The page.
    pub page: ScopePage,
    /// True when it was cut.
    pub more: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Changed,
    /// By the device that asks, under this number of its chain.
    Own(u64, ChangeHash),
    Entered,
    Left,
    Erased,
}

struct Item {
    document: DocumentId,
    kind: RecordKind,
    at: u64,
    what: What,
    bytes: usize,
}

/// The next page of a scope after `cursor`; none when there is no news. The caller must hold the scope.
///
/// # Errors
/// The database cannot be read, or a record does not rebuild.
pub fn next(
    transaction: &Transaction,
    asking: Asking<'_>,
    scope: &Scope,
    cursor: u64,
    room: &mut Room,
    vouch: &Vouch,
) -> Result<Option<Page>, DbError> {
    if !super::people::scopes(transaction, asking.caller.person)?.contains(scope) {
        return Ok(None);
    }
    let own = (!asking.spell_out).then_some(asking.caller.device);
    let limit = room.news.saturating_add(if own.is_some() { room.named } else { 0 }).saturating_add(1);
    let items = items(transaction, scope, cursor, own, limit)?;
    if items.is_empty() {
        return Ok(None);
    }
    let mut entries: Vec<FeedEntry> = Vec::new();
    let mut listed: HashSet<DocumentId> = HashSet::new();
    let mut named: Vec<(u64, DocumentId, ChangeHash)> = Vec::new();
    let mut reached = cursor;
    let mut cut = false;
    for item in items {
        if room.is_used_up() {
            cut = true;
            break;
        }
        reached = item.at;
        match item.what {
            What::Left => {
                room.take(0);
                entries.push(entry(&item, News::Left));
            }
            What::Erased => {
                room.take(0);
                entries.push(entry(&item, News::Erased));
            }
            What::Entered => {
                let snapshot = match log::load(transaction, item.document, item.kind, vouch.pen) {
                    Ok(document) => vouch.snapshot(&document),
                    // One record with a hole in it keeps no other from its people.
                    Err(DbError::Document(error)) => {
                        tracing::error!(%error, "a record does not rebuild and was left out of a page");
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                room.take(snapshot.frame.len());
                entries.push(entry(&item, News::Entered(snapshot)));
            }
            What::Changed => {
                room.take(item.bytes);
                if listed.insert(item.document) {
                    entries.push(entry(&item, News::Changed(Vec::new())));
                }
            }
            What::Own(n, hash) => {
                room.named = room.named.saturating_sub(1);
                named.push((n, item.document, hash));
            }
        }
    }
    // Filled in last, when it is known how far the page reaches.
    for entry in &mut entries {
        if let News::Changed(changes) = &mut entry.news {
            let news = log::changes_but(transaction, entry.document, cursor, reached, own)?;
            *changes = news.into_iter().map(|change| change.bytes).collect();
        }
    }
    let position = if cut { reached } else { this::head(transaction)? };
    let digest = if cut { None } else { Some(feed::digest(transaction, scope)?) };
    named.sort_unstable_by_key(|(n, ..)| *n);
    let own = OwnChanges::name(&named);
    Ok(Some(Page { page: ScopePage { scope: scope.clone(), entries, own, position, digest }, more: cut }))
}

fn entry(item: &Item, news: News) -> FeedEntry {
    FeedEntry { document: item.document, kind: item.kind, news }
}

/// News in log order, at most `limit`. A record that entered since the cursor is one piece, and its changes none.
fn items(
    transaction: &Transaction,
    scope: &Scope,
    cursor: u64,
    own: Option<DeviceId>,
    limit: usize,
) -> Result<Vec<Item>, DbError> {
    let sql = "SELECT f.document, r.kind, f.entered AS at, 1, 0, 0, NULL
            FROM feed f JOIN record r USING (document)
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 1 AND f.entered > ?2
        UNION ALL
        SELECT f.document, r.kind, f.position, iif(e.document IS NULL, 2, 3), 0, 0, NULL
            FROM feed f JOIN record r USING (document) LEFT JOIN erased e USING (document)
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 0
        UNION ALL
        SELECT f.document, r.kind, c.position, 0, length(c.bytes), iif(c.device = ?4, c.n, 0), c.hash
            FROM feed f JOIN record r USING (document) JOIN change c ON c.document = f.document AND c.position > ?2
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 1 AND f.entered <= ?2
        ORDER BY at LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let own = own.map(|device| *device.as_bytes());
    let rows: Vec<Result<Item, DbError>> = transaction
        .prepare_cached(sql)?
        .query_map(params![scope.to_string(), signed(cursor), limit, own], |row| Ok(item(row)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

fn item(row: &Row) -> Result<Item, DbError> {
    let document: Vec<u8> = row.get(0)?;
    let what = match (row.get(3)?, unsigned(row.get(5)?)) {
        (1, _) => What::Entered,
        (2, _) => What::Left,
        (3, _) => What::Erased,
        (_, 0) => What::Changed,
        (_, n) => What::Own(n, ChangeHash::from_bytes(fixed(&row.get::<_, Vec<u8>>(6)?, "change")?)),
    };
    Ok(Item {
        document: DocumentId::from_bytes(fixed(&document, "feed")?),
        kind: RecordKind::from_number(row.get(1)?).ok_or(DbError::Damaged { what: "record kind" })?,
        at: unsigned(row.get(2)?),
        what,
        bytes: usize::try_from(row.get::<_, i64>(4)?).unwrap_or(usize::MAX),
    })
}
