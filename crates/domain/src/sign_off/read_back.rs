//! The read-back: what was done, line by line, in the customer's language.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::template::{Template, TemplateVersion};
use crate::{
    job::{EventKind, Item, Job, JobStatus, redacted},
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

/// Reads a job back to its customer: the same job gives the same page for ever. `fluent` holds the landlord's own words
/// ([`super::Translation::fluent`]), if they have put some in place of those that come with Doorstep.
///
/// The note is not in it: it is for staff.
#[must_use]
pub fn read_back(job: &Job, landlord: &str, locale: Locale, fluent: Option<&str>) -> ReadBack {
    let english = || Phrases::read(Locale::English, "");
    let phrases = Template::LATEST.phrases(locale).unwrap_or_else(english);
    let phrases = match fluent {
        Some(fluent) => phrases.with(fluent),
        None => phrases,
    };
    render(Template::LATEST, job, landlord, locale, &phrases)
}

/// Reads a job back as an earlier page did, to compare; none when its template, version or language is newer than this
/// build.
#[must_use]
pub fn read_back_again(page: &ReadBack, job: &Job, landlord: &str) -> Option<ReadBack> {
    let template = Template::named(&page.template, page.template_version)?;
    let locale = Locale::ALL.into_iter().find(|locale| locale.code() == page.language)?;
    Some(render(template, job, landlord, locale, &template.phrases(locale)?))
}

fn render(template: Template, job: &Job, landlord: &str, locale: Locale, phrases: &Phrases) -> ReadBack {
    let page = Page { phrases, lines: Vec::new() };
    let lines = match template {
        Template::JobSignOff1 => page.job_sign_off(job, landlord, job.photos.len()),
        // A photo and the same with parts blacked out are one.
        Template::JobSignOff2 => {
            let gone = redacted(&job.photos);
            page.job_sign_off(job, landlord, job.photos.iter().filter(|photo| !gone.contains(&photo.id)).count())
        }
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
    lines: Vec<ReadBackLine>,
}

impl Page<'_> {
    /// Sealed pages depend on every step of this: to change what it gives for any job, add another beside it.
    fn job_sign_off(mut self, job: &Job, landlord: &str, photos: usize) -> Vec<ReadBackLine> {
        let fold = job.status();
        let events = job.standing();
        let started = events.iter().find(|event| event.kind == EventKind::Started);
        // The last event that closed the visit as it stands: none while work goes on or was taken up again.
        let closed = events
            .iter()
            .rev()
            .find(|event| event.kind.is_outcome() && JobStatus::default().after(event.kind) == Ok(fold.status));

        let order = &job.order;
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
        if let Some(event) = closed {
            self.line("not-finished", &event.reason);
        }
        self.line("photos", &photos.to_string());
        if let Some(event) = started {
            self.time("started", event.best_time());
            if let Some(event) = closed {
                self.time("ended", event.best_time());
            }
        }
        self.lines
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

    /// A date is one value, since its parts would change places in a right-to-left line.
    fn time(&mut self, key: &str, time: Timestamp) {
        let day = time.london_date();
        let date = self
            .phrases
            .word("date")
            .replace("DD", &format!("{:02}", day.day()))
            .replace("MM", &format!("{:02}", day.month()))
            .replace("YYYY", &day.year().to_string());
        let text = self.phrases.say("time", &[("date", &date), ("clock", &time.london_clock())]);
        self.lines.push(ReadBackLine { label: self.phrases.word(key), text });
    }
}

fn address(job: &Job) -> String {
    let property = &job.order.property;
    let (lines, postcode) = (property.one_line(), property.postcode.trim());
    if lines.is_empty() || postcode.is_empty() { format!("{lines}{postcode}") } else { format!("{lines}, {postcode}") }
}

#[cfg(test)]
mod tests;
