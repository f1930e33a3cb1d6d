//! How complete what the landlord knows of its customers is, strand by strand, and how many would rather not say.

use std::collections::BTreeSet;

use domain::{
    id::RecordKind,
    profile::{Completeness, STRANDS},
};

use crate::{
    db::sqlite::{log, profile},
    hub::{Hub, HubError},
};

/// One strand among everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StrandCount {
    /// "faith".
    pub strand: &'static str,
    /// How many said, declined, and were not asked.
    pub count: Completeness,
}

impl Hub {
    /// Counts each strand over everybody on an agreement, and whoever else gave a profile.
    ///
    /// # Errors
    /// The database failed.
    pub fn profile_completeness(&self) -> Result<Vec<StrandCount>, HubError> {
        self.inner.db.read(|transaction| {
            let given = profile::all(transaction)?;
            let mut people: BTreeSet<_> = given.keys().cloned().collect();
            for document in log::records_of_kind(transaction, RecordKind::Tenancy)? {
                let record = log::load(transaction, document, RecordKind::Tenancy, self.inner.pen)?;
                let tenants = documents::tenancy::read(&record)?.tenants;
                people.extend(tenants.iter().map(|tenant| (document, profile::key(&tenant.name))));
            }
            let counted = STRANDS.map(|(question, strand)| {
                let mut count = Completeness::default();
                for person in &people {
                    count.count(given.get(person).and_then(|replies| replies.get(question)));
                }
                StrandCount { strand, count }
            });
            Ok(counted.into())
        })
    }
}
