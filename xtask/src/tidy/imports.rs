//! Which crate may depend on which. The compiler refuses circles; only this refuses a wrong direction.

use serde_json::Value;

use super::Breach;
use crate::trouble::{Doing, Trouble};

/// A crate of the workspace and everything that its Cargo.toml depends on, for building and testing alike.
#[derive(Debug)]
pub struct Crate {
    name: String,
    dependencies: Vec<String>,
}

/// What each crate may import of the others: from the screens' end down to the rules, never back up.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("documents", &["domain"]),
    ("protocol", &["documents", "domain"]),
    ("store", &["protocol", "documents", "domain"]),
    ("sync", &["store", "protocol", "documents", "domain"]),
    ("paper", &[]),
    ("app", &["sync", "store", "protocol", "documents", "domain", "paper"]),
    ("doorstep-app", &["app"]),
    ("bridge", &["app"]),
    ("cli", &["documents", "domain"]),
    // Never the handheld's crates: a hub that read a handheld's tables would tie their migrations together.
    ("hub", &["protocol", "documents", "domain", "paper"]),
    // It measures both ends, and ships with neither.
    ("bench", &["app", "hub", "sync", "store", "protocol", "documents", "domain"]),
    // It stands in for the C library, and no crate that ships may link it.
    ("faulty-disk", &[]),
    ("tests", &["faulty-disk", "app", "bridge", "hub", "sync", "store", "protocol", "documents", "domain"]),
    ("bench", &["app", "hub", "sync", "store", "protocol", "documents", "domain"]),
    ("xtask", &[]),
];

/// Crates from outside that stay behind one door, and why.
const DOORS: &[(&str, &[&str], &str)] = &[
    ("automerge", &["documents"], "everything that merges goes through the gate there"),
    ("krilla", &["paper"], "one place sets what goes on paper"),
    ("reqwest", &["sync"], "the handheld speaks to the network in sync::http alone"),
    // Stories look into databases, and damage them, from outside; measurements stand beside a bare one.
    ("rusqlite", &["store", "hub", "tests", "bench"], "others ask the store or the hub's database functions"),
    ("tauri", &["doorstep-app"], "the app must run without a window"),
    ("axum", &["hub", "bridge", "tests"], "only they listen"),
];

/// The workspace's crates, from what `cargo metadata --no-deps` prints.
pub fn crates(metadata: &str) -> Result<Vec<Crate>, Trouble> {
    let metadata: Value = serde_json::from_str(metadata).doing("read what `cargo metadata` printed")?;
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let name = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
    Ok(list(&metadata, "packages")
        .iter()
        .filter_map(|package| {
            let dependencies = list(package, "dependencies").iter().filter_map(name).collect();
            Some(Crate { name: name(package)?, dependencies })
        })
        .collect())
}

/// Every import that runs the wrong way.
pub fn check(crates: &[Crate]) -> Vec<Breach> {
    let ours = |name: &str| crates.iter().any(|other| other.name == name);
    let mut breaches = Vec::new();
    for Crate { name, dependencies } in crates {
        let breach = |words: String| Breach { place: place(name), words };
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| known == name) else {
            breaches.push(breach(format!(
                "the crate {name} is not in the table of imports. Say in xtask/src/tidy/imports.rs what it may import."
            )));
            continue;
        };
        for other in dependencies.iter().filter(|other| ours(other) && !allowed.contains(&other.as_str())) {
            breaches.push(breach(format!("{name} may not import {other}: imports run one way (ARCHITECTURE.md).")));
        }
        for (guarded, allowed, reason) in DOORS {
            if dependencies.iter().any(|other| other == guarded) && !allowed.contains(&name.as_str()) {
                breaches.push(breach(format!("only {} may depend on {guarded}: {reason}.", allowed.join(" and "))));
            }
        }
    }
    breaches
}

fn place(name: &str) -> String {
    match name {
        "doorstep-app" => "Cargo.toml".to_owned(),
        "tests" | "xtask" => format!("{name}/Cargo.toml"),
        _ => format!("crates/{name}/Cargo.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(edges: &[(&str, &[&str])]) -> Vec<Crate> {
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        edges
            .iter()
            .map(|(name, dependencies)| Crate { name: (*name).into(), dependencies: named(dependencies) })
            .collect()
    }

    fn words(edges: &[(&str, &[&str])]) -> Vec<String> {
        check(&workspace(edges)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn imports_that_run_down_are_fine() {
        assert_eq!(words(&[("domain", &["serde"]), ("documents", &["domain", "automerge"])]), [""; 0]);
    }

    #[test]
    fn the_rules_may_not_know_the_documents() {
        let words = words(&[("domain", &["documents"]), ("documents", &[])]);
        assert_eq!(words.len(), 1);
        assert!(words[0].starts_with("crates/domain/Cargo.toml: domain may not import documents"), "{words:?}");
    }

    #[test]
    fn the_hub_may_not_know_the_handheld() {
        let words = words(&[("hub", &["store"]), ("store", &[])]);
        assert!(words[0].contains("hub may not import store"), "{words:?}");
    }

    #[test]
    fn a_guarded_crate_stays_behind_its_door_even_in_tests() {
        let words = words(&[("tests", &["automerge", "reqwest"]), ("app", &["reqwest"])]);
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(words[0].contains("only documents may depend on automerge"), "{words:?}");
        assert!(words[2].starts_with("crates/app/Cargo.toml: only sync may depend on reqwest"), "{words:?}");
    }

    #[test]
    fn a_new_crate_must_say_what_it_imports() {
        assert!(words(&[("gossip", &[])])[0].contains("gossip is not in the table"));
    }

    #[test]
    fn crates_are_read_from_cargos_own_description() {
        let metadata = r#"{"packages":[{"name":"sync","dependencies":[{"name":"store","kind":null},
            {"name":"reqwest","kind":"dev"}]}]}"#;
        let crates = crates(metadata).unwrap();
        assert_eq!(crates[0].name, "sync");
        assert_eq!(crates[0].dependencies, ["store", "reqwest"]);
    }

    #[test]
    fn the_table_itself_has_no_way_back_up() {
        let position = |name: &str| ALLOWED.iter().position(|(known, _)| *known == name);
        for (index, (name, allowed)) in ALLOWED.iter().enumerate() {
            assert!(
                allowed.iter().all(|other| position(other) < Some(index)),
                "{name} is listed before what it imports"
            );
        }
    }
}
