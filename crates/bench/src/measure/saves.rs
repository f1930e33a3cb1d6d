//! Saving one edit on a large handheld, against a bare durable commit of as many bytes.

use std::{path::Path, time::Instant};

use documents::{ChangeHash, Document, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::JobEdit,
};

use super::{Sizes, setting::Setting};
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples},
    floor::Bare,
    orders::{self, Dice},
    phone::Phone,
    town::{copy, workshop},
};

/// About what one change has.
const CHANGE_BYTES: usize = 200;

/// Saves that are made before any is counted.
const WARM: usize = 20;

/// Saves between two moments at which nothing was being exchanged.
const RESTED_EVERY: usize = 60;

pub(super) async fn measure(sizes: &Sizes, large: &Setting, disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let bare = Bare::create(&disk.join("bare-saves"))?;
    let phone = Phone::open(&large.many, Carrier::new(1)?)?;
    let (saves, floor) = alternately(&phone, &bare, sizes.saves, large.records)?;
    phone.close()?;
    let what = format!("save one edit, {} records", large.records);
    report.lines.push(Line::ratio(format!("{what}: median"), saves.median(), floor.median(), "ms", 1.5));
    report.lines.push(Line::ratio(format!("{what}: p99"), saves.p99(), floor.p99(), "ms", 3.0));

    // The same where the disk costs nothing: what is left is computing.
    let memory = workshop().join("saves");
    copy(&large.many, &memory.join("phone"))?;
    let bare = Bare::create(&memory.join("bare"))?;
    let phone = Phone::open(&memory.join("phone"), Carrier::new(1)?)?;
    let measured = alternately(&phone, &bare, sizes.saves, large.records);
    phone.close()?;
    std::fs::remove_dir_all(memory)?;
    let (saves, floor) = measured?;
    report.lines.push(Line::ratio(format!("{what}: in memory"), saves.median(), floor.median(), "ms", None));
    Ok(())
}

fn alternately(phone: &Phone, bare: &Bare, count: usize, records: usize) -> Result<(Samples, Samples), Failed> {
    let (mut saves, mut floor) = (Samples::default(), Samples::default());
    let mut dice = Dice::new(7);
    for step in 0..count + WARM {
        let id = job_numbered(super::setting::CREWS_JOBS + (step * 7) % (records - super::setting::CREWS_JOBS));
        let edit = next(&phone.store.load(id)?, step, &mut dice)?;
        let began = Instant::now();
        phone.edit(id, std::slice::from_ref(&edit))?;
        let took = began.elapsed();
        let bare = bare.commit(&[0; CHANGE_BYTES])?;
        // As after an exchange that left nothing to do, once a minute of a busy hour or so.
        if step % RESTED_EVERY == 0 {
            phone.store.rest()?;
        }
        if step >= WARM {
            saves.time(took);
            floor.time(bare);
        }
    }
    Ok((saves, floor))
}

/// The record of an order.
pub(super) fn job_numbered(number: usize) -> DocumentId {
    DocumentId::derived("bench", RecordKind::Job, &orders::reference(number))
}

/// What somebody does next to a record.
pub(super) fn next(document: &Document, step: usize, dice: &mut Dice) -> Result<JobEdit, Failed> {
    let version = document.heads().iter().map(ChangeHash::as_bytes).copied().collect();
    Ok(orders::edit(&job::read(document)?, version, step, dice))
}
