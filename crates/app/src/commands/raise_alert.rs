//! Somebody raises an alert at a door: it shows at once that the office is to be rung, and what it rests on goes to those who
//! decide.

use chrono::NaiveDate;
use documents::{Document, alert, alert_report};
use domain::{
    alert::AlertSubject,
    alert_report::{AlertReport, PersonTold, ReportFault},
    id::{DocumentId, RecordKind},
};

use crate::{
    api::{AlertRaised, AlertSaid, Failure},
    queries::alert_form::{door, one_line},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, record: &str, said: AlertSaid) -> Result<AlertRaised, Failure> {
    let raised = door(unlocked, record.parse()?)?;
    let place = one_line(&raised);
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let day = |text: &str, fault: ReportFault| text.parse::<NaiveDate>().map_err(|_| fault);
    let report = AlertReport {
        alert: DocumentId::from_bytes(unlocked.new_id()?.0),
        raised,
        subject: if said.about_person { AlertSubject::Person } else { AlertSubject::Location },
        type_code: said.type_code,
        happened: said.happened.trim().to_owned(),
        happened_on: day(&said.happened_on, ReportFault::HappenedOn)?,
        instruction: said.instruction.trim().to_owned(),
        decided_by: said.decided_by.trim().to_owned(),
        review: day(&said.review, ReportFault::Review)?,
        told: if said.told { PersonTold::Told } else { PersonTold::NotTold(said.why_not_told.trim().to_owned()) },
    };
    report.check(clocks.best().london_date())?;
    let mut at_the_door = Document::create(report.alert, RecordKind::Alert, pen)?;
    let shown = alert::write(&mut at_the_door, &report.unconfirmed(), clocks.device)?;
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let mut document = Document::create(id, RecordKind::AlertReport, pen)?;
    let changes = alert_report::write(&mut document, &report, &clocks)?;
    unlocked.store.report((&document, &changes), Some((&at_the_door, &shown)), &place)?;
    let control_number = unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default();
    Ok(AlertRaised { control_number })
}
