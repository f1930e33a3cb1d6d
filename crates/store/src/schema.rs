//! The database's layout: numbered migrations, applied in order, each in its own transaction.
//!
//! They are append-only: a released file never changes. An older app refuses a newer layout and touches nothing.

use rusqlite::{Connection, TransactionBehavior};

/// Every migration, oldest first; a database's `user_version` is the number of the last one applied to it.
const MIGRATIONS: [(&str, &str); 40] = [
    ("001_identity.sql", include_str!("../../../migrations/device/001_identity.sql")),
    ("002_records.sql", include_str!("../../../migrations/device/002_records.sql")),
    ("003_read_models.sql", include_str!("../../../migrations/device/003_read_models.sql")),
    ("004_reference.sql", include_str!("../../../migrations/device/004_reference.sql")),
    ("005_attachments.sql", include_str!("../../../migrations/device/005_attachments.sql")),
    ("006_forgetting.sql", include_str!("../../../migrations/device/006_forgetting.sql")),
    ("007_settings.sql", include_str!("../../../migrations/device/007_settings.sql")),
    ("008_standards.sql", include_str!("../../../migrations/device/008_standards.sql")),
    ("009_photos.sql", include_str!("../../../migrations/device/009_photos.sql")),
    ("010_finding.sql", include_str!("../../../migrations/device/010_finding.sql")),
    ("011_drafts.sql", include_str!("../../../migrations/device/011_drafts.sql")),
    ("012_forms.sql", include_str!("../../../migrations/device/012_forms.sql")),
    ("013_the_day.sql", include_str!("../../../migrations/device/013_the_day.sql")),
    ("014_translations.sql", include_str!("../../../migrations/device/014_translations.sql")),
    ("015_withdrawal.sql", include_str!("../../../migrations/device/015_withdrawal.sql")),
    ("016_drift.sql", include_str!("../../../migrations/device/016_drift.sql")),
    ("017_own_answers.sql", include_str!("../../../migrations/device/017_own_answers.sql")),
    ("018_officers.sql", include_str!("../../../migrations/device/018_officers.sql")),
    ("019_rebuild.sql", include_str!("../../../migrations/device/019_rebuild.sql")),
    ("020_favourites.sql", include_str!("../../../migrations/device/020_favourites.sql")),
    ("021_refused_offers.sql", include_str!("../../../migrations/device/021_refused_offers.sql")),
    ("022_van_stock.sql", include_str!("../../../migrations/device/022_van_stock.sql")),
    ("023_landlord_settings.sql", include_str!("../../../migrations/device/023_landlord_settings.sql")),
    ("024_quickly.sql", include_str!("../../../migrations/device/024_quickly.sql")),
    ("025_words_apart.sql", include_str!("../../../migrations/device/025_words_apart.sql")),
    ("026_line.sql", include_str!("../../../migrations/device/026_line.sql")),
    ("027_rewriting.sql", include_str!("../../../migrations/device/027_rewriting.sql")),
    ("028_joining.sql", include_str!("../../../migrations/device/028_joining.sql")),
    ("029_reasons.sql", include_str!("../../../migrations/device/029_reasons.sql")),
    ("030_done_again.sql", include_str!("../../../migrations/device/030_done_again.sql")),
    ("031_home_places.sql", include_str!("../../../migrations/device/031_home_places.sql")),
    ("032_put_right.sql", include_str!("../../../migrations/device/032_put_right.sql")),
    ("033_timeline.sql", include_str!("../../../migrations/device/033_timeline.sql")),
    ("034_raised_alerts.sql", include_str!("../../../migrations/device/034_raised_alerts.sql")),
    ("035_incidents.sql", include_str!("../../../migrations/device/035_incidents.sql")),
    ("036_lone_work.sql", include_str!("../../../migrations/device/036_lone_work.sql")),
    ("037_map_file.sql", include_str!("../../../migrations/device/037_map_file.sql")),
    ("038_van_counts.sql", include_str!("../../../migrations/device/038_van_counts.sql")),
    ("039_asb.sql", include_str!("../../../migrations/device/039_asb.sql")),
    ("040_ring_control.sql", include_str!("../../../migrations/device/040_ring_control.sql")),
];

/// The newest layout that this build knows.
pub(crate) const NEWEST: u32 = {
    assert!(MIGRATIONS.len() < 1000, "migrations are numbered with three digits");
    #[allow(clippy::cast_possible_truncation, reason = "fewer than a thousand, as asserted")]
    {
        MIGRATIONS.len() as u32
    }
};

/// The layout that a database has.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a database to the newest layout. A migration that fails leaves the layout as it was before it.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_to(connection, NEWEST)
}

/// The same, as far as this layout.
pub(crate) fn migrate_to(connection: &mut Connection, layout: u32) -> rusqlite::Result<()> {
    for (number, (_, sql)) in (1..=layout).zip(MIGRATIONS) {
        // Read within the transaction: another process of this app may be doing the same.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? < number {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_applied_in_the_order_of_its_number() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/device");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        assert_eq!(files, MIGRATIONS.map(|(name, _)| name.to_owned()));
        for (number, name) in (1..).zip(&files) {
            assert!(name.starts_with(&format!("{number:03}_")), "{name} breaks the numbering");
        }
    }

    #[test]
    fn every_table_of_ours_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut statement = connection
            .prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                 AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap();
        let loose: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(loose, Vec::<String>::new());
    }
}
