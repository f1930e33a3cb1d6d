//! Reference data: the landlord's own rows, versioned, read-only on a handheld.

use serde::{Deserialize, Serialize};

use crate::{
    address::SiteProperty, author::DeviceEntry, form::FormRef, setting::Setting, sign_off::Translation,
    working_time::PublishedYear,
};

/// One row of reference data, as it travels and is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ReferenceRow {
    /// A code of the landlord's schedule of rates.
    ScheduleOfRates(RateScheduleCode),
    /// A device and its person, so that edits have names.
    Device(DeviceEntry),
    /// The landlord's name and settings; one row.
    Landlord(Landlord),
    /// One of the landlord's homes. Such rows stay at the hub: a job carries its own address to the handheld.
    Property(Property),
    /// A pack of service standards.
    StandardsPack(StandardsPack),
    /// The bank holidays of a year, as published.
    BankHolidays(PublishedYear),
    /// A version of a form.
    Form(FormVersion),
    /// What the landlord says about the words of one language.
    Translation(Translation),
    /// What the landlord sets for every handheld.
    Setting(Setting),
}

/// Collections of reference rows. Its number is stored and sent: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Collection {
    /// [`ReferenceRow::ScheduleOfRates`], keyed by code.
    ScheduleOfRates = 1,
    /// [`ReferenceRow::Device`], keyed by device id.
    Devices = 2,
    /// [`ReferenceRow::Landlord`], keyed "landlord".
    Landlord = 3,
    /// [`ReferenceRow::Property`], keyed by the landlord's reference. Never sent to a handheld.
    Properties = 4,
    /// [`ReferenceRow::StandardsPack`], keyed by the pack's id.
    Standards = 5,
    /// [`ReferenceRow::BankHolidays`], keyed by the year.
    BankHolidays = 6,
    /// [`ReferenceRow::Form`], keyed by form and version: each version stays as it was.
    Forms = 7,
    /// [`ReferenceRow::Translation`], keyed by the language's code.
    Translations = 8,
    /// [`ReferenceRow::Setting`], keyed by its name.
    Settings = 9,
}

impl ReferenceRow {
    /// Where the row belongs.
    #[must_use]
    pub const fn collection(&self) -> Collection {
        match self {
            Self::ScheduleOfRates(_) => Collection::ScheduleOfRates,
            Self::Device(_) => Collection::Devices,
            Self::Landlord(_) => Collection::Landlord,
            Self::Property(_) => Collection::Properties,
            Self::StandardsPack(_) => Collection::Standards,
            Self::BankHolidays(_) => Collection::BankHolidays,
            Self::Form(_) => Collection::Forms,
            Self::Translation(_) => Collection::Translations,
            Self::Setting(_) => Collection::Settings,
        }
    }

    /// Its key within the collection.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::ScheduleOfRates(code) => code.code.clone(),
            Self::Device(entry) => entry.device.to_string(),
            Self::Landlord(_) => "landlord".to_owned(),
            Self::Property(property) => property.site.reference.clone(),
            Self::StandardsPack(pack) => pack.id.clone(),
            Self::BankHolidays(published) => published.year.to_string(),
            Self::Form(version) => version.id.to_string(),
            Self::Translation(translation) => translation.language.clone(),
            Self::Setting(setting) => setting.name.clone(),
        }
    }
}

/// A code of the schedule of rates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateScheduleCode {
    /// "PLP5R082".
    pub code: String,
    /// What the work is.
    pub description: String,
    /// Unit in words: "each", "m", "hour"; "each" where the landlord names none.
    pub unit: String,
    /// Trade in words; may be empty.
    pub trade: String,
    /// Standard minute value; none where the landlord gives none.
    pub standard_minutes: Option<u32>,
    /// True for a code of the M3NHF schedule, which HACT messages carry as `M3NHFSORCode`; others go as `CustomCode`.
    pub m3nhf: bool,
}

/// The landlord, as the handheld shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landlord {
    /// "Calder Vale Homes".
    pub name: String,
    /// The number staff ring for help.
    pub control_number: String,
}

/// A pack of service standards, as its author wrote it. It travels as its JSON, so that a handheld that is older than a
/// rule in it keeps it whole until it can read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardsPack {
    /// See [`crate::standards::Pack::id`].
    pub id: String,
    /// What [`crate::standards::Pack::read`] reads.
    pub json: String,
}

/// A version of a form, as its JSON: a handheld that is older than a kind of question in it keeps it until it can ask it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormVersion {
    /// Which.
    pub id: FormRef,
    /// What it is called, in its own language.
    pub title: String,
    /// What [`crate::form::Form::read`] reads.
    pub json: String,
}

/// One of the landlord's homes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Property {
    /// Its references and address.
    pub site: SiteProperty,
    /// Where it is; none when the landlord has not said.
    pub position: Option<Position>,
}

/// A point in Great Britain, as OS Open UPRN gives it: on the National Grid and on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Metres east on the British National Grid.
    pub easting: f64,
    /// Metres north on the British National Grid.
    pub northing: f64,
    /// Degrees north (ETRS89).
    pub latitude: f64,
    /// Degrees east (ETRS89); west is negative.
    pub longitude: f64,
}
