//! The words around the read-back: questions, buttons and hints on the customer's page.

use crate::locale::{Locale, Phrases};

/// Every fixed word of the customer's page that no signature pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// From very poor (1) to very good (5).
    pub scores: [String; 5],
    /// "How did we do?"
    pub score_question: String,
    /// "I would rather not say".
    pub score_declined: String,
    /// "Was it fixed on this first visit?"
    pub first_time_question: String,
    /// "Yes".
    pub yes: String,
    /// "No".
    pub no: String,
    /// "Anything else you want to tell us (optional)".
    pub comment: String,
    /// "Say it instead of writing".
    pub comment_speak: String,
    /// "If you speak, your voice is recorded until you stop. …"
    pub comment_notice: String,
    /// "Stop".
    pub comment_stop: String,
    /// "Your words are recorded".
    pub comment_spoken: String,
    /// "Delete them".
    pub comment_delete: String,
    /// "This phone cannot record. Please write it."
    pub comment_unheard: String,
    /// "Who is signing?"
    pub signer_question: String,
    /// "I am the customer".
    pub signer_customer: String,
    /// "I am signing for the customer".
    pub signer_representative: String,
    /// "What you are to the customer, for example daughter or carer".
    pub relationship: String,
    /// "Enter what you are to the customer".
    pub relationship_missing: String,
    /// "Only an adult can sign. Please do not ask a child."
    pub adults_only: String,
    /// "Your name".
    pub name: String,
    /// "Sign here with your finger".
    pub sign_here: String,
    /// "I am making a mark instead of writing my name".
    pub mark: String,
    /// "Clear the signature".
    pub clear: String,
    /// "I agree and sign".
    pub confirm: String,
    /// "I cannot or do not want to sign".
    pub decline: String,
    /// "This is not right".
    pub dispute: String,
    /// "What is not right? (optional)"
    pub dispute_words: String,
    /// "It is right after all".
    pub dispute_undo: String,
    /// "Do you want a copy?"
    pub copy_question: String,
    /// "No copy".
    pub copy_none: String,
    /// "By text".
    pub copy_text: String,
    /// "By email".
    pub copy_email: String,
    /// "On paper".
    pub copy_paper: String,
    /// "Mobile number".
    pub copy_number: String,
    /// "Email address".
    pub copy_address: String,
    /// "Enter a phone number".
    pub copy_number_missing: String,
    /// "Enter an email address".
    pub copy_address_missing: String,
    /// "Larger letters".
    pub large_print: String,
    /// "Read this page to me".
    pub read_aloud: String,
    /// "Stop reading".
    pub stop_reading: String,
    /// "This translation is to help you. What you sign is the English text beside it."
    pub aid: String,
    /// "Language".
    pub language: String,
    /// "Thank you. Please hand the phone back."
    pub thanks: String,
    /// "Enter your name".
    pub name_missing: String,
    /// "Sign in the box".
    pub signature_missing: String,
}

impl Wording {
    /// In one language. `fluent` holds the landlord's own words, if they have put some in place of those that come with
    /// Doorstep.
    #[must_use]
    pub fn of(locale: Locale, fluent: Option<&str>) -> Self {
        let phrases = Phrases::read(locale, builtin(locale));
        let phrases = match fluent {
            Some(fluent) => phrases.with(fluent),
            None => phrases,
        };
        let word = |key| phrases.word(key);
        Self {
            scores: ["score-1", "score-2", "score-3", "score-4", "score-5"].map(word),
            score_question: word("score-question"),
            score_declined: word("score-declined"),
            first_time_question: word("first-time-question"),
            yes: word("yes"),
            no: word("no"),
            comment: word("comment"),
            comment_speak: word("comment-speak"),
            comment_notice: word("comment-notice"),
            comment_stop: word("comment-stop"),
            comment_spoken: word("comment-spoken"),
            comment_delete: word("comment-delete"),
            comment_unheard: word("comment-unheard"),
            signer_question: word("signer-question"),
            signer_customer: word("signer-customer"),
            signer_representative: word("signer-representative"),
            relationship: word("relationship"),
            relationship_missing: word("relationship-missing"),
            adults_only: word("adults-only"),
            name: word("name"),
            sign_here: word("sign-here"),
            mark: word("mark"),
            clear: word("clear"),
            confirm: word("confirm"),
            decline: word("decline"),
            dispute: word("dispute"),
            dispute_words: word("dispute-words"),
            dispute_undo: word("dispute-undo"),
            copy_question: word("copy-question"),
            copy_none: word("copy-none"),
            copy_text: word("copy-text"),
            copy_email: word("copy-email"),
            copy_paper: word("copy-paper"),
            copy_number: word("copy-number"),
            copy_address: word("copy-address"),
            copy_number_missing: word("copy-number-missing"),
            copy_address_missing: word("copy-address-missing"),
            large_print: word("large-print"),
            read_aloud: word("read-aloud"),
            stop_reading: word("stop-reading"),
            aid: word("aid"),
            language: word("language"),
            thanks: word("thanks"),
            name_missing: word("name-missing"),
            signature_missing: word("signature-missing"),
        }
    }
}

/// The words that come with Doorstep, as Fluent text.
pub(super) const fn builtin(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../../locales/customer-page/en.ftl"),
        Locale::Welsh => include_str!("../../locales/customer-page/cy.ftl"),
        Locale::Arabic => include_str!("../../locales/customer-page/ar.ftl"),
        Locale::Farsi => include_str!("../../locales/customer-page/fa.ftl"),
        Locale::French => include_str!("../../locales/customer-page/fr.ftl"),
        Locale::Polish => include_str!("../../locales/customer-page/pl.ftl"),
        Locale::Slovak => include_str!("../../locales/customer-page/sk.ftl"),
        Locale::Urdu => include_str!("../../locales/customer-page/ur.ftl"),
        Locale::SimplifiedChinese => include_str!("../../locales/customer-page/zh-Hans.ftl"),
        Locale::TraditionalChinese => include_str!("../../locales/customer-page/zh-Hant.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::assert_same_keys;

    #[test]
    fn every_language_has_every_key() {
        assert_same_keys(builtin);
    }

    #[test]
    fn no_word_of_the_page_is_a_bare_key() {
        for locale in Locale::ALL {
            let shown = format!("{:?}", Wording::of(locale, None));
            for key in ["score-", "sign-here", "-missing", "-question", "copy-", "read-aloud"] {
                assert!(!shown.contains(key), "{locale:?} shows {key}");
            }
        }
        assert_eq!(Wording::of(Locale::Welsh, None).scores[4], "Da iawn");
        assert_eq!(Wording::of(Locale::Welsh, Some("yes = Oes")).yes, "Oes");
    }
}
