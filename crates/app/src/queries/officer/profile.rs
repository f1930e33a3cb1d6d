//! Questions about the person who holds the phone. Nothing that was answered before is read: a profile leaves this phone
//! and never comes back.

use std::collections::BTreeMap;

use domain::{
    form::{Answers, Ask, Field, Filling, Form, ItemKind, QuestionKind, Reply, Value},
    profile::STRANDS,
};

use crate::{
    api::{Failure, ProfileChoice, ProfilePage, ProfileQuestion, ProfileReplies, ProfileReply},
    error::{self, failure},
    unlocked::Unlocked,
};

/// The form's stable name.
const FORM: &str = "diversity-profile";

pub(crate) fn run(
    unlocked: &Unlocked,
    home: &str,
    person: &str,
    replies: &ProfileReplies,
) -> Result<ProfilePage, Failure> {
    unlocked.store.tenancy_row(home.parse()?)?.ok_or_else(error::home_unknown)?;
    let form = form(unlocked)?;
    let answers = answers(&form, replies)?;
    let held = BTreeMap::new();
    let filling = Filling::new(&form, &answers, &held, unlocked.now());
    let notes = filling.shown().into_iter().filter(|shown| matches!(shown.item.kind, ItemKind::Note));
    Ok(ProfilePage {
        person: person.to_owned(),
        title: form.title.own().to_owned(),
        notes: notes.map(|shown| filling.words(&shown.field, &form.language)).collect(),
        questions: filling.questions().iter().map(|ask| question(&form, &filling, ask)).collect(),
    })
}

/// The landlord's questions.
pub(crate) fn form(unlocked: &Unlocked) -> Result<Form, Failure> {
    let none = || {
        failure(
            "profile_form_missing",
            "The landlord has sent this phone no questions about customers themselves",
            "Ask the office to import them. Nobody has to answer any",
        )
    };
    let newest = unlocked.store.forms()?.into_iter().find(|entry| entry.id.form == FORM).ok_or_else(none)?;
    unlocked.store.form(&newest.id)?.map_err(|_| none())
}

/// Replies as answers to the form. What is for another form, or is left open, is none.
pub(crate) fn answers(form: &Form, replies: &ProfileReplies) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    for (name, ProfileReply { declined, value }) in replies {
        let Some(question) = form.item(name).and_then(|item| item.question()) else {
            return Err(failure("profile_question", "That question is not asked here", "Start again"));
        };
        let value = value.trim();
        let reply = match (&question.kind, declined, value) {
            (_, true, _) => Reply::declined(),
            (_, false, "") => continue,
            (QuestionKind::Date { .. }, false, day) => {
                let day = day.parse().map_err(|_| {
                    failure("profile_date", "That is not a day of the calendar", "Enter it as on a birth certificate")
                })?;
                Reply::given(Value::Date(day))
            }
            (_, false, text) => Reply::given(Value::Text(text.to_owned())),
        };
        answers.set(Field::plain(name), reply);
    }
    Ok(answers)
}

fn question(form: &Form, filling: &Filling<'_>, ask: &Ask<'_>) -> ProfileQuestion {
    let language = form.language.as_str();
    let problems = ask.reply.map(|reply| filling.check(&ask.field, reply, language)).unwrap_or_default();
    ProfileQuestion {
        name: ask.item.name.clone(),
        words: filling.words(&ask.field, language),
        why: ask.question.why.own().to_owned(),
        choices: filling
            .choices(&ask.field)
            .into_iter()
            .map(|choice| ProfileChoice { value: choice.name.clone(), words: choice.words.own().to_owned() })
            .collect(),
        is_date: matches!(ask.question.kind, QuestionKind::Date { .. }),
        // A strand may always be declined, whatever a landlord's own form says.
        may_decline: ask.question.may_decline || STRANDS.iter().any(|(name, _)| *name == ask.item.name),
        problem: problems.into_iter().next().map(|problem| problem.words).unwrap_or_default(),
    }
}
