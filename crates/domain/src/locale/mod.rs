//! Languages that a customer may read in.

mod phrases;

pub use phrases::{Phrases, as_written};

/// A language of the customer's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Locale {
    /// English: the language that stands beside every other.
    #[default]
    English,
    /// Welsh, which has equal standing in Wales.
    Welsh,
    /// Polish.
    Polish,
    /// Urdu, written from right to left.
    Urdu,
}

impl Locale {
    /// Every language, English first.
    pub const ALL: [Self; 4] = [Self::English, Self::Welsh, Self::Polish, Self::Urdu];

    /// BCP 47: "cy".
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
            Self::Polish => "pl",
            Self::Urdu => "ur",
        }
    }

    /// The language with this code, a region in it disregarded: "cy" and "cy-GB" are Welsh.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or(code);
        Self::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(language))
    }

    /// In itself: "Cymraeg".
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Cymraeg",
            Self::Polish => "Polski",
            Self::Urdu => "اردو",
        }
    }

    /// In English: "Welsh".
    #[must_use]
    pub const fn english_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Welsh",
            Self::Polish => "Polish",
            Self::Urdu => "Urdu",
        }
    }

    /// True when it is written from right to left.
    #[must_use]
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Urdu)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::*;

    /// Asserts that files in every language parse, and hold the same keys with the same values set in them.
    pub(crate) fn assert_same_keys(fluent: impl Fn(Locale) -> &'static str) {
        let [english, others @ ..] = Locale::ALL.map(|locale| (locale, keys(fluent(locale))));
        assert!(!english.1.is_empty());
        for (locale, keys) in others {
            assert_eq!(keys, english.1, "{locale:?}");
        }
        for locale in Locale::ALL {
            assert!(FluentResource::try_new(fluent(locale).to_owned()).is_ok(), "{locale:?} does not parse");
        }
    }

    fn keys(fluent: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let phrases = fluent.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
        phrases
            .map(|(key, text)| (key, text.split("{ $").skip(1).map(|rest| &rest[..rest.find(' ').unwrap()]).collect()))
            .collect()
    }

    #[test]
    fn a_language_is_known_by_its_code_with_or_without_a_region() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_code(locale.code()), Some(locale));
        }
        assert_eq!(Locale::from_code("cy-GB"), Some(Locale::Welsh));
        assert_eq!(Locale::from_code("PL"), Some(Locale::Polish));
        assert_eq!(Locale::from_code("tlh"), None);
        assert_eq!(Locale::from_code(""), None);
    }
}
