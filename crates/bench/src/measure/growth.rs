//! What one pushed change costs a hub, as the hub grows.

use std::{path::Path, time::Instant};

use protocol::{chain::Batch, message::ExchangeRequest};
use sync::conversation::Conversation;

use super::{
    Sizes, saves,
    setting::{CREWS_JOBS, Setting},
};
use crate::{
    Failed,
    carrier::Carrier,
    cpu,
    figures::{Line, Report, Samples, exact},
    floor::Bare,
    orders::Dice,
    phone::Phone,
    town::Office,
};

/// Edits of each of the crew's jobs in one push.
const EDITS_EACH: usize = 3;

pub(super) async fn measure(sizes: &Sizes, hubs: &[Setting], disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let bare = Bare::create(&disk.join("bare-growth"))?;
    let mut floor = Samples::default();
    let mut places = Vec::new();
    for setting in hubs {
        let office = Office::open(&setting.hub, 0).await?;
        let phone = Phone::open(&setting.crew, Carrier::new(office.port())?)?;
        places.push((setting.records, office, phone, Samples::default(), Samples::default()));
    }
    // Hub after hub within each round, so that a busy moment of the machine meets them all; and each is first in turn.
    for round in 0..=sizes.rounds * 2 {
        places.rotate_left(1);
        for (_, _, phone, cost, computing) in &mut places {
            let (took, used) = push(phone, round).await?;
            // The first push opens files and warms caches.
            if round > 0 {
                cost.number(took);
                computing.number(used);
            }
        }
        floor.time(bare.commit(&[0; 200])?);
    }
    places.sort_by_key(|(records, ..)| *records);
    let smallest = places.first().map(|(_, _, _, cost, computing)| (cost.median(), computing.median()));
    let (smallest, smallest_computing) = smallest.unwrap_or((f64::NAN, f64::NAN));
    for (records, office, phone, cost, computing) in places {
        phone.close()?;
        office.close().await?;
        let what = format!("hub of {records} records: one of {} changes", CREWS_JOBS * EDITS_EACH);
        report.lines.push(Line::ratio(format!("{what}: time"), cost.median(), smallest, "ms", 1.1));
        report.lines.push(Line::ratio(format!("{what}: computing"), computing.median(), smallest_computing, "ms", 1.1));
    }
    report.lines.push(Line::plain("(a bare durable commit beside it)", floor.median(), "ms", None));
    Ok(())
}

/// Makes edits and pushes them alone, with no cursor: milliseconds for each change, on the wall and on a processor.
async fn push(phone: &Phone, round: usize) -> Result<(f64, f64), Failed> {
    let mut dice = Dice::new(round as u64);
    for step in 0..EDITS_EACH {
        for number in 0..CREWS_JOBS {
            let id = saves::job_numbered(number);
            let edit = saves::next(&phone.store.load(id)?, round * EDITS_EACH + step, &mut dice)?;
            phone.edit(id, &[edit])?;
        }
    }
    let enrolment = phone.store.enrolment()?.ok_or("the handheld joined no hub")?;
    let outgoing = phone.store.next_batch(10_000, 16 << 20)?.ok_or("nothing waits to be sent")?;
    let sent = outgoing.entries.len();
    let key = &enrolment.signing_key;
    let request = ExchangeRequest {
        epoch: phone.store.contact()?.epoch,
        device_time: phone.store.clocks()?.device,
        batches: vec![Batch::sign(enrolment.device, outgoing.first, outgoing.previous, outgoing.entries, key)],
        cursors: Vec::new(),
        reference: u64::MAX >> 1,
        spell_out: false,
        receipt: None,
        unsettled: Vec::new(),
    };
    let hub = Conversation::new(phone.carrier.clone(), enrolment.hub.clone(), enrolment.device, key.clone());
    let number = phone.store.next_counter()?;
    let (began, used) = (Instant::now(), cpu::used());
    let answer = hub.exchange(number, &request).await?;
    let (took, used) = (began.elapsed(), cpu::used().saturating_sub(used));
    phone.store.verdicts(&answer.verdicts)?;
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e3 / exact(sent as u64);
    Ok((each(took), each(used)))
}
