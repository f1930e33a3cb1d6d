//! A sign-off as the job screen shows it: how it ended, whether it holds, and what is outside it.

use std::collections::BTreeSet;

use documents::{
    Document,
    seal::{NotCovered, Seal, SealReport, Subject, examine},
};
use domain::{
    access::RecordPart,
    id::{DeviceId, ItemId, PhotoId},
    job::{Job, NewRecording, SignOffEntry},
    sign_off::{Answer, CopyRequest, Dispute, SignOffOutcome, Signer, StrokePoint},
};

use super::people::People;
use crate::api::{self, SignOffShown, StatusShown, Tone};

/// The sign-off that a job shows, held against its record.
pub(crate) struct Examined {
    seal: Option<Seal>,
    report: Option<SealReport>,
    entry: SignOffEntry,
}

impl Examined {
    /// The sign-off that stands, or while none is chosen the first; none when there is none.
    pub(crate) fn of(job: &Job, document: &Document) -> Option<Self> {
        let entry = job.sign_offs.iter().find(|entry| entry.stands).or_else(|| job.sign_offs.first())?.clone();
        let seal = Seal::from_bytes(&entry.seal).ok();
        let report = seal.as_ref().map(|seal| examine(seal, document));
        Some(Self { seal, report, entry })
    }

    fn not_covered(&self) -> &[NotCovered] {
        self.report.as_ref().map(|report| report.not_covered.as_slice()).unwrap_or_default()
    }

    /// Items that were written to outside it.
    pub(crate) fn items_outside(&self) -> BTreeSet<ItemId> {
        self.not_covered()
            .iter()
            .filter_map(|deed| match deed.subject {
                Subject::Item(item) => Some(item),
                _ => None,
            })
            .collect()
    }

    /// Photos that were added outside it.
    pub(crate) fn photos_outside(&self) -> BTreeSet<PhotoId> {
        self.not_covered()
            .iter()
            .filter_map(|deed| match deed.subject {
                Subject::Photo(photo) => Some(photo),
                _ => None,
            })
            .collect()
    }

    /// True when words of the note were written outside it.
    pub(crate) fn note_outside(&self) -> bool {
        self.writes_outside(&[RecordPart::JobNote])
    }

    /// True when work was done outside it, so that another sign-off may be taken. Blacking out a part of a photo is none.
    /// At a visit answers and repairs that are ordered are work too: its page reads them back.
    pub(crate) fn work_outside(&self) -> bool {
        let is_visits = self.seal.as_ref().is_some_and(|seal| seal.body().grounds.is_some());
        self.writes_outside(&[RecordPart::JobItems, RecordPart::JobPhotos, RecordPart::JobEvents])
            || (is_visits && self.writes_outside(&[RecordPart::JobForms, RecordPart::JobFollowOns]))
    }

    fn writes_outside(&self, parts: &[RecordPart]) -> bool {
        self.not_covered()
            .iter()
            .filter(|deed| !is_redaction(deed))
            .any(|deed| deed.part.is_some_and(|part| parts.contains(&part)))
    }

    /// For the job screen of this device.
    pub(crate) fn shown(&self, job: &Job, device: Option<DeviceId>, people: &People) -> SignOffShown {
        let Some((seal, report)) = self.seal.as_ref().zip(self.report.as_ref()) else {
            return SignOffShown {
                words: "There is a sign-off that this phone cannot read. Update Doorstep, or ring the office"
                    .to_owned(),
                disputed: Vec::new(),
                copy: String::new(),
                verified: false,
                not_covered: Vec::new(),
                status: status("unreadable", "Cannot be read", Tone::Bad),
                has_file: false,
            };
        };
        let answer = &seal.body().answer;
        let verified = report.passes();
        let redacted_alone = report.not_covered.iter().all(is_redaction);
        let not_covered: Vec<String> = report.not_covered.iter().map(|deed| outside(deed, people)).collect();
        SignOffShown {
            words: format!(
                "{}, {}. Taken by {}",
                words(seal),
                people.time(self.entry.written.at),
                people.name(&self.entry.written)
            ),
            // What the customer thought of the work is for the landlord, not for whoever did it.
            disputed: disputed(seal),
            copy: answer.copy.as_ref().map(CopyRequest::words).unwrap_or_default(),
            verified,
            status: match (verified, not_covered.is_empty(), answer.outcome) {
                (false, ..) => status("broken", "Does not match the job", Tone::Bad),
                (true, false, _) if redacted_alone => {
                    status("photo_redacted", "Photo redacted after signing", Tone::Quiet)
                }
                (true, false, _) => status("partly_covered", "Changed since sign-off", Tone::Warning),
                (true, true, SignOffOutcome::Signed) if !answer.disputes.is_empty() => {
                    status("signed_disputed", "Signed, with something not right", Tone::Warning)
                }
                (true, true, SignOffOutcome::Signed) => status("signed", "Signed", Tone::Good),
                (true, true, SignOffOutcome::Unable | SignOffOutcome::Unwilling) => {
                    status("not_signed", "Not signed", Tone::Warning)
                }
                (true, true, _) => status("closed", "Closed without a signature", Tone::Quiet),
            },
            not_covered,
            has_file: !is_kept_from(seal, job, device),
        }
    }
}

