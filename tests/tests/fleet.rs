//! A whole fleet in virtual time, under every fault that its seeds come upon. See `tests::fleet`.
//!
//! `cargo xtask fleet` runs thousands of seeds, or one again; what runs here is a slice.
#![allow(clippy::print_stdout, reason = "a campaign tells its seeds, or it cannot be run again")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tests::fleet::{Campaign, Failed, Fault, Planted, Range, Run, Standing, run, shrunk};

/// Seeds that once failed, each as it ranged, with what it had found.
const REGRESSIONS: [(u64, Range, &str); 46] = [
    (
        96,
        Range::Simple,
        "a photo that the hub lacked was not asked for again once the handheld's clock had been set back",
    ),
    (5048, Range::Wide, "a page older than what was sent of a job that had gone was saved under the same number"),
    (1_795_742_680_513, Range::Wide, "words of records that had left stood in an index that was merged, not made anew"),
    (5021, Range::Wide, "a photo waited to be sent for ever"),
    (5027, Range::Copies, "work of an app that was open when its phone was copied was set aside"),
    (5008, Range::HubCopies, "work on a job that was moved before the hub was put back was set aside"),
    (20, Range::HubCopies, "a job that left in news that never came stayed"),
    (209, Range::Copies, "of two copies that exchange in turn, one is told for ever that it repeats itself"),
    (221, Range::Copies, "a copy that heard of its fork and was cut off then never went on as another"),
    (8, Range::HubCopies, "what came in a scope that the hub forgot to have given went with it"),
    (14, Range::HubCopies, "a record was made again and again upon what the hub would not take"),
    (15, Range::HubCopies, "work on a job that the hub moved anew was dated as if that had been read"),
    (131, Range::HubCopies, "edits of a job that the hub put back where it was were thrown away with it"),
    (1017, Range::HubCopies, "a withdrawn handheld did not hand over what a hub that was put back had lost"),
    (2064, Range::HubCopies, "a withdrawn handheld kept what it could not offer any more"),
    (1069, Range::HubCopies, "a newer handheld did not bring its work again"),
    (2000, Range::HubCopies, "what waited for a newer handheld's work was not looked at again"),
    (2075, Range::HubCopies, "a job that had left stayed for an offer that the hub could not take at once"),
    (201_013, Range::Copies, "words of a deleted change stood in a page from which SQLite had moved them"),
    (200_927, Range::HubCopies, "a hub that was put back to before a photo came did not find that out"),
    (201_751, Range::HubCopies, "a hub that lacked a photo was not asked what it lacks"),
    (202_918, Range::HubCopies, "what came in a scope went with it, though another scope would have taken it back"),
    (
        202_876,
        Range::HubCopies,
        "a job that came back without what was written to it was written to under the same number",
    ),
    (202_035, Range::HubCopies, "the same, and the colleague who had the first was refused"),
    (200_570, Range::HubCopies, "work was held against positions of a log that had been put back twice"),
    (300_293, Range::HubCopies, "what stood on a change that came too late stayed set aside"),
    (300_671, Range::HubCopies, "the simulation held a hub to a layer that it only pretends to know"),
    (201_178, Range::All, "of a withdrawn handheld and its copy, one was told that the hub had its branch"),
    (203_384, Range::All, "the same, with a hub that was put back"),
    (203_774, Range::All, "edits of a scope that was lost while it was reconciled were lost"),
    (202_234, Range::All, "a hub that was put back did not know from which handheld another goes on"),
    (200_859, Range::All, "the same, and what stood on its work waited for ever"),
    (400_217, Range::All, "a receipt of a life that the log does not know was believed"),
    (400_566, Range::All, "what a branch brought stayed set aside when its successor said that it wrote it"),
    (500_131, Range::HubCopies, "a file that its handheld had forgotten was held to be there"),
    (500_618, Range::HubCopies, "what an answer on its way let go of was looked for"),
    (900_274, Range::HubCopies, "the simulation waited for what went with the hub's disk, and had been let go of"),
    (500_905, Range::HubCopies, "what was done again was listed as set aside once its job had left"),
    (800_432, Range::HubCopies, "a colleague's handheld kept what the hub left out since it had been done again"),
    (600_005, Range::All, "what was done to a record that the hub had lost was set aside"),
    (400_520, Range::All, "what stood on a change that came too late stayed set aside"),
    (911_142, Range::All, "a change of which the hub had only the place was not taken when it came after all"),
    (911_745, Range::All, "an answer from before the hub was put back took the only copy away"),
    (911_866, Range::All, "a copy that was the last was gone with its handheld, and called lost"),
    (1_001_515, Range::All, "what another gave back waited for a person, though its writer had done it again"),
    (1_002_716, Range::All, "a scope whose stream was cut was not left when the hub did not give it any more"),
];

