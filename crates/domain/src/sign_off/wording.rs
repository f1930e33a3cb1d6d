//! The words around the read-back: questions, buttons and hints on the customer's page.

use crate::locale::{Locale, Phrases};

/// Every fixed word of the customer's page that no signature pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// "How did we do?"
    pub score_question: String,
    /// From very poor (1) to very good (5).
    pub scores: [String; 5],
    /// "Your name".
    pub name: String,
    /// "Sign here with your finger".
    pub sign_here: String,
    /// "Clear the signature".
    pub clear: String,
    /// "I agree and sign".
    pub confirm: String,
    /// "I cannot or do not want to sign".
    pub decline: String,
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
    /// In one language.
    #[must_use]
    pub fn of(locale: Locale) -> Self {
        let phrases = Phrases::read(locale, fluent(locale));
        let word = |key| phrases.word(key);
        Self {
            score_question: word("score-question"),
            scores: ["score-1", "score-2", "score-3", "score-4", "score-5"].map(word),
            name: word("name"),
            sign_here: word("sign-here"),
            clear: word("clear"),
            confirm: word("confirm"),
            decline: word("decline"),
            language: word("language"),
            thanks: word("thanks"),
            name_missing: word("name-missing"),
            signature_missing: word("signature-missing"),
        }
    }
}

const fn fluent(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../../locales/customer-page/en.ftl"),
        Locale::Welsh => include_str!("../../locales/customer-page/cy.ftl"),
        Locale::Polish => include_str!("../../locales/customer-page/pl.ftl"),
        Locale::Urdu => include_str!("../../locales/customer-page/ur.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::assert_same_keys;

    #[test]
    fn every_language_has_every_key() {
        assert_same_keys(fluent);
    }

    #[test]
    fn no_word_of_the_page_is_a_bare_key() {
        for locale in Locale::ALL {
            let shown = format!("{:?}", Wording::of(locale));
            for key in ["score-", "sign-here", "-missing", "score-question"] {
                assert!(!shown.contains(key), "{locale:?} shows {key}");
            }
        }
        assert_eq!(Wording::of(Locale::Welsh).scores[4], "Da iawn");
    }
}
