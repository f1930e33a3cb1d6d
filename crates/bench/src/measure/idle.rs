//! Reconnecting with nothing new: the same however much is held.

use std::{path::Path, sync::Arc, time::Instant};

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
        // What the saves left behind goes first, and what is held is counted again, as once in each day.
        let phone = Phone::open(&setting.many, Carrier::new(office.port())?)?;
        let engine = phone.engine(Arc::new(|_| {}));
        phone.at_rest(&engine, phone.store.contact()?.last_exchange).await?;
        phone.carrier.aim(proxy.port());
        places.push((*setting, office, proxy, phone, engine, Seen::default()));
    }
    for _ in 0..TIMES {
        floor.time(post.send(b"[]")?.took);
        for (_, _, proxy, phone, engine, seen) in &mut places {
            // A connection of its own each time, as after a tunnel.
            phone.carrier.hang_up()?;
            let (before, carried_before) = (proxy.traffic(), phone.carrier.carried());
            let last = phone.store.contact()?.last_exchange;
            let began = Instant::now();
            engine.wake();
            phone.at_rest(engine, last).await?;
            seen.took.time(began.elapsed());
            let (carried, after) = (phone.carrier.carried(), proxy.traffic());
            let (up, down) = (carried.up - carried_before.up, carried.down - carried_before.down);
            seen.trips.count(carried.requests - carried_before.requests);
            seen.up.count(up);
            seen.down.count(down);
            let all = (after.up - before.up) + (after.down - before.down);
            seen.around.count(all.saturating_sub(up + down));
        }
    }
    for (setting, office, _, phone, engine, seen) in places {
        engine.stop().await;
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
