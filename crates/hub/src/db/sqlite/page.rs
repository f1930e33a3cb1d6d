//! Pages: what is new in a scope since a handheld's cursor, cut to a size.
//!
//! A page is a stretch of the log, not of records: it ends at one position, everything of the scope up to there is in
//! it, and nothing after. A record whose changes lie on both sides of the cut is sent in two parts. So the cursor after
//! a page says exactly what is held.

use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
};
use protocol::message::{FeedEntry, News, ScopePage};
use rusqlite::{Transaction, params};

use super::{DbError, feed, fixed, log, signed, this, unsigned};
use crate::{db::Caller, vouch::Vouch};

/// Pieces of news in one answer, at most.
pub const MAX_NEWS: usize = 500;

/// Bytes of changes and snapshots in one answer, about: the last record may go over.
pub const MAX_BYTES: usize = 2 << 20;

/// What one answer may still carry.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Pieces of news.
    pub news: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { news: MAX_NEWS, bytes: MAX_BYTES }
    }
}

impl Room {
    const fn is_used_up(self) -> bool {
        self.news == 0 || self.bytes == 0
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
    Entered,
    Left,
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
    caller: &Caller,
    scope: &Scope,
    cursor: u64,
    room: &mut Room,
    vouch: &Vouch,
) -> Result<Option<Page>, DbError> {
    if !super::people::scopes(transaction, caller.person)?.contains(scope) {
        return Ok(None);
    }
    let items = items(transaction, scope, cursor, room.news.saturating_add(1))?;
    if items.is_empty() {
        return Ok(None);
    }
    let mut entries: Vec<(FeedEntry, u64)> = Vec::new();
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
                entries.push((entry(&item, News::Left), item.at));
            }
            What::Entered => {
                let snapshot = vouch.snapshot(&log::load(transaction, item.document, item.kind, vouch.pen)?);
                room.take(snapshot.frame.len());
                entries.push((entry(&item, News::Entered(snapshot)), item.at));
            }
            What::Changed => {
                room.take(item.bytes);
                if !entries.iter().any(|(known, _)| known.document == item.document) {
                    entries.push((entry(&item, News::Changed(Vec::new())), item.at));
                }
            }
        }
    }
    // Filled in last, when it is known how far the page reaches.
    for (entry, _) in &mut entries {
        if let News::Changed(changes) = &mut entry.news {
            let news = log::changes(transaction, entry.document, cursor, reached)?;
            *changes = news.into_iter().map(|change| change.bytes).collect();
        }
    }
    let position = if cut { reached } else { this::head(transaction)? };
    let digest = if cut { None } else { Some(feed::digest(transaction, scope)?) };
    let entries = entries.into_iter().map(|(entry, _)| entry).collect();
    Ok(Some(Page { page: ScopePage { scope: scope.clone(), entries, position, digest }, more: cut }))
}

fn entry(item: &Item, news: News) -> FeedEntry {
    FeedEntry { document: item.document, kind: item.kind, news }
}

/// News in log order, at most `limit`. A record that entered since the cursor is one piece, and its changes none.
fn items(transaction: &Transaction, scope: &Scope, cursor: u64, limit: usize) -> Result<Vec<Item>, DbError> {
    let sql = "SELECT f.document, r.kind, f.entered AS at, 1, 0
            FROM feed f JOIN record r USING (document)
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 1 AND f.entered > ?2
        UNION ALL
        SELECT f.document, r.kind, f.position, 2, 0
            FROM feed f JOIN record r USING (document)
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 0
        UNION ALL
        SELECT f.document, r.kind, c.position, 0, length(c.bytes)
            FROM feed f JOIN record r USING (document) JOIN change c ON c.document = f.document AND c.position > ?2
            WHERE f.scope = ?1 AND f.position > ?2 AND f.state = 1 AND f.entered <= ?2
        ORDER BY at LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(Vec<u8>, u8, i64, u8, i64)> = transaction
        .prepare_cached(sql)?
        .query_map(params![scope.to_string(), signed(cursor), limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(document, kind, at, what, bytes)| {
            Ok(Item {
                document: DocumentId::from_bytes(fixed(&document, "feed")?),
                kind: RecordKind::from_number(kind).ok_or(DbError::Damaged { what: "record kind" })?,
                at: unsigned(at),
                what: match what {
                    1 => What::Entered,
                    2 => What::Left,
                    _ => What::Changed,
                },
                bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
            })
        })
        .collect()
}
