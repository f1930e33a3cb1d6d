//! What is wrong with answers, in plain words.

use super::{Field, Filling, Item, Question, QuestionKind, Reply, Value, answers::Answer};

/// Why an answer is not right yet. Nothing that was answered is lost for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// It has to be answered.
    Missing,
    /// It is an answer to another kind of question.
    WrongKind,
    /// It is beyond what it may be.
    OutOfRange,
    /// It is none of the choices offered.
    NotAChoice,
    /// A condition of the form's does not hold of it.
    Constraint,
    /// It may not be declined, or not be unknown.
    MayNotDecline,
    /// The form has no such question; another version may.
    UnknownField,
    /// A repeat has too few or too many instances.
    Instances,
}

impl ProblemKind {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "answer_missing",
            Self::WrongKind => "answer_of_wrong_kind",
            Self::OutOfRange => "answer_out_of_range",
            Self::NotAChoice => "answer_not_a_choice",
            Self::Constraint => "answer_against_constraint",
            Self::MayNotDecline => "answer_may_not_decline",
            Self::UnknownField => "answer_to_no_question",
            Self::Instances => "answer_instances",
        }
    }
}

/// Something that is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The question, or the repeat.
    pub field: Field,
    /// What kind.
    pub kind: ProblemKind,
    /// What to say to the person, in the language asked for.
    pub words: String,
}

impl Filling<'_> {
    /// What is wrong with a reply to a question, if it were recorded.
    #[must_use]
    pub fn check(&self, field: &Field, reply: &Reply, language: &str) -> Vec<Problem> {
        let problem = |kind, words: String| Problem { field: field.clone(), kind, words };
        let Some((index, item)) = self.form.index(&field.name).and_then(|n| Some((n, self.form.items.get(n)?))) else {
            return vec![problem(ProblemKind::UnknownField, format!("This form has no question \"{}\".", field.name))];
        };
        let Some(question) = item.question() else {
            return vec![problem(ProblemKind::UnknownField, format!("\"{}\" is not a question.", field.name))];
        };
        match &reply.answer {
            Answer::Given(value) if value.is_nothing() => Vec::new(),
            Answer::Given(value) => self.check_value(index, item, question, field, value, language),
            Answer::Declined if !question.may_decline => {
                vec![problem(
                    ProblemKind::MayNotDecline,
                    "This question needs an answer, or leave it open for now.".into(),
                )]
            }
            Answer::Unknown if !question.may_be_unknown => {
                vec![problem(
                    ProblemKind::MayNotDecline,
                    "This question needs an answer, or leave it open for now.".into(),
                )]
            }
            Answer::Declined | Answer::Unknown | Answer::NotAsked => Vec::new(),
        }
    }

    fn check_value(
        &self,
        index: usize,
        item: &Item,
        question: &Question,
        field: &Field,
        value: &Value,
        language: &str,
    ) -> Vec<Problem> {
        let problem = |kind, words: String| Problem { field: field.clone(), kind, words };
        let scope = self.scope(index, &field.instances).judging(value);
        if let Some((kind, words)) = of_kind(&question.kind, value) {
            return vec![problem(kind, words)];
        }
        if let QuestionKind::Date { earliest, latest } = &question.kind {
            let day =
                |limit: &Option<super::Expression>| limit.as_ref().and_then(|limit| limit.evaluate(&scope).to_day());
            let (given, said) = (value.to_day(), |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string());
            if let Some(first) = day(earliest).filter(|first| given < Some(*first)) {
                return vec![problem(ProblemKind::OutOfRange, format!("The date must be {} or later.", said(first)))];
            }
            if let Some(last) = day(latest).filter(|last| given > Some(*last)) {
                return vec![problem(ProblemKind::OutOfRange, format!("The date must be {} or earlier.", said(last)))];
            }
        }
        if let Some(choosing) = question.choosing() {
            let offered = self.offered(choosing, index, &field.instances);
            if let Some(odd) = value.names().find(|name| !offered.iter().any(|choice| choice.name == *name)) {
                let odd = crate::definition::brief(odd);
                return vec![problem(
                    ProblemKind::NotAChoice,
                    format!("\"{odd}\" is not one of the choices. Choose again."),
                )];
            }
        }
        question
            .constraints
            .iter()
            .filter(|constraint| !constraint.hold.holds(&scope))
            .map(|constraint| {
                let said = self.say(&constraint.otherwise, language, index, &field.instances);
                let usual =
                    || format!("Check the answer to \"{}\".", self.say(&item.words, language, index, &field.instances));
                problem(ProblemKind::Constraint, if said.is_empty() { usual() } else { said })
            })
            .collect()
    }

    /// Everything that is wrong with the answers, in the order of the form; then answers to questions that it has not.
    #[must_use]
    pub fn problems(&self, language: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, instances) in self.relevant() {
            let Some(item) = self.form.items.get(index) else { continue };
            let field = Field::within(&instances, &item.name);
            match &item.kind {
                super::ItemKind::Repeat(repeat) => {
                    problems.extend(self.check_instances(repeat, index, &field, language));
                }
                super::ItemKind::Question(question) => match self.answers.get(&field) {
                    Some(reply) if !matches!(&reply.answer, Answer::Given(value) if value.is_nothing()) => {
                        problems.extend(self.check(&field, reply, language));
                    }
                    _ => {
                        let scope = self.scope(index, &instances);
                        if question.required.as_ref().is_some_and(|required| required.holds(&scope)) {
                            let said = self.say(&question.required_words, language, index, &instances);
                            let asked = self.say(&item.words, language, index, &instances);
                            let words = if said.is_empty() { format!("Answer \"{asked}\".") } else { said };
                            problems.push(Problem { field, kind: ProblemKind::Missing, words });
                        }
                    }
                },
                _ => {}
            }
        }
        let nowhere = self.answers.replies().filter(|(field, _)| self.form.item(&field.name).is_none());
        problems.extend(nowhere.flat_map(|(field, reply)| self.check(field, reply, language)));
        problems
    }

    fn check_instances(&self, repeat: &super::Repeat, index: usize, field: &Field, language: &str) -> Option<Problem> {
        let there = self.answers.instances(field).count();
        let wanted =
            repeat.count.as_ref().map(|count| count.evaluate(&self.scope(index, &field.instances)).to_number());
        let [least, most] = match wanted {
            Some(wanted) if wanted.is_finite() => [wanted, wanted],
            Some(_) => return None,
            None => [f64::from(repeat.least), f64::from(repeat.most)],
        };
        #[expect(clippy::cast_precision_loss, reason = "instances are few")]
        let now = there as f64;
        let words = self.form.items.get(index).map(|item| self.say(&item.words, language, index, &field.instances));
        let words = words.filter(|words| !words.is_empty()).unwrap_or_else(|| field.name.clone());
        let said = if now < least {
            format!("{words}: there should be {least} and there are {there}. Add the others.")
        } else if now > most {
            format!("{words}: there should be no more than {most} and there are {there}. Take some away.")
        } else {
            return None;
        };
        Some(Problem { field: field.clone(), kind: ProblemKind::Instances, words: said })
    }
}

