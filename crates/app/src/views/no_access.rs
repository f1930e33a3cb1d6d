//! Visits at which nobody let them in, in words.

use domain::{
    job::{Attempt, ContactMethod, Job, Lacking, NeverClosed, offer},
    time::Timestamp,
};

use super::{people::People, photo};
use crate::{
    api::{self, Failure},
    unlocked::Unlocked,
};

/// The no-access page's part of a job.
pub(crate) fn shown(unlocked: &Unlocked, job: &Job, people: &People) -> Result<api::NoAccess, Failure> {
    let undone = job.status().undone;
    let mut attempts: Vec<&Attempt> = job.attempts.iter().filter(|held| !undone.contains(&held.id)).collect();
    attempts.sort_by_key(|attempt| (attempt.written.at, attempt.id));
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let offers = offer::offers(unlocked.now().london_date(), &standards, &calendar);
    Ok(api::NoAccess {
        stays_open: job.never_closed().map(|why| stays_open(why).to_owned()),
        again: again(attempts.len()),
        offers: offers.iter().map(offer::in_words).collect(),
        attempts: attempts.into_iter().map(|attempt| evidence(job, attempt, people)).collect(),
    })
}

fn evidence(job: &Job, held: &Attempt, people: &People) -> api::Attempt {
    let attempt = &held.attempt;
    let photo = |card| job.photos.iter().find(|photo| photo.id == card).map(|held| photo::hex(&held.photo.hash));
    api::Attempt {
        id: held.id.to_string(),
        happened: attempt.happened.clone(),
        by: people.by(&held.written),
        card_left: attempt.card.is_some(),
        card: attempt.card.and_then(photo),
        no_card_because: attempt.no_card_because.clone(),
        contacts: attempt.contacts.iter().map(|made| contact(made.method, made.at)).collect(),
        offered: attempt.offered.clone(),
        lacking: attempt.lacking().into_iter().map(|what| lacking(what).to_owned()).collect(),
    }
}

fn contact(method: ContactMethod, at: Timestamp) -> String {
    let words = match method {
        ContactMethod::Knocked => "Knocked",
        ContactMethod::Telephoned => "Rang",
        ContactMethod::Texted => "Sent a text",
        ContactMethod::Emailed => "Sent an email",
        ContactMethod::AskedNearby => "Asked nearby",
        ContactMethod::Office => "Office tried",
    };
    format!("{words} {}", at.london_clock())
}

const fn lacking(what: Lacking) -> &'static str {
    match what {
        Lacking::Card => "No photo of a calling card, and no reason why not",
        Lacking::Methods => "The customer was tried in one way only",
        Lacking::Offer => "No other appointment was offered",
    }
}

const fn stays_open(why: NeverClosed) -> &'static str {
    match why {
        NeverClosed::DampOrMould => {
            "Damp and mould jobs stay open when you cannot go in, because the legal clock runs on. Record this visit with \
             its evidence, and ring the office so that they can reach the customer another way."
        }
        NeverClosed::LeakIntoOtherHomes => {
            "A leak that reaches other homes stays open when you cannot go in. Record this visit, turn the water off \
             outside if you safely can, and ring the office before you leave."
        }
        NeverClosed::Safety => {
            "Safety jobs stay open when you cannot go in. Record this visit with its evidence, and ring the office before \
             you leave."
        }
    }
}

/// After the first card comes a second visit; after the second somebody else has to find out why.
fn again(before: usize) -> Option<String> {
    match before {
        0 => None,
        1 => Some("This is the second time. Leave the second card, and ring the office before you go.".to_owned()),
        earlier => Some(format!(
            "There have been {earlier} visits already. Ring the office now: a housing officer may have to visit."
        )),
    }
}

/// The way that a screen names.
pub(crate) const fn method(asked: api::ContactMethod) -> ContactMethod {
    match asked {
        api::ContactMethod::Knocked => ContactMethod::Knocked,
        api::ContactMethod::Telephoned => ContactMethod::Telephoned,
        api::ContactMethod::Texted => ContactMethod::Texted,
        api::ContactMethod::Emailed => ContactMethod::Emailed,
        api::ContactMethod::AskedNearby => ContactMethod::AskedNearby,
        api::ContactMethod::Office => ContactMethod::Office,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_visit_needs_no_warning_and_the_third_needs_the_office() {
        assert_eq!(again(0), None);
        assert!(again(1).is_some_and(|words| words.contains("second card")));
        assert!(again(2).is_some_and(|words| words.contains("2 visits")));
    }
}
