//! What was done at a home before, told with every job that is raised there: whoever goes holds the jobs of their own teams
//! alone, and a repair that did not last may have been another's.

use documents::{Document, job};
use domain::{
    id::RecordKind,
    job::{EarlierWork, JobEdit},
};
use rusqlite::Transaction;

use crate::{
    db::sqlite::{at_property, log},
    hub::{HubError, Inner},
};

impl Inner {
    /// Tells a job what ended at its home before; of one whose home is not known, or where nothing was done, nothing.
    pub(crate) fn tell_earlier_work(
        &self,
        transaction: &Transaction,
        document: &mut Document,
        home: &str,
    ) -> Result<(), HubError> {
        let mut earlier = Vec::new();
        if !home.is_empty() {
            for id in at_property::latest(transaction, home)?.into_iter().filter(|id| *id != document.id()) {
                let read =
                    log::load_what_is_whole(transaction, id, RecordKind::Job, self.pen).map(|held| job::read(&held));
                // What cannot be read is told of elsewhere.
                if let Ok(Ok(job)) = read {
                    earlier.extend(EarlierWork::of(&job));
                }
            }
        }
        earlier.sort_by(|one, other| other.ended.cmp(&one.ended).then_with(|| one.reference.cmp(&other.reference)));
        earlier.truncate(EarlierWork::MOST);
        if earlier == job::read(document)?.earlier {
            return Ok(());
        }
        self.edit(transaction, document, &JobEdit::TellEarlier(earlier))
    }
}
