//! Voice notes on a job.

use domain::job::Job;
use store::Store;

use super::{people::People, photo};
use crate::api::{self, Failure};

/// The voice notes of a job, oldest first.
pub(crate) fn shown(store: &Store, job: &Job, people: &People) -> Result<Vec<api::Recording>, Failure> {
    let mut spoken: Vec<_> = job.recordings.iter().collect();
    spoken.sort_by_key(|held| (held.written.at, held.id));
    spoken
        .into_iter()
        .map(|held| {
            Ok(api::Recording {
                id: held.id.to_string(),
                hash: photo::hex(&held.recording.hash),
                length: length(held.recording.milliseconds),
                by: people.by(&held.written),
                state: photo::state(store, &held.recording.hash)?,
            })
        })
        .collect()
}

/// "0:42".
pub(crate) fn length(milliseconds: u32) -> String {
    let seconds = milliseconds.div_ceil(1_000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_minutes_and_seconds() {
        assert_eq!([0, 1, 42_000, 61_500].map(length), ["0:00", "0:01", "0:42", "1:02"]);
    }
}
