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
    branch::Branch,
    carrier::Carrier,
    figures::{Line, Report, Samples, exact},
    floor::Bare,
    orders::Dice,
    phone::Phone,
};

/// Edits of each of the crew's jobs in one push.
const EDITS_EACH: usize = 3;

pub(super) async fn measure(sizes: &Sizes, hubs: &[Setting], disk: &Path, report: &mut Report) -> Result<(), Failed> {
    let bare = Bare::create(&disk.join("bare-growth"))?;
    let mut floor = Samples::default();
    let mut places = Vec::new();
    for setting in hubs {
        let branch = Branch::open(&setting.hub)?;
        let phone = Phone::open(&setting.crew, Carrier::new(branch.port())?)?;
        places.push(Place {
            records: setting.records,
            branch,
            phone,
            cost: Samples::default(),
            computing: Samples::default(),
        });
    }
    for place in &places {
        place.branch.settle().await?;
    }
    // Hub after hub within each round, so that a busy moment of the machine meets them all; and each is first in turn.
    for round in 0..=sizes.rounds * 2 {
        places.rotate_left(1);
        for place in &mut places {
            let (took, used) = push(place, round).await?;
            // The first push opens files and warms caches.
            if round > 0 {
                place.cost.number(took);
                place.computing.number(used);
            }
        }
        floor.time(bare.commit(&[0; 200])?);
    }
    places.sort_by_key(|place| place.records);
    let mut smallest = None;
    for Place { records, branch, phone, cost, computing } in places {
        phone.close()?;
        let held = exact(branch.most_held()? >> 10) / 1024.0;
        branch.close()?;
        let of = *smallest.get_or_insert((cost.median(), computing.median(), held));
        let what = format!("hub of {records} records: one of {} changes", CREWS_JOBS * EDITS_EACH);
        report.lines.push(Line::ratio(format!("{what}: time"), cost.median(), of.0, "ms", 1.1));
        report.lines.push(Line::ratio(format!("{what}: computing"), computing.median(), of.1, "ms", 1.1));
        report.lines.push(Line::ratio(format!("hub of {records} records: memory at most"), held, of.2, "MB", 1.1));
    }
    report.lines.push(Line::plain("(a bare durable commit beside it)", floor.median(), "ms", None));
    Ok(())
}

/// A hub of one size, and a handheld of its.
struct Place {
    records: usize,
    branch: Branch,
    phone: Phone,
    cost: Samples,
    computing: Samples,
}

/// Makes edits and pushes them alone, with no cursor: milliseconds for each change, on the wall and of the hub's on a
/// processor.
async fn push(place: &Place, round: usize) -> Result<(f64, f64), Failed> {
    let Place { branch, phone, .. } = place;
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
    let (began, used) = (Instant::now(), branch.used());
    let answer = hub.exchange(number, &request).await?;
    let (took, used) = (began.elapsed(), branch.used().saturating_sub(used));
    phone.store.verdicts(&answer.verdicts)?;
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e3 / exact(sent as u64);
    Ok((each(took), each(used)))
}
