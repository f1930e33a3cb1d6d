//! A hub with so many records, and handhelds in step with it.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    time::Instant,
};

use documents::gate::{Limits, measure};
use domain::{id::RecordKind, scope::Scope};
use hub::{
    db::{
        DbError,
        sqlite::{feed, log, this},
    },
    import::{Format, Options},
};

use super::saves;

use crate::{
    Failed,
    carrier::Carrier,
    figures::Report,
    orders,
    phone::Phone,
    plan_of,
    town::{Office, copy, workshop},
};

/// The team that has nearly all work.
pub const MANY: &str = "MANY";

/// The team that has [`CREWS_JOBS`] jobs, however large the hub is.
pub const CREW: &str = "CREW";

/// Jobs of the small team.
pub const CREWS_JOBS: usize = 50;

/// Records that a handheld holds at most: in a larger town nobody has them all.
const MOST_HELD: usize = 10_000;

/// Records that are raised at most; those beyond are copied from one of them, row by row.
const MOST_RAISED: usize = 10_000;

/// Records copied in one transaction.
const COPIED_AT_ONCE: usize = 20_000;

/// Folders on the disk that is measured.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Records at the hub.
    pub records: usize,
    /// The hub's.
    pub hub: PathBuf,
    /// The handheld's that holds the large team's work, unless there is too much of it.
    pub many: PathBuf,
    /// The handheld's that holds the small team's work.
    pub crew: PathBuf,
}

/// Makes a setting in memory by the product's own ways (raise, enrol, fill), then copies it to the disk.
pub async fn make(
    name: &str,
    records: usize,
    codes: usize,
    disk: &Path,
    report: &mut Report,
) -> Result<Setting, Failed> {
    eprintln!("making {records} records and their handhelds");
    let began = Instant::now();
    let workshop = workshop().join(name);
    fs::create_dir_all(&workshop)?;
    let made = fill(&workshop, records, codes).await;
    if made.is_ok() {
        copy(&workshop, &disk.join(name))?;
    }
    fs::remove_dir_all(&workshop)?;
    let raised = made?;
    report.notes.push(format!(
        "Set-up of {records} records ({codes} codes): raised in {raised:.1} s in memory, {:.1} s with its handhelds \
         filled over loopback and all copied to the disk.",
        began.elapsed().as_secs_f64()
    ));
    let at = |part: &str| disk.join(name).join(part);
    Ok(Setting { records, hub: at("hub"), many: at("many"), crew: at("crew") })
}

async fn fill(workshop: &Path, records: usize, codes: usize) -> Result<f64, Failed> {
    let office = Office::open(&workshop.join("hub"), 0).await?;
    office.hub.name_landlord("Calder Vale Homes", "020 7946 0100")?;
    if codes > 0 {
        let file = workshop.join("codes.json");
        fs::write(&file, serde_json::to_vec(&orders::codes(codes))?)?;
        office.hub.import(Format::HackneySor, &file, &Options::default())?;
        fs::remove_file(file)?;
    }
    let began = Instant::now();
    for number in 0..records.min(MOST_RAISED) {
        let team = if number < CREWS_JOBS { CREW } else { MANY };
        office.hub.raise(&plan_of(orders::order(number)?), team)?;
    }
    for first in (MOST_RAISED..records).step_by(COPIED_AT_ONCE) {
        stock(&office, first..records.min(first + COPIED_AT_ONCE))?;
    }
    let raised = began.elapsed().as_secs_f64();
    let all = [("crew", CREW), ("many", MANY)];
    for (folder, team) in all.into_iter().take(if records > MOST_HELD { 1 } else { 2 }) {
        let phone = Phone::open(&workshop.join(folder), Carrier::new(office.port())?)?;
        phone.enrol(&office.invite(folder, team)?).await?;
        phone.sync().await?;
        phone.close()?;
    }
    office.close().await?;
    Ok(raised)
}

/// Gives the large team copies of its first job, under these numbers: what a hub does for one record of a million does
/// not depend on what the others say.
fn stock(office: &Office, numbers: Range<usize>) -> Result<(), Failed> {
    let original = saves::job_numbered(CREWS_JOBS);
    Ok(office.hub.database().write(|transaction| {
        let device = this::read(transaction)?.map(|this| this.device).ok_or(DbError::Damaged { what: "hub" })?;
        let changes = log::changes(transaction, original, 0, u64::MAX)?;
        for number in numbers {
            let (document, reference) = (saves::job_numbered(number), orders::reference(number));
            let (source, kind) = ("bench".to_owned(), RecordKind::Job);
            log::add_record(transaction, &log::Record { document, kind, source, reference, raised_as: [0; 32] })?;
            for change in &changes {
                let envelope =
                    measure(&change.bytes, &Limits::DEFAULT).map_err(|_| DbError::Damaged { what: "job" })?;
                let new = log::NewChange {
                    document,
                    change,
                    actor: envelope.actor,
                    sequence: envelope.sequence,
                    device,
                    n: 0,
                    received_at: envelope.time,
                    position_seen: 0,
                    flag: "",
                };
                log::append(transaction, &new)?;
            }
            feed::enter(transaction, &Scope::team_repairs(MANY), document)?;
        }
        Ok::<_, DbError>(())
    })?)
}
