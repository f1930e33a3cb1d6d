//! The customer's page in their language, drawn from the record as it stands.

use documents::{job, seal::Page};
use domain::{
    id::DocumentId,
    job::{EventKind, JobEdit},
    locale::Locale,
    sign_off::{ReadBackLine, Wording},
};

use crate::{
    api::{self, Failure, Language, SignOffLabels, SignOffPage},
    error::failure,
    shown::ShownPage,
    unlocked::Unlocked,
    views::{self, photo::hex, sign_off::Examined},
};

pub(crate) fn run(unlocked: &Unlocked, id: &str, language: &str) -> Result<SignOffPage, Failure> {
    let id: DocumentId = id.parse()?;
    let locale = locale(language)?;
    let (mut document, job) = unlocked.job(id)?;
    let status = job.status().status;
    if !views::job::can_sign_off(status, Examined::of(&job, &document).as_ref()) {
        return Err(failure(
            "sign_off_not_now",
            "This job cannot be signed off as it stands",
            "Start the work first, or reopen the job if there is more to do",
        ));
    }
    let completion = if status.is_closed() {
        None
    } else {
        let edit = JobEdit::Record { kind: EventKind::Completed, reason: String::new() };
        let changes = job::edit(&mut document, &edit, &unlocked.store.clocks()?, unlocked.new_id()?)?;
        Some(changes)
    };
    let page = Page::draw(&document, &unlocked.landlord()?, locale)?;
    let digest = hex(&page.digest());
    let answer = SignOffPage {
        digest: digest.clone(),
        language: shown(locale),
        languages: Locale::ALL.into_iter().map(shown).collect(),
        title: page.shown().title.clone(),
        lines: lines(&page.shown().lines),
        english: page.english().map(|english| lines(&english.lines)).unwrap_or_default(),
        labels: labels(locale, &page.shown().declaration),
    };
    let completion = completion.map(|changes| (document, changes));
    unlocked.shown.remember(digest, ShownPage { job: id, page, completion });
    Ok(answer)
}

/// The language with this code.
pub(crate) fn locale(code: &str) -> Result<Locale, Failure> {
    Locale::from_code(code).ok_or_else(|| {
        failure("language_unknown", "The customer's page is not available in this language", "Choose one of the list")
    })
}

fn shown(locale: Locale) -> Language {
    Language {
        code: locale.code().to_owned(),
        name: locale.own_name().to_owned(),
        right_to_left: locale.is_right_to_left(),
    }
}

fn lines(lines: &[ReadBackLine]) -> Vec<api::ReadBackLine> {
    lines.iter().map(|line| api::ReadBackLine { label: line.label.clone(), text: line.text.clone() }).collect()
}

fn labels(locale: Locale, declaration: &str) -> SignOffLabels {
    let wording = Wording::of(locale);
    SignOffLabels {
        score_question: wording.score_question,
        scores: wording.scores.to_vec(),
        name: wording.name,
        sign_here: wording.sign_here,
        clear: wording.clear,
        declaration: declaration.to_owned(),
        confirm: wording.confirm,
        decline: wording.decline,
        language: wording.language,
        thanks: wording.thanks,
        name_missing: wording.name_missing,
        signature_missing: wording.signature_missing,
    }
}
