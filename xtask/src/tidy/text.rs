//! Rules about the text of single files.

use super::Breach;

/// Kinds of file that people write. Lockfiles and recorded data are judged by other rules or none.
const WRITTEN: &[&str] =
    &["rs", "ts", "svelte", "js", "mjs", "css", "scss", "html", "toml", "sql", "md", "ftl", "sh", "yml", "run"];

/// Words that never reach main, split so that this file does not break its own rule.
const WORDS: &[(&str, &str)] = &[
    (concat!("to", "do!"), "finish it or leave it out"),
    (concat!("FIX", "ME"), "fix it, or say in the issue tracker what is wrong"),
    (concat!("TO", "DO"), "do it, or say in the issue tracker what is missing"),
    (concat!("db", "g!"), "take the debugging out, or trace it properly"),
    (concat!("/wo", "rk/"), "a path of one machine: make it relative to the repository"),
    (concat!("/ro", "ot/"), "a path of one machine: make it relative to the repository"),
];

/// Marks that switch a test off or the others out.
const SWITCHES: &[(&str, &[&str])] = &[
    ("rs", &[concat!("#[", "ignore")]),
    ("test.ts", &[concat!(".on", "ly("), concat!(".sk", "ip(")]),
    ("test.mjs", &[concat!(".on", "ly("), concat!(".sk", "ip(")]),
];

/// Every rule broken in one file.
pub fn check(file: &str, content: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if has_extension(file, "rs") && !content.starts_with("//!") {
        breaches
            .push(Breach { place: format!("{file}:1"), words: "open the file with `//!`: what lives here?".into() });
    }
    if WRITTEN.iter().any(|extension| has_extension(file, extension)) || file == ".ci/run" {
        for (word, remedy) in WORDS {
            breaches.extend(each_line(file, content, word, &format!("'{word}': {remedy}.")));
        }
    }
    for (kind, marks) in SWITCHES.iter().filter(|(kind, _)| has_extension(file, kind)) {
        for mark in *marks {
            let words = format!("'{mark}' switches tests off. Mend the test, or take it out and say so ({kind}).");
            breaches.extend(each_line(file, content, mark, &words));
        }
    }
    if file.ends_with("package-lock.json") {
        let words = "the lockfile names the registry of one machine. Set omit-lockfile-registry-resolved=true in \
                     .npmrc and make it again.";
        breaches.extend(each_line(file, content, "\"resolved\": \"http", words).into_iter().take(1));
    }
    breaches
}

fn has_extension(file: &str, extension: &str) -> bool {
    file.strip_suffix(extension).is_some_and(|stem| stem.ends_with('.'))
}

fn each_line(file: &str, content: &str, mark: &str, words: &str) -> Vec<Breach> {
    let hits = content.lines().enumerate().filter(|(_, line)| line.contains(mark));
    hits.map(|(index, _)| Breach { place: format!("{file}:{}", index + 1), words: words.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(file: &str, content: &str) -> Vec<String> {
        check(file, content).into_iter().map(|breach| breach.place).collect()
    }

    #[test]
    fn a_rust_file_says_what_lives_in_it() {
        assert_eq!(places("crates/domain/src/job.rs", "use serde::Serialize;\n"), ["crates/domain/src/job.rs:1"]);
        assert_eq!(places("crates/domain/src/job.rs", "//! Jobs.\n"), [""; 0]);
    }

    #[test]
    fn unfinished_work_is_found_by_line() {
        let code = format!("//! Jobs.\nfn a() {{ {}() }}\n// {}\n", WORDS[0].0, WORDS[1].0);
        assert_eq!(
            places("crates/domain/src/job.rs", &code),
            ["crates/domain/src/job.rs:2", "crates/domain/src/job.rs:3"]
        );
        assert_eq!(places("ui/src/App.svelte", &format!("<!-- {} -->", WORDS[2].0)), ["ui/src/App.svelte:1"]);
        assert_eq!(places("crates/hub/src/a.rs", &format!("//! A.\n{}(x);\n", WORDS[3].0)), ["crates/hub/src/a.rs:2"]);
    }

    #[test]
    fn a_path_of_one_machine_is_found_also_in_scripts() {
        assert_eq!(places(".ci/run", &format!("cd {}main\n", WORDS[4].0)), [".ci/run:1"]);
        assert_eq!(places("README.md", &format!("see {}x\n", WORDS[5].0)), ["README.md:1"]);
    }

    #[test]
    fn tests_may_not_be_switched_off() {
        let ignored = format!("//! Tests.\n{}]\nfn a() {{}}\n", SWITCHES[0].1[0]);
        assert_eq!(places("tests/src/lib.rs", &ignored), ["tests/src/lib.rs:2"]);
        let story = format!("test{}'a', () => {{}})\n", SWITCHES[1].1[0]);
        assert_eq!(places("ui/src/a.test.ts", &story), ["ui/src/a.test.ts:1"]);
        let story = format!("test{}'a', () => {{}})\n", SWITCHES[2].1[1]);
        assert_eq!(places("tests/e2e/browser/a.test.mjs", &story), ["tests/e2e/browser/a.test.mjs:1"]);
    }

    #[test]
    fn leaving_elements_out_of_an_iterator_is_no_switch() {
        let code = format!("//! Jobs.\nlet a = b.iter(){}1);\n", SWITCHES[1].1[1]);
        assert_eq!(places("crates/domain/src/job.rs", &code), [""; 0]);
    }

    #[test]
    fn a_lockfile_names_no_registry() {
        let lock = "{\n  \"resolved\": \"https://mirror.example.org/a.tgz\",\n  \"resolved\": \"https://b\"\n}\n";
        assert_eq!(places("ui/package-lock.json", lock), ["ui/package-lock.json:2"]);
    }
}
