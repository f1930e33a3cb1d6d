//! Who wrote something, on which device, and when, as people say it.

use std::collections::BTreeMap;

use domain::{
    author::{DeviceEntry, Written},
    id::{DeviceId, PersonId},
    time::Timestamp,
};

/// The landlord's directory of devices and people, and the moment that times are spoken at.
pub(crate) struct People {
    by_device: BTreeMap<DeviceId, DeviceEntry>,
    now: Timestamp,
}

impl People {
    pub(crate) fn new(entries: Vec<DeviceEntry>, now: Timestamp) -> Self {
        Self { by_device: entries.into_iter().map(|entry| (entry.device, entry)).collect(), now }
    }

    /// "Ada Byrne".
    pub(crate) fn name(&self, written: &Written) -> String {
        self.entry(written).map_or_else(|| "Somebody".to_owned(), |entry| entry.person_name.clone())
    }

    /// "Van 12"; empty when it is not known.
    pub(crate) fn device(&self, written: &Written) -> String {
        self.entry(written).map(|entry| entry.device_name.clone()).unwrap_or_default()
    }

    /// "today 10:42".
    pub(crate) fn time(&self, at: Timestamp) -> String {
        at.spoken(self.now)
    }

    /// "Ada Byrne, today 10:42".
    pub(crate) fn by(&self, written: &Written) -> String {
        format!("{}, {}", self.name(written), self.time(written.at))
    }

    /// "Ada Byrne (Van 12)".
    pub(crate) fn holder(&self, device: DeviceId) -> String {
        self.by_device
            .get(&device)
            .map_or_else(|| "Somebody".to_owned(), |entry| format!("{} ({})", entry.person_name, entry.device_name))
    }

    /// A person's name; none when nobody knows them here.
    pub(crate) fn person(&self, person: PersonId) -> Option<String> {
        self.by_device.values().find(|entry| entry.person == person).map(|entry| entry.person_name.clone())
    }

    /// Whose device wrote something; none when nobody knows it here.
    pub(crate) fn person_of(&self, written: &Written) -> Option<PersonId> {
        self.entry(written).map(|entry| entry.person)
    }

    /// Everybody in the directory.
    pub(crate) fn entries(&self) -> Vec<DeviceEntry> {
        self.by_device.values().cloned().collect()
    }

    fn entry(&self, written: &Written) -> Option<&DeviceEntry> {
        self.by_device.get(&written.device?)
    }
}
