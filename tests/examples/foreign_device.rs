//! Enrols a device that is no Doorstep handheld, and prints its identity and its key for whoever is to act as it: the
//! stories in which somebody else's client speaks to the hub.
//!
//! `foreign_device INVITATION` prints `{"device": "<32 hex digits>", "seed": "<64 hex digits>"}`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use ed25519_dalek::SigningKey;
use protocol::enrolment::Invitation;
use sha2::{Digest, Sha256};
use sync::{conversation::enrol, http::Http};

#[tokio::main]
async fn main() {
    let text = std::env::args().nth(1).expect("give the invitation");
    let invitation: Invitation = text.parse().expect("give the whole invitation");
    // The invitation is used once, so what is derived from it is as well.
    let key = SigningKey::from_bytes(&Sha256::digest(text.as_bytes()).into());
    let welcome = enrol(&Http::new().unwrap(), &invitation, &key).await.unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let device = hex(welcome.certificate.device.as_bytes());
    println!("{}", serde_json::json!({ "device": device, "seed": hex(&key.to_bytes()) }));
}
