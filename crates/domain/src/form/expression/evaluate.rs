//! Works expressions out.

use super::{Expression, Function, Node, Operator};
use crate::{form::Value, time::Timestamp};

/// What an expression is worked out in.
pub trait Scope {
    /// The value of an answer, seen from where the expression stands; the first where there are several.
    fn answer(&self, name: &str) -> Value;
    /// Every value of an answer that is in a repeat, or every instance of a repeat; one where it is in none.
    fn answers(&self, name: &str) -> Vec<Value>;
    /// True when the person would not say.
    fn is_declined(&self, name: &str) -> bool;
    /// True when the person did not know.
    fn is_unknown(&self, name: &str) -> bool;
    /// The answer that is being judged.
    fn here(&self) -> Value;
    /// A column of the choice that is being filtered.
    fn column(&self, name: &str) -> Value;
    /// Which instance of its repeat this is, from 1.
    fn position(&self) -> usize;
    /// The words of a choice of a question.
    fn choice_words(&self, question: &str, choice: &str) -> String;
    /// The time.
    fn now(&self) -> Timestamp;
}

impl Expression {
    /// Works it out. There is always a value: what cannot be reckoned is no number, and a comparison with it is false.
    #[must_use]
    pub fn evaluate(&self, scope: &dyn Scope) -> Value {
        self.root.value(scope)
    }

    /// Works it out as yes or no.
    #[must_use]
    pub fn holds(&self, scope: &dyn Scope) -> bool {
        self.evaluate(scope).to_truth()
    }
}

impl Node {
    fn value(&self, scope: &dyn Scope) -> Value {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Answer(name) => scope.answer(name),
            Self::Column(name) => scope.column(name),
            Self::Here => scope.here(),
            Self::Negative(inner) => Value::Number(-inner.value(scope).to_number()),
            Self::Binary(operator, left, right) => binary(*operator, left, right, scope),
            Self::Call(function, arguments) => call(*function, arguments, scope),
            Self::Matches(subject, pattern) => Value::Truth(pattern.is_match(&subject.value(scope).to_text())),
            #[expect(clippy::cast_precision_loss, reason = "instances are few")]
            Self::Position => Value::Number(scope.position() as f64),
        }
    }

    /// Every value where this is an answer in a repeat; otherwise its one value.
    fn values(&self, scope: &dyn Scope) -> Vec<Value> {
        if let Self::Answer(name) = self { scope.answers(name) } else { vec![self.value(scope)] }
    }

    /// The name, where this is an answer.
    fn name(&self) -> &str {
        if let Self::Answer(name) = self { name } else { "" }
    }
}

fn binary(operator: Operator, left: &Node, right: &Node, scope: &dyn Scope) -> Value {
    let left = left.value(scope);
    match operator {
        Operator::Or => return Value::Truth(left.to_truth() || right.value(scope).to_truth()),
        Operator::And => return Value::Truth(left.to_truth() && right.value(scope).to_truth()),
        _ => {}
    }
    let right = right.value(scope);
    let (one, other) = (left.to_number(), right.to_number());
    match operator {
        Operator::Same => Value::Truth(left.says_the_same_as(&right)),
        Operator::Differs => Value::Truth(!left.says_the_same_as(&right)),
        Operator::Less => Value::Truth(one < other),
        Operator::LessOrSame => Value::Truth(one <= other),
        Operator::More => Value::Truth(one > other),
        Operator::MoreOrSame => Value::Truth(one >= other),
        Operator::Plus => Value::Number(one + other),
        Operator::Minus => Value::Number(one - other),
        Operator::Times => Value::Number(one * other),
        Operator::Divided => Value::Number(one / other),
        Operator::Remainder => Value::Number(one % other),
        Operator::Or | Operator::And => Value::Nothing,
    }
}

