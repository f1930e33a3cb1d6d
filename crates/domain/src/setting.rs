//! What the landlord sets for every handheld: what is recorded besides start and finish, and whom to ring.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{call_through::CallThrough, job::AUTHORITY_PENCE, office::Office};

/// A setting. Whatever records more of people than start and finish is off until the landlord switches it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingName {
    /// A switch: pausing the work is offered.
    Pauses,
    /// A switch: the time of colleagues is recorded too, each with a share of the job.
    Shares,
    /// A switch: the time on the way is asked for.
    Travel,
    /// A switch: overtime can be told from other time.
    Overtime,
    /// The telephone number of the landlord's interpreters.
    InterpreterNumber,
    /// The landlord's offices and where they are: [`Office::all`].
    Offices,
    /// What may be agreed to at a door without asking, in whole pounds: [`LandlordSettings::authority_pence`].
    AuthorityLimit,
    /// How customers are rung: [`CallThrough`].
    CallThrough,
}

/// How a switch that is on is written; anything else is off.
const ON: &str = "on";

/// Characters of all offices, at most.
const MAX_OFFICES: usize = 2_000;

/// Characters of a telephone number, at most.
const MAX_NUMBER: usize = 30;

/// Pounds that may be agreed to at a door, at most.
const MOST_POUNDS: u32 = 100_000;

fn pounds(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|pounds| plain && *pounds <= MOST_POUNDS)
}

impl SettingName {
    /// Every setting.
    pub const ALL: [Self; 8] = [
        Self::Pauses,
        Self::Shares,
        Self::Travel,
        Self::Overtime,
        Self::InterpreterNumber,
        Self::Offices,
        Self::AuthorityLimit,
        Self::CallThrough,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pauses => "pauses",
            Self::Shares => "shares",
            Self::Travel => "travel",
            Self::Overtime => "overtime",
            Self::InterpreterNumber => "interpreter-number",
            Self::Offices => "offices",
            Self::AuthorityLimit => "authority-limit",
            Self::CallThrough => "call-through",
        }
    }

    /// The setting with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }

    /// A value for it, checked.
    ///
    /// # Errors
    /// What may stand there, in words.
    pub fn set(self, value: &str) -> Result<Setting, String> {
        let value = value.trim();
        let fits = match self {
            Self::Pauses | Self::Shares | Self::Travel | Self::Overtime => [ON, "off"].contains(&value),
            Self::InterpreterNumber => {
                let digits = value.chars().filter(char::is_ascii_digit).count();
                let plain = value.chars().all(|letter| letter.is_ascii_digit() || "+#* ()-".contains(letter));
                value.is_empty() || (plain && digits >= 3 && value.chars().count() <= MAX_NUMBER)
            }
            Self::Offices => value.chars().count() <= MAX_OFFICES && Office::all(value).is_ok(),
            Self::AuthorityLimit => value.is_empty() || pounds(value).is_some(),
            Self::CallThrough => value.is_empty() || CallThrough::read(value).is_some(),
        };
        let name = self.name();
        match self {
            _ if fits => Ok(Setting { name: name.to_owned(), value: value.to_owned() }),
            Self::InterpreterNumber => {
                Err(format!("{name} takes a telephone number such as 020 7946 0188, or nothing, not \"{value}\""))
            }
            Self::Offices => Err(format!(
                "{name} takes each office's name, latitude and longitude, such as \"Weir Road office 53.8008 -1.5491; Town \
                 Hall 53.7997 -1.5492\", in at most {MAX_OFFICES} letters; this is none: \"{}\"",
                Office::all(value).err().unwrap_or_else(|| value.chars().take(40).collect())
            )),
            Self::AuthorityLimit => Err(format!(
                "{name} takes whole pounds from 0 to {MOST_POUNDS}, such as 250, or nothing for £{}, not \"{value}\"",
                AUTHORITY_PENCE / 100
            )),
            Self::CallThrough => Err(format!(
                "{name} takes what a phone is to dial: \"141{{number}}\" to keep the caller's number back, or a switchboard \
                 that knows whom a job is for, such as \"020 7946 0190,,{{reference}}#\", or nothing, not \"{value}\""
            )),
            _ => Err(format!("{name} is on or off, not \"{value}\"")),
        }
    }
}

