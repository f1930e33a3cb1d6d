//! A landlord's say about a language: words put right, and that somebody who speaks it has reviewed them.
//!
//! What comes with Doorstep was reviewed by nobody, so it is an aid beside the English and never what is signed. A
//! landlord has the words reviewed, after putting right what is wrong with them; from then on they may be signed.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry as MapEntry};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser::ParserError,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    template::{Template, TemplateVersion},
    wording,
};
use crate::{locale::Locale, time::Timestamp};

/// The landlord's words in one language: a row of reference data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// [`Locale::code`].
    pub language: String,
    /// The version of the template that the words are for.
    pub template_version: TemplateVersion,
    /// The landlord's own words as Fluent text; empty where those that come with Doorstep stand.
    pub fluent: String,
    /// Who reviewed exactly these words; none while nobody has.
    pub review: Option<Review>,
}

/// That somebody who speaks a language has read its words and finds them right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Their name.
    pub by: String,
    /// When they said so.
    pub at: Timestamp,
}

/// One thing that is wrong with a file of words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TranslationFault {
    /// It is not Fluent text there.
    #[error("line {line}: this is not a Fluent message; write it as: key = words")]
    Syntax {
        /// From 1.
        line: usize,
    },
    /// A key that no page has.
    #[error(
        "line {line}: no page has the message \"{key}\"; take it out, or look for its right name in the English file"
    )]
    UnknownMessage {
        /// From 1.
        line: usize,
        /// As it stands there.
        key: String,
    },
    /// A key that is there more than once.
    #[error("line {line}: the message \"{key}\" is there already; keep one of the two")]
    Twice {
        /// From 1.
        line: usize,
        /// Which.
        key: String,
    },
    /// A message that the signed page needs.
    #[error("the message \"{key}\" is missing; the English words are: {english}")]
    Missing {
        /// Which.
        key: String,
        /// In English.
        english: String,
    },
    /// A message with other values set in it than the English one.
    #[error("line {line}: the message \"{key}\" must hold the values {wanted}, and holds {found}")]
    Values {
        /// From 1.
        line: usize,
        /// Which.
        key: String,
        /// "{ $label }, { $number }", or "none".
        wanted: String,
        /// The same of what stands there.
        found: String,
    },
}

impl Translation {
    /// The landlord's own words, where there are some for the page that is shown today.
    #[must_use]
    pub fn own_words(&self) -> Option<&str> {
        (self.is_current() && !self.fluent.is_empty()).then_some(self.fluent.as_str())
    }

    /// Who reviewed the words of the page that is shown today; none when nobody has.
    #[must_use]
    pub fn current_review(&self) -> Option<&Review> {
        self.review.as_ref().filter(|_| self.is_current())
    }

    /// SHA-256 of the landlord's own words; none where those that come with Doorstep stand.
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        self.own_words().map(|fluent| Sha256::digest(fluent).into())
    }

    const fn is_current(&self) -> bool {
        self.template_version == Template::LATEST.version()
    }
}

/// A message of a file: the line that it begins on, and the values set in it.
struct Message {
    line: usize,
    values: BTreeSet<String>,
}

