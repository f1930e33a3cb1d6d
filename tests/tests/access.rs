//! Who may write what, whole, beside the table that decides it.

use std::fmt::Write as _;

use domain::{
    access::{RecordPart, Role, may_make, may_write},
    id::RecordKind,
};

#[test]
fn the_table_of_who_may_write_what_is_the_one_that_was_agreed() {
    let mut table = String::new();
    for part in RecordPart::ALL {
        for role in Role::ALL {
            let word = if may_write(role, part) { "writes" } else { "-" };
            writeln!(table, "{:<16} {:<18} {word}", format!("{part:?}"), role.name()).unwrap();
        }
    }
    for kind in RecordKind::ALL {
        for role in Role::ALL {
            let word = may_make(role, kind).map_or("-".to_owned(), |parts| format!("makes, with {parts:?}"));
            writeln!(table, "{:<16} {:<18} {word}", kind.name(), role.name()).unwrap();
        }
    }
    let agreed = include_str!("../golden/access.txt");
    assert_eq!(table, agreed, "the rule and tests/golden/access.txt differ; change both or neither");
}
