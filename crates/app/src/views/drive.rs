//! The day's drive: in which order the jobs stand, and what that comes to in miles.

use chrono::{NaiveDate, NaiveTime};
use domain::{
    job::JobStatus,
    route::{self, Route, Stop},
};
use store::JobRow;

use crate::{
    api::{Drive, Failure},
    unlocked::Unlocked,
};

/// Minutes that a visit is taken to last: the schedule of rates knows the work, not the talk at the door.
const VISIT: u32 = 45;

/// When a day that has not begun is taken to begin.
const BEGINS: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// Less than this much shorter is no shorter: roads are estimated.
const WORTH_SAYING: f64 = 0.5;

/// The jobs in the order that the person chose, work under way first and what was handed back last; and the drive.
pub(crate) fn ordered(unlocked: &Unlocked, jobs: Vec<JobRow>, day: NaiveDate) -> Result<(Vec<JobRow>, Drive), Failure> {
    let now = unlocked.now();
    let here = unlocked.here.filter(|_| day == now.london_date()).map(|fix| fix.at);
    let leaves = if day == now.london_date() { now.london_time() } else { BEGINS };
    let (mut under_way, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| is_under_way(job.status));
    let (handed_back, mut jobs): (Vec<_>, Vec<_>) =
        jobs.into_iter().partition(|job| job.status == JobStatus::HandedBack);
    // Of jobs with the same window the nearer comes first.
    jobs.sort_by_key(|job| {
        let window = job.appointment.as_ref().map(|window| (window.date, window.earliest));
        let metres = here.zip(job.position).map(|(here, at)| miles_as_number(here.miles_to(at)));
        (window.is_none(), window, metres)
    });
    // From where the work under way is, there is no better to know where the person is.
    let from = under_way.iter().find_map(|job| job.position).or(here);
    let stops: Vec<Stop> = jobs.iter().map(|job| stop(job, day)).collect();
    let given = route::as_given(&stops, from, leaves);
    let shortest = route::shortest(&stops, from, leaves);
    let chosen = unlocked.store.settings()?.shortest_drive;
    let drive = words(&stops, from.is_some(), chosen, &given, &shortest, here.is_some());
    let order = if chosen { &shortest.order } else { &given.order };
    let mut left: Vec<Option<JobRow>> = jobs.into_iter().map(Some).collect();
    under_way.extend(order.iter().filter_map(|number| left.get_mut(*number)?.take()));
    under_way.extend(handed_back);
    Ok((under_way, drive))
}

const fn is_under_way(status: JobStatus) -> bool {
    matches!(status, JobStatus::Travelling | JobStatus::Arrived | JobStatus::Started)
}

fn stop(job: &JobRow, day: NaiveDate) -> Stop {
    Stop {
        at: job.position,
        // What was promised for another day is promised no more.
        window: job.appointment.as_ref().filter(|window| window.date == day).map(|w| (w.earliest, w.latest)),
        minutes: VISIT,
        urgent: job.urgent && job.appointment.is_none(),
    }
}

fn words(stops: &[Stop], from: bool, chosen: bool, given: &Route, shortest: &Route, from_here: bool) -> Drive {
    let placed = stops.iter().filter(|stop| stop.at.is_some()).count();
    let legs = (placed + usize::from(from)).saturating_sub(1);
    let better = legs > 0 && given.order != shortest.order && given.miles - shortest.miles >= WORTH_SAYING;
    let keeps = shortest.late_minutes < given.late_minutes;
    let this = if chosen { shortest } else { given };
    let unplaced = stops.len() - placed;
    Drive {
        shortest: chosen,
        words: if legs == 0 { String::new() } else { format!("About {} in this order", spoken_miles(this.miles)) },
        compared: match (chosen, better || keeps) {
            (_, false) => String::new(),
            (true, true) => format!("By appointment it is about {}", spoken_miles(given.miles)),
            (false, true) => format!("The shortest drive is about {}", spoken_miles(shortest.miles)),
        },
        can_choose: chosen || better || keeps,
        unplaced: match (unplaced, legs) {
            (0, _) | (_, 0) => String::new(),
            (1, _) => "1 job has no place on the map and is not counted".to_owned(),
            (several, _) => format!("{several} jobs have no place on the map and are not counted"),
        },
        from_here,
    }
}

/// "14 miles", "1.2 miles", "less than a tenth of a mile".
pub(crate) fn spoken_miles(miles: f64) -> String {
    if miles < 0.1 {
        return "less than 0.1 miles".to_owned();
    }
    if miles < 9.95 { format!("{miles:.1} miles") } else { format!("{miles:.0} miles") }
}

/// Thousandths of a mile, for sorting.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the earth at most")]
fn miles_as_number(miles: f64) -> u32 {
    (miles * 1_000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn miles_are_spoken_as_finely_as_they_are_known() {
        let spoken = [0.0, 0.14, 1.26, 9.96, 14.4].map(spoken_miles);
        assert_eq!(spoken, ["less than 0.1 miles", "0.1 miles", "1.3 miles", "10 miles", "14 miles"]);
    }
}
