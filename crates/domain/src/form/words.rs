//! What a form says, in every language that it has.

use std::collections::BTreeMap;

/// The same words in one language or several, with answers set into them: "How old is ${name}?".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// In the form's own language; may be empty.
    own: String,
    /// In others, by code.
    others: BTreeMap<String, String>,
}

impl Words {
    /// Words in the form's own language, and in others.
    #[must_use]
    pub const fn new(own: String, others: BTreeMap<String, String>) -> Self {
        Self { own, others }
    }

    /// In a language, or in the form's own where it is not translated. A region is disregarded where there is none of it.
    #[must_use]
    pub fn in_language(&self, code: &str) -> &str {
        let exact = self.others.get(code);
        let wider = || code.split('-').next().and_then(|language| self.others.get(language));
        exact.or_else(wider).map_or(&self.own, String::as_str)
    }

    /// In the form's own language.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.own
    }

    /// True when nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.others.is_empty()
    }

    /// The languages that it has besides the form's own.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str)
    }

    /// The answers set into it, in any language.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.own).chain(self.others.values()).flat_map(|text| {
            text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim())
        })
    }

    /// In a language, with the text that `say` gives for each answer set into it.
    #[must_use]
    pub fn filled(&self, code: &str, say: impl Fn(&str) -> String) -> String {
        let mut filled = String::new();
        let mut rest = self.in_language(code);
        while let Some((before, after)) = rest.split_once("${") {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                filled.push_str("${");
                rest = after;
                continue;
            };
            filled.push_str(&say(name.trim()));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_said_in_the_language_asked_for_or_in_the_forms_own() {
        let words =
            Words::new("How old is ${name}?".into(), BTreeMap::from([("cy".into(), "Faint yw oed ${ name }?".into())]));
        let say = |code| words.filled(code, |name| format!("<{name}>"));
        assert_eq!(say("en"), "How old is <name>?");
        assert_eq!(say("cy-GB"), "Faint yw oed <name>?");
        assert_eq!(say("pl"), "How old is <name>?");
        assert_eq!(words.answers().collect::<Vec<_>>(), ["name", "name"]);
        let odd = Words::new("Costs ${".into(), BTreeMap::new());
        assert_eq!(odd.filled("en", |_| unreachable!()), "Costs ${");
    }
}
