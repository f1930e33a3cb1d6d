//! A job's sign-off as a file that anyone can check.

use base64::{Engine, engine::general_purpose::STANDARD};
use documents::seal::{Seal, SealFile};
use domain::id::DocumentId;

use crate::{
    api::{self, Failure},
    error::failure,
    unlocked::Unlocked,
    views::sign_off::is_kept_from,
};

pub(crate) fn run(unlocked: &Unlocked, id: &str) -> Result<api::SealFile, Failure> {
    let id: DocumentId = id.parse()?;
    let (document, job) = unlocked.job(id)?;
    let entry =
        job.sign_offs.iter().find(|entry| entry.stands).or_else(|| job.sign_offs.first()).ok_or_else(|| {
            failure("sign_off_none", "This job has no sign-off yet", "Ask the customer to sign first")
        })?;
    let seal = Seal::from_bytes(&entry.seal)?;
    let device = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.device);
    if is_kept_from(&seal, &job, device) {
        return Err(failure(
            "sign_off_kept_from_you",
            "What the customer thought of the work is in this file, and is not for whoever did it",
            "Ask the office for the file",
        ));
    }
    let file = SealFile::gather(seal, &document, &unlocked.people()?.entries());
    Ok(api::SealFile {
        filename: format!("sign-off-{}.doorstep", filename(&job.order.reference)),
        base64: STANDARD.encode(file.to_bytes()?),
    })
}

/// A landlord's reference as part of a file's name, on any system.
fn filename(reference: &str) -> String {
    let name: String = reference
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '-' })
        .take(60)
        .collect();
    if name.is_empty() { "job".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_with_slashes_names_no_folder() {
        assert_eq!(filename("WO/2026:114"), "WO-2026-114");
        assert_eq!(filename("../../etc"), "------etc");
        assert_eq!(filename(""), "job");
    }
}
