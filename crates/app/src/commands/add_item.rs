//! An item from the schedule of rates is added at the door.

use documents::job;
use domain::{
    id::DocumentId,
    job::{JobEdit, NewItem},
};
use store::Edit;

use super::quantity;
use crate::{
    api::{Failure, JobPage},
    error::failure,
    queries,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, id: &str, code: &str, entered: f64) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    let quantity = quantity(entered)?;
    let found = unlocked.store.code(code)?.ok_or_else(|| {
        failure(
            "code_unknown",
            "This code is not in the landlord's schedule of rates",
            "Search for it and choose again",
        )
    })?;
    let edit = JobEdit::AddItem(NewItem {
        code: found.code.clone(),
        description: found.description,
        unit: found.unit,
        quantity,
        m3nhf: found.m3nhf,
    });
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        let changes = job::edit(document, &edit, &clocks, new_id)?;
        Ok(Edit { changes, codes: vec![found.code], ..Edit::default() })
    })?;
    queries::job::page(unlocked, id)
}
