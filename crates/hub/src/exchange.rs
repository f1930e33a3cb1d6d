//! The exchange: takes in what a handheld brings, and gives it what is new.

use protocol::message::{
    Cursor, EntryVerdict, ExchangeRequest, ExchangeResponse, MAX_UNSETTLED, QuarantineReason, ScopePage, Unsettled,
};
use rusqlite::Transaction;

use crate::{
    db::{
        Caller, DbError,
        sqlite::{
            chain::{self, Outcome},
            feed, landlord, opening, page, people, this,
        },
    },
    hub::Inner,
    intake,
};

/// Answers one exchange.
///
/// # Errors
/// The database failed; what was taken in before that stays in, and is a duplicate when sent again.
pub(crate) fn exchange(hub: &Inner, caller: &Caller, request: &ExchangeRequest) -> Result<ExchangeResponse, DbError> {
    hub.look_at_receipt(caller, request)?;
    let mut verdicts = intake::take(hub, caller.device, &request.batches)?;
    let vouch = hub.vouch();
    hub.db.read(|transaction| {
        let (epoch, position) = (this::epoch(transaction)?, this::head(transaction)?);
        // Cursors into another log mean nothing here. The handheld sees the epoch and reconciles its scopes.
        let foreign = request.epoch.is_some_and(|known| known != epoch);
        let cursors = if foreign { &[] } else { request.cursors.as_slice() };
        let scopes = people::scopes(transaction, caller.person)?;
        let asking = page::Asking { caller, spell_out: request.spell_out };
        let mut room = page::Room::default();
        let mut pages = Vec::new();
        let mut more = false;
        for cursor in cursors.iter().filter(|cursor| scopes.contains(&cursor.scope)) {
            match page::next(transaction, asking, &cursor.scope, cursor.position, &mut room, &vouch)? {
                Some(next) => {
                    more |= next.more;
                    // What does not rebuild is passed over, and the cursor with it.
                    if !next.page.entries.is_empty() || next.page.own.is_some() || !next.more {
                        pages.push(next.page);
                    }
                }
                None => pages.extend(differing(transaction, cursor, position)?),
            }
        }
        let gone =
            cursors.iter().map(|cursor| &cursor.scope).filter(|scope| !scopes.contains(scope)).cloned().collect();
        let (reference, more_rows) = landlord::page(transaction, if foreign { 0 } else { request.reference })?;
        verdicts.extend(settled(transaction, caller, &request.unsettled)?);
        let chain = people::device(transaction, caller.device)?.map_or(0, |device| device.tail.n);
        Ok(ExchangeResponse {
            epoch,
            hub_time: hub.clock.now(),
            position,
            receipt: hub.receipt(opening::latest(transaction)?, epoch, caller.device, position, chain),
            verdicts,
            scopes,
            pages,
            gone,
            reference,
            more: more || more_rows,
        })
    })
}

/// A page without news that says the hub's sum, when the handheld's is another though both are at the head.
fn differing(transaction: &Transaction, cursor: &Cursor, position: u64) -> Result<Option<ScopePage>, DbError> {
    let Some(theirs) = cursor.digest else { return Ok(None) };
    let ours = feed::digest(transaction, &cursor.scope)?;
    let page =
        || ScopePage { scope: cursor.scope.clone(), entries: Vec::new(), own: None, position, digest: Some(ours) };
    Ok((theirs != ours).then(page))
}

/// What has become of entries that were held or set aside, where it is no longer that.
fn settled(transaction: &Transaction, caller: &Caller, asked: &[Unsettled]) -> Result<Vec<EntryVerdict>, DbError> {
    let mut verdicts = Vec::new();
    for Unsettled { former, n, held } in asked.iter().take(MAX_UNSETTLED) {
        let device = former.unwrap_or(caller.device);
        if device != caller.device && !people::descends(transaction, caller.device, device)? {
            continue;
        }
        let Some((_, outcome)) = chain::entry(transaction, device, *n)? else { continue };
        let stands = match outcome {
            Outcome::Held => *held,
            Outcome::Quarantined(QuarantineReason::Discarded | QuarantineReason::Superseded) => false,
            Outcome::Quarantined(_) => !held,
            Outcome::Accepted => false,
        };
        if !stands {
            verdicts.push(EntryVerdict { device, n: *n, verdict: outcome.verdict() });
        }
    }
    Ok(verdicts)
}
