//! Containment: a panic inside a library that reads what strangers made ends the trial, not the process, and prints
//! nothing.
//!
//! Automerge 0.12 panics on some changes whose hash holds. The gate refuses all those that are known before Automerge
//! sees them; this is for the others. Readers of files that landlords import panic as well. It needs `panic = "unwind"`.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `trial`; none when it panicked. Whatever it was changing must be thrown away then.
pub fn contained<T>(trial: impl FnOnce() -> T) -> Option<T> {
    install_hook();
    let before = CONTAINED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(trial));
    CONTAINED.set(before);
    outcome.ok()
}

/// Puts a hook before whatever hook there is, once, which keeps quiet on a thread that is in a trial: a hook put in
/// and taken out around each trial would race with those of other threads.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    // Setting a hook while panicking would panic again.
    if std::thread::panicking() {
        return;
    }
    INSTALLED.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |info| {
            if !CONTAINED.try_with(Cell::get).unwrap_or(false) {
                others(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_contained_and_the_next_trial_goes_on() {
        let numbers: Vec<u8> = Vec::new();
        assert_eq!(contained(|| numbers[7]), None);
        assert_eq!(contained(|| contained(|| numbers[7]).is_none()), Some(true));
        assert_eq!(contained(|| 7), Some(7));
        assert!(!CONTAINED.get());
    }
}
