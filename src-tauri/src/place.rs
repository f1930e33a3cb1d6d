//! Where this handheld keeps what it records.

use std::ffi::OsString;
use std::path::PathBuf;

/// The folder named on the command line (`--data DIR`) or in `DOORSTEP_DATA`; none means the platform's own place.
///
/// Words that mean nothing here are left alone: window systems and drivers add their own.
pub fn named(arguments: impl IntoIterator<Item = OsString>, environment: Option<OsString>) -> Option<PathBuf> {
    let mut arguments = arguments.into_iter();
    let mut named = None;
    while let Some(word) = arguments.next() {
        if word == "--data" {
            named = arguments.next();
        } else if let Some(folder) = word.to_str().and_then(|word| word.strip_prefix("--data=")) {
            named = Some(folder.into());
        }
    }
    named.or(environment).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn the_command_line_goes_before_the_environment() {
        let environment = Some(OsString::from("from-environment"));
        assert_eq!(named(words(&["--data", "ada"]), environment.clone()), Some("ada".into()));
        assert_eq!(named(words(&["--class", "x", "--data=ada"]), environment.clone()), Some("ada".into()));
        assert_eq!(named(words(&[]), environment), Some("from-environment".into()));
    }

    #[test]
    fn nothing_named_means_the_platforms_own_place() {
        assert_eq!(named(words(&["--automation"]), None), None);
        assert_eq!(named(words(&["--data"]), Some(OsString::new())), None);
    }
}
