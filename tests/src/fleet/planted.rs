//! Faults that are planted to see whether the simulation finds them. None of them is in the product: each changes what
//! passes between a handheld and the hub, or what a handheld is given from outside.

use ed25519_dalek::SigningKey;
use protocol::{
    message::{EntryVerdict, ExchangeRequest, ExchangeResponse, News, Verdict},
    proof::{PROOF_HEADER, Proof},
    wire,
};
use sync::transport::Request;

use super::network::{Answer, Network};

/// A planted fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The handheld hears "accepted" for what the hub never stored.
    AcceptedWithoutStoring,
    /// A page loses its last piece of news, and the cursor moves on all the same; nothing can be compared.
    PageSkipped,
    /// The handheld never hears that a record left.
    LeaveForgotten,
    /// Each process that opens the handheld's database is given the same random numbers as the last.
    ActorReused,
    /// The hub is put back from an older copy, and nobody shows it what it had said before.
    RestoredInSilence,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::AcceptedWithoutStoring,
        Self::PageSkipped,
        Self::LeaveForgotten,
        Self::ActorReused,
        Self::RestoredInSilence,
    ];

    /// Asks the hub through the fault.
    pub async fn ask(self, network: &Network, key: &SigningKey, request: &Request, chance: u64) -> Option<Answer> {
        if request.path != "/v1/exchange" {
            return network.carry(request).await;
        }
        let asked: ExchangeRequest = wire::decode(&request.body).unwrap();
        match self {
            Self::AcceptedWithoutStoring if chance.is_multiple_of(4) => {
                let pushed: Vec<_> = asked
                    .batches
                    .iter()
                    .flat_map(|batch| batch.digests().into_iter().map(|(n, _)| (batch.device, n)))
                    .collect();
                let asked = ExchangeRequest { batches: Vec::new(), ..asked };
                let answer = network.carry(&signed_again(request, &asked, key)).await?;
                Some(altered(answer, |response| {
                    response.verdicts = pushed
                        .iter()
                        .map(|(device, n)| EntryVerdict { device: *device, n: *n, verdict: Verdict::Accepted })
                        .collect();
                }))
            }
            Self::PageSkipped => Some(altered(network.carry(request).await?, |response| {
                for page in &mut response.pages {
                    if chance.is_multiple_of(3) {
                        page.entries.pop();
                    }
                    page.digest = None;
                }
            })),
            Self::LeaveForgotten => Some(altered(network.carry(request).await?, |response| {
                for page in &mut response.pages {
                    page.entries.retain(|entry| entry.news != News::Left);
                    page.digest = None;
                }
            })),
            // Receipts are how a hub would notice.
            Self::RestoredInSilence => {
                let asked = ExchangeRequest { receipt: None, ..asked };
                network.carry(&signed_again(request, &asked, key)).await
            }
            _ => network.carry(request).await,
        }
    }
}

fn signed_again(request: &Request, asked: &ExchangeRequest, key: &SigningKey) -> Request {
    let body = wire::encode(asked).unwrap();
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        if *name == PROOF_HEADER {
            let proof = Proof::from_header(value).unwrap();
            *value =
                Proof::sign(proof.device, proof.counter, request.method.name(), &request.path, &body, key).to_header();
        }
    }
    request.body = body;
    request
}

fn altered(mut answer: Answer, alter: impl FnOnce(&mut ExchangeResponse)) -> Answer {
    if answer.status == 200 {
        let mut response: ExchangeResponse = wire::decode(&answer.body).unwrap();
        alter(&mut response);
        answer.body = wire::encode(&response).unwrap();
    }
    answer
}
