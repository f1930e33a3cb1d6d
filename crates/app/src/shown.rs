//! Customer's pages as they were shown, by digest, so that a signature pins exactly what was on the screen even when
//! others' edits have merged since. They are in memory alone: after a lock or a restart the page is shown afresh.
//!
//! A page of a job that nobody has completed yet is drawn as the job will stand once it is: the event is made, not
//! saved, and the page is drawn from the record with it. Signing saves the event and the sign-off together. So what the
//! customer reads says "Work done", the signature covers the completion, and opening the page alone completes nothing.

use std::sync::{Mutex, PoisonError};

use documents::{Change, Document, seal::Page};
use domain::id::DocumentId;

/// Pages that are remembered: every language tried on one visit, and more.
const REMEMBERED: usize = 16;

/// A page that a customer was shown.
#[derive(Clone)]
pub(crate) struct ShownPage {
    /// The job.
    pub(crate) job: DocumentId,
    /// The page.
    pub(crate) page: Page,
    /// The record that it was drawn from, and the completion in it that is not saved; none when the job was complete.
    pub(crate) completion: Option<(Document, Vec<Change>)>,
}

/// Pages that customers were shown.
#[derive(Default)]
pub(crate) struct ShownPages {
    pages: Mutex<Vec<(String, ShownPage)>>,
}

impl ShownPages {
    /// Remembers a page under its digest, in place of the oldest.
    pub(crate) fn remember(&self, digest: String, page: ShownPage) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|(held, _)| *held != digest);
        if pages.len() >= REMEMBERED {
            pages.remove(0);
        }
        pages.push((digest, page));
    }

    /// The page with this digest.
    pub(crate) fn find(&self, digest: &str) -> Option<ShownPage> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|(held, _)| held == digest).map(|(_, page)| page.clone())
    }

    /// Forgets them all.
    pub(crate) fn forget(&self) {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
