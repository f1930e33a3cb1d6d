//! Faults that are planted to see whether the simulation finds them. None of them is in the product: each changes what
//! passes between a handheld and the hub, what a handheld is given from outside, or what is left when it stops.

use documents::gate::{self, Limits};
use domain::{id::PersonId, scope::Scope};
use ed25519_dalek::SigningKey;
use hub::{
    Hub,
    db::{
        DbError,
        sqlite::{held, log, people},
    },
};
use protocol::{
    message::{Cursor, EntryVerdict, ExchangeRequest, ExchangeResponse, News, QuarantineReason, Verdict},
    proof::{PROOF_HEADER, Proof},
    wire,
};
use store::Store;
use sync::transport::Request;

use super::{
    landlord::TEAMS,
    network::{Answer, Network},
};

/// A planted fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The handheld takes what it sends off its outbox as it sends it, and does not wait for the hub's word.
    OutboxDroppedEarly,
    /// The handheld hears "accepted" for what the hub never stored.
    AcceptedWithoutStoring,
    /// The hub puts into its log what stands on changes that it does not have.
    DependencySkipped,
    /// Each process that opens the handheld's database is given the same random numbers as the last.
    ActorReused,
    /// What the handheld saved since it was opened was never flushed, and a loss of power takes the end of it.
    FlushForgotten,
    /// The hub gives everybody the work of every team.
    ScopeWidened,
    /// The handheld never hears that a record left.
    LeaveForgotten,
    /// A page loses its last piece of news, and the handheld takes the hub's sum over the scope for its own.
    DigestAccepted,
    /// The hub is put back from an older copy, and nobody shows it what it had said before.
    RestoredInSilence,
    /// The handheld hears "accepted" for what the hub set aside because there are two of it.
    ForkUnnoticed,
}

/// What a planted fault can reach when a handheld asks the hub.
pub struct Reach<'a> {
    /// The network.
    pub network: &'a Network,
    /// The handheld's key.
    pub key: &'a SigningKey,
    /// The handheld's open store.
    pub store: Option<&'a Store>,
    /// Any number.
    pub chance: u64,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::OutboxDroppedEarly,
        Self::AcceptedWithoutStoring,
        Self::DependencySkipped,
        Self::ActorReused,
        Self::FlushForgotten,
        Self::ScopeWidened,
        Self::LeaveForgotten,
        Self::DigestAccepted,
        Self::RestoredInSilence,
        Self::ForkUnnoticed,
    ];

    /// The one with this name, as it is spelt here.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|planted| format!("{planted:?}") == name)
    }

    /// Asks the hub through the fault.
    pub async fn ask(self, reach: Reach<'_>, request: &Request) -> Option<Answer> {
        let network = reach.network;
        if self == Self::ScopeWidened {
            return widened(network, request).await;
        }
        if request.path != "/v1/exchange" {
            return network.carry(request).await;
        }
        let asked: ExchangeRequest = wire::decode(&request.body).unwrap();
        match self {
            Self::OutboxDroppedEarly => {
                if let Some(store) = reach.store {
                    // A full disk keeps the fault from happening, as it would any other write.
                    let _full = store.verdicts(&accepted(&asked));
                }
                network.carry(request).await
            }
            Self::AcceptedWithoutStoring if reach.chance.is_multiple_of(4) => {
                let verdicts = accepted(&asked);
                let asked = ExchangeRequest { batches: Vec::new(), ..asked };
                let answer = network.carry(&signed_again(request, &asked, reach.key)).await?;
                Some(altered(answer, |response| response.verdicts = verdicts))
            }
            Self::DependencySkipped => {
                let answer = network.carry(request).await;
                if let Some(answering) = network.answering() {
                    let _full = let_in_what_waits(&answering.hub);
                }
                answer
            }
            Self::LeaveForgotten => {
                let asked = without_sums(asked);
                Some(altered(network.carry(&signed_again(request, &asked, reach.key)).await?, |response| {
                    for page in &mut response.pages {
                        page.entries.retain(|entry| entry.news != News::Left);
                        page.digest = None;
                    }
                }))
            }
            Self::DigestAccepted => {
                let asked = without_sums(asked);
                Some(altered(network.carry(&signed_again(request, &asked, reach.key)).await?, |response| {
                    for page in &mut response.pages {
                        if reach.chance.is_multiple_of(3) {
                            page.entries.pop();
                        }
                        page.digest = None;
                    }
                }))
            }
            // Receipts are how a hub would notice.
            Self::RestoredInSilence => {
                let asked = ExchangeRequest { receipt: None, ..asked };
                network.carry(&signed_again(request, &asked, reach.key)).await
            }
            Self::ForkUnnoticed => Some(altered(network.carry(request).await?, |response| {
                let forked = Verdict::Quarantined(QuarantineReason::ChainForked);
                for verdict in response.verdicts.iter_mut().filter(|verdict| verdict.verdict == forked) {
                    verdict.verdict = Verdict::Accepted;
                }
            })),
            _ => network.carry(request).await,
        }
    }
}

