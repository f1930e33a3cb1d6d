//! Somebody is worried about a person.

use documents::{Document, concern};
use domain::{
    concern::{Concern, ConcernAbout},
    id::{DocumentId, RecordKind},
};

use crate::{
    api::{self, ConcernSaved, Failure},
    unlocked::Unlocked,
};

pub(crate) fn run(
    unlocked: &Unlocked,
    job: Option<&str>,
    about: api::ConcernAbout,
    words: &str,
    in_danger: bool,
) -> Result<ConcernSaved, Failure> {
    let address = match job {
        Some(job) => unlocked.job(job.parse()?)?.1.order.property.one_line(),
        None => String::new(),
    };
    let about = match about {
        api::ConcernAbout::Child => ConcernAbout::Child,
        api::ConcernAbout::Adult => ConcernAbout::Adult,
        api::ConcernAbout::Abuse => ConcernAbout::Abuse,
    };
    let concern = Concern { about, words: words.trim().to_owned(), address, in_danger };
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let mut document = Document::create(id, RecordKind::Concern, pen)?;
    let changes = concern::write(&mut document, &concern, &clocks)?;
    unlocked.store.hand_over(&document, &changes)?;
    let duty_number = unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default();
    Ok(ConcernSaved { duty_number })
}
