//! The hub's word on a whole record: its signature over a snapshot.

use documents::{Document, Pen};
use ed25519_dalek::SigningKey;
use protocol::message::SignedSnapshot;

/// What the hub signs with, and the pen with which it opens records.
#[derive(Debug, Clone, Copy)]
pub struct Vouch<'a> {
    /// The hub's key.
    pub key: &'a SigningKey,
    /// Never used to write here; records want one to be opened.
    pub pen: Pen,
}

impl Vouch<'_> {
    /// A record, whole and signed.
    #[must_use]
    pub fn snapshot(&self, document: &Document) -> SignedSnapshot {
        SignedSnapshot::sign(document.snapshot().to_frame(), self.key)
    }
}
