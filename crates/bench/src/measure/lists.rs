//! From a closed app to its list, and what a thumb types: all through the app's own requests, without a window.

use std::{path::Path, time::Instant};

use app::{App, AppConfig, PinCost, api::Request};

use super::{
    Sizes, saves,
    setting::{CREWS_JOBS, Setting},
};
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples},
    floor::Bare,
    phone::Phone,
};

const PIN: &str = "246810";

/// Starts of the app.
const STARTS: usize = 9;

/// Times that all of it is typed after each start.
const AGAIN: usize = 5;

/// A day on which work is appointed.
const DAY: &str = "2026-11-20";

/// Days over which the work of [`crate::orders`] is spread.
const DAYS: usize = 20;

/// What is typed for a job, and for a code.
const TYPED: [(&str, &str); 8] = [
    ("mill", "boi"),
    ("chapel ada", "tap was"),
    ("cv1", "abc"),
    ("10000", "rad"),
    ("boiler pres", "lock"),
    ("samir", "ext fan"),
    ("weavers", "bca"),
    ("zzzz", "ceil pain"),
];

pub(super) async fn measure(sizes: &Sizes, large: &Setting, disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let bare = Bare::create(&disk.join("bare-lists"))?;
    let phone = Phone::open(&large.many, Carrier::new(1)?)?;
    phone.store.choose_pin(&PIN.parse().map_err(|refusal| format!("the PIN: {refusal:?}"))?)?;
    phone.close()?;
    let (mut floor, mut start, mut list) = (Samples::default(), Samples::default(), Samples::default());
    let (mut jobs, mut codes, mut first) = (Samples::default(), Samples::default(), Samples::default());
    let (mut day, mut job) = (Samples::default(), Samples::default());
    for _ in 0..STARTS {
        floor.time(bare.commit(&[0; 200])?);
        let began = Instant::now();
        let config = AppConfig {
            pin_cost: PinCost::TEST,
            // Nobody listens there: the app starts without a signal.
            transport: Some(Carrier::new(1)?),
            ..AppConfig::new(&large.many)
        };
        let app = App::open(config).map_err(words)?;
        app.ask(Request::Unlock { pin: PIN.to_owned() }).await.map_err(words)?;
        app.ask(Request::Today).await.map_err(words)?;
        start.time(began.elapsed());
        list.time(timed(&app, Request::Today).await?);
        // The first search of each index after a start brings its pages in.
        first.time(timed(&app, Request::SearchJobs { text: "dyehouse".to_owned() }).await?);
        first.time(timed(&app, Request::SearchCodes { text: "hinge".to_owned(), trade: None }).await?);
        for (words, code) in TYPED.iter().cycle().take(TYPED.len() * AGAIN) {
            floor.time(bare.commit(&[0; 200])?);
            jobs.time(timed(&app, Request::SearchJobs { text: (*words).to_owned() }).await?);
            codes.time(timed(&app, Request::SearchCodes { text: (*code).to_owned(), trade: None }).await?);
        }
        // A day of several hundred jobs: more than anybody scrolls through.
        day.time(timed(&app, Request::Day { date: DAY.to_owned() }).await?);
        job.time(timed(&app, Request::Job { job: saves::job_numbered(CREWS_JOBS).to_string() }).await?);
        app.close().await;
    }
    let (records, known) = (large.records, sizes.codes);
    let commit = floor.median();
    report.lines.push(Line::plain(format!("start to list, {records} records: median"), start.median(), "ms", 300.0));
    report.lines.push(Line::ratio(
        format!("start to list, {records} records: median"),
        start.median(),
        commit,
        "ms",
        None,
    ));
    report.lines.push(Line::ratio(format!("list of {records} jobs: median"), list.median(), commit, "ms", None));
    let searches = [(format!("search {records} jobs"), jobs, 20.0), (format!("search {known} codes"), codes, 50.0)];
    for (what, times, budget) in searches {
        report.lines.push(Line::ratio(format!("{what}: median"), times.median(), commit, "ms", None));
        report.lines.push(Line::plain(format!("{what}: p99"), times.p99(), "ms", budget));
    }
    report.lines.push(Line::plain("first search after a start: median", first.median(), "ms", 20.0));
    report.lines.push(Line::plain(
        format!("a day's list, of {} jobs: median", records / DAYS),
        day.median(),
        "ms",
        None,
    ));
    report.lines.push(Line::plain("a job's page: median", job.median(), "ms", None));
    Ok(())
}

async fn timed(app: &App, request: Request) -> Result<std::time::Duration, Failed> {
    let began = Instant::now();
    app.ask(request).await.map_err(words)?;
    Ok(began.elapsed())
}

fn words(failure: app::api::Failure) -> Failed {
    format!("{failure:?}").into()
}
