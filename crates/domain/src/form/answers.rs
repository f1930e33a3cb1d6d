//! Answers: one for each question, in a shape that merges field by field.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use super::Value;
use crate::id::InstanceId;

/// One question, in one instance of each repeat around it.
///
/// Written `name`, or `instance/name` with an id for each repeat from the outside in. Two people who each add a member of
/// the household offline make two instances, so nothing of either is lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The instances that it is in, from the outside in.
    pub instances: Vec<InstanceId>,
    /// The item's name.
    pub name: String,
}

impl Field {
    /// A question outside every repeat.
    #[must_use]
    pub fn plain(name: &str) -> Self {
        Self { instances: Vec::new(), name: name.to_owned() }
    }

    /// A question in instances of the repeats around it.
    #[must_use]
    pub fn within(instances: &[InstanceId], name: &str) -> Self {
        Self { instances: instances.to_vec(), name: name.to_owned() }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.instances.iter().try_for_each(|instance| write!(f, "{instance}/"))?;
        f.write_str(&self.name)
    }
}

impl FromStr for Field {
    type Err = crate::id::IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (instances, name) = text.rsplit_once('/').unwrap_or(("", text));
        let instances =
            instances.split('/').filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { instances, name: name.to_owned() })
    }
}

/// What somebody said to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// This.
    Given(Value),
    /// They would rather not say.
    Declined,
    /// They do not know.
    Unknown,
    /// It was left out on purpose, for a reason of the visit's and not of theirs.
    NotAsked,
}

/// How an answer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// It was asked.
    Asked,
    /// What the landlord held was shown, and was still right.
    StillRight,
}

/// An answer and how it came about: one value in the record, so that a whole answer competes with a whole answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// What was said.
    pub answer: Answer,
    /// How.
    pub origin: Origin,
}

impl Reply {
    /// An answer to a question that was asked.
    #[must_use]
    pub const fn given(value: Value) -> Self {
        Self { answer: Answer::Given(value), origin: Origin::Asked }
    }

    /// The person would rather not say.
    #[must_use]
    pub const fn declined() -> Self {
        Self { answer: Answer::Declined, origin: Origin::Asked }
    }

    /// The person does not know.
    #[must_use]
    pub const fn unknown() -> Self {
        Self { answer: Answer::Unknown, origin: Origin::Asked }
    }

    /// The value; nothing where there is none.
    #[must_use]
    pub fn value(&self) -> Value {
        if let Answer::Given(value) = &self.answer { value.clone() } else { Value::Nothing }
    }

    /// As one text for a record.
    #[must_use]
    pub fn to_scalar(&self) -> String {
        // Every value here has a JSON: numbers that have none are refused before they are answers.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads [`Self::to_scalar`]; none for anything else.
    #[must_use]
    pub fn from_scalar(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// What the landlord holds already, by the names that forms use in "prefill".
pub type Held = BTreeMap<String, Value>;

/// All answers to one form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    replies: BTreeMap<Field, Reply>,
    instances: BTreeMap<Field, BTreeSet<InstanceId>>,
}

impl Answers {
    /// Records an answer, in place of one before.
    pub fn set(&mut self, field: Field, reply: Reply) {
        self.replies.insert(field, reply);
    }

    /// Takes an answer back: the question was not answered.
    pub fn clear(&mut self, field: &Field) {
        self.replies.remove(field);
    }

    /// Adds an instance of a repeat; `repeat` is the repeat's own name, in the instances around it.
    pub fn add_instance(&mut self, repeat: Field, instance: InstanceId) {
        self.instances.entry(repeat).or_default().insert(instance);
    }

    /// Takes an instance away, with everything that was answered in it.
    pub fn remove_instance(&mut self, repeat: &Field, instance: InstanceId) {
        if let Some(instances) = self.instances.get_mut(repeat) {
            instances.remove(&instance);
        }
        let depth = repeat.instances.len();
        let inside = |field: &Field| {
            field.instances.starts_with(&repeat.instances) && field.instances.get(depth) == Some(&instance)
        };
        self.replies.retain(|field, _| !inside(field));
        self.instances.retain(|field, _| !inside(field));
    }

    /// What was said to a question.
    #[must_use]
    pub fn get(&self, field: &Field) -> Option<&Reply> {
        self.replies.get(field)
    }

    /// Every answer.
    pub fn replies(&self) -> impl Iterator<Item = (&Field, &Reply)> {
        self.replies.iter()
    }

    /// The instances of a repeat, in the order in which they were made.
    pub fn instances<'a>(&'a self, repeat: &Field) -> impl Iterator<Item = InstanceId> + use<'a> {
        self.instances.get(repeat).into_iter().flatten().copied()
    }
}
