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
    /// Arabic, written from right to left.
    Arabic,
    /// Farsi, written from right to left.
    Farsi,
    /// French.
    French,
    /// Polish.
    Polish,
    /// Slovak.
    Slovak,
    /// Urdu, written from right to left.
    Urdu,
    /// Chinese in simplified characters.
    SimplifiedChinese,
    /// Chinese in traditional characters.
    TraditionalChinese,
}

impl Locale {
    /// Every language, English first.
    pub const ALL: [Self; 10] = [
        Self::English,
        Self::Welsh,
        Self::Arabic,
        Self::Farsi,
        Self::French,
        Self::Polish,
        Self::Slovak,
        Self::Urdu,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
    ];

    /// BCP 47: "cy", "zh-Hant".
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
            Self::Arabic => "ar",
            Self::Farsi => "fa",
            Self::French => "fr",
            Self::Polish => "pl",
            Self::Slovak => "sk",
            Self::Urdu => "ur",
            Self::SimplifiedChinese => "zh-Hans",
            Self::TraditionalChinese => "zh-Hant",
        }
    }

    /// The language with this code, a region in it disregarded: "cy" and "cy-GB" are Welsh. Chinese without a script is
    /// written as where the region says, otherwise in simplified characters.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let mut parts = code.split(['-', '_']);
        let language = parts.next().unwrap_or(code);
        if language.eq_ignore_ascii_case("zh") {
            let said: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let script = said.iter().find(|part| part.len() == 4).map(String::as_str);
            let traditional = script.map_or_else(
                || said.iter().any(|part| ["tw", "hk", "mo"].contains(&part.as_str())),
                |script| script == "hant",
            );
            return Some(if traditional { Self::TraditionalChinese } else { Self::SimplifiedChinese });
        }
        Self::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(language))
    }

    /// In itself: "Cymraeg".
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Cymraeg",
            Self::Arabic => "العربية",
            Self::Farsi => "فارسی",
            Self::French => "Français",
            Self::Polish => "Polski",
            Self::Slovak => "Slovenčina",
            Self::Urdu => "اردو",
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
        }
    }

    /// In English: "Welsh".
    #[must_use]
    pub const fn english_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Welsh => "Welsh",
            Self::Arabic => "Arabic",
            Self::Farsi => "Farsi",
            Self::French => "French",
            Self::Polish => "Polish",
            Self::Slovak => "Slovak",
            Self::Urdu => "Urdu",
            Self::SimplifiedChinese => "Chinese (simplified)",
            Self::TraditionalChinese => "Chinese (traditional)",
        }
    }

    /// True when it is written from right to left.
    #[must_use]
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::Farsi | Self::Urdu)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::*;

    /// Asserts that files in every language parse, and hold the same keys with the same values set in them.
    pub(crate) fn assert_same_keys(fluent: impl Fn(Locale) -> &'static str) {
        assert_same_keys_in(&Locale::ALL, fluent);
    }

    /// The same, in these languages, English first.
    pub(crate) fn assert_same_keys_in(locales: &[Locale], fluent: impl Fn(Locale) -> &'static str) {
        let english = keys(fluent(Locale::English));
        assert!(!english.is_empty());
        for locale in locales {
            assert_eq!(keys(fluent(*locale)), english, "{locale:?}");
            assert!(FluentResource::try_new(fluent(*locale).to_owned()).is_ok(), "{locale:?} does not parse");
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
        for (code, locale) in [
            ("zh", Locale::SimplifiedChinese),
            ("zh-CN", Locale::SimplifiedChinese),
            ("zh-Hans-HK", Locale::SimplifiedChinese),
            ("zh-TW", Locale::TraditionalChinese),
            ("zh_HK", Locale::TraditionalChinese),
            ("zh-Hant", Locale::TraditionalChinese),
        ] {
            assert_eq!(Locale::from_code(code), Some(locale), "{code}");
        }
        assert_eq!(Locale::from_code("tlh"), None);
        assert_eq!(Locale::from_code(""), None);
    }
}
