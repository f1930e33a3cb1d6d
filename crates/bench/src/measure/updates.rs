//! A new version of the app meets a full handheld of an older one: how long that takes, how long it says nothing, and the
//! way back when it fails.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use store::{Place, Store, StoreError};

use super::setting::Setting;
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples, exact},
    phone::{Phone, handheld},
    town::copy,
};

/// The layout before the words of the work could be searched: from here every record's rows are made again.
const OLDER: u32 = 9;

pub(super) fn measure(large: &Setting, disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let older = older(&large.many, &disk.join("older"))?;
    let (began, mut told) = (Instant::now(), vec![Instant::now()]);
    let updated = Store::open_telling(&handheld(&older), None, &mut |_| told.push(Instant::now()))?;
    let took = began.elapsed();
    told.push(Instant::now());
    let mut silences = Samples::default();
    for (from, to) in told.iter().zip(told.iter().skip(1)) {
        silences.time(to.duration_since(*from));
    }
    let (held, found) = (updated.jobs_held()?, updated.search_jobs("boiler", 50)?.len());
    if held as usize != large.records - super::setting::CREWS_JOBS || found == 0 {
        return Err(format!("after the update {held} jobs are held, and a search finds {found}").into());
    }
    updated.close()?;
    let what = format!("update of {} records", large.records);
    report.lines.push(Line::plain(format!("{what}: time"), took.as_secs_f64() * 1e3, "ms", None));
    report.lines.push(Line::plain(format!("{what}: words of progress"), exact(told.len() as u64 - 2), "times", None));
    report.lines.push(Line::plain(format!("{what}: longest without one"), silences.most(), "ms", None));

    let spoilt = disk.join("spoilt");
    copy(&large.many, &spoilt)?;
    let phone = Phone::open(&spoilt, Carrier::new(1)?)?;
    phone.store.mistake_kinds()?;
    phone.close()?;
    let failing = self::older(&spoilt, &disk.join("failing"))?;
    let database = Place::new(&failing).database();
    let before = fs::read(&database)?;
    let began = Instant::now();
    match Store::open(&handheld(&failing), None) {
        Err(StoreError::NotUpdated { .. }) => {}
        other => return Err(format!("an update that must fail gave {other:?}").into()),
    }
    let took = began.elapsed();
    if fs::read(&database)? != before {
        return Err("an update that failed did not leave the database as it was".into());
    }
    report.lines.push(Line::plain(
        format!("{what} that fails: all is as it was after"),
        took.as_secs_f64() * 1e3,
        "ms",
        None,
    ));
    Ok(())
}

/// Makes a handheld of an older version that holds what the one in `folder` holds; gives its folder.
fn older(folder: &Path, into: &Path) -> Result<PathBuf, Failed> {
    let (place, older) = (Place::new(folder), Place::new(into));
    fs::create_dir_all(older.folder())?;
    fs::copy(place.keys(), older.keys())?;
    copy(&folder.join("keystore"), &into.join("keystore"))?;
    let phone = Phone::open(folder, Carrier::new(1)?)?;
    phone.store.copy_with_layout(&older, OLDER)?;
    phone.close()?;
    Ok(into.to_owned())
}
