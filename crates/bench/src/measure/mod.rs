//! The measurements, by what a person would feel.

mod growth;
mod idle;
mod lists;
mod saves;
mod setting;
mod syncs;

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
        }
    }
}

/// Measures everything in folders under `disk`, which is made and removed.
///
/// # Errors
/// Something did not work; there is no half report.
pub async fn everything(sizes: &Sizes, disk: PathBuf, report: &mut Report) -> Result<(), Failed> {
    let small = setting::make("small", sizes.small, 0, &disk, report).await?;
    let ordinary = setting::make("ordinary", sizes.ordinary, 0, &disk, report).await?;
    let large = setting::make("large", sizes.large, sizes.codes, &disk, report).await?;
    eprintln!("saving");
    saves::measure(sizes, &large, &disk, report).await?;
    eprintln!("reconnecting with nothing new");
    idle::measure(&[&small, &large], &disk, report).await?;
    eprintln!("filling, and sending a shift");
    syncs::measure(sizes, &ordinary, &disk, report).await?;
    eprintln!("pushing to hubs of several sizes");
    let mut hubs = vec![ordinary, large.clone()];
    for records in &sizes.hubs {
        hubs.push(setting::make(&format!("hub-{records}"), *records, 0, &disk, report).await?);
    }
    growth::measure(sizes, &hubs, &disk, report).await?;
    // Last: it puts a PIN before the large handheld.
    eprintln!("starting and searching");
    lists::measure(sizes, &large, &disk, report).await
}
