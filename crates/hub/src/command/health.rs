//! `health`: what a person should look at.

use domain::{access::Role, scope::Owner};

use super::say;
use crate::{
    db::{
        DbError,
        sqlite::{epoch::Reason, held, lacking, log, matter, people, quarantine},
    },
    hub::{Hub, HubError},
};

/// Jobs that a line names, at most.
const NAMED: usize = 10;

/// Says each thing in a line of its own; that all is well when there is none.
pub(super) fn run(hub: &Hub) -> Result<(), HubError> {
    let lines = lines(hub)?;
    if lines.is_empty() {
        return say("all is well: nothing waits for anybody");
    }
    lines.iter().try_for_each(say)
}

fn lines(hub: &Hub) -> Result<Vec<String>, HubError> {
    let mut lines = Vec::new();
    // Before anything of the machine's.
    lines.extend(
        hub.lone_workers()?
            .iter()
            .filter(|worker| worker.left_ms <= 0)
            .map(|worker| format!("now\t{}", super::lone_worker::line(worker))),
    );
    let late: Vec<String> =
        hub.hazards(true)?.into_iter().filter(|hazard| hazard.overdue).map(|hazard| hazard.reference).collect();
    if !late.is_empty() {
        let count = if late.len() == 1 { "1 hazard is".to_owned() } else { format!("{} hazards are", late.len()) };
        lines.push(format!("now\t{count} overdue by law: {}; see: doorstep-hub hazard list", named(&late)));
    }
    for life in hub.lives()? {
        let when = life.began_at.rfc3339();
        lines.push(match life.reason {
            Reason::Restored => format!("{when}\ta backup was put back; handhelds give back what came after it"),
            Reason::Noticed(device) => format!(
                "{when}\tthe hub's folder was put back from an older copy, and nobody said so: {} had seen more of its log \
                 than it has. Handhelds give back what is missing; import again what other systems have sent since",
                called(hub, device)?
            ),
        });
    }
    hub.inner.db.read(|transaction| {
        for (reference, noticed) in lacking::all(transaction)? {
            let when = noticed.rfc3339();
            lines.push(format!("{when}\tthe log has lost something of job {reference}; handhelds that hold it are asked for it"));
        }
        for device in people::devices(transaction)? {
            for (successor, since) in people::successors(transaction, device.entry.device)? {
                lines.push(format!(
                    "{}\t{} ({}) goes on as {}: it was put back from a copy, or there are two of it. If nobody did that, \
                     withdraw it: doorstep-hub revoke --device \"{}\" withdraws both",
                    since.rfc3339(),
                    device.entry.device_name,
                    device.entry.person_name,
                    successor.entry.device_name,
                    device.entry.device_name,
                ));
            }
        }
        for device in people::devices(transaction)? {
            let (entry, works) = (&device.entry, matches!(device.role, Role::RepairsOperative | Role::HousingOfficer));
            let scopes = people::scopes(transaction, entry.person)?;
            if works && device.revoked_at.is_none() && scopes.iter().all(|scope| matches!(scope.owner, Owner::Person(_))) {
                let group = if device.role == Role::HousingOfficer { "--patch" } else { "--team" };
                lines.push(format!(
                    "now\t{} ({}) is in no team, patch or site and sees no work but their own; say which: doorstep-hub \
                     join --person \"{}\" {group} CODE",
                    entry.person_name, entry.device_name, entry.person_name
                ));
            }
        }
        for (waiting, until) in held::all(transaction)? {
            let job = log::record(transaction, waiting.document)?.map_or_else(|| "unknown".to_owned(), |record| record.reference);
            let who = people::device(transaction, waiting.device)?
                .map_or_else(|| waiting.device.to_string(), |device| device.entry.person_name);
            lines.push(format!(
                "{}\ta change by {who} to job {job} waits for one that it stands on, until {}; then it is set aside. Have every \
                 phone opened where there is a signal, also those that were put away. After a restore, what others hold of \
                 the work of a phone that does not come is taken in after three days",
                waiting.received_at.rfc3339(),
                until.rfc3339()
            ));
        }
        let (undecided, door): (Vec<_>, Vec<_>) =
            matter::all(transaction)?.into_iter().partition(|one| matter::is_undecided(&one.code));
        let (unanswered, come_again): (Vec<_>, Vec<_>) = door.into_iter().partition(|one| one.code == matter::NO_ACCESS);
        for (jobs, what) in [
            (undecided, "in which something waits for somebody to decide it or to look at it"),
            (unanswered, "where nobody let us in and no other visit is booked"),
            (come_again, "where somebody has to come again and nobody is sent"),
        ] {
            let mut jobs: Vec<String> = jobs.into_iter().map(|one| one.reference).collect();
            jobs.sort_unstable();
            jobs.dedup();
            if !jobs.is_empty() {
                let count = if jobs.len() == 1 { "1 job".to_owned() } else { format!("{} jobs", jobs.len()) };
                lines.push(format!("now\t{count} {what}: {}; see: doorstep-hub flagged", named(&jobs)));
            }
        }
        let (superseded, aside): (Vec<_>, Vec<_>) =
            quarantine::all(transaction)?.into_iter().partition(|(_, aside)| aside.delete_at.is_some());
        if !superseded.is_empty() {
            lines.push(format!(
                "now\t{} came for records that were erased, each kept for 30 days; see: doorstep-hub quarantine list",
                superseded.len()
            ));
        }
        let aside = aside.len();
        if aside > 0 {
            lines.push(format!("now\t{aside} set aside for a person to decide; see: doorstep-hub quarantine list"));
        }
        Ok::<_, DbError>(())
    })?;
    Ok(lines)
}

/// The first of them by name, and how many more there are.
fn named(references: &[String]) -> String {
    let shown: Vec<&str> = references.iter().take(NAMED).map(String::as_str).collect();
    let more = references.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn called(hub: &Hub, device: domain::id::DeviceId) -> Result<String, HubError> {
    let known = hub.inner.db.read(|transaction| people::device(transaction, device))?;
    Ok(known.map_or_else(
        || device.to_string(),
        |known| format!("{} ({})", known.entry.device_name, known.entry.person_name),
    ))
}