/// True when a sign-off says what its customer thought of the work, and this device took part in that.
pub(crate) fn is_kept_from(seal: &Seal, job: &Job, device: Option<DeviceId>) -> bool {
    let Answer { score, comment, spoken, .. } = &seal.body().answer;
    let took_part = || {
        let steps = job.standing().into_iter().filter(|event| event.kind.is_at_the_door()).map(|event| &event.written);
        let signed = job.sign_offs.iter().map(|entry| &entry.written);
        steps.chain(signed).any(|written| written.device.is_some() && written.device == device)
    };
    (score.is_some() || !comment.is_empty() || spoken.is_some()) && took_part()
}

const fn is_redaction(deed: &NotCovered) -> bool {
    matches!(deed.subject, Subject::Redaction(_))
}

/// "Signed by Jill Smith".
pub(crate) fn words(seal: &Seal) -> String {
    let answer = &seal.body().answer;
    match answer.outcome {
        SignOffOutcome::Signed => match &answer.signer {
            Signer::Customer => format!("Signed by {}", answer.name),
            Signer::CustomerByMark => format!("Signed with a mark by {}", answer.name),
            Signer::Representative { relationship } => {
                format!("Signed by {} ({relationship}) for the customer", answer.name)
            }
        },
        other if answer.reason.is_empty() => other.words().to_owned(),
        other => format!("{} ({})", other.words(), answer.reason),
    }
}

/// "Work done (1 of 2): never happened", in English.
fn disputed(seal: &Seal) -> Vec<String> {
    let body = seal.body();
    let english = body.beside.as_ref().filter(|_| body.signed.language != "en").unwrap_or(&body.signed);
    body.answer
        .disputes
        .iter()
        .filter_map(|dispute| {
            let label = &english.lines.get(usize::from(dispute.line))?.label;
            let words = &dispute.words;
            Some(if words.is_empty() { label.clone() } else { format!("{label}: {words}") })
        })
        .collect()
}

/// "Ada Byrne added DES5R006, 2 each, today 11:40, made without seeing it".
fn outside(deed: &NotCovered, people: &People) -> String {
    format!("{} {}, {}, {}", people.name(&deed.written), deed.words, people.time(deed.written.at), deed.sight.words())
}

fn status(code: &str, words: &str, tone: Tone) -> StatusShown {
    StatusShown { code: code.to_owned(), words: words.to_owned(), tone }
}

/// The answer that a screen gathered, and what is known of the sound that came with it.
pub(crate) fn answer(given: api::SignOffAnswer, spoken: Option<NewRecording>) -> Answer {
    let point = |point: api::StrokePoint| StrokePoint { x: point.x, y: point.y, t: point.t };
    Answer {
        outcome: outcome(given.outcome),
        name: given.name,
        signer: match given.signer {
            api::Signer::Customer => Signer::Customer,
            api::Signer::CustomerByMark => Signer::CustomerByMark,
            api::Signer::Representative { relationship } => Signer::Representative { relationship },
        },
        score: given.score,
        score_declined: given.score_declined,
        first_time: given.first_time,
        comment: given.comment,
        disputes: given.disputes.into_iter().map(|api::Dispute { line, words }| Dispute { line, words }).collect(),
        copy: given.copy.map(|copy| match copy {
            api::CopyRequest::Text(number) => CopyRequest::Text(number),
            api::CopyRequest::Email(address) => CopyRequest::Email(address),
            api::CopyRequest::Paper => CopyRequest::Paper,
        }),
        reason: given.reason,
        strokes: given.strokes.into_iter().map(|stroke| stroke.into_iter().map(point).collect()).collect(),
        spoken,
    }
}

/// The outcome that a screen names.
const fn outcome(asked: api::SignOffOutcome) -> SignOffOutcome {
    match asked {
        api::SignOffOutcome::Signed => SignOffOutcome::Signed,
        api::SignOffOutcome::Unable => SignOffOutcome::Unable,
        api::SignOffOutcome::Unwilling => SignOffOutcome::Unwilling,
        api::SignOffOutcome::Void => SignOffOutcome::Void,
        api::SignOffOutcome::Communal => SignOffOutcome::Communal,
        api::SignOffOutcome::CustomerAbsent => SignOffOutcome::CustomerAbsent,
    }
}
