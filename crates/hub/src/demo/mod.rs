//! A landlord who does not exist, with enough work for people to try Doorstep on.
//!
//! Everything here is invented: names, addresses, and telephone numbers from the ranges that Ofcom keeps for fiction.
//! Made again on the same day it changes nothing; on another day it adds that day's jobs.

mod jobs;
mod rates;

use domain::{reference::ReferenceRow, setting::SettingName, time::Timestamp};

use crate::{
    hub::{Hub, HubError},
    import::Report,
};

/// The landlord's name.
pub const LANDLORD: &str = "Calder Vale Homes";

/// The number that staff ring for help.
pub const CONTROL_NUMBER: &str = "020 7946 0120";

/// The number of its interpreters.
const INTERPRETER_NUMBER: &str = "020 7946 0188";

/// The team that the demo's work goes to.
pub const TEAM: &str = "PLUMBING-NORTH";

/// What binds the landlord.
const STANDARDS: &str = include_str!("../../../../packs/england-2026.json");

/// What its people fill in.
const FORMS: [&str; 10] = [
    include_str!("../../../../forms/affordability.json"),
    include_str!("../../../../forms/asbestos-stop.json"),
    include_str!("../../../../forms/diversity-profile.json"),
    include_str!("../../../../forms/electrical-remedial-note.json"),
    include_str!("../../../../forms/gas-safety-record.json"),
    include_str!("../../../../forms/point-of-work-risk-assessment.json"),
    include_str!("../../../../forms/repairs-diagnosis.json"),
    include_str!("../../../../forms/smoke-co-alarm-check.json"),
    include_str!("../../../../forms/tenancy-check.json"),
    include_str!("../../../../forms/unsafe-gas-situation.json"),
];

/// Days of work that are always made: today and those after.
const DAYS: u64 = 3;

impl Hub {
    /// Makes the demo landlord, or adds what today lacks.
    ///
    /// # Errors
    /// The database failed.
    pub fn make_demo(&self) -> Result<(), HubError> {
        self.name_landlord(LANDLORD, CONTROL_NUMBER)?;
        for switch in [SettingName::Pauses, SettingName::Shares, SettingName::Travel, SettingName::Overtime] {
            self.set(switch, "on")?;
        }
        self.set(SettingName::InterpreterNumber, INTERPRETER_NUMBER)?;
        // Before the codes: a handheld gets rows in this order, and clocks matter more.
        self.put_pack(STANDARDS, &mut Report::default())?;
        for form in FORMS {
            self.put_form(form, &mut Report::default())?;
        }
        let rows: Vec<ReferenceRow> = rates::schedule().map(ReferenceRow::ScheduleOfRates).collect();
        self.put_rows(&rows, &mut Report::default())?;
        let now = self.now();
        for raising in jobs::jobs(now.london_date(), DAYS) {
            self.raise(&raising, TEAM)?;
        }
        Ok(())
    }
}

/// The moment of a time of day in London, on a day.
fn london(day: chrono::NaiveDate, hour: u32) -> Option<Timestamp> {
    Timestamp::parse(&format!("{day}T{hour:02}:00:00"))
}