/// The handheld's sums are left out, so that the hub compares nothing.
fn without_sums(asked: ExchangeRequest) -> ExchangeRequest {
    let cursors = asked.cursors.into_iter().map(|cursor| Cursor { digest: None, ..cursor });
    ExchangeRequest { cursors: cursors.collect(), ..asked }
}

/// The word "accepted" for everything that is pushed.
fn accepted(asked: &ExchangeRequest) -> Vec<EntryVerdict> {
    let entries = |batch: &protocol::chain::Batch| {
        let device = batch.device;
        batch.digests().into_iter().map(move |(n, _)| EntryVerdict { device, n, verdict: Verdict::Accepted })
    };
    asked.batches.iter().flat_map(entries).collect()
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

/// An answer to an exchange that somebody has been at.
pub fn altered(mut answer: Answer, alter: impl FnOnce(&mut ExchangeResponse)) -> Answer {
    if answer.status == 200 {
        let mut response: ExchangeResponse = wire::decode(&answer.body).unwrap();
        alter(&mut response);
        answer.body = wire::encode(&response).unwrap();
    }
    answer
}

/// What a hub would do that never asked whether the changes are there on which another stands.
fn let_in_what_waits(hub: &Hub) -> Result<(), DbError> {
    hub.database().write(|transaction| {
        let records: Vec<[u8; 16]> = transaction
            .prepare("SELECT DISTINCT document FROM held")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for document in records {
            for waiting in held::of_record(transaction, domain::id::DocumentId::from_bytes(document))? {
                let Ok(envelope) = gate::measure(&waiting.bytes, &Limits::DEFAULT) else { continue };
                let change = documents::Change { hash: envelope.hash, bytes: envelope.uncompressed };
                let new = log::NewChange {
                    document: waiting.document,
                    change: &change,
                    actor: envelope.actor,
                    sequence: envelope.sequence,
                    device: waiting.device,
                    n: waiting.n,
                    received_at: waiting.received_at,
                    position_seen: waiting.position_seen,
                    flag: "",
                };
                log::append(transaction, &new)?;
                held::release(transaction, &waiting)?;
            }
        }
        Ok(())
    })
}

/// Asks while the handheld's person is given every team's work, of which nothing is left afterwards.
async fn widened(network: &Network, request: &Request) -> Option<Answer> {
    let hub = network.answering()?.hub;
    let person = whose(&hub, request);
    let given = person.map(|person| give_all(&hub, person).unwrap_or_default()).unwrap_or_default();
    let answer = network.carry(request).await;
    if let (Some(person), Some(answering)) = (person, network.answering()) {
        for scope in given {
            let sql = "DELETE FROM person_scope WHERE person = ?1 AND scope = ?2 AND given = 0";
            let _full = answering.hub.database().write(|transaction| {
                transaction.execute(sql, (person.as_bytes(), scope.to_string()))?;
                Ok::<_, DbError>(())
            });
        }
    }
    answer
}

fn whose(hub: &Hub, request: &Request) -> Option<PersonId> {
    let (_, proof) = request.headers.iter().find(|(name, _)| *name == PROOF_HEADER)?;
    let device = Proof::from_header(proof)?.device;
    let known = hub.database().read(|transaction| people::device(transaction, device)).ok()??;
    Some(known.entry.person)
}

fn give_all(hub: &Hub, person: PersonId) -> Result<Vec<Scope>, DbError> {
    hub.database().write(|transaction| {
        let held = people::scopes(transaction, person)?;
        let more: Vec<Scope> =
            TEAMS.iter().map(|team| Scope::team_repairs(*team)).filter(|scope| !held.contains(scope)).collect();
        for scope in &more {
            let sql = "INSERT INTO person_scope (person, scope, given) VALUES (?1, ?2, 0)";
            transaction.execute(sql, (person.as_bytes(), scope.to_string()))?;
        }
        Ok(more)
    })
}
