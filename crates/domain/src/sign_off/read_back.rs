//! The read-back: what was done, or at a visit what was recorded and what follows, line by line in the customer's language.

mod answers;

pub use answers::{answer_in_english, language_asked_for, spoken_with};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    grounds::Grounds,
    template::{Template, TemplateVersion},
};
use crate::{
    feedback::FeedbackKind,
    form::{FilledForm, Form},
    job::{EventKind, FollowOn, Item, Job, JobEvent, JobStatus, redacted},
    locale::{Locale, Phrases, as_written},
    time::Timestamp,
};

/// A page as a customer reads it, and as a seal keeps it: what it says, and how to render it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBack {
    /// [`Template::name`].
    pub template: String,
    /// [`Template::version`].
    pub template_version: TemplateVersion,
    /// [`Locale::code`].
    pub language: String,
    /// The heading.
    pub title: String,
    /// Line by line.
    pub lines: Vec<ReadBackLine>,
    /// What a signature says.
    pub declaration: String,
}

/// One line of a read-back. Either part may hold the other reading direction: show each with `dir="auto"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBackLine {
    /// "Address", "Work done (1 of 3)".
    pub label: String,
    /// The text; line breaks in it are the writer's.
    pub text: String,
}

/// What is read back.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The job or visit.
    pub job: &'a Job,
    /// The forms that were filled in for it.
    pub filled: &'a [FilledForm],
    /// What a visit's page stands on besides; none for a job.
    pub grounds: Option<&'a Grounds>,
}

impl<'a> Told<'a> {
    /// A job's page: what was done.
    #[must_use]
    pub const fn job(job: &'a Job) -> Self {
        Self { job, filled: &[], grounds: None }
    }
}

/// Reads a job or a visit back to its customer: the same gives the same page for ever. `fluent` holds the landlord's own
/// words for jobs ([`super::Translation::fluent`]), if they have put some in place of those that come with Doorstep.
///
/// The note is not in it: it is for staff.
#[must_use]
pub fn read_back(told: &Told<'_>, landlord: &str, locale: Locale, fluent: Option<&str>) -> ReadBack {
    let template = if told.grounds.is_some() { Template::VisitSignOff1 } else { Template::LATEST };
    let english = || Phrases::read(Locale::English, "");
    let phrases = template.phrases(locale).unwrap_or_else(english);
    let phrases = match fluent {
        Some(fluent) => phrases.with(fluent),
        None => phrases,
    };
    let forms = told.grounds.and_then(Grounds::read_forms).unwrap_or_default();
    render(template, told, &forms, landlord, locale, &phrases)
}

/// Reads a job or a visit back as an earlier page did, to compare; none when its template, version or language, or a form
/// that it reads back, is newer than this build.
#[must_use]
pub fn read_back_again(page: &ReadBack, told: &Told<'_>, landlord: &str) -> Option<ReadBack> {
    let template = Template::named(&page.template, page.template_version)?;
    let locale = Locale::ALL.into_iter().find(|locale| locale.code() == page.language)?;
    let forms = told.grounds.map_or_else(|| Some(Vec::new()), Grounds::read_forms)?;
    Some(render(template, told, &forms, landlord, locale, &template.phrases(locale)?))
}

fn render(
    template: Template,
    told: &Told<'_>,
    forms: &[Form],
    landlord: &str,
    locale: Locale,
    phrases: &Phrases,
) -> ReadBack {
    let (page, job) = (Page { phrases, locale, lines: Vec::new() }, told.job);
    // A photo and the same with parts blacked out are one.
    let photos = || {
        let gone = redacted(&job.photos);
        job.photos.iter().filter(|photo| !gone.contains(&photo.id)).count()
    };
    let lines = match template {
        Template::JobSignOff1 => page.job_sign_off(job, landlord, job.photos.len()),
        Template::JobSignOff2 => page.job_sign_off(job, landlord, photos()),
        Template::VisitSignOff1 => page.visit_sign_off(told, forms, landlord, photos()),
    };
    ReadBack {
        template: template.name().to_owned(),
        template_version: template.version(),
        language: locale.code().to_owned(),
        title: phrases.word("title"),
        lines,
        declaration: phrases.word("declaration"),
    }
}

/// A page being written.
struct Page<'a> {
    phrases: &'a Phrases,
    locale: Locale,
    lines: Vec<ReadBackLine>,
}

