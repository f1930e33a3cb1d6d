//! The first fill of a handheld, a shift's edits on their way up, and a colleague who takes them in.

use std::path::Path;

use documents::job;
use domain::id::DocumentId;

use super::{
    Sizes, saves,
    setting::{CREWS_JOBS, MANY, Setting},
};
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples, exact},
    floor::Post,
    orders::Dice,
    phone::{InStep, Phone},
    proxy::Proxy,
    town::Office,
};

/// Edits of each job that a shift touches.
const EDITS_EACH: usize = 25;

/// One sync held against one POST of the same content.
#[derive(Default)]
struct Held {
    took: Samples,
    up: Samples,
    down: Samples,
    bodies: Samples,
    all: Samples,
    trips: Samples,
    floor_took: Samples,
    floor_bytes: Samples,
}

pub(super) async fn measure(sizes: &Sizes, setting: &Setting, disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let office = Office::open(&setting.hub, 0).await?;
    let proxy = Proxy::before(office.port()).await?;
    let post = Post::start(&disk.join("post-syncs"))?;
    let writer = Phone::open(&setting.many, Carrier::new(office.port())?)?;
    let held: Vec<DocumentId> = (CREWS_JOBS..setting.records).map(saves::job_numbered).collect();

    let mut fill = Held::default();
    let (mut first_time, mut first_part) = (Samples::default(), Samples::default());
    let mut mate: Option<Phone> = None;
    for round in 0..sizes.rounds.min(3) {
        let content = content_of(&writer, &held)?;
        let new = Phone::open(&disk.join(format!("new-{round}")), Carrier::new(office.port())?)?;
        new.enrol(&office.invite(&format!("new-{round}"), MANY)?).await?;
        let (new, step) = fill.add(new, &proxy, &post, &content).await?;
        if let Some((when, bytes)) = step.first_records {
            first_time.time(when);
            first_part.number(100.0 * exact(bytes) / exact(new.carrier.carried().down));
        }
        if let Some(before) = mate.replace(new) {
            before.close()?;
        }
    }
    let mut mate = mate.ok_or("no handheld was filled")?;
    let what = format!("first fill of {} records", held.len());
    fill.lines(&what, Some(1.3), None, report);
    report.lines.push(Line::plain(format!("{what}: first record stored after"), first_time.median(), "ms", None));
    report.lines.push(Line::plain(format!("{what}: of its bytes had come"), first_part.median(), "%", 5.0));

    let (mut up, mut down) = (Held::default(), Held::default());
    let (mut changes, mut packed) = (Samples::default(), Samples::default());
    let mut writer = writer;
    for round in 0..sizes.rounds {
        let touched: Vec<DocumentId> = held.iter().skip(round * sizes.touched).take(sizes.touched).copied().collect();
        let content = work(&writer, &touched, round)?;
        let bytes = waiting(&writer)?;
        changes.count(bytes.len() as u64);
        packed.count(zstd::bulk::compress(&bytes, 3)?.len() as u64);
        writer = up.add(writer, &proxy, &post, &content).await?.0;
        mate = down.add(mate, &proxy, &post, &content).await?.0;
    }
    let edits = sizes.touched * EDITS_EACH;
    let what = format!("end of shift, {edits} edits");
    up.lines(&what, Some(1.5), Some(2.0), report);
    let floor = up.floor_bytes.median();
    for (part, bytes) in [
        ("of the bodies, up", &up.up),
        ("of the bodies, down", &up.down),
        ("its Automerge changes", &changes),
        ("its Automerge changes, zstd", &packed),
    ] {
        report.lines.push(Line::ratio(format!("{what}: {part}"), bytes.median(), floor, "bytes", None));
    }
    down.lines(&format!("a colleague takes in {edits} edits"), None, None, report);
    writer.close()?;
    mate.close()?;
    office.close().await
}

impl Held {
    /// Syncs through the proxy on a new connection, beside a POST of the content.
    async fn add(
        &mut self,
        mut phone: Phone,
        proxy: &Proxy,
        post: &Post,
        content: &[u8],
    ) -> Result<(Phone, InStep), Failed> {
        let posted = post.send(content)?;
        self.floor_took.time(posted.took);
        self.floor_bytes.count(posted.bytes);
        phone.carrier = Carrier::new(proxy.port())?;
        let before = proxy.traffic();
        let step = phone.sync().await?;
        let (carried, after) = (phone.carrier.carried(), proxy.traffic());
        self.took.time(step.took);
        self.up.count(carried.up);
        self.down.count(carried.down);
        self.bodies.count(carried.up + carried.down);
        self.all.count((after.up - before.up) + (after.down - before.down));
        self.trips.count(carried.requests);
        Ok((phone, step))
    }

    fn lines(&self, what: &str, bytes: Option<f64>, trips: Option<f64>, report: &mut Report) {
        let floor = self.floor_bytes.median();
        report.lines.push(Line::ratio(format!("{what}: bodies"), self.bodies.median(), floor, "bytes", bytes));
        report.lines.push(Line::ratio(format!("{what}: with headers"), self.all.median(), floor, "bytes", None));
        report.lines.push(Line::plain(format!("{what}: round trips"), self.trips.median(), "trips", trips));
        let floor = self.floor_took.median();
        report.lines.push(Line::ratio(format!("{what}: time"), self.took.median(), floor, "ms", None));
    }
}

/// What the records say, as JSON.
fn content_of(phone: &Phone, jobs: &[DocumentId]) -> Result<Vec<u8>, Failed> {
    let jobs = jobs.iter().map(|id| Ok(job::read(&phone.store.load(*id)?)?)).collect::<Result<Vec<_>, Failed>>()?;
    Ok(serde_json::to_vec(&jobs)?)
}

/// The changes that wait to be sent, one after the other.
fn waiting(phone: &Phone) -> Result<Vec<u8>, Failed> {
    let entries = phone.store.next_batch(usize::MAX, usize::MAX)?.map(|batch| batch.entries).unwrap_or_default();
    let changes = entries.iter().filter_map(|entry| entry.link.change());
    Ok(changes.flat_map(|(_, _, bytes)| bytes).copied().collect())
}

/// A shift's work, saved edit by edit; gives what was done, as JSON.
fn work(phone: &Phone, jobs: &[DocumentId], round: usize) -> Result<Vec<u8>, Failed> {
    let mut dice = Dice::new(1_000 + round as u64);
    let mut done = Vec::new();
    for step in 0..EDITS_EACH {
        for id in jobs {
            let edit = saves::next(&phone.store.load(*id)?, step, &mut dice)?;
            phone.edit(*id, std::slice::from_ref(&edit))?;
            // A note's edit is what was added to it, not the whole text again.
            done.push((*id, phone.store.clocks()?.device, said(edit)));
        }
    }
    Ok(serde_json::to_vec(&done)?)
}

fn said(edit: domain::job::JobEdit) -> domain::job::JobEdit {
    use domain::job::JobEdit::EditNote;
    match edit {
        EditNote { text, .. } => {
            let sentence = text.trim_end().trim_end_matches('.').rsplit(". ").next().unwrap_or_default().to_owned();
            EditNote { base: Vec::new(), text: sentence }
        }
        other => other,
    }
}
