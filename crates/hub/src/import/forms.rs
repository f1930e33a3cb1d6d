//! Forms: JSON of our own.

use std::path::Path;

use domain::{
    definition::Fault,
    form::{Form, FormRef},
    reference::{Collection, FormVersion, ReferenceRow},
};

use super::{Report, text};
use crate::{
    db::sqlite::landlord,
    hub::{Hub, HubError},
};

/// Bytes of a form's JSON, at most.
const MAX_FORM: u64 = 2 << 20;

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
