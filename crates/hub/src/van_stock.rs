//! What vans carry: counted by the landlord's system, handed to whoever works from them, and told back to the stores.

use documents::{Document, van_stock};
use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
    van_stock::{StockItem, VanStock},
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            chain, feed,
            log::{self, Record},
        },
    },
    hub::{Hub, HubError, Inner},
    import::Stored,
};

/// The system that vans come from.
pub(crate) const SOURCE: &str = "vans";

/// What was counted of one item on one van.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    /// What the landlord calls the van.
    pub van: String,
    /// Whose it is, as the file says it.
    pub holders: String,
    /// The same as scopes.
    pub scopes: Vec<Scope>,
    /// What was counted.
    pub item: StockItem,
}

/// Why a count was not stored.
pub(crate) enum NotCounted {
    /// The van is somebody else's by a count as late as this one.
    HeldBy(String),
}

impl Hub {
    /// What every van carries, by the name of the van.
    ///
    /// # Errors
    /// The database failed.
    pub fn van_stock(&self) -> Result<Vec<VanStock>, HubError> {
        let mut vans = self.inner.db.read(|transaction| {
            let vans = log::records_of_kind(transaction, RecordKind::VanStock)?.into_iter().map(|id| {
                let document = log::load(transaction, id, RecordKind::VanStock, self.inner.pen)?;
                Ok::<_, HubError>(van_stock::read(&document)?)
            });
            vans.collect::<Result<Vec<_>, _>>()
        })?;
        vans.sort_by(|one, other| one.van.cmp(&other.van));
        Ok(vans)
    }
}

impl Inner {
    /// Writes a count and gives the van to its people alone. A count that is no later than the one that is held says
    /// nothing new: what was taken since would be put back by it.
    pub(crate) fn put_count(
        &self,
        transaction: &Transaction,
        counted: &Counted,
    ) -> Result<Result<Stored, NotCounted>, HubError> {
        let id = DocumentId::derived(SOURCE, RecordKind::VanStock, &counted.van);
        let known = log::record(transaction, id)?.is_some();
        let mut document = if known {
            log::load(transaction, id, RecordKind::VanStock, self.pen)?
        } else {
            let record = Record {
                document: id,
                kind: RecordKind::VanStock,
                source: SOURCE.to_owned(),
                reference: counted.van.clone(),
                raised_as: [0; 32],
            };
            log::add_record(transaction, &record)?;
            Document::create(id, RecordKind::VanStock, self.pen)?
        };
        let held = van_stock::read(&document).ok();
        let items = held.iter().flat_map(|held| &held.items);
        let latest = items.clone().map(|item| item.counted_at).max();
        let of_item = items.clone().find(|item| item.reference == counted.item.reference);
        if of_item.is_some_and(|item| item.counted_at >= counted.item.counted_at) {
            return Ok(Ok(Stored::Unchanged));
        }
        let was_known = of_item.is_some();
        if let Some(held) = held.filter(|held| held.holders != counted.holders)
            && latest.is_some_and(|latest| latest >= counted.item.counted_at)
        {
            return Ok(Err(NotCounted::HeldBy(held.holders)));
        }
        let (van, holders) = (counted.van.as_str(), counted.holders.as_str());
        let changes = van_stock::count(&mut document, van, holders, &counted.item, self.clock.now())?;
        if !changes.is_empty() {
            chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
            self.log_own(transaction, id, &changes)?;
        }
        enter_alone(transaction, id, &counted.scopes)?;
        Ok(Ok(if was_known { Stored::Changed } else { Stored::New }))
    }
}

/// Puts a van into these scopes and out of all others.
fn enter_alone(transaction: &Transaction, van: DocumentId, scopes: &[Scope]) -> Result<(), DbError> {
    let wanted: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let held = feed::scopes_of(transaction, van)?;
    for old in held.iter().filter(|old| !wanted.contains(old)) {
        feed::leave(transaction, old, van)?;
    }
    for scope in scopes.iter().filter(|scope| !held.contains(&scope.to_string())) {
        feed::enter(transaction, scope, van)?;
    }
    Ok(())
}
