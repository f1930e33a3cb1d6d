//! What has been spoken of before, by number: both sides learn the same in the same order.

use std::{collections::HashMap, hash::Hash};

use super::super::{Fault, reader::CUT_SHORT};

#[derive(Debug)]
pub(super) struct Table<T> {
    list: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { list: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    pub(super) fn number(&self, value: &T) -> Option<u64> {
        self.places.get(value).map(|place| *place as u64)
    }

    /// How long ago this was learnt: nought for the last.
    pub(super) fn distance(&self, value: &T) -> Option<u64> {
        self.places.get(value).map(|place| (self.list.len() - 1 - place) as u64)
    }

    pub(super) fn learn(&mut self, value: T) {
        self.places.insert(value.clone(), self.list.len());
        self.list.push(value);
    }

    pub(super) fn at(&self, number: u64) -> Result<&T, Fault> {
        usize::try_from(number).ok().and_then(|place| self.list.get(place)).ok_or(CUT_SHORT)
    }

    pub(super) fn at_distance(&self, distance: u64) -> Result<&T, Fault> {
        self.at((self.list.len() as u64).checked_sub(1).and_then(|last| last.checked_sub(distance)).ok_or(CUT_SHORT)?)
    }
}
