//! Answers in words, and as the screens' controls take them.

use domain::{
    form::{Answer, Ask, Ink, QuestionKind, Reply, Value},
    sign_off::{Place, StrokePoint, check_ink},
};

use crate::api::{self, FormAnswerState, FormSaid};

/// Tenths of a CSS pixel.
const FINER: f32 = 10.0;

/// A value as `given` takes it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Moment(at) => format!("{}T{}", at.london_date(), at.london_clock()),
        Value::Ink(_) | Value::Place(_) => String::new(),
        _ => value.to_text(),
    }
}

/// Which of the things that can be said.
pub(crate) const fn state(reply: &Reply) -> FormAnswerState {
    match reply.answer {
        Answer::Given(_) => FormAnswerState::Given,
        Answer::Declined => FormAnswerState::Declined,
        Answer::Unknown => FormAnswerState::Unknown,
        Answer::NotAsked => FormAnswerState::NotAsked,
    }
}

/// A signature as it was drawn.
pub(crate) fn strokes(value: &Value) -> Vec<Vec<api::StrokePoint>> {
    let Value::Ink(Ink(strokes)) = value else { return Vec::new() };
    #[allow(clippy::cast_precision_loss, reason = "tenths of a pixel on a screen are few")]
    let point = |(x, y): &(i32, i32)| api::StrokePoint { x: *x as f32 / FINER, y: *y as f32 / FINER, t: 0 };
    strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect()
}

/// What a screen says, as a reply; none to take an answer back. The words say why it is none.
pub(crate) fn reply(ask: &Ask<'_>, said: FormSaid) -> Result<Option<Reply>, String> {
    let value = match said {
        FormSaid::Declined => return Ok(Some(Reply::declined())),
        FormSaid::Unknown => return Ok(Some(Reply::unknown())),
        FormSaid::NotAsked => return Ok(Some(Reply { answer: Answer::NotAsked, origin: domain::form::Origin::Asked })),
        FormSaid::StillRight => {
            let held = ask.proposed.as_ref().filter(|proposed| proposed.is_held);
            let held = held.ok_or("Nothing is held here that could still be right. Answer the question.")?;
            let answer = Answer::Given(held.value.clone());
            return Ok(Some(Reply { answer, origin: domain::form::Origin::StillRight }));
        }
        FormSaid::Side { key } => {
            return Reply::from_scalar(&key).map(Some).ok_or_else(|| "Choose one of the answers.".to_owned());
        }
        FormSaid::Drawn { strokes } => ink(&strokes)?,
        FormSaid::Here { latitude, longitude, accuracy } => {
            let fix = crate::unlocked::fix(latitude, longitude, accuracy).map_err(|failure| failure.message)?;
            #[allow(
                clippy::cast_possible_truncation,
                reason = "degrees times ten million fit, as the fix has them checked"
            )]
            let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
            Value::Place(Place {
                latitude_e7: e7(latitude),
                longitude_e7: e7(longitude),
                accuracy_metres: fix.accuracy,
            })
        }
        FormSaid::Given { text } if text.trim().is_empty() => return Ok(None),
        FormSaid::Given { text } => given(&ask.question.kind, text.trim()),
    };
    Ok(Some(Reply::given(value)))
}

fn given(kind: &QuestionKind, text: &str) -> Value {
    match kind {
        // A comma is how some people write a point.
        QuestionKind::Number { .. } => {
            let typed = text.trim_start_matches('£').trim();
            let typed = if typed.contains('.') { typed.replace(',', "") } else { typed.replace(',', ".") };
            kind.taking(Value::Text(typed))
        }
        // London's clock, as the control shows it.
        QuestionKind::Moment if text.len() == "2026-11-26T10:42".len() => {
            kind.taking(Value::Text(format!("{text}:00")))
        }
        QuestionKind::Photo { .. } | QuestionKind::Audio => {
            Value::Media(text.split_whitespace().map(str::to_owned).collect())
        }
        _ => kind.taking(Value::Text(text.to_owned())),
    }
}

fn ink(strokes: &[Vec<api::StrokePoint>]) -> Result<Value, String> {
    let drawn: Vec<Vec<StrokePoint>> = strokes
        .iter()
        .map(|stroke| stroke.iter().map(|point| StrokePoint { x: point.x, y: point.y, t: point.t }).collect())
        .collect();
    check_ink(&drawn).map_err(|_| "Sign in the box.".to_owned())?;
    #[allow(clippy::cast_possible_truncation, reason = "a screen is not two hundred million pixels wide")]
    let point = |point: &StrokePoint| ((point.x * FINER).round() as i32, (point.y * FINER).round() as i32);
    Ok(Value::Ink(Ink(drawn.iter().map(|stroke| stroke.iter().map(point).collect()).collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> QuestionKind {
        QuestionKind::Number { least: None, most: None, decimals: 2, unit: "£".into() }
    }

    #[test]
    fn what_is_typed_is_read_as_people_write_it() {
        for (typed, read) in [("2,5", 2.5), ("2.5", 2.5), ("1,250.75", 1_250.75), ("£ 85", 85.0)] {
            assert_eq!(given(&number(), typed), Value::Number(read), "{typed}");
        }
        assert_eq!(given(&number(), "a few"), Value::Text("a few".into()), "and what is no number is said to be none");
        let ten = given(&QuestionKind::Moment, "2026-07-01T10:42");
        assert_eq!(text(&ten), "2026-07-01T10:42");
        assert_eq!(domain::form::value_words(&[], &QuestionKind::Moment, &ten), "1 July 2026 10:42");
        assert_eq!(text(&given(&QuestionKind::Time, "07:05")), "07:05");
        assert_eq!(given(&QuestionKind::YesNo, "no"), Value::Truth(false));
        let many = QuestionKind::ChooseMany(domain::form::Choosing::default());
        assert_eq!(given(&many, "damp  cold"), Value::Choices(vec!["damp".into(), "cold".into()]));
    }

    #[test]
    fn a_signature_comes_back_as_it_was_drawn() {
        let point = |x, y| api::StrokePoint { x, y, t: 7 };
        let value = ink(&[vec![point(10.0, 20.25), point(60.5, 22.0)]]).unwrap();
        let back = strokes(&value);
        assert_eq!((back[0][0].x, back[0][0].y, back[0][1].x), (10.0, 20.3, 60.5));
        assert_eq!(ink(&[vec![point(1.0, 1.0)]]), Err("Sign in the box.".to_owned()), "a touch is no signature");
    }
}
