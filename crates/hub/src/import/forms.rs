//! Forms: JSON of our own, and XLSForm workbooks made into it.

use std::path::Path;

use domain::{
    definition::Fault,
    form::{Form, FormRef},
    reference::{Collection, FormVersion, ReferenceRow},
};

use super::{Report, text, whole, xls_form};
use crate::{
    db::sqlite::landlord,
    hub::{Hub, HubError},
};

/// Bytes of a form's JSON, at most.
const MAX_FORM: u64 = 2 << 20;
/// Bytes of a workbook, at most.
const MAX_WORKBOOK: u64 = 16 << 20;

impl Hub {
    /// Imports a form: whole, or with a fault in it not at all.
    pub(super) fn import_form(&self, file: &Path) -> Result<Report, HubError> {
        let mut report = Report::default();
        if let Some(json) = text(file, MAX_FORM, &mut report)? {
            self.put_form(&json, &mut report)?;
        }
        Ok(report)
    }

    /// Stores a form, or says what is wrong with it.
    pub(crate) fn put_form(&self, json: &str, report: &mut Report) -> Result<(), HubError> {
        match Form::read(json) {
            Ok(form) => self.put_version(&form, json, report),
            Err(faults) => {
                report.whole_file(&faults);
                Ok(())
            }
        }
    }

    /// Imports an XLSForm. Where it has no version that is a number, one is counted up from the last, unless the last
    /// says the same.
    pub(super) fn import_xls_form(&self, file: &Path) -> Result<Report, HubError> {
        let mut report = Report::default();
        let imported = match xls_form::read(&whole(file, MAX_WORKBOOK)?, file) {
            Ok(imported) => imported,
            Err(faults) => {
                report.whole_file(&faults);
                return Ok(report);
            }
        };
        let form = imported.definition.get("form").and_then(|form| form.as_str()).unwrap_or_default();
        let newest = self.inner.db.read(|transaction| landlord::newest_form(transaction, form))?;
        let version = imported.version.unwrap_or_else(|| match &newest {
            Some(held) if imported.json(held.id.version) == held.json => held.id.version,
            Some(held) => held.id.version.saturating_add(1),
            None => 1,
        });
        match imported.check(version) {
            Ok(form) => self.put_version(&form, &imported.json(version), &mut report)?,
            Err(faults) => report.whole_file(&faults),
        }
        for note in imported.notes {
            report.note(note);
        }
        Ok(report)
    }

    /// A version that handhelds have answered to must stay as it was.
    fn put_version(&self, form: &Form, json: &str, report: &mut Report) -> Result<(), HubError> {
        let FormRef { form: name, version } = &form.id;
        let row = FormVersion { id: form.id.clone(), title: form.title.own().to_owned(), json: json.to_owned() };
        let row = ReferenceRow::Form(row);
        let held = self.inner.db.read(|transaction| landlord::row(transaction, Collection::Forms, &row.key()))?;
        if held.is_some_and(|held| held != row) {
            report.whole_file(&[Fault {
                path: "version".into(),
                what: format!("version {version} of \"{name}\" was imported before and says something else"),
                remedy: format!("give this one a higher version, such as {}", version.saturating_add(1)),
            }]);
            return Ok(());
        }
        self.put_rows(&[row], report)
    }
}
