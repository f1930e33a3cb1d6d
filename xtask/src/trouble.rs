//! Why a command stops, in words for the person at the terminal.

use std::fmt;

/// A command could not go on.
#[derive(Debug)]
pub enum Trouble {
    /// The person pressed Ctrl-C.
    Interrupted,
    /// Anything else: what happened and what to do about it.
    Because(String),
}

impl Trouble {
    /// Trouble in the given words.
    pub fn because(words: impl Into<String>) -> Self {
        Self::Because(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("Stopped."),
            Self::Because(words) => f.write_str(words),
        }
    }
}

/// Puts the thing and the place in front of an error of the operating system.
pub trait Doing<T> {
    /// `doing` completes "Could not …".
    fn doing(self, doing: impl fmt::Display) -> Result<T, Trouble>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: impl fmt::Display) -> Result<T, Trouble> {
        self.map_err(|error| Trouble::because(format!("Could not {doing}: {error}")))
    }
}
