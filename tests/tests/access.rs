//! Who may write what, whole, beside the table that decides it.

use std::fmt::Write as _;

use domain::{
    access::{RecordPart, Role, may_hold, may_make, may_write},
    id::RecordKind,
    scope::Compartment,
};

#[test]
fn the_table_of_who_may_write_what_is_the_one_that_was_agreed() {
    let mut table = String::new();
    // A visit has the parts of a job, and its own writers; of every other part one kind of record decides.
    for (kind, parts) in [("job", RecordPart::ALL.as_slice()), ("visit", RecordPart::ALL.as_slice())] {
        let of = RecordKind::ALL.into_iter().find(|known| known.name() == kind).unwrap();
        for part in parts {
            for role in Role::ALL {
                let word = if may_write(role, of, *part) { "writes" } else { "-" };
                if kind == "job" || word != "-" {
                    writeln!(table, "{kind:<5} {:<16} {:<18} {word}", format!("{part:?}"), role.name()).unwrap();
                }
            }
        }
    }
    for compartment in Compartment::ALL {
        for role in Role::ALL {
            let word = if may_hold(role, compartment) { "holds" } else { "-" };
            writeln!(table, "{:<22} {:<18} {word}", compartment.name(), role.name()).unwrap();
        }
        let kinds: Vec<_> = RecordKind::ALL.into_iter().filter(|kind| compartment.holds(*kind)).collect();
        writeln!(table, "{:<22} takes in {kinds:?}", compartment.name()).unwrap();
    }
    for kind in RecordKind::ALL {
        for role in Role::ALL {
            let word = may_make(role, kind).map_or("-".to_owned(), |parts| format!("makes, with {parts:?}"));
            writeln!(table, "{:<16} {:<18} {word}", kind.name(), role.name()).unwrap();
        }
    }
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/access.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&golden, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(table, agreed, "the rule and tests/golden/access.txt differ; change both or neither");
}
