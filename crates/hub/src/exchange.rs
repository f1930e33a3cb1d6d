//! The exchange: takes in what a handheld brings, and gives it what is new.

use protocol::message::{ExchangeRequest, ExchangeResponse};

use crate::{
    db::{
        Caller, DbError,
        sqlite::{landlord, page, people, this},
    },
    hub::Inner,
    intake,
};

/// Answers one exchange.
///
/// # Errors
/// The database failed; what was taken in before that stays in, and is a duplicate when sent again.
pub(crate) fn exchange(hub: &Inner, caller: &Caller, request: &ExchangeRequest) -> Result<ExchangeResponse, DbError> {
    let verdicts = intake::take(hub, caller.device, &request.batches)?;
    let vouch = hub.vouch();
    // Cursors into another log mean nothing here. The handheld sees the epoch and asks for its scopes anew.
    let foreign = request.epoch.is_some_and(|epoch| epoch != hub.this.epoch);
    let cursors = if foreign { &[] } else { request.cursors.as_slice() };
    hub.db.read(|transaction| {
        let scopes = people::scopes(transaction, caller.person)?;
        let asking = page::Asking { caller, spell_out: request.spell_out };
        let mut room = page::Room::default();
        let mut pages = Vec::new();
        let mut more = false;
        for cursor in cursors.iter().filter(|cursor| scopes.contains(&cursor.scope)) {
            if let Some(next) = page::next(transaction, asking, &cursor.scope, cursor.position, &mut room, &vouch)? {
                more |= next.more;
                if !next.page.entries.is_empty() || next.page.own.is_some() {
                    pages.push(next.page);
                }
            }
        }
        let gone =
            cursors.iter().map(|cursor| &cursor.scope).filter(|scope| !scopes.contains(scope)).cloned().collect();
        let (reference, more_rows) = landlord::page(transaction, if foreign { 0 } else { request.reference })?;
        Ok(ExchangeResponse {
            epoch: hub.this.epoch,
            hub_time: hub.clock.now(),
            position: this::head(transaction)?,
            verdicts,
            scopes,
            pages,
            gone,
            reference,
            more: more || more_rows,
        })
    })
}
