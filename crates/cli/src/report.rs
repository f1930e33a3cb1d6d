//! The report in words.
//!
//! A file may come from anyone, so its texts are printed without control characters (`as_written`): none of them can
//! move the cursor, colour a line or turn the reading direction to look like part of the report.

use documents::seal::{Finding, NotCovered, SealBody};
use domain::{
    locale::{Locale, as_written},
    sign_off::{ReadBack, Signer},
    time::Timestamp,
};

use crate::{
    fingerprint::spelled,
    verify::{Checked, Verdict},
};

/// Everything there is to say, each line ended.
pub fn words(checked: &Checked) -> String {
    let mut report = Report::default();
    verdict(&mut report, checked);
    parts(&mut report, checked);
    signing(&mut report, checked);
    let body = checked.file.seal().body();
    page(&mut report, &format!("What was signed, in {}", language(&body.signed)), &body.signed);
    if let Some(beside) = &body.beside {
        let aid = if beside.language == Locale::English.code() { "" } else { ", as a translation to help" };
        page(&mut report, &format!("The same in {}, which stood beside it{aid}", language(beside)), beside);
    }
    not_covered(&mut report, checked);
    report.text
}

#[derive(Default)]
struct Report {
    text: String,
}

impl Report {
    fn line(&mut self, words: &str) {
        self.text.push_str(words);
        self.text.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.line("");
        self.line(words);
    }

    /// A label and its text, whose further lines stand under the first.
    fn entry(&mut self, label: &str, text: &str) {
        let (label, text) = (as_written(label), as_written(text));
        let mut lines = text.lines();
        self.line(&format!("  {label}: {}", lines.next().unwrap_or_default()));
        for line in lines {
            self.line(&format!("    {line}"));
        }
    }
}

fn verdict(report: &mut Report, checked: &Checked) {
    let edits = counted(checked.report.not_covered.len(), "edit");
    match checked.verdict() {
        Verdict::Passes => report.line("PASS. The sign-off is unaltered and covers everything in the record."),
        Verdict::PassesButNotAllIsCovered => {
            report.line("PASS. The sign-off is unaltered.");
            report.line(&format!("Note: the signature does not cover {edits} in the record, listed at the end."));
        }
        Verdict::Fails => {
            let failing = checked.report.parts().into_iter().filter(|(_, finding)| finding.fails());
            let mut failing: Vec<&str> = failing.map(|(part, _)| part.name()).collect();
            if checked.hub_key_matches == Some(false) {
                failing.push(HUB_KEY);
            }
            report.line(&format!("FAIL: {}. Do not rely on this sign-off as it stands.", failing.join(", ")));
        }
    }
}

const HUB_KEY: &str = "Landlord's key";

fn parts(report: &mut Report, checked: &Checked) {
    report.heading("What was checked");
    for (part, finding) in checked.report.parts() {
        let words = match finding {
            Finding::Holds => "holds".to_owned(),
            Finding::Fails(why) => format!("FAILS: {why}"),
            Finding::NotChecked(why) => format!("not checked: {why}"),
        };
        report.entry(part.name(), &words);
    }
    report.entry(
        HUB_KEY,
        match checked.hub_key_matches {
            Some(true) => "is the one you gave",
            Some(false) => "FAILS: another hub than the one you gave issued the certificate",
            None => "not checked: compare the fingerprint below with the one that the landlord gives you",
        },
    );
    let fingerprint = spelled(&checked.file.seal().certificate().hub_fingerprint());
    report.entry("Fingerprint", &fingerprint);
}