/// How long the slice runs in every test run, at most.
const SLICE: Duration = Duration::from_secs(60);

/// The slice's first seed, and how many there are. They are always the same until 10,000 have passed
/// (`docs/reliability.md`): what a test run proves must not depend on luck. `FLEET_FRESH` has the clock choose.
const FIRST: u64 = 30_000;
const SEEDS: u64 = 100;

/// In so many seeds everything that can happen does.
const MANY: u64 = 100;

/// A planted fault must be found within so many seeds.
const FOUND_WITHIN: u64 = 1_000;

fn told(failed: Failed) -> String {
    println!("{failed}\nshrinking it");
    shrunk(failed).to_string()
}

#[test]
fn seeds_that_failed_once_pass() {
    for (seed, range, found) in REGRESSIONS {
        if let Err(failed) = run(&Run { range: Some(range), ..Run::of(seed) }) {
            panic!("this is back: {found}\n{}", told(failed));
        }
    }
}

/// A regression of 500905 as well, of which these steps alone show it.
#[test]
fn what_a_remade_record_kept_out_is_offered_and_the_record_leaves() {
    let kept = Some(vec![0, 20, 24, 28, 30, 41, 52, 53, 63]);
    if let Err(failed) = run(&Run { range: Some(Range::HubCopies), kept, ..Run::of(500_905) }) {
        panic!("{failed}");
    }
}

/// With `FLEET_FRESH`, seeds that nobody has tried: from the milliseconds since 1970.
#[test]
fn a_slice_of_seeds_passes() {
    let (first, seeds) = if std::env::var_os("FLEET_FRESH").is_some() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        (u64::try_from(now.as_millis()).unwrap(), u64::MAX)
    } else {
        (FIRST, SEEDS)
    };
    println!("seeds from {first}; one that fails is run again as it is told here");
    let campaign = Campaign { first, seeds, time: Some(SLICE), planted: None, range: None, failures: 1 };
    let ended = campaign.run(&Standing::default());
    if let Some((_, failed)) = ended.failed.into_iter().next() {
        panic!("{}", told(failed));
    }
    let (seeds, seconds) = (ended.passed, ended.took.as_secs_f64());
    let last = first + seeds.saturating_sub(1);
    println!("seeds {first} to {last}: {seeds} in {seconds:.1} s\n{}", ended.tally);
    assert!(seeds > 0 && ended.tally.of("edits that a handheld said were saved") > 0, "nothing was tried");
    let steps = Range::USUAL.into_iter().flat_map(Range::menu).map(|(what, _)| what.name());
    for name in steps.chain(Fault::ALL.map(Fault::name)) {
        assert!(ended.tally.of(name) > 0 || seeds < MANY, "this never happened: {name}");
    }
}

#[test]
fn every_planted_fault_is_found() {
    for planted in Planted::ALL {
        let campaign =
            Campaign { first: 1, seeds: FOUND_WITHIN, time: None, planted: Some(planted), range: None, failures: 1 };
        let ended = campaign.run(&Standing::default());
        let Some((seeds, failed)) = ended.failed.first() else {
            panic!("{planted:?} was not found in {FOUND_WITHIN} seeds");
        };
        println!("{planted:?} was found after {seeds} seeds: {}", failed.wrong[0]);
        if let Err(failed) = run(&Run { control: true, ..failed.run.clone() }) {
            panic!("{planted:?} was not what was found, for without it, too:\n{failed}");
        }
    }
}

#[test]
fn the_same_seed_does_the_same() {
    let did: Vec<_> = (0..2).map(|_| run(&Run::of(20_261_123)).map_err(|failed| failed.to_string())).collect();
    assert_eq!(did[0], did[1]);
}
