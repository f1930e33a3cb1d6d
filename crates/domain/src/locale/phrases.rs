//! Phrases in one language, and other people's words set safely among them.
//!
//! Fluent would wrap every inserted value in isolation marks (U+2068 and U+2069), so that a value written the other way
//! does not drag its neighbours out of order. These texts are sealed, compared and searched, so invisible marks belong
//! only where they do something: Fluent's own are off, and [`Phrases::say`] sets the same marks around every value of a
//! right-to-left phrase, and in any other around values that hold right-to-left letters. What is left bare has no
//! letter that runs against the phrase.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use super::Locale;

/// One file of phrases.
pub struct Phrases {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Phrases {
    /// Reads Fluent text. What does not parse is left out; tests of each file see to it that all does.
    #[must_use]
    pub fn read(locale: Locale, fluent: &str) -> Self {
        let language = locale.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(fluent.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
        Self { locale, bundle }
    }

    /// The same phrases, with those of another file in place of theirs.
    #[must_use]
    pub fn with(mut self, fluent: &str) -> Self {
        let resource = FluentResource::try_new(fluent.to_owned()).unwrap_or_else(|(readable, _)| readable);
        self.bundle.add_resource_overriding(resource);
        self
    }

    /// A phrase without values; the key itself when there is none.
    #[must_use]
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A phrase with values set in it; the key itself when there is none.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let values: FluentArgs<'_> =
            values.iter().map(|(name, value)| (*name, self.set_apart(&as_written(value)))).collect();
        self.bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
    }

    fn set_apart(&self, value: &str) -> String {
        if self.locale.is_right_to_left() || value.chars().any(is_right_to_left) {
            format!("\u{2068}{value}\u{2069}")
        } else {
            value.to_owned()
        }
    }
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phrases({:?})", self.locale)
    }
}

/// Somebody's words as they wrote them, without what cannot be seen and changes what is: control characters, and marks
/// that turn the reading direction, which could make a signed text read otherwise than it was written. Line breaks
/// stay.
#[must_use]
pub fn as_written(text: &str) -> String {
    let seen = text.replace("\r\n", "\n").replace(['\t', '\r'], " ");
    seen.chars()
        .filter(|&c| c == '\n' || !(c.is_control() || is_direction_mark(c)))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Embeddings, overrides and isolates (UAX 9), which hold beyond the letter they stand at.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// True for blocks of right-to-left scripts, and for the marks that stand for such a letter.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{200F}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEM: &str = "item = { $what } ({ $code })";

    #[test]
    fn values_are_set_apart_only_where_directions_may_differ() {
        let say = |locale, what| Phrases::read(locale, ITEM).say("item", &[("what", what), ("code", "PLP5R082")]);
        assert_eq!(say(Locale::English, "Re-enamel bath"), "Re-enamel bath (PLP5R082)");
        assert_eq!(say(Locale::Polish, "غسل خانہ"), "\u{2068}غسل خانہ\u{2069} (PLP5R082)");
        assert_eq!(say(Locale::Urdu, "Bath"), "\u{2068}Bath\u{2069} (\u{2068}PLP5R082\u{2069})");
    }

    #[test]
    fn a_value_cannot_turn_the_reading_direction_or_leave_its_place() {
        let phrase = Phrases::read(Locale::Urdu, ITEM);
        let said = phrase.say("item", &[("what", "\u{202E}htab\u{2069}\u{7}"), ("code", "A")]);
        assert_eq!(said, "\u{2068}htab\u{2069} (\u{2068}A\u{2069})");
        assert_eq!(as_written(" two\r\nlines\tand \u{0} a half "), "two\nlines and  a half");
    }

    #[test]
    fn a_phrase_that_is_not_there_shows_its_key() {
        assert_eq!(Phrases::read(Locale::English, "item = { $what").word("item"), "item");
    }
}