/// What is wrong with a value for a kind of question, whatever the form asks beyond it.
fn of_kind(kind: &QuestionKind, value: &Value) -> Option<(ProblemKind, String)> {
    let wrong = |words: &str| Some((ProblemKind::WrongKind, words.to_owned()));
    let range = |words: String| Some((ProblemKind::OutOfRange, words));
    match (kind, value) {
        (QuestionKind::Text { most, .. }, Value::Text(text)) => (text.chars().count() > *most as usize)
            .then(|| (ProblemKind::OutOfRange, format!("The answer must be {most} letters or fewer."))),
        (QuestionKind::Number { least, most, decimals, unit }, Value::Number(number)) => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            let scale = 10_f64.powi((*decimals).into());
            if !number.is_finite() {
                wrong("Enter a number.")
            } else if least.is_some_and(|least| *number < least) {
                range(format!("The number must be {}{unit} or more.", least.unwrap_or_default()))
            } else if most.is_some_and(|most| *number > most) {
                range(format!("The number must be {}{unit} or less.", most.unwrap_or_default()))
            } else if ((number * scale).round() - number * scale).abs() > 1e-6 * (number * scale).abs().max(1.0) {
                range(match decimals {
                    0 => "Enter a whole number.".to_owned(),
                    1 => "Enter a number with at most one digit after the point.".to_owned(),
                    decimals => format!("Enter a number with at most {decimals} digits after the point."),
                })
            } else {
                None
            }
        }
        (QuestionKind::Photo { most }, Value::Media(photos)) => (photos.len() > *most as usize)
            .then(|| (ProblemKind::OutOfRange, format!("There can be at most {most} photos here."))),
        (QuestionKind::Date { .. }, Value::Date(_))
        | (QuestionKind::Time, Value::Time(_))
        | (QuestionKind::Moment, Value::Moment(_))
        | (QuestionKind::YesNo, Value::Truth(_))
        | (QuestionKind::ChooseOne(_) | QuestionKind::Barcode, Value::Text(_))
        | (QuestionKind::ChooseMany(_), Value::Choices(_))
        | (QuestionKind::Audio, Value::Media(_))
        | (QuestionKind::Signature, Value::Ink(_))
        | (QuestionKind::Place, Value::Place(_)) => None,
        (QuestionKind::Text { .. }, _) => wrong("Enter words."),
        (QuestionKind::Number { .. }, _) => wrong("Enter a number."),
        (QuestionKind::Photo { .. }, _) => wrong("Take a photo."),
        (QuestionKind::Date { .. }, _) => wrong("Enter a date."),
        (QuestionKind::Time, _) => wrong("Enter a time."),
        (QuestionKind::Moment, _) => wrong("Enter a date and a time."),
        (QuestionKind::YesNo, _) => wrong("Choose yes or no."),
        (QuestionKind::ChooseOne(_), _) => wrong("Choose one of the choices."),
        (QuestionKind::ChooseMany(_), _) => wrong("Choose from the choices."),
        (QuestionKind::Barcode, _) => wrong("Scan the code, or type it."),
        (QuestionKind::Audio, _) => wrong("Record the answer."),
        (QuestionKind::Signature, _) => wrong("Sign in the box."),
        (QuestionKind::Place, _) => wrong("Give the place."),
    }
}
