//! A sign-off in words, for whoever decides whether it goes into its job: who signed or why nobody did, when, and the text that
//! they had before them.

use documents::seal::{Seal, SealBody, SealError};
use domain::{
    locale::{Locale, as_written},
    sign_off::{ReadBack, Signer},
};

use crate::attachments::hex;

/// Lines that say it, the outcome first. What a customer wrote is shown without characters that could move a cursor.
pub(super) fn words(seal: &[u8]) -> Vec<String> {
    match Seal::from_bytes(seal) {
        Ok(seal) => told(seal.body(), seal.verify()),
        Err(error) => vec![format!("a sign-off of {} bytes that cannot be read: {error}", seal.len())],
    }
}

fn told(body: &SealBody, holds: Result<(), SealError>) -> Vec<String> {
    let answer = &body.answer;
    let mut lines = vec![answer.outcome.words().to_owned()];
    let mut entry = |label: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{label}: {}", as_written(text).replace('\n', " / ")));
        }
    };
    entry("name given", &answer.name);
    match &answer.signer {
        Signer::Customer => {}
        Signer::CustomerByMark => entry("signed with", "a mark"),
        Signer::Representative { relationship } => entry("signed for the customer by their", relationship),
    }
    entry("reason given", &answer.reason);
    let score = answer.score.map(|score| format!("{score} out of 5"));
    let none = if answer.score_declined { "would rather not say" } else { "none given" };
    if answer.outcome.has_customer() {
        entry("score", score.as_deref().unwrap_or(none));
    }
    if let Some(first_time) = answer.first_time {
        entry("fixed on the first visit", if first_time { "yes" } else { "no" });
    }
    for dispute in &answer.disputes {
        let line = body.signed.lines.get(usize::from(dispute.line));
        let label = line.map(|line| line.label.replace('\n', " ")).unwrap_or_default();
        let words = if dispute.words.is_empty() { "(no more was said)" } else { &dispute.words };
        entry(&format!("said not to be right, {}", as_written(&label)), words);
    }
    entry("also said", &answer.comment);
    if let Some(spoken) = &answer.spoken {
        entry("also said, aloud", &format!("for {} s, attachment {}", spoken.milliseconds / 1_000, hex(&spoken.hash)));
    }
    if let Some(copy) = &answer.copy {
        entry("asked for a copy", &copy.words());
    }
    if !answer.strokes.is_empty() {
        let points: usize = answer.strokes.iter().map(Vec::len).sum();
        entry("signature", &format!("drawn, {points} points"));
    }
    let when = body.clocks.best();
    entry("when", &format!("{} {}", when.london_date().format("%a %-d %b %Y"), when.london_clock()));
    if let Err(fault) = holds {
        entry("does not hold", &fault.to_string());
    }
    page(&mut lines, "of this text", &body.signed);
    if let Some(beside) = &body.beside {
        lines.push(format!("beside it stood the same in {}", language(beside)));
    }
    lines
}

fn page(lines: &mut Vec<String>, label: &str, page: &ReadBack) {
    lines.push(format!("{label}, in {}: {}", language(page), as_written(&page.title)));
    for line in &page.lines {
        let text = as_written(&line.text).replace('\n', " / ");
        lines.push(format!("  {}: {text}", as_written(&line.label).replace('\n', " ")));
    }
    if !page.declaration.is_empty() {
        lines.push(format!("  {}", as_written(&page.declaration).replace('\n', " ")));
    }
}

fn language(page: &ReadBack) -> String {
    Locale::from_code(&page.language).map_or_else(|| page.language.clone(), |locale| locale.english_name().to_owned())
}
