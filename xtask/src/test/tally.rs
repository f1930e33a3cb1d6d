//! How many tests passed and failed, read from the closing lines of the runners.

use std::ops::Add;

use crate::trouble::Trouble;

/// Tests that ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that failed.
    pub failed: u32,
}

/// Said of a runner that ran no test.
pub const NONE: &str = "No test ran.";

impl Tally {
    /// A check that held.
    pub const ONE: Self = Self { passed: 1, failed: 0 };

    /// "12", or "11/12" when one failed.
    pub fn shown(self) -> String {
        match self {
            Self { passed, failed: 0 } => passed.to_string(),
            Self { passed, failed } => format!("{passed}/{}", passed + failed),
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Takes a runner at its word only where its count and its exit agree.
pub fn judge(name: &str, success: bool, tally: Tally) -> Result<Tally, Trouble> {
    match (success, tally) {
        (true, Tally { passed: 0, failed: 0 }) => Err(Trouble::because(NONE)),
        (false, Tally { failed: 0, .. }) => {
            Err(Trouble::because(format!("`{name}` failed, although it counts no failed test.")))
        }
        (_, tally) => Ok(tally),
    }
}

/// The text without the escape sequences that colour it.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut pieces = text.split('\u{1b}');
    plain.extend(pieces.next());
    for piece in pieces {
        // "[31m": parameters, and one letter that ends the sequence.
        let end = piece.find(|letter: char| letter.is_ascii_alphabetic()).map_or(piece.len(), |at| at + 1);
        plain.extend(piece.get(end..));
    }
    plain
}

/// `Summary [ 1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped`
pub fn nextest(text: &str) -> Tally {
    let summary = text.lines().rev().find(|line| line.trim_start().starts_with("Summary ["));
    let (_, counts) = summary.and_then(|line| line.split_once("run:")).unwrap_or_default();
    let failed = ["failed", "timed out", "exec failed"].into_iter().map(|word| before(counts, word)).sum();
    Tally { passed: before(counts, "passed"), failed }
}

/// `test result: ok. 5 passed; 0 failed; 0 ignored; …`, once for each program of tests.
pub fn cargo(text: &str) -> Tally {
    let results = text.lines().filter(|line| line.trim_start().starts_with("test result:"));
    results.fold(Tally::default(), |sum, line| {
        let counts = line.split_once(". ").map_or("", |(_, counts)| counts);
        sum + Tally { passed: before(counts, "passed"), failed: before(counts, "failed") }
    })
}

/// `      Tests  1 failed | 11 passed (12)`
pub fn vitest(text: &str) -> Tally {
    let summary = text.lines().rev().find(|line| line.trim_start().starts_with("Tests "));
    let counts = summary.map_or("", |line| line.trim_start().trim_start_matches("Tests"));
    Tally { passed: before(counts, "passed"), failed: before(counts, "failed") }
}

/// `ℹ pass 3` and `ℹ fail 0`
pub fn node(text: &str) -> Tally {
    let count = |word: &str| {
        let mut lines =
            text.lines().rev().filter_map(|line| line.trim_start_matches(['ℹ', '#', ' ']).strip_prefix(word));
        lines.find_map(|rest| rest.trim().parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("pass "), failed: count("fail ") + count("cancelled ") }
}

/// The number in front of a word, in a list parted by commas, semicolons or bars.
fn before(counts: &str, word: &str) -> u32 {
    counts
        .split([',', ';', '|'])
        .filter_map(|part| part.trim().split_once(' '))
        .find(|(_, rest)| rest.trim() == word || rest.starts_with(&format!("{word} ")))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextests_closing_line_is_read() {
        let text = "    Summary [   3.214s] 14 tests run: 12 passed (1 slow), 1 failed, 1 timed out, 2 skipped\n";
        assert_eq!(nextest(text), Tally { passed: 12, failed: 2 });
        assert_eq!(
            nextest("     Summary [   0.010s] 3 tests run: 3 passed, 0 skipped\n"),
            Tally { passed: 3, failed: 0 }
        );
    }

    #[test]
    fn cargos_closing_lines_are_summed() {
        let text = "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured\nrunning 2 tests\n\
                    test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n";
        assert_eq!(cargo(text), Tally { passed: 6, failed: 1 });
    }

    #[test]
    fn vitests_closing_line_is_read_through_its_colours() {
        let text = " Test Files  1 passed (1)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\
                    \u{1b}[2m | \u{1b}[22m\u{1b}[32m11 passed\u{1b}[39m (12)\n";
        assert_eq!(vitest(&plain(text)), Tally { passed: 11, failed: 1 });
    }

    #[test]
    fn nodes_closing_lines_are_read() {
        let text = "ℹ tests 4\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(node(text), Tally { passed: 2, failed: 2 });
    }

    #[test]
    fn a_runner_that_ran_nothing_or_contradicts_itself_has_failed() {
        assert!(judge("node", true, Tally::default()).is_err());
        assert!(judge("node", false, Tally { passed: 3, failed: 0 }).is_err());
        assert_eq!(judge("node", false, Tally { passed: 3, failed: 1 }).unwrap(), Tally { passed: 3, failed: 1 });
        assert_eq!(judge("node", true, Tally { passed: 3, failed: 0 }).unwrap(), Tally { passed: 3, failed: 0 });
    }
}
