//! The tables that come as CSV: their columns, what a row becomes, and how it is stored.

use domain::reference::{Collection, Property, RateScheduleCode, ReferenceRow};
use rusqlite::Transaction;

use super::{
    Fault, Options, Pending, asbestos, columns::Column, jobs, properties, rates, row::Row, staff, tenancies, van_stock,
};
use crate::{
    db::{
        DbError,
        sqlite::{landlord, property},
    },
    hub::{Hub, HubError},
    import::report::Stored,
    plan::Raised,
};

/// A kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Table {
    Properties,
    Staff,
    Jobs,
    Rates,
    Tenancies,
    VanStock,
    Asbestos,
}

impl Table {
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Properties => properties::COLUMNS,
            Self::Staff => staff::COLUMNS,
            Self::Jobs => jobs::COLUMNS,
            Self::Rates => rates::COLUMNS,
            Self::Tenancies => tenancies::COLUMNS,
            Self::VanStock => van_stock::COLUMNS,
            Self::Asbestos => asbestos::COLUMNS,
        }
    }

    /// The column by which a row is known again.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Properties | Self::Jobs | Self::Tenancies => "reference",
            Self::Staff => "name",
            Self::VanStock => "item",
            Self::Asbestos => "material",
            Self::Rates => "code",
        }
    }

    /// Rows between two looks at whether to stop. One transaction for all but jobs, each of which has its own; short
    /// enough that a hub that serves beside it is not kept waiting.
    pub(super) const fn batch(self) -> usize {
        match self {
            Self::Jobs => 50,
            _ => 500,
        }
    }

    pub(super) fn read(self, row: &Row, options: &Options) -> Result<Entry, Fault> {
        Ok(match self {
            Self::Properties => Entry::Keyed(Keyed::Property(properties::read(row)?)),
            Self::Staff => Entry::Keyed(Keyed::Staff(staff::read(row)?)),
            Self::Jobs => Entry::Job(Box::new(jobs::read(row, options)?)),
            Self::Rates => Entry::Keyed(Keyed::Rate(rates::read(row)?)),
            Self::Tenancies => Entry::Keyed(Keyed::Tenancy(Box::new(tenancies::read(row)?))),
            Self::VanStock => Entry::Keyed(Keyed::VanItem(Box::new(van_stock::read(row)?))),
            Self::Asbestos => Entry::Keyed(Keyed::Surveyed(asbestos::read(row)?)),
        })
    }
}

/// What a row says.
pub(super) enum Entry {
    /// Something that is stored by key, many at once.
    Keyed(Keyed),
    /// A work order, raised by itself.
    Job(Box<jobs::Job>),
}

/// What is stored by key.
pub(super) enum Keyed {
    Property(Property),
    Staff(staff::Member),
    Rate(RateScheduleCode),
    Tenancy(Box<tenancies::Let>),
    VanItem(Box<van_stock::Shelf>),
    Surveyed(asbestos::Surveyed),
}

impl Entry {
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Keyed(Keyed::Property(property)) => &property.site.reference,
            Self::Keyed(Keyed::Staff(member)) => &member.name,
            Self::Keyed(Keyed::Rate(code)) => &code.code,
            Self::Keyed(Keyed::Tenancy(held)) => &held.tenancy.reference,
            Self::Keyed(Keyed::VanItem(shelf)) => &shelf.key,
            Self::Keyed(Keyed::Surveyed(said)) => &said.key,
            Self::Job(job) => &job.raising.order.reference,
        }
    }
}

/// What became of a row.
pub(super) enum Outcome {
    Stored(Stored),
    Raised(Raised),
    Wrong(Fault),
}

/// Stores a batch, all of one table; gives what became of each row, in order.
pub(super) fn store(hub: &Hub, batch: &[Pending]) -> Result<Vec<Outcome>, HubError> {
    let mut outcomes = hub.inner.db.write(|transaction| {
        let keyed = batch.iter().filter_map(|pending| match &pending.entry {
            Entry::Keyed(keyed) => Some((pending, keyed)),
            Entry::Job(_) => None,
        });
        keyed.map(|(pending, keyed)| put(hub, transaction, &pending.place, keyed)).collect::<Result<Vec<_>, HubError>>()
    })?;
    for pending in batch {
        if let Entry::Job(job) = &pending.entry {
            outcomes.push(jobs::store(hub, &pending.place, job)?);
        }
    }
    Ok(outcomes)
}

fn put(hub: &Hub, transaction: &Transaction, place: &str, keyed: &Keyed) -> Result<Outcome, HubError> {
    let known = |collection, key: &str| Ok::<_, DbError>(landlord::row(transaction, collection, key)?.is_some());
    let (known, put) = match keyed {
        Keyed::Property(home) => {
            (known(Collection::Properties, &home.site.reference)?, property::put(transaction, home)?)
        }
        Keyed::Rate(code) => {
            let row = ReferenceRow::ScheduleOfRates(code.clone());
            (known(Collection::ScheduleOfRates, &code.code)?, landlord::put_row(transaction, &row)?)
        }
        Keyed::Staff(member) => return staff::store(hub, transaction, place, member),
        Keyed::Tenancy(held) => return tenancies::store(hub, transaction, held),
        Keyed::VanItem(shelf) => return van_stock::store(hub, transaction, place, shelf),
        Keyed::Surveyed(said) => return asbestos::store(hub, transaction, place, said),
    };
    Ok(Outcome::Stored(match (known, put) {
        (_, false) => Stored::Unchanged,
        (false, true) => Stored::New,
        (true, true) => Stored::Changed,
    }))
}