impl Page<'_> {
    /// Sealed pages depend on every step of this: to change what it gives for any job, add another beside it.
    fn job_sign_off(mut self, job: &Job, landlord: &str, photos: usize) -> Vec<ReadBackLine> {
        let fold = job.status();
        let order = &job.order;
        let (started, closed) = began_and_ended(job);
        self.line("landlord", landlord);
        self.line("reference", &order.reference);
        self.line("address", &address(job));
        self.line("reported", &order.description);
        self.line("location", &order.location_of_repair);
        self.items(
            &job.items,
            match fold.status {
                JobStatus::Completed => "work-done",
                JobStatus::NoAccess | JobStatus::Incomplete | JobStatus::Cancelled => "work-on-job",
                _ => "work-so-far",
            },
        );
        if let Some(event) = &closed {
            self.line("not-finished", &event.reason);
        }
        self.line("photos", &photos.to_string());
        self.times(started.as_ref(), closed.as_ref());
        self.lines
    }

    /// Sealed pages depend on every step of this as well. What was said comes first, and what follows from it last, where
    /// whoever signs has it before their eyes.
    fn visit_sign_off(mut self, told: &Told<'_>, forms: &[Form], landlord: &str, photos: usize) -> Vec<ReadBackLine> {
        let (job, nothing) = (told.job, Grounds::default());
        let grounds = told.grounds.unwrap_or(&nothing);
        let (started, closed) = began_and_ended(job);
        self.line("landlord", landlord);
        self.line("reference", &job.order.reference);
        self.line("address", &address(job));
        self.line("purpose", &job.order.description);
        if let Some(event) = &closed {
            self.line("not-finished", &event.reason);
        }
        self.times(started.as_ref(), closed.as_ref());
        let answered = answers::of_one_person(told.filled, forms);
        for one in &answered {
            self.answers(one);
        }
        if photos > 0 {
            self.line("photos", &photos.to_string());
        }
        for said in &grounds.said {
            let key = match said.kind() {
                FeedbackKind::Complaint => "complaint",
                FeedbackKind::Compliment => "compliment",
                FeedbackKind::Comment => "comment",
            };
            self.line(key, &said.words);
        }
        for one in &answered {
            self.promised_by(one, landlord);
        }
        self.repairs(&job.follow_ons, grounds);
        for promise in &grounds.promises {
            let values = [("what", promise.what.as_str()), ("date", &self.date(promise.by)), ("who", &promise.who)];
            let text = self.phrases.say("promise", &values);
            self.line("promised", &text);
        }
        self.lines
    }

    /// Repairs that were ordered on a visit, with the times that suit.
    fn repairs(&mut self, booked: &[FollowOn], grounds: &Grounds) {
        for repair in booked {
            let times = grounds.times.iter().find(|times| times.job == repair.job);
            let times = times.map(|times| times.preferred.join(", ")).unwrap_or_default();
            let values =
                [("description", repair.description.as_str()), ("reference", &repair.reference), ("times", &times)];
            let key = if times.is_empty() { "repair" } else { "repair-with-times" };
            let text = self.phrases.say(key, &values);
            self.line("repair-ordered", &text);
        }
    }

    /// A line, unless there is nothing to say.
    fn line(&mut self, key: &str, text: &str) {
        let text = as_written(text);
        if !text.is_empty() {
            self.lines.push(ReadBackLine { label: self.phrases.word(key), text });
        }
    }

    /// Ordered items first, then those added at the door, each by its id.
    fn items(&mut self, items: &[Item], key: &str) {
        let mut items: Vec<&Item> = items.iter().filter(|item| !item.is_withdrawn()).collect();
        items.sort_by_key(|item| (!item.ordered, item.id));
        let (label, count) = (self.phrases.word(key), items.len().to_string());
        for (n, item) in items.iter().enumerate() {
            let number = (n + 1).to_string();
            let label = match items.len() {
                1 => label.clone(),
                _ => self.phrases.say("numbered", &[("label", &label), ("number", &number), ("count", &count)]),
            };
            // Shortest decimal that names the number exactly: 2, 2.5.
            let quantity = item.quantity.to_string().replace('.', &self.phrases.word("decimal-mark"));
            let nameless = as_written(&item.description).is_empty();
            let text = self.phrases.say(
                "item",
                &[
                    ("description", if nameless { &item.code } else { &item.description }),
                    ("quantity", &quantity),
                    ("unit", &item.unit),
                    ("code", &item.code),
                ],
            );
            self.lines.push(ReadBackLine { label, text });
        }
    }

    /// When it began, and once it has begun when it ended.
    fn times(&mut self, started: Option<&JobEvent>, closed: Option<&JobEvent>) {
        if let Some(event) = started {
            self.time("started", event.best_time());
            if let Some(event) = closed {
                self.time("ended", event.best_time());
            }
        }
    }

    fn time(&mut self, key: &str, time: Timestamp) {
        let text = self.moment(time);
        self.lines.push(ReadBackLine { label: self.phrases.word(key), text });
    }

    /// A date is one value, since its parts would change places in a right-to-left line.
    fn moment(&self, time: Timestamp) -> String {
        self.phrases.say("time", &[("date", &self.date(time.london_date())), ("clock", &time.london_clock())])
    }

    fn date(&self, day: NaiveDate) -> String {
        self.phrases
            .word("date")
            .replace("DD", &format!("{:02}", day.day()))
            .replace("MM", &format!("{:02}", day.month()))
            .replace("YYYY", &day.year().to_string())
    }
}

/// The step with which work began, and the last that closed the visit as it stands: none while work goes on or was taken up
/// again.
fn began_and_ended(job: &Job) -> (Option<JobEvent>, Option<JobEvent>) {
    let (status, events) = (job.status().status, job.standing());
    let started = events.iter().find(|event| event.kind == EventKind::Started);
    let closed = events
        .iter()
        .rev()
        .find(|event| event.kind.is_outcome() && JobStatus::default().after(event.kind) == Ok(status));
    (started.map(|event| (*event).clone()), closed.map(|event| (*event).clone()))
}

fn address(job: &Job) -> String {
    let property = &job.order.property;
    let (lines, postcode) = (property.one_line(), property.postcode.trim());
    if lines.is_empty() || postcode.is_empty() { format!("{lines}{postcode}") } else { format!("{lines}, {postcode}") }
}

#[cfg(test)]
mod tests;
