//! `doorstep-bench [--quick] [--only PARTS] [--out FILE]`: measures Doorstep against its budgets on this machine.
#![allow(clippy::print_stdout, reason = "the table is what this program is for")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bench::{
    Failed, branch,
    figures::Report,
    measure::{self, Part, Sizes},
    town::workshop,
};

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, folder] = arguments.as_slice()
        && word == branch::SERVE
    {
        return branch::serve(Path::new(folder)).await;
    }
    let (mut quick, mut out) = (false, PathBuf::from("target/bench/results.json"));
    let mut only = Vec::new();
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--quick" => quick = true,
            "--out" => out = words.next().ok_or("--out needs a file to write to")?.into(),
            "--only" => {
                for name in words.next().ok_or_else(|| format!("--only needs parts: {}", Part::names()))?.split(',') {
                    let part = Part::named(name);
                    only.push(part.ok_or_else(|| format!("there is no part '{name}'; there are {}", Part::names()))?);
                }
            }
            other => {
                let known = "--quick, --only PARTS and --out FILE";
                return Err(format!("there is no option '{other}'; there are {known}").into());
            }
        }
    }
    let folder = out.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Beside the results: on the disk that they speak of.
    let disk = folder.join(format!("measured-{}", std::process::id()));
    let mut sizes = if quick { Sizes::quick() } else { Sizes::full() };
    sizes.only = only;
    let at = store::Clock::now(&store::SystemClock).milliseconds();
    let mut report = Report { at, machine: machine(), quick, ..Report::default() };
    let measured = measure::everything(&sizes, disk.clone(), &mut report).await;
    for folder in [disk, workshop()].iter().filter(|folder| folder.exists()) {
        fs::remove_dir_all(folder)?;
    }
    measured?;
    println!("{}\n\n{report}", report.machine);
    fs::write(&out, serde_json::to_vec_pretty(&report)?)?;
    println!("\nWritten to {}.", out.display());
    Ok(())
}

/// What can be said of the machine without asking anybody else.
fn machine() -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let model = processors.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!("{model}, {cores} cores, {} {}, load {load}", std::env::consts::OS, kernel.trim())
}