/// A setting as it travels. By name, so that a handheld that is older than a setting passes it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// [`SettingName::name`].
    pub name: String,
    /// "on"; a telephone number; a number of pounds.
    pub value: String,
}

/// All that the landlord has set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LandlordSettings {
    values: BTreeMap<String, String>,
}

impl LandlordSettings {
    /// These settings; of two with one name the later stands.
    pub fn new(settings: impl IntoIterator<Item = Setting>) -> Self {
        Self { values: settings.into_iter().map(|setting| (setting.name, setting.value)).collect() }
    }

    /// True for a switch that is on.
    #[must_use]
    pub fn is_on(&self, setting: SettingName) -> bool {
        self.text(setting) == ON
    }

    /// What is set; empty when nothing is.
    #[must_use]
    pub fn text(&self, setting: SettingName) -> &str {
        self.named(setting.name())
    }

    /// What may be agreed to at a door without asking, in pence.
    #[must_use]
    pub fn authority_pence(&self) -> u32 {
        pounds(self.text(SettingName::AuthorityLimit)).map_or(AUTHORITY_PENCE, |pounds| pounds.saturating_mul(100))
    }

    /// How customers are rung; none where phones ring them as they are.
    #[must_use]
    pub fn call_through(&self) -> Option<CallThrough<'_>> {
        CallThrough::read(self.text(SettingName::CallThrough))
    }

    /// What is set under a name that is no [`SettingName`].
    pub(crate) fn named(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_off_until_the_landlord_switches_it_on() {
        let nothing = LandlordSettings::default();
        assert!(
            SettingName::ALL.into_iter().all(|setting| !nothing.is_on(setting) && nothing.text(setting).is_empty())
        );
        let set = |value| LandlordSettings::new([SettingName::Pauses.set(value).unwrap()]);
        assert!(set("on").is_on(SettingName::Pauses) && !set("on").is_on(SettingName::Travel));
        assert!(!set("off").is_on(SettingName::Pauses));
    }

    #[test]
    fn whoever_is_at_the_door_may_agree_to_what_the_landlord_says_and_to_250_pounds_where_it_says_nothing() {
        assert_eq!(LandlordSettings::default().authority_pence(), 25_000);
        for (value, pence) in [("0", 0), ("80", 8_000), ("100000", 10_000_000), ("", 25_000)] {
            let set = LandlordSettings::new([SettingName::AuthorityLimit.set(value).unwrap()]);
            assert_eq!(set.authority_pence(), pence, "{value}");
        }
        for value in ["£80", "80.50", "-1", "+5", "100001", "eighty"] {
            assert!(SettingName::AuthorityLimit.set(value).unwrap_err().contains("from 0 to 100000"), "{value}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_says_what_can() {
        assert_eq!(SettingName::Travel.set("yes").unwrap_err(), "travel is on or off, not \"yes\"");
        for number in ["020 7946 0188", "", "0808 157 0188#204"] {
            assert!(SettingName::InterpreterNumber.set(number).is_ok(), "{number}");
        }
        for number in ["ring Joan", "12", "tel:0207946018800000000000000000000"] {
            assert!(SettingName::InterpreterNumber.set(number).is_err(), "{number}");
        }
        assert!(SettingName::Offices.set("Town Hall 53.9 -1.5").is_ok() && SettingName::Offices.set("").is_ok());
        let said = SettingName::Offices.set("Town Hall 53.9 -1.5; Weir Road").unwrap_err();
        assert!(said.ends_with("this is none: \"Weir Road\""), "{said}");
    }
}
