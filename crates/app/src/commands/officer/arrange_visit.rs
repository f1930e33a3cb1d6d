//! A visit is arranged with the customer, or begins where the officer stands.

use documents::{Document, job, tenancy};
use domain::{
    id::{DocumentId, RecordKind},
    job::{AccessInformation, AppointmentWindow, Contact, JobEdit, OWN_SOURCE, Priority, WorkOrder, reference_of},
    tenancy::Tenancy,
    visit::{Arranging, VisitTerms},
};

use crate::{
    api::{Failure, JobPage, VisitKind, VisitWish},
    error::{self, failure},
    queries,
    unlocked::Unlocked,
    views::officer,
};

pub(crate) fn run(
    unlocked: &Unlocked,
    home: &str,
    kind: VisitKind,
    slot: Option<&str>,
    wishes: &[VisitWish],
) -> Result<JobPage, Failure> {
    let home: DocumentId = home.parse()?;
    unlocked.store.tenancy_row(home)?.ok_or_else(error::home_unknown)?;
    let tenancy = tenancy::read(&unlocked.store.load(home)?)?;
    let appointment = match slot {
        None => None,
        Some(slot) => Some(AppointmentWindow::from_scalar(slot).ok_or_else(|| {
            failure("visit_slot", "That time is not one that was offered", "Choose one from the list")
        })?),
    };
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let kind = officer::kind(kind);
    let terms =
        VisitTerms { kind, tenancy: Some(home), wishes: wishes.iter().map(|wish| officer::wish(*wish)).collect() };
    let order = WorkOrder { appointment, description: kind.words().to_owned(), ..order(unlocked, id, &tenancy) };
    let mut document = Document::create(id, RecordKind::Visit, pen)?;
    let arranging = JobEdit::Arrange(Box::new(Arranging { order, terms }));
    let changes = job::edit(&mut document, &arranging, &clocks, unlocked.new_id()?)?;
    unlocked.store.commit(&document, &changes)?;
    queries::job::page(unlocked, id)
}

/// The home and its people, as a visit takes them along. Whoever is to be reached in one way only is not given with a
/// number to ring: what must be minded stands in its place.
fn order(unlocked: &Unlocked, id: DocumentId, tenancy: &Tenancy) -> WorkOrder {
    let minded = tenancy.tenants.iter().filter(|tenant| !tenant.safe_contact.is_empty());
    let minded: Vec<String> = minded.map(|tenant| format!("{}: {}", tenant.name, tenant.safe_contact)).collect();
    WorkOrder {
        source: OWN_SOURCE.to_owned(),
        reference: reference_of(id),
        description: String::new(),
        location_of_repair: String::new(),
        raised: Some(unlocked.now()),
        priority: Priority { description: "Visit".to_owned(), ..Priority::default() },
        trade: (String::new(), "Visit".to_owned()),
        work_class: String::new(),
        elements: Vec::new(),
        appointment: None,
        access: AccessInformation { description: minded.join("\n"), ..AccessInformation::default() },
        property: tenancy.property.clone(),
        position: None,
        contacts: tenancy
            .tenants
            .iter()
            .map(|tenant| Contact {
                name: tenant.name.clone(),
                numbers: if tenant.safe_contact.is_empty() && !tenant.telephone.is_empty() {
                    vec![tenant.telephone.clone()]
                } else {
                    Vec::new()
                },
            })
            .collect(),
        alerts: Vec::new(),
    }
}
