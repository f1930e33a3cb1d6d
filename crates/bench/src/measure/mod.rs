//! The measurements, by what a person would feel.

mod departures;
mod growth;
mod idle;
mod lists;
mod saves;
mod screens;
mod setting;
mod syncs;
mod updates;

use std::path::PathBuf;

use crate::{Failed, figures::Report};

/// How large everything is.
#[derive(Debug, Clone)]
pub struct Sizes {
    /// Records of a large handheld.
    pub large: usize,
    /// Records of an ordinary one.
    pub ordinary: usize,
    /// Records of a small one.
    pub small: usize,
    /// Schedule-of-rates codes.
    pub codes: usize,
    /// Saves.
    pub saves: usize,
    /// Jobs touched in a shift, with 25 edits each.
    pub touched: usize,
    /// Further hubs, by records.
    pub hubs: Vec<usize>,
    /// Repetitions of what takes long.
    pub rounds: usize,
    /// What to measure; everything when it is empty.
    pub only: Vec<Part>,
}

/// One of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Saving an edit.
    Saves,
    /// Reconnecting with nothing new.
    Idle,
    /// First fills, and a shift's edits on their way up and down.
    Syncs,
    /// What a pushed change costs hubs of several sizes.
    Growth,
    /// Saving while records leave.
    Departures,
    /// Bringing the full database of an older version up to date.
    Updates,
    /// Starting, listing and searching.
    Lists,
    /// What the screens weigh.
    Screens,
}

impl Part {
    const ALL: [(&str, Self); 8] = [
        ("saves", Self::Saves),
        ("idle", Self::Idle),
        ("syncs", Self::Syncs),
        ("growth", Self::Growth),
        ("departures", Self::Departures),
        ("updates", Self::Updates),
        ("lists", Self::Lists),
        ("screens", Self::Screens),
    ];

    /// A measurement by its name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find_map(|(known, part)| (known == name).then_some(part))
    }

    /// Every name, for a person.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }
}

impl Sizes {
    /// As the budgets name them.
    #[must_use]
    pub fn full() -> Self {
        Self {
            large: 10_000,
            ordinary: 1_000,
            small: 100,
            codes: 21_712,
            saves: 500,
            touched: 40,
            hubs: vec![1_000_000],
            rounds: 5,
            only: Vec::new(),
        }
    }

    /// A tenth: to see that everything works.
    #[must_use]
    pub fn quick() -> Self {
        Self {
            large: 1_000,
            ordinary: 200,
            small: 100,
            codes: 2_171,
            saves: 100,
            touched: 8,
            hubs: Vec::new(),
            rounds: 2,
            only: Vec::new(),
        }
    }
}

/// Measures everything in folders under `disk`, which is made and removed.
///
/// # Errors
/// Something did not work; there is no half report.
pub async fn everything(sizes: &Sizes, disk: PathBuf, report: &mut Report) -> Result<(), Failed> {
    let wants = |parts: &[Part]| sizes.only.is_empty() || parts.iter().any(|part| sizes.only.contains(part));
    let mut settings = Settings { disk: &disk, made: Vec::new() };
    if wants(&[Part::Saves]) {
        let large = settings.of("large", sizes.large, sizes.codes, report).await?;
        eprintln!("saving");
        saves::measure(sizes, &large, &disk, report).await?;
    }
    if wants(&[Part::Idle]) {
        let small = settings.of("small", sizes.small, 0, report).await?;
        let large = settings.of("large", sizes.large, sizes.codes, report).await?;
        eprintln!("reconnecting with nothing new");
        idle::measure(&[&small, &large], &disk, report).await?;
    }
    if wants(&[Part::Syncs]) {
        let ordinary = settings.of("ordinary", sizes.ordinary, 0, report).await?;
        eprintln!("filling, and sending a shift");
        syncs::measure(sizes, &ordinary, &disk, report).await?;
    }
    if wants(&[Part::Growth]) {
        let mut hubs = vec![settings.of("ordinary", sizes.ordinary, 0, report).await?];
        hubs.push(settings.of("large", sizes.large, sizes.codes, report).await?);
        for records in &sizes.hubs {
            hubs.push(settings.of(&format!("hub-{records}"), *records, 0, report).await?);
        }
        eprintln!("pushing to hubs of several sizes");
        growth::measure(sizes, &hubs, &disk, report).await?;
    }
    if wants(&[Part::Departures]) {
        let large = settings.of("large", sizes.large, sizes.codes, report).await?;
        eprintln!("saving while records leave");
        departures::measure(sizes, &large, &disk, report)?;
    }
    if wants(&[Part::Updates]) {
        let large = settings.of("large", sizes.large, sizes.codes, report).await?;
        eprintln!("bringing an older database up to date");
        updates::measure(&large, &disk, report)?;
    }
    // Last: it puts a PIN before the large handheld.
    if wants(&[Part::Lists]) {
        let large = settings.of("large", sizes.large, sizes.codes, report).await?;
        eprintln!("starting and searching");
        lists::measure(sizes, &large, &disk, report).await?;
    }
    if wants(&[Part::Screens]) {
        screens::measure(report)?;
    }
    Ok(())
}

/// Settings, each made when it is first wanted.
struct Settings<'a> {
    disk: &'a std::path::Path,
    made: Vec<(String, setting::Setting)>,
}

impl Settings<'_> {
    async fn of(
        &mut self,
        name: &str,
        records: usize,
        codes: usize,
        report: &mut Report,
    ) -> Result<setting::Setting, Failed> {
        if let Some((_, made)) = self.made.iter().find(|(made, _)| made == name) {
            return Ok(made.clone());
        }
        let made = setting::make(name, records, codes, self.disk, report).await?;
        self.made.push((name.to_owned(), made.clone()));
        Ok(made)
    }
}
