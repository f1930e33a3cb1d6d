//! Work moves while somebody works on it: every kind of move at every moment, on a real hub and two real handhelds.
//!
//! The table of what becomes of it is `tests/golden/moving-work.txt`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod landlord;
mod row;

use std::sync::Arc;

use landlord::Move;
use row::When;
use tokio::{sync::Semaphore, task::JoinSet};

/// Rows that are played at the same time.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn every_move_at_every_moment_ends_as_the_table_says() {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut rows = JoinSet::new();
    for (number, (moved, when)) in
        Move::ALL.into_iter().flat_map(|moved| When::ALL.map(|when| (moved, when))).enumerate()
    {
        let room = Arc::clone(&room);
        rows.spawn(async move {
            let _place = room.acquire().await.unwrap();
            (number, row::play(moved, when).await)
        });
    }
    let mut rows = rows.join_all().await;
    rows.sort();
    let table: String = rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>().join("\n");
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/moving-work.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&golden, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(table, agreed, "what became of the work and tests/golden/moving-work.txt differ");
}