fn signing(report: &mut Report, checked: &Checked) {
    let (body, certificate) = (checked.file.seal().body(), checked.file.seal().certificate());
    let answer = &body.answer;
    report.heading("Who and when");
    report.entry("Outcome", answer.outcome.words());
    for (label, text) in [("Name given", &answer.name), ("Reason given", &answer.reason)] {
        if !text.is_empty() {
            report.entry(label, text);
        }
    }
    match &answer.signer {
        Signer::Customer => {}
        Signer::CustomerByMark => report.entry("Signed with", "a mark"),
        Signer::Representative { relationship } => report.entry("Signed for the customer by their", relationship),
    }
    for dispute in &answer.disputes {
        let line = body.signed.lines.get(usize::from(dispute.line));
        let label = line.map(|line| line.label.replace('\n', " ")).unwrap_or_default();
        let words = if dispute.words.is_empty() { "(no more was said)" } else { &dispute.words };
        report.entry(&format!("Said not to be right: {label}"), words);
    }
    if !answer.strokes.is_empty() {
        let points: usize = answer.strokes.iter().map(Vec::len).sum();
        report
            .entry("Signature", &format!("{}, {}", counted(answer.strokes.len(), "stroke"), counted(points, "point")));
    }
    let none = if answer.score_declined { "would rather not say" } else { "none given" };
    report.entry("Score", &answer.score.map_or(none.to_owned(), |score| format!("{score} out of 5")));
    if let Some(first_time) = answer.first_time {
        report.entry("Fixed on the first visit", if first_time { "yes" } else { "no" });
    }
    if !answer.comment.is_empty() {
        report.entry("Also said", &answer.comment);
    }
    if let Some(spoken) = &answer.spoken {
        let hash: String = spoken.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        report.entry("Also said, aloud", &format!("for {} s, sound {hash}", spoken.milliseconds / 1_000));
    }
    if let Some(copy) = &answer.copy {
        report.entry("Asked for a copy", &copy.words());
    }
    if let Some(review) = &body.review {
        report.entry("Translation reviewed by", &format!("{}, {}", review.by, london(review.at)));
    }
    report.entry("Taken by", &format!("{}, on {}", certificate.person_name, certificate.device_name));
    report.entry("Landlord", &certificate.landlord);
    report.entry("By the device's clock", &london(body.clocks.device));
    report.entry("By the landlord's clock", &hub_time(body));
    if let Some(place) = body.place {
        let degrees = |e7: i32| format!("{:.5}", f64::from(e7) / 1e7);
        let (north, east) = (degrees(place.latitude_e7), degrees(place.longitude_e7));
        report.entry("Place", &format!("{north}, {east}, within {} metres", place.accuracy_metres));
    }
}

/// "1 edit", "2 edits".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn hub_time(body: &SealBody) -> String {
    match body.clocks.hub_offset {
        None => "not known: the device had not reached the landlord's hub yet".to_owned(),
        Some(offset) => {
            let way = if offset < 0 { "ahead" } else { "behind" };
            let seconds = offset.unsigned_abs() / 1000;
            let milliseconds = offset.unsigned_abs() % 1000;
            format!("{}; the device's was {seconds}.{milliseconds:03} seconds {way}", london(body.clocks.best()))
        }
    }
}

/// "22/11/2026 10:42 in London (2026-11-22T10:42:07.250Z)".
fn london(time: Timestamp) -> String {
    format!("{} {} in London ({})", time.london_date().format("%d/%m/%Y"), time.london_clock(), time.rfc3339())
}

fn language(page: &ReadBack) -> String {
    Locale::from_code(&page.language).map_or_else(
        || format!("a language this version does not know ({})", as_written(&page.language)),
        |locale| locale.english_name().to_owned(),
    )
}

fn page(report: &mut Report, heading: &str, page: &ReadBack) {
    report.heading(heading);
    report.line(&format!("  {}", as_written(&page.title).replace('\n', " ")));
    for line in &page.lines {
        report.entry(&line.label.replace('\n', " "), &line.text);
    }
    report.line(&format!("  {}", as_written(&page.declaration).replace('\n', " ")));
}

fn not_covered(report: &mut Report, checked: &Checked) {
    let unlisted = checked.report.heads_held != Finding::Holds;
    if checked.report.not_covered.is_empty() && !unlisted {
        return;
    }
    report.heading("Not covered by the signature");
    if unlisted {
        report.line("  Cannot be told, since the version that was signed cannot be read from the record.");
        return;
    }
    for edit in &checked.report.not_covered {
        let NotCovered { written, sight, words, .. } = edit;
        let holder = written.device.and_then(|device| checked.file.holder(device));
        let who = holder.map_or_else(
            || "Somebody whom the file does not name".to_owned(),
            |holder| format!("{} ({})", holder.person_name, holder.device_name),
        );
        let text = format!("{who} {words}; {}, {}", sight.words(), london(written.at));
        report.line(&format!("  - {}", as_written(&text).replace('\n', " ")));
    }
    report.line("  Who made these, and when, is what the record and the file say: no signature here vouches for it.");
}
