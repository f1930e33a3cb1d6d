//! Reconnecting with nothing new: the same however much is held.

use std::path::Path;

use super::setting::Setting;
use crate::{
    Failed,
    carrier::Carrier,
    figures::{Line, Report, Samples, exact},
    floor::Post,
    phone::Phone,
    proxy::Proxy,
    town::Office,
};

/// Reconnections of each handheld.
const TIMES: usize = 15;

#[derive(Default)]
struct Seen {
    trips: Samples,
    up: Samples,
    down: Samples,
    around: Samples,
    took: Samples,
}

pub(super) async fn measure(settings: &[&Setting], disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let post = Post::start(&disk.join("post-idle"))?;
    let mut floor = Samples::default();
    let mut places = Vec::new();
    for setting in settings {
        let office = Office::open(&setting.hub, 0).await?;
        let proxy = Proxy::before(office.port()).await?;
        // What the saves left behind goes first.
        let phone = Phone::open(&setting.many, Carrier::new(office.port())?)?;
        phone.sync().await?;
        places.push((*setting, office, proxy, phone, Seen::default()));
    }
    for _ in 0..TIMES {
        floor.time(post.send(b"[]")?.took);
        for (_, _, proxy, phone, seen) in &mut places {
            // A connection of its own each time, as after a tunnel.
            phone.carrier = Carrier::new(proxy.port())?;
            let before = proxy.traffic();
            let took = phone.sync().await?.took;
            let (carried, after) = (phone.carrier.carried(), proxy.traffic());
            seen.took.time(took);
            seen.trips.count(carried.requests);
            seen.up.count(carried.up);
            seen.down.count(carried.down);
            let all = (after.up - before.up) + (after.down - before.down);
            seen.around.count(all.saturating_sub(carried.up + carried.down));
        }
    }
    for (setting, office, _, phone, seen) in places {
        phone.close()?;
        office.close().await?;
        let what = format!("nothing new, {} records", exact(setting.records as u64));
        report.lines.push(Line::plain(format!("{what}: round trips"), seen.trips.median(), "trips", 1.0));
        report.lines.push(Line::plain(format!("{what}: body up"), seen.up.median(), "bytes", 300.0));
        report.lines.push(Line::plain(format!("{what}: body down"), seen.down.median(), "bytes", 300.0));
        report.lines.push(Line::plain(format!("{what}: headers, both ways"), seen.around.median(), "bytes", None));
        report.lines.push(Line::ratio(format!("{what}: time"), seen.took.median(), floor.median(), "ms", None));
    }
    Ok(())
}
