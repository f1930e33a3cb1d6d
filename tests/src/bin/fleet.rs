//! Runs the simulated fleet: thousands of seeds, or one again. `cargo xtask fleet` builds it with optimisation.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool for the people who build this"
)]

use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
    sync::atomic::Ordering,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use tests::fleet::{Campaign, Failed, Planted, Range, Run, Standing, run, shrunk};

const USAGE: &str = "\
cargo xtask fleet [OPTIONS]

  --seeds N         how many seeds; 1,000 when nothing else is said
  --first N         the first seed; otherwise one that nobody has tried
  --minutes N       no longer than this
  --planted NAME    with a fault planted, which it should find
  --range NAME      no wider and no narrower than this: Simple, Wide, Copies,
                    HubCopies, All
  --seed N          one seed, told step by step
  --keep N,N,...    only these of its steps
  --control         planned as with the planted fault, and without it
  --whole           do not look for fewer steps that still fail
";

/// Seeds that may fail before the rest are left out: each is told at once, and shrunk at the end.
const MOST_FAILURES: usize = 20;

struct Options {
    seeds: Option<u64>,
    first: Option<u64>,
    minutes: Option<u64>,
    planted: Option<Planted>,
    range: Option<Range>,
    seed: Option<u64>,
    keep: Option<Vec<usize>>,
    control: bool,
    whole: bool,
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        seeds: None,
        first: None,
        minutes: None,
        planted: None,
        range: None,
        seed: None,
        keep: None,
        control: false,
        whole: false,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} wants a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("\"{text}\" is not a whole number"));
        match word.as_str() {
            "--seeds" => options.seeds = Some(number(value()?)?),
            "--first" => options.first = Some(number(value()?)?),
            "--minutes" => options.minutes = Some(number(value()?)?),
            "--seed" => options.seed = Some(number(value()?)?),
            "--planted" => {
                let name = value()?;
                let known = || Planted::ALL.map(|planted| format!("{planted:?}")).join(", ");
                let found =
                    Planted::named(&name).ok_or_else(|| format!("no fault is called {name}; there are {}", known()))?;
                options.planted = Some(found);
            }
            "--range" => {
                let name = value()?;
                options.range = Some(Range::named(&name).ok_or_else(|| format!("no range is called {name}"))?);
            }
            "--keep" => {
                let numbers = value()?;
                let steps = numbers.split(',').map(|step| step.parse().map_err(|_| format!("\"{step}\" is no step")));
                options.keep = Some(steps.collect::<Result<_, _>>()?);
            }
            "--control" => options.control = true,
            "--whole" => options.whole = true,
            other => return Err(format!("there is no option {other}")),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    let options = match read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(trouble) => {
            eprintln!("{trouble}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    match options.seed {
        Some(seed) => {
            let Options { keep: kept, planted, range, control, .. } = options;
            match run(&Run { seed, kept, planted, range, control, told: true }) {
                Ok(tally) => {
                    println!("{tally}seed {seed} passes");
                    ExitCode::SUCCESS
                }
                Err(failed) => {
                    println!("{failed}");
                    ExitCode::FAILURE
                }
            }
        }
        None => many(&options),
    }
}

fn many(options: &Options) -> ExitCode {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let first = options.first.unwrap_or_else(|| u64::try_from(now.as_millis()).unwrap_or_default());
    let seeds = options.seeds.unwrap_or(if options.minutes.is_some() { u64::MAX } else { 1_000 });
    let time = options.minutes.map(|minutes| Duration::from_secs(minutes * 60));
    let failures = if options.planted.is_some() { 1 } else { MOST_FAILURES };
    let campaign = Campaign { first, seeds, time, planted: options.planted, range: options.range, failures };
    let standing = Standing::default();
    println!("seeds from {first}; Ctrl-C stops");
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| campaign.run(&standing));
        watch(&campaign, &standing, || running.is_finished());
        running.join().expect("a campaign catches panics")
    });
    let (passed, took) = (ended.passed, ended.took);
    let each = passed as f64 / took.as_secs_f64();
    println!("\n{}{passed} seeds from {first} passed in {}, {each:.1} a second", ended.tally, in_words(took));
    for (begun, failed) in ended.failed.iter().cloned() {
        println!("\nfound after {begun} seeds");
        println!("{}", if options.whole { failed } else { fewest(failed) });
    }
    match standing.stop.load(Ordering::Relaxed) {
        _ if !ended.failed.is_empty() => {
            println!("\n{} seeds failed", ended.failed.len());
            ExitCode::FAILURE
        }
        true => ExitCode::from(130),
        false => ExitCode::SUCCESS,
    }
}

fn fewest(failed: Failed) -> Failed {
    println!("{failed}\nlooking for fewer steps that still fail");
    shrunk(failed)
}

/// Says how far it has come, and stops it when it is asked to.
fn watch(campaign: &Campaign, standing: &Standing, ended: impl Fn() -> bool) {
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut stop = std::pin::pin!(stopped());
        let (mut seconds, mut told) = (0_u64, 0);
        while !ended() {
            tokio::select! {
                () = &mut stop, if !standing.stop.load(Ordering::Relaxed) => standing.stop.store(true, Ordering::Relaxed),
                () = tokio::time::sleep(Duration::from_millis(250)) => {}
            }
            let failed = standing.failed.lock().unwrap().get(told..).unwrap_or_default().to_vec();
            told += failed.len();
            for (_, failed) in failed {
                println!("{failed}");
            }
            // A terminal's line is written over; a file gets one now and then.
            let every = if std::io::stdout().is_terminal() { 1 } else { 30 };
            if began.elapsed().as_secs() >= seconds + every {
                seconds = began.elapsed().as_secs();
                progress(campaign, standing.passed.load(Ordering::Relaxed), began.elapsed());
            }
        }
    });
}

fn progress(campaign: &Campaign, passed: u64, took: Duration) {
    let each = passed as f64 / took.as_secs_f64();
    let left = campaign.seeds.saturating_sub(passed);
    let left = if campaign.seeds == u64::MAX || passed == 0 {
        String::new()
    } else {
        format!(", about {} left", in_words(Duration::from_secs_f64(left as f64 / each)))
    };
    let of = if campaign.seeds == u64::MAX { String::new() } else { format!(" of {}", campaign.seeds) };
    let ends = if std::io::stdout().is_terminal() { "   \r" } else { "\n" };
    print!("{passed}{of} seeds passed, {each:.1} a second{left}{ends}");
    let _nobody_reads = std::io::stdout().flush();
}

async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut asked = signal(SignalKind::terminate()).expect("signals can be watched");
    tokio::select! {
        _ = asked.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}
