//! A diversity profile: what one adult said about themself, strand by strand.
//!
//! It is written by the person, replaced whole, and never read again on a handheld. What comes of it is figures for
//! everybody together, in which those who would rather not say count apart from those whom nobody has asked: an officer
//! who leaves somebody in peace is not worse in them than one who presses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    form::{Answer, FormRef, Reply},
    id::DocumentId,
};

/// What somebody said about themself.
#[derive(Debug, Clone, PartialEq)]
pub struct DiversityProfile {
    /// Where they live.
    pub tenancy: DocumentId,
    /// Who they are, by the name that they are known by there.
    pub person: String,
    /// The questions that they were shown.
    pub form: FormRef,
    /// Their replies, by the question's name; none at all when they take back what they said before.
    pub replies: BTreeMap<String, Reply>,
}

/// The strands that are counted, each by the name of its question in the form.
pub const STRANDS: [(&str, &str); 6] = [
    ("gender", "gender"),
    ("born_on", "age"),
    ("disability", "disability"),
    ("ethnicity", "ethnicity"),
    ("faith", "faith"),
    ("sexuality", "sexuality"),
];

/// How complete one strand is among people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// They said.
    pub held: u32,
    /// They would rather not say.
    pub declined: u32,
    /// Nobody has asked them, or they left it open.
    pub missing: u32,
}

impl Completeness {
    /// Counts one person.
    pub fn count(&mut self, reply: Option<&Reply>) {
        match reply.map(|reply| &reply.answer) {
            Some(Answer::Given(value)) if !value.is_nothing() => self.held += 1,
            Some(Answer::Declined) => self.declined += 1,
            _ => self.missing += 1,
        }
    }

    /// People in all.
    #[must_use]
    pub const fn people(self) -> u32 {
        self.held.saturating_add(self.declined).saturating_add(self.missing)
    }

    /// Those who were asked and answered as they liked: a decline is an answer.
    #[must_use]
    pub const fn asked(self) -> u32 {
        self.held.saturating_add(self.declined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Value;

    #[test]
    fn who_would_rather_not_say_counts_apart_from_whom_nobody_asked() {
        let mut strand = Completeness::default();
        strand.count(Some(&Reply::given(Value::Text("woman".into()))));
        strand.count(Some(&Reply::given(Value::Nothing)));
        strand.count(Some(&Reply::declined()));
        strand.count(None);
        assert_eq!(strand, Completeness { held: 1, declined: 1, missing: 2 });
        assert_eq!((strand.people(), strand.asked()), (4, 2));
    }
}
