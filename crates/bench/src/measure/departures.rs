//! Saving while records leave: what has left is forgotten at once, and somebody else's door does not wait for that.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Instant,
};

use domain::{id::RecordKind, scope::Scope};
use protocol::message::{FeedEntry, News, ScopePage};
use store::Store;

use super::{
    Sizes, saves,
    setting::{CREWS_JOBS, MANY, Setting},
};
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples},
    floor::Bare,
    orders::Dice,
    phone::Phone,
    town::copy,
};

/// Records that leave together: one that the office gives to somebody else, and a patch that moves.
const LEAVING: [usize; 2] = [1, 100];

/// What a person does not notice.
const UNNOTICED: f64 = 100.0;

/// Jobs that are worked on meanwhile.
const WORKED_ON: usize = 100;

pub(super) fn measure(sizes: &Sizes, large: &Setting, disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let folder = disk.join("departing");
    copy(&large.many, &folder)?;
    let bare = Bare::create(&disk.join("bare-departures"))?;
    let phone = Phone::open(&folder, Carrier::new(1)?)?;
    let mut left = 0;
    for leaving in LEAVING {
        let (mut slowest, mut took, mut floor) = (Samples::default(), Samples::default(), Samples::default());
        for round in 0..sizes.rounds {
            let working = Working::start(&phone.store, round);
            let last = large.records - left;
            let began = Instant::now();
            phone.store.ingest(&leave(&phone.store, last - leaving..last)?)?;
            took.time(began.elapsed());
            slowest.time(working.stop()?);
            floor.time(bare.commit(&[0; 200])?);
            left += leaving;
        }
        let what = format!("{leaving} of {} records leave", large.records);
        report.lines.push(Line::ratio(
            format!("{what}: until nothing of them is left"),
            took.median(),
            floor.median(),
            "ms",
            None,
        ));
        report.lines.push(Line::plain(format!("{what}: slowest save meanwhile"), slowest.median(), "ms", UNNOTICED));
    }
    phone.close()
}

/// A page by which the large team loses these jobs.
fn leave(store: &Store, jobs: std::ops::Range<usize>) -> Result<ScopePage, Failed> {
    let scope = Scope::team_repairs(MANY);
    let cursors = store.cursors()?;
    let cursor = cursors.iter().find(|cursor| cursor.scope == scope).ok_or("the handheld holds no team's work")?;
    let entries =
        jobs.map(|number| FeedEntry { document: saves::job_numbered(number), kind: RecordKind::Job, news: News::Left });
    let position = cursor.position + 1;
    Ok(ScopePage { entries: entries.collect(), own: None, position, digest: None, scope })
}

/// Somebody who saves one edit after the other.
struct Working {
    enough: Arc<AtomicBool>,
    thread: thread::JoinHandle<Result<std::time::Duration, Failed>>,
}

impl Working {
    fn start(store: &Arc<Store>, round: usize) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let (until, store) = (Arc::clone(&enough), Arc::clone(store));
        let thread = thread::spawn(move || {
            let phone = Phone { store, carrier: Carrier::new(1)? };
            let (mut dice, mut slowest) = (Dice::new(round as u64), std::time::Duration::ZERO);
            for step in 0.. {
                let id = saves::job_numbered(CREWS_JOBS + step % WORKED_ON);
                let edit = saves::next(&phone.store.load(id)?, step, &mut dice)?;
                let began = Instant::now();
                phone.edit(id, &[edit])?;
                slowest = slowest.max(began.elapsed());
                if until.load(Relaxed) {
                    break;
                }
            }
            Ok(slowest)
        });
        Self { enough, thread }
    }

    /// How long the slowest save took.
    fn stop(self) -> Result<std::time::Duration, Failed> {
        self.enough.store(true, Relaxed);
        self.thread.join().map_err(|_| "whoever saved meanwhile panicked")?
    }
}
