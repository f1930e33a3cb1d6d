//! `cargo xtask test`: every check and every test, one after the other, each timed.
//!
//! A failure does not hide the next one: all steps run, and the failed ones are named at the end. Only a build that
//! fails ends it early, since nothing after it could run.

mod steps;
mod stories;
mod tally;

use std::time::{Duration, Instant};

use crate::console::{Steps, bold, in_words, say};
use crate::house::House;
use crate::needs::{self, For};
use crate::trouble::Trouble;

use steps::{CI, Step, TEST};
use tally::Tally;

/// Runs all steps, or those named.
pub fn test(house: &House, named: &[&str]) -> Result<(), Trouble> {
    perform(house, &chosen(TEST, named)?)
}

/// Runs all steps, and those that only a change to be merged must pass.
pub fn ci(house: &House) -> Result<(), Trouble> {
    let steps: Vec<&Step> = TEST.iter().chain(CI).collect();
    perform(house, &steps)
}

/// The steps with those names, in their own order and with those they need; all when none is named.
fn chosen<'a>(steps: &'a [Step], named: &[&str]) -> Result<Vec<&'a Step>, Trouble> {
    if let Some(unknown) = named.iter().find(|name| !steps.iter().any(|step| step.name == **name)) {
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        return Err(Trouble::because(format!("There is no step '{unknown}'. These exist: {}", names.join(", "))));
    }
    let needed = |name: &str| steps.iter().any(|step| named.contains(&step.name) && step.after.contains(&name));
    let wanted = |step: &&Step| named.is_empty() || named.contains(&step.name) || needed(step.name);
    Ok(steps.iter().filter(wanted).collect())
}

/// How one step went.
struct Outcome {
    name: &'static str,
    took: Duration,
    tally: Tally,
    trouble: Option<String>,
}

fn perform(house: &House, steps: &[&Step]) -> Result<(), Trouble> {
    let mut numbered = Steps::new(steps.len() + 1);
    numbered.next("Looking at what this machine lacks");
    needs::meet(steps.iter().map(|step| step.needs).max().unwrap_or(For::Headless))?;

    let mut outcomes = Vec::new();
    for step in steps {
        numbered.next(step.what);
        let began = Instant::now();
        let (tally, trouble) = match (step.run)(house) {
            Ok(tally) if tally.failed == 0 => (tally, None),
            Ok(tally) => (tally, Some(format!("{} failed", tally.failed))),
            Err(Trouble::Interrupted) => return Err(Trouble::Interrupted),
            // Counted, so that the closing line never says that nothing failed.
            Err(Trouble::Because(words)) => (Tally { passed: 0, failed: 1 }, Some(words)),
        };
        if let Some(words) = &trouble {
            say(words);
        }
        let ends_here = trouble.is_some() && step.rest_needs_it;
        outcomes.push(Outcome { name: step.name, took: began.elapsed(), tally, trouble });
        if ends_here {
            say("Nothing after this step can run without it.");
            break;
        }
    }
    close(&outcomes, numbered.elapsed())
}

/// The table of steps, and the line by which the whole run is judged.
fn close(outcomes: &[Outcome], took: Duration) -> Result<(), Trouble> {
    say("");
    for outcome in outcomes {
        let word = if outcome.trouble.is_some() { bold("failed") } else { "ok".to_owned() };
        say(&format!("  {:<14} {:>14}  {:>6}  {word}", outcome.name, in_words(outcome.took), outcome.tally.shown()));
    }
    say(&format!("  {:<14} {:>14}\n", "in all", in_words(took)));
    let all = outcomes.iter().fold(Tally::default(), |sum, outcome| sum + outcome.tally);
    say(&format!("{} passed, {} failed", all.passed, all.failed));
    let failed: Vec<&str> = outcomes.iter().filter(|one| one.trouble.is_some()).map(|one| one.name).collect();
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(Trouble::because(format!(
            "Failed: {}. To run one again: cargo xtask test {}",
            names.join(", "),
            names.join(" ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(named: &[&str]) -> Vec<&'static str> {
        chosen(TEST, named).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_named_step_brings_what_it_needs() {
        assert_eq!(names(&["browser"]), ["dist", "build", "browser"]);
        assert_eq!(names(&["fmt"]), ["fmt"]);
        assert_eq!(names(&[]).len(), TEST.len());
    }

    #[test]
    fn a_check_that_builds_nothing_asks_for_no_window_and_no_browser() {
        let needs = |named| chosen(TEST, named).unwrap().iter().map(|step| step.needs).max();
        assert_eq!(needs(&["fmt", "tidy"]), Some(For::Headless));
        assert_eq!(needs(&["rust"]), Some(For::Window));
        assert_eq!(needs(&[]), Some(For::Tests));
    }

    #[test]
    fn an_unknown_step_is_answered_with_the_known_ones() {
        let words = chosen(TEST, &["brwser"]).err().map(|trouble| trouble.to_string());
        assert!(words.is_some_and(|words| words.contains("'brwser'") && words.contains("browser")));
    }

    #[test]
    fn a_failed_step_is_named_at_the_end() {
        let outcome = |name, failed, trouble: Option<&str>| Outcome {
            name,
            took: Duration::from_secs(1),
            tally: Tally { passed: 2, failed },
            trouble: trouble.map(str::to_owned),
        };
        assert!(close(&[outcome("fmt", 0, None)], Duration::from_secs(1)).is_ok());
        let ended = close(&[outcome("fmt", 0, None), outcome("rust", 1, Some("1 failed"))], Duration::from_secs(2));
        assert!(ended.unwrap_err().to_string().contains("Failed: rust"));
    }
}