fn call(function: Function, arguments: &[Node], scope: &dyn Scope) -> Value {
    // The parser has counted them; a missing one reads as nothing.
    let value = |n: usize| arguments.get(n).map(|node| node.value(scope)).unwrap_or_default();
    let text = |n| value(n).to_text();
    let number = |n| value(n).to_number();
    let all = || arguments.iter().flat_map(|node| node.values(scope));
    let given = || all().filter(|value| !value.is_nothing());
    let name = || arguments.first().map(Node::name).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a form has few answers, and answers few letters")]
    let count = |n: usize| Value::Number(n as f64);
    match function {
        Function::Abs => Value::Number(number(0).abs()),
        Function::Answered => Value::Truth(!value(0).is_nothing()),
        Function::BooleanFromString => Value::Truth(match value(0) {
            Value::Text(text) => matches!(text.trim(), "true" | "yes" | "1"),
            other => other.to_truth(),
        }),
        Function::ChoiceName => {
            let question = arguments.get(1).map(|node| match node {
                // XLSForm writes the name of the question in quotation marks: jr:choice-name(${a}, '${a}').
                Node::Text(text) => text.trim_start_matches("${").trim_end_matches('}').to_owned(),
                other => other.name().to_owned(),
            });
            Value::Text(scope.choice_words(&question.unwrap_or_default(), &text(0)))
        }
        Function::Coalesce => given().next().unwrap_or_default(),
        Function::Concat => Value::Text(all().map(|value| value.to_text()).collect()),
        Function::Contains => Value::Truth(text(0).contains(&text(1))),
        Function::Count => count(all().count()),
        Function::CountNonEmpty => count(given().count()),
        Function::CountSelected => count(value(0).names().count()),
        Function::Date => value(0).to_day().map(Value::Date).unwrap_or_default(),
        Function::DateTime => match value(0) {
            Value::Text(text) => Timestamp::parse(&text).map(Value::Moment).unwrap_or_default(),
            Value::Date(day) => Value::Moment(Timestamp::start_of(day)),
            other => other,
        },
        Function::DecimalDateTime => Value::Number(number(0)),
        Function::Declined => Value::Truth(scope.is_declined(name())),
        Function::Unknown => Value::Truth(scope.is_unknown(name())),
        Function::EndsWith => Value::Truth(text(0).ends_with(&text(1))),
        Function::StartsWith => Value::Truth(text(0).starts_with(&text(1))),
        Function::False => Value::Truth(false),
        Function::True => Value::Truth(true),
        Function::FormatDate => format_date(&value(0), &text(1)),
        Function::If => value(if value(0).to_truth() { 1 } else { 2 }),
        Function::Int => Value::Number(number(0).trunc()),
        Function::Floor => Value::Number(number(0).floor()),
        Function::Ceiling => Value::Number(number(0).ceil()),
        Function::Join => {
            let parts = arguments.iter().skip(1).flat_map(|node| node.values(scope)).map(|value| value.to_text());
            Value::Text(parts.collect::<Vec<_>>().join(&text(0)))
        }
        Function::LowerCase => Value::Text(text(0).to_lowercase()),
        Function::UpperCase => Value::Text(text(0).to_uppercase()),
        Function::Max => given().map(|value| value.to_number()).reduce(f64::max).map(Value::Number).unwrap_or_default(),
        Function::Min => given().map(|value| value.to_number()).reduce(f64::min).map(Value::Number).unwrap_or_default(),
        Function::NormalizeSpace => Value::Text(text(0).split_whitespace().collect::<Vec<_>>().join(" ")),
        Function::Not => Value::Truth(!value(0).to_truth()),
        Function::Now => Value::Moment(scope.now()),
        Function::Today => Value::Date(scope.now().london_date()),
        Function::Number => Value::Number(number(0)),
        Function::Pow => Value::Number(number(0).powf(number(1))),
        Function::Round => round(number(0), if arguments.len() > 1 { number(1) } else { 0.0 }),
        Function::Selected => {
            let wanted = text(1);
            Value::Truth(value(0).names().any(|name| name == wanted))
        }
        Function::SelectedAt => {
            let (names, at) = (value(0), number(1));
            names
                .names()
                .zip(0_u32..)
                .find(|(_, n)| f64::from(*n) == at)
                .map(|(name, _)| Value::Text(name.into()))
                .unwrap_or_default()
        }
        Function::String => Value::Text(text(0)),
        Function::StringLength => count(text(0).chars().count()),
        Function::Substr => substring(&text(0), number(1), if arguments.len() > 2 { number(2) } else { f64::INFINITY }),
        // An answer that is not there adds nothing, rather than making the whole no number.
        Function::Sum => Value::Number(given().map(|value| value.to_number()).sum()),
    }
}

/// Half away from nought, to so many digits.
fn round(number: f64, digits: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a few digits")]
    let scale = 10_f64.powi(digits.clamp(-9.0, 9.0) as i32);
    Value::Number((number * scale).round() / scale)
}

/// The letters from `start` up to `end`, counted from nought.
fn substring(text: &str, start: f64, end: f64) -> Value {
    let within = |n: u32| f64::from(n) >= start && f64::from(n) < end;
    Value::Text(text.chars().zip(0_u32..).filter(|(_, n)| within(*n)).map(|(c, _)| c).collect())
}

/// The signs of XLSForm, of which these are used: %Y %y %m %n %b %d %e %H %h %M %S %a.
fn format_date(value: &Value, format: &str) -> Value {
    use chrono::{Datelike, Timelike};
    let Some(day) = value.to_day() else { return Value::Nothing };
    let time = match value {
        Value::Moment(at) => at.london_time(),
        Value::Time(time) => *time,
        _ => chrono::NaiveTime::MIN,
    };
    let mut said = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            said.push(letter);
            continue;
        }
        said.push_str(&match letters.next() {
            Some('Y') => day.format("%Y").to_string(),
            Some('y') => day.format("%y").to_string(),
            Some('m') => day.format("%m").to_string(),
            Some('n') => day.month().to_string(),
            Some('b') => day.format("%b").to_string(),
            Some('d') => day.format("%d").to_string(),
            Some('e') => day.day().to_string(),
            Some('a') => day.format("%a").to_string(),
            Some('H') => time.format("%H").to_string(),
            Some('h') => time.hour().to_string(),
            Some('M') => time.format("%M").to_string(),
            Some('S') => time.format("%S").to_string(),
            Some(other) => other.to_string(),
            None => String::new(),
        });
    }
    Value::Text(said)
}
