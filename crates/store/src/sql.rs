//! Between Rust's values and SQLite's.

use rusqlite::Row;
use serde::{Serialize, de::DeserializeOwned};
use std::path::PathBuf;

use crate::error::StoreError;

/// A count or position as SQLite keeps it. None of ours reaches 2^63.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count or position as SQLite kept it; the tables' checks forbid negative ones.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// An id of 16 bytes from a column.
pub(crate) fn id<T>(row: &Row<'_>, column: usize, make: impl FnOnce([u8; 16]) -> T) -> rusqlite::Result<T> {
    row.get(column).map(make)
}

/// A value as a column of bytes.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|error| damaged(&format!("a value does not encode: {error}")))
}

/// A value from a column of bytes.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|_| damaged(&format!("{what} does not decode")))
}

/// The database does not hold what it must; [`StoreError::located`] adds the file.
pub(crate) fn damaged(detail: &str) -> StoreError {
    StoreError::Damaged { path: PathBuf::new(), detail: detail.to_owned() }
}