/// Checks a landlord's words against the page: every message of what is signed, no other but those around it, each with
/// the values that the English one has.
///
/// # Errors
/// Everything that is wrong, in the file's order, what is missing last.
pub fn check_translation(fluent: &str) -> Result<(), Vec<TranslationFault>> {
    let english = Template::LATEST.fluent(Locale::English).unwrap_or_default();
    let (needed, _) = messages(english);
    let (around, _) = messages(wording::builtin(Locale::English));
    let (found, mut faults) = messages(fluent);
    for (key, Message { line, values }) in &found {
        match needed.get(key).or_else(|| around.get(key)) {
            None => faults.push(TranslationFault::UnknownMessage { line: *line, key: key.clone() }),
            Some(wanted) if wanted.values != *values => faults.push(TranslationFault::Values {
                line: *line,
                key: key.clone(),
                wanted: listed(&wanted.values),
                found: listed(values),
            }),
            Some(_) => {}
        }
    }
    faults.sort_by_key(TranslationFault::line);
    for key in needed.keys().filter(|key| !found.contains_key(*key)) {
        let line = english.lines().find_map(|line| line.strip_prefix(key.as_str())?.strip_prefix(" = "));
        faults.push(TranslationFault::Missing { key: key.clone(), english: line.unwrap_or_default().to_owned() });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

impl TranslationFault {
    const fn line(&self) -> usize {
        match self {
            Self::Syntax { line }
            | Self::UnknownMessage { line, .. }
            | Self::Twice { line, .. }
            | Self::Values { line, .. } => *line,
            Self::Missing { .. } => usize::MAX,
        }
    }
}

/// The messages of a text, by key, and what is wrong with the text by itself.
fn messages(fluent: &str) -> (BTreeMap<String, Message>, Vec<TranslationFault>) {
    let (resource, errors) = match fluent_syntax::parser::parse(fluent) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors),
    };
    let line_of = |at: usize| fluent.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let mut faults: Vec<TranslationFault> =
        errors.iter().map(|ParserError { pos, .. }| TranslationFault::Syntax { line: line_of(pos.start) }).collect();
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let key = message.id.name.to_owned();
        // A slice of the text itself, so where it stands is where it begins.
        let line = line_of((message.id.name.as_ptr() as usize).saturating_sub(fluent.as_ptr() as usize));
        let mut values = BTreeSet::new();
        if let Some(pattern) = &message.value {
            of_pattern(pattern, &mut values);
        }
        match found.entry(key) {
            MapEntry::Occupied(held) => faults.push(TranslationFault::Twice { line, key: held.key().clone() }),
            MapEntry::Vacant(free) => {
                free.insert(Message { line, values });
            }
        }
    }
    (found, faults)
}

fn of_pattern(pattern: &Pattern<&str>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, values);
        }
    }
}

fn of_expression(expression: &Expression<&str>, values: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, values),
        Expression::Select { selector, variants } => {
            of_inline(selector, values);
            variants.iter().for_each(|variant| of_pattern(&variant.value, values));
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, named }, .. } => {
            positional.iter().for_each(|inner| of_inline(inner, values));
            named.iter().for_each(|inner| of_inline(&inner.value, values));
        }
        InlineExpression::Placeable { expression } => of_expression(expression, values),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

fn listed(values: &BTreeSet<String>) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("{{ ${value} }}")).collect();
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

/// A file of words to begin with: what is signed and what stands around it, as they come with Doorstep.
#[must_use]
pub fn words_to_correct(locale: Locale) -> String {
    let plain = |fluent: &str| {
        let lines = fluent.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    format!(
        "### {}. Put the words right, and leave the keys and everything in {{ }} as they are.\n\n\
         ## What the customer reads and may sign.\n{}\n## What stands around it.\n{}",
        locale.english_name(),
        plain(Template::LATEST.fluent(locale).unwrap_or_default()),
        plain(wording::builtin(locale)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(fluent: &str) -> Vec<String> {
        check_translation(fluent).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_words_that_come_with_doorstep_pass_in_every_language() {
        for locale in Locale::ALL {
            assert_eq!(check_translation(&words_to_correct(locale)), Ok(()), "{locale:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let arabic = words_to_correct(Locale::Arabic);
        let lines = |change: fn(&str) -> Option<String>| {
            arabic.lines().filter_map(change).map(|line| line + "\n").collect::<String>()
        };
        let without = lines(|line| (!line.starts_with("title = ")).then(|| line.to_owned()));
        assert_eq!(
            faults(&without),
            ["the message \"title\" is missing; the English words are: Please check what we did"]
        );
        let valueless = lines(|line| Some(line.replace(" { $count }", " all")));
        assert_eq!(
            faults(&valueless),
            ["line 13: the message \"numbered\" must hold the values { $count }, { $label }, { $number }, and holds \
              { $label }, { $number }"]
        );
        let more = format!("{arabic}greeting = x\nyes = x\n???\n");
        let said = faults(&more);
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("no page has the message \"greeting\""), "{said:?}");
        assert!(said[1].contains("the message \"yes\" is there already"), "{said:?}");
        assert!(said[2].contains("this is not a Fluent message"), "{said:?}");
    }

    #[test]
    fn a_review_is_of_the_page_that_is_shown_today_alone() {
        let review = Review { by: "Samira Haddad".into(), at: Timestamp::default() };
        let row = Translation {
            language: "ar".into(),
            template_version: Template::LATEST.version(),
            fluent: words_to_correct(Locale::Arabic),
            review: Some(review.clone()),
        };
        assert_eq!(row.current_review(), Some(&review));
        assert!(row.own_words().is_some() && row.digest().is_some());
        let older = Translation { template_version: 1, ..row };
        assert_eq!((older.current_review(), older.own_words(), older.digest()), (None, None, None));
    }
}
