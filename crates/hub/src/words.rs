//! The words of the customer's page: what the landlord puts right in a language, and that somebody has reviewed it.
//!
//! Each language is one versioned row, so that handhelds get the words with the rest of the reference data. Words that
//! are put right are reviewed by nobody until somebody says so again.

use std::{fs, path::Path};

use domain::{
    locale::Locale,
    reference::{Collection, ReferenceRow},
    sign_off::{Review, Template, Translation, check_translation},
};

use crate::{
    db::{DbError, sqlite::landlord},
    hub::{Hub, HubError},
    import::Report,
};

/// Bytes of a file of words, at most: ten times what a page has.
const MAX_FILE: u64 = 256 << 10;

impl Hub {
    /// Takes in a file of words, whose name ends in the language's code: "words-ar.ftl". None of it is taken when
    /// anything in it is wrong, since a page half in other words helps nobody.
    ///
    /// # Errors
    /// The file or the database cannot be used, or its name says no language. What is wrong with it is in the report.
    pub(crate) fn import_words(&self, file: &Path, report: &mut Report) -> Result<(), HubError> {
        let io = |source| HubError::Io { path: file.to_owned(), source };
        let locale = language_of(file)?;
        if fs::metadata(file).map_err(io)?.len() > MAX_FILE {
            return Err(HubError::Asked(format!("{} is larger than any file of words", file.display())));
        }
        let bytes = fs::read(file).map_err(io)?;
        let Ok(fluent) = String::from_utf8(bytes) else {
            return Err(HubError::Asked(format!("{} is not in UTF-8; save it as UTF-8", file.display())));
        };
        let fluent = fluent.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        if let Err(faults) = check_translation(&fluent) {
            for fault in &faults {
                report.leave_out(fault.to_string());
            }
            return Ok(());
        }
        let stored = self.inner.db.write(|transaction| {
            let held = held(transaction, locale)?;
            // The same words again are still reviewed by whoever did.
            let review = held.filter(|held| held.own_words() == Some(fluent.as_str())).and_then(|held| held.review);
            landlord::put_row(transaction, &ReferenceRow::Translation(row(locale, fluent, review)))
        })?;
        report.count(stored);
        Ok(())
    }

    /// What the landlord says about a language; none when they have said nothing.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn translation(&self, locale: Locale) -> Result<Option<Translation>, HubError> {
        Ok(self.inner.db.read(|transaction| held(transaction, locale))?)
    }

    /// Says that somebody reviewed the words of a language as they stand: from now on they may be signed.
    ///
    /// # Errors
    /// The database cannot be written; English wants no review; the name is empty.
    pub fn review_words(&self, locale: Locale, by: &str) -> Result<(), HubError> {
        if locale == Locale::English {
            return Err(HubError::Asked(
                "English is what every translation is held against; it wants no review".into(),
            ));
        }
        let by = by.trim();
        if by.is_empty() {
            return Err(HubError::Asked("say who reviewed the words, with --by".into()));
        }
        let review = Review { by: by.to_owned(), at: self.now() };
        self.inner.db.write(|transaction| {
            let fluent = held(transaction, locale)?.and_then(|held| held.own_words().map(str::to_owned));
            let reviewed = row(locale, fluent.unwrap_or_default(), Some(review));
            landlord::put_row(transaction, &ReferenceRow::Translation(reviewed))?;
            Ok(())
        })
    }
}

fn held(transaction: &rusqlite::Transaction, locale: Locale) -> Result<Option<Translation>, DbError> {
    Ok(match landlord::row(transaction, Collection::Translations, locale.code())? {
        Some(ReferenceRow::Translation(translation)) => Some(translation),
        _ => None,
    })
}

fn row(locale: Locale, fluent: String, review: Option<Review>) -> Translation {
    let template_version = Template::LATEST.version();
    Translation { language: locale.code().to_owned(), template_version, fluent, review }
}

/// The language in a file's name: "ar" of "words-ar.ftl".
fn language_of(file: &Path) -> Result<Locale, HubError> {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let said = stem.strip_prefix("words-").unwrap_or(stem);
    let locale = Locale::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(said));
    match locale {
        Some(Locale::English) => Err(HubError::Asked(
            "the English words cannot be changed: every translation is held against them, and so are sign-offs".into(),
        )),
        Some(locale) => Ok(locale),
        None => {
            let known: Vec<&str> = Locale::ALL.iter().skip(1).map(|locale| locale.code()).collect();
            Err(HubError::Asked(format!(
                "{} names no language; call it words-ar.ftl, with one of {}",
                file.display(),
                known.join(", ")
            )))
        }
    }
}
