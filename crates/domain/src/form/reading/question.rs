//! Reads questions.

use super::{Reader, expression};
use crate::{
    definition::{Node, Object},
    form::{Choosing, Constraint, Expression, Question, QuestionKind},
};

/// Letters of an answer in words where the form says nothing.
const MOST_LETTERS: u32 = 2_000;
/// Photos of one answer where the form says nothing.
const MOST_PHOTOS: u32 = 10;

/// Kinds as they are written.
const KINDS: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("number", Kind::Number),
    ("date", Kind::Date),
    ("time", Kind::Time),
    ("moment", Kind::Moment),
    ("yes_no", Kind::YesNo),
    ("choose_one", Kind::ChooseOne),
    ("choose_many", Kind::ChooseMany),
    ("photo", Kind::Photo),
    ("audio", Kind::Audio),
    ("signature", Kind::Signature),
    ("barcode", Kind::Barcode),
    ("place", Kind::Place),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Number,
    Date,
    Time,
    Moment,
    YesNo,
    ChooseOne,
    ChooseMany,
    Photo,
    Audio,
    Signature,
    Barcode,
    Place,
}

impl Reader {
    pub(super) fn question(&self, object: &mut Object) -> Option<Question> {
        let kind = object.need("kind").and_then(|node| node.one_of(KINDS));
        let required = object.get("required").map(|node| required(&node));
        let constraints = object.list("must").iter().filter_map(|node| self.constraint(node)).collect();
        let kind = kind.and_then(|kind| self.kind(kind, object));
        Some(Question {
            required: required.flatten(),
            required_words: self.words_of(object, "required_words"),
            constraints,
            default: object.get("default").and_then(|node| expression(&node)),
            prefill: object.get("prefill").and_then(|node| node.text()),
            may_decline: object.flag("may_decline"),
            may_be_unknown: object.flag("may_be_unknown"),
            why: self.words_of(object, "why"),
            appearance: object.text_or_empty("appearance"),
            kind: kind?,
        })
    }

    fn constraint(&self, node: &Node) -> Option<Constraint> {
        node.object(|object| {
            let hold = object.need("hold").and_then(|node| expression(&node));
            let otherwise = self.words_of(object, "otherwise");
            Some(Constraint { hold: hold?, otherwise })
        })
        .flatten()
    }

    fn kind(&self, kind: Kind, object: &mut Object) -> Option<QuestionKind> {
        Some(match kind {
            Kind::Text => QuestionKind::Text {
                most: object.get("most").and_then(|node| node.count()).unwrap_or(MOST_LETTERS),
                long: object.flag("long"),
            },
            Kind::Number => {
                let mut bound = |key| object.get(key).and_then(|node| node.number());
                let (least, most) = (bound("least"), bound("most"));
                if let (Some(least), Some(most)) = (least, most)
                    && most < least
                {
                    object.node().fault("\"most\" is less than \"least\"", "mend one of them");
                }
                let decimals = object.get("decimals");
                let digits = decimals.as_ref().and_then(|node| node.count::<u8>()).unwrap_or(0);
                if digits > 6 {
                    decimals?.fault("that is more digits than anybody measures", "give 6 or fewer");
                }
                QuestionKind::Number { least, most, decimals: digits, unit: object.text_or_empty("unit") }
            }
            Kind::Date => QuestionKind::Date {
                earliest: object.get("earliest").and_then(|node| expression(&node)),
                latest: object.get("latest").and_then(|node| expression(&node)),
            },
            Kind::Time => QuestionKind::Time,
            Kind::Moment => QuestionKind::Moment,
            Kind::YesNo => QuestionKind::YesNo,
            Kind::ChooseOne => QuestionKind::ChooseOne(choosing(object)?),
            Kind::ChooseMany => QuestionKind::ChooseMany(choosing(object)?),
            Kind::Photo => {
                QuestionKind::Photo { most: object.get("most").and_then(|node| node.count()).unwrap_or(MOST_PHOTOS) }
            }
            Kind::Audio => QuestionKind::Audio,
            Kind::Signature => QuestionKind::Signature,
            Kind::Barcode => QuestionKind::Barcode,
            Kind::Place => QuestionKind::Place,
        })
    }
}

impl Question {
    /// Every expression in it.
    pub(super) fn expressions(&self) -> Vec<&Expression> {
        let mut all: Vec<&Expression> = self.required.iter().chain(&self.default).collect();
        all.extend(self.constraints.iter().map(|constraint| &constraint.hold));
        if let QuestionKind::Date { earliest, latest } = &self.kind {
            all.extend(earliest.iter().chain(latest));
        }
        all.extend(self.choosing().and_then(|choosing| choosing.filter.as_ref()));
        all
    }
}

/// True, or while something holds.
fn required(node: &Node) -> Option<Expression> {
    if node.plain_text().is_some() {
        return expression(node);
    }
    if node.truth()? { Expression::parse("true()").ok() } else { None }
}

fn choosing(object: &mut Object) -> Option<Choosing> {
    let filter = object.get("filter").map(|node| expression(&node));
    Some(Choosing { list: object.text("choices")?, filter: filter.flatten() })
}
