//! A form that is filled in for a record: what people do to it, and how the record has it.
//!
//! Every answer is a value of its own in the record, so that two people who fill in one form without a signal both keep
//! theirs, and two answers to one question compete. Each form that somebody begins has an identity of its own: a home may
//! have two unsafe appliances, and two engineers who each sign a gas record sign two.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answers, Field, Form, FormRef, Reply};
use crate::{
    author::Written,
    id::{FilledFormId, InstanceId},
};

/// Something that a person does to a form.
#[derive(Debug, Clone, PartialEq)]
pub enum FormEdit {
    /// They begin to fill in this version of it.
    Begin(FormRef),
    /// They answer questions, or take answers back where there is no reply: all in one change.
    Answer {
        /// Which form.
        filled: FilledFormId,
        /// Each question and what was said to it.
        replies: Vec<(Field, Option<Reply>)>,
    },
    /// There is one more of something, such as an appliance.
    AddInstance {
        /// Which form.
        filled: FilledFormId,
        /// The repeat, in the instances around it.
        repeat: Field,
    },
    /// There is one less; its answers go with it.
    RemoveInstance {
        /// Which form.
        filled: FilledFormId,
        /// The repeat, in the instances around it.
        repeat: Field,
        /// Which of it.
        instance: InstanceId,
    },
    /// They say that it is filled in as it stands.
    Finish(FilledFormId),
}

/// A form as its record has it. What follows from the answers is worked out by [`super::Filling`].
#[derive(Debug, Clone, PartialEq)]
pub struct FilledForm {
    /// Its identity.
    pub id: FilledFormId,
    /// The version that its answers were given to.
    pub form: FormRef,
    /// Who began it.
    pub begun: Written,
    /// Who last said that it is filled in; none while nobody has.
    pub finished: Option<Finished>,
    /// What was said to each question, the one that is shown last; several compete.
    pub replies: BTreeMap<Field, Vec<Said>>,
    /// The instances of repeats: each as the repeat's name within the instances around it and its own.
    pub instances: BTreeSet<Field>,
}

/// Somebody said that a form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// Who, and when.
    pub written: Written,
    /// False when answers were changed since, or by somebody who had not seen it: then it says so.
    pub covers_all: bool,
}

/// What somebody said to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What.
    pub reply: Reply,
    /// Who, and when.
    pub written: Written,
}

impl FilledForm {
    /// The answers as the form takes them. An instance that one person took away while another answered in it is there
    /// with what the other said: nothing that was recorded is hidden.
    #[must_use]
    pub fn answers(&self, form: &Form) -> Answers {
        let mut answers = Answers::default();
        for marker in &self.instances {
            if let Some((instance, around)) = marker.instances.split_last() {
                answers.add_instance(Field::within(around, &marker.name), *instance);
            }
        }
        for (field, said) in &self.replies {
            if let Some(item) = form.item(&field.name) {
                for (depth, repeat) in form.repeats_around(item).into_iter().enumerate() {
                    let (Some(around), Some(instance)) = (field.instances.get(..depth), field.instances.get(depth))
                    else {
                        continue;
                    };
                    answers.add_instance(Field::within(around, &repeat.name), *instance);
                }
            }
            if let Some(last) = said.last() {
                answers.set(field.clone(), last.reply.clone());
            }
        }
        answers
    }

    /// Questions with more than one answer, none of which was given in the knowledge of the others.
    pub fn competing(&self) -> impl Iterator<Item = (&Field, &[Said])> {
        self.replies.iter().filter(|(_, said)| compete(said)).map(|(field, said)| (field, said.as_slice()))
    }
}

/// True when answers to one question differ.
#[must_use]
pub fn compete(said: &[Said]) -> bool {
    said.iter().any(|one| said.first().is_some_and(|first| one.reply.answer != first.reply.answer))
}
