//! Somebody has said what they like about themself: it goes to the landlord, and leaves this phone.

use std::collections::BTreeMap;

use documents::{Document, profile};
use domain::{
    form::Filling,
    id::{DocumentId, RecordKind},
    profile::DiversityProfile,
};

use crate::{
    api::{Failure, ProfileReplies},
    error::{self, failure},
    queries::officer::profile as questions,
    unlocked::Unlocked,
};

/// Saves what was said in place of whatever was said before; nothing at all takes that back.
pub(crate) fn run(unlocked: &Unlocked, home: &str, person: &str, replies: &ProfileReplies) -> Result<(), Failure> {
    let tenancy: DocumentId = home.parse()?;
    unlocked.store.tenancy_row(tenancy)?.ok_or_else(error::home_unknown)?;
    let person = person.split_whitespace().collect::<Vec<_>>().join(" ");
    if person.is_empty() || person.chars().count() > 120 {
        return Err(failure("profile_nobody", "It does not say who this is about", "Choose or enter their name"));
    }
    let form = questions::form(unlocked)?;
    let answers = questions::answers(&form, replies)?;
    let held = BTreeMap::new();
    let filling = Filling::new(&form, &answers, &held, unlocked.now());
    let mut kept = BTreeMap::new();
    // What is not asked any more, because another answer changed, is not sent.
    for ask in filling.questions() {
        let Some(reply) = ask.reply else { continue };
        if let Some(problem) = filling.check(&ask.field, reply, &form.language).into_iter().next() {
            return Err(failure("profile_answer", &problem.words, "Put it right, or leave it open"));
        }
        kept.insert(ask.item.name.clone(), reply.clone());
    }
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let profile = DiversityProfile { tenancy, person, form: form.id.clone(), replies: kept };
    let mut document = Document::create(id, RecordKind::DiversityProfile, pen)?;
    let changes = profile::write(&mut document, &profile, &clocks)?;
    Ok(unlocked.store.hand_over(&document, &changes)?)
}
