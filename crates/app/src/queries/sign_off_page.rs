//! The customer's page of a job or a visit in their language, drawn from the record as it stands.

use documents::{job, seal::Page};
use domain::{
    id::DocumentId,
    job::{EventKind, JobEdit},
    locale::Locale,
    sign_off::{ReadBackLine, Translation, Wording},
};

use crate::{
    api::{self, Failure, Language, SignOffLabels, SignOffPage},
    error::failure,
    shown::ShownPage,
    unlocked::Unlocked,
    views::{self, grounds, photo::hex, sign_off::Examined},
};

pub(crate) fn run(unlocked: &Unlocked, id: &str, language: &str) -> Result<SignOffPage, Failure> {
    let id: DocumentId = id.parse()?;
    let chosen = if language.is_empty() { None } else { Some(locale(language)?) };
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
    let visit = grounds::of(unlocked, &document, &job::read(&document)?)?;
    let preferred = || visit.as_ref().and_then(|visit| visit.language);
    let locale = chosen.or_else(preferred).unwrap_or(Locale::English);
    let translation = unlocked.store.translation(locale.code())?;
    let (is_visit, landlord) = (visit.is_some(), unlocked.landlord()?);
    let page = match visit {
        Some(visit) => Page::draw_visit(&document, &landlord, locale, visit.grounds)?,
        None => Page::draw_in(&document, &landlord, locale, translation.as_ref())?,
    };
    let digest = hex(&page.digest());
    let theirs = page.in_their_language();
    let english = [Some(page.signed()), page.beside()]
        .into_iter()
        .flatten()
        .find(|side| side.language == Locale::English.code() && locale != Locale::English);
    let answer = SignOffPage {
        digest: digest.clone(),
        language: shown(locale),
        languages: Locale::ALL.into_iter().map(shown).collect(),
        title: theirs.title.clone(),
        lines: lines(&theirs.lines),
        declaration: theirs.declaration.clone(),
        english: english.map(|english| lines(&english.lines)).unwrap_or_default(),
        english_declaration: english.map(|english| english.declaration.clone()).unwrap_or_default(),
        aid: locale != Locale::English && page.signed().language == Locale::English.code(),
        labels: labels(locale, translation.as_ref().and_then(Translation::own_words), is_visit),
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

fn labels(locale: Locale, own_words: Option<&str>, is_visit: bool) -> SignOffLabels {
    let wording = Wording::of(locale, own_words);
    SignOffLabels {
        scores: wording.scores.to_vec(),
        score_question: wording.score_question,
        score_declined: wording.score_declined,
        // Nothing is mended at a visit.
        first_time_question: if is_visit { String::new() } else { wording.first_time_question },
        yes: wording.yes,
        no: wording.no,
        comment: wording.comment,
        comment_speak: wording.comment_speak,
        comment_notice: wording.comment_notice,
        comment_stop: wording.comment_stop,
        comment_spoken: wording.comment_spoken,
        comment_delete: wording.comment_delete,
        comment_unheard: wording.comment_unheard,
        signer_question: wording.signer_question,
        signer_customer: wording.signer_customer,
        signer_representative: wording.signer_representative,
        relationship: wording.relationship,
        relationship_missing: wording.relationship_missing,
        adults_only: wording.adults_only,
        name: wording.name,
        sign_here: wording.sign_here,
        mark: wording.mark,
        clear: wording.clear,
        confirm: wording.confirm,
        decline: wording.decline,
        dispute: wording.dispute,
        dispute_words: wording.dispute_words,
        dispute_undo: wording.dispute_undo,
        copy_question: wording.copy_question,
        copy_none: wording.copy_none,
        copy_text: wording.copy_text,
        copy_email: wording.copy_email,
        copy_paper: wording.copy_paper,
        copy_number: wording.copy_number,
        copy_address: wording.copy_address,
        copy_number_missing: wording.copy_number_missing,
        copy_address_missing: wording.copy_address_missing,
        large_print: wording.large_print,
        read_aloud: wording.read_aloud,
        stop_reading: wording.stop_reading,
        aid: wording.aid,
        language: wording.language,
        thanks: wording.thanks,
        name_missing: wording.name_missing,
        signature_missing: wording.signature_missing,
    }
}
