//! What the landlord sets for every handheld.

use domain::{
    reference::{Collection, ReferenceRow},
    setting::{LandlordSettings, SettingName},
};

use crate::{
    db::sqlite::landlord,
    hub::{Hub, HubError},
};

impl Hub {
    /// All that is set.
    ///
    /// # Errors
    /// The database failed.
    pub fn landlord_settings(&self) -> Result<LandlordSettings, HubError> {
        let rows = self.inner.db.read(|transaction| landlord::rows_of(transaction, Collection::Settings))?;
        Ok(LandlordSettings::new(rows.into_iter().filter_map(|row| match row {
            ReferenceRow::Setting(setting) => Some(setting),
            _ => None,
        })))
    }

    /// Sets one thing for every handheld; false when it stood so already.
    ///
    /// # Errors
    /// The value is none that it takes, or the database failed.
    pub fn set(&self, name: SettingName, value: &str) -> Result<bool, HubError> {
        let row = ReferenceRow::Setting(name.set(value).map_err(HubError::Asked)?);
        Ok(self.inner.db.write(|transaction| landlord::put_row(transaction, &row))?)
    }
}
