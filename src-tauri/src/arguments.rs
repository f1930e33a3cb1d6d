//! What the program may be told when it is started. Phones tell it nothing.

use std::ffi::OsString;
use std::path::PathBuf;

/// The words that mean something here. Others are left alone: window systems and drivers add their own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// `--data DIR`, or `DOORSTEP_DATA`: where this handheld keeps what it records; none for the platform's own place.
    pub data: Option<PathBuf>,
    /// `--title TEXT`: what stands over the window, to tell several handhelds on one screen apart.
    pub title: Option<String>,
}

impl Arguments {
    /// Reads the command line, then the environment.
    pub fn read(words: impl IntoIterator<Item = OsString>, environment: Option<OsString>) -> Self {
        let mut words = words.into_iter();
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--data") => arguments.data = words.next().map(PathBuf::from),
                Some("--title") => arguments.title = words.next().and_then(|title| title.into_string().ok()),
                _ => {}
            }
        }
        let named = |folder: &PathBuf| !folder.as_os_str().is_empty();
        arguments.data = arguments.data.filter(named).or(environment.map(PathBuf::from).filter(named));
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str], environment: Option<&str>) -> Arguments {
        Arguments::read(words.iter().map(OsString::from), environment.map(OsString::from))
    }

    #[test]
    fn the_command_line_goes_before_the_environment() {
        assert_eq!(read(&["--class", "x", "--data", "ada"], Some("dev")).data, Some("ada".into()));
        assert_eq!(read(&[], Some("dev")).data, Some("dev".into()));
    }

    #[test]
    fn nothing_named_means_the_platforms_own_place() {
        assert_eq!(read(&["--automation"], None), Arguments::default());
        assert_eq!(read(&["--data", ""], Some("")), Arguments::default());
        assert_eq!(read(&["--data"], None), Arguments::default());
    }

    #[test]
    fn a_window_may_be_told_whose_it_is() {
        assert_eq!(read(&["--title", "Doorstep: Ada Byrne"], None).title.as_deref(), Some("Doorstep: Ada Byrne"));
    }
}
