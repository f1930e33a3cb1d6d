//! Templates: the fixed words of a read-back, kept for ever by version.

use crate::locale::{Locale, Phrases};

/// The name that a seal keeps of the template.
const JOB_SIGN_OFF: &str = "job-sign-off";

/// A template at one version, as a seal names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A job's sign-off, first version.
    JobSignOff1,
}

/// The number of a template's version.
pub type TemplateVersion = u16;

impl Template {
    /// The one that new sign-offs use.
    pub const LATEST: Self = Self::JobSignOff1;

    /// Its name, as sealed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JobSignOff1 => JOB_SIGN_OFF,
        }
    }

    /// Its version, as sealed.
    #[must_use]
    pub const fn version(self) -> TemplateVersion {
        match self {
            Self::JobSignOff1 => 1,
        }
    }

    /// The template with this name and version; none when it is newer than this build.
    #[must_use]
    pub fn named(name: &str, version: TemplateVersion) -> Option<Self> {
        [Self::JobSignOff1].into_iter().find(|template| template.name() == name && template.version() == version)
    }

    /// Its phrases.
    pub(super) fn phrases(self, locale: Locale) -> Phrases {
        Phrases::read(locale, self.fluent(locale))
    }

    const fn fluent(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::JobSignOff1, Locale::English) => include_str!("../../locales/job-sign-off-1/en.ftl"),
            (Self::JobSignOff1, Locale::Welsh) => include_str!("../../locales/job-sign-off-1/cy.ftl"),
            (Self::JobSignOff1, Locale::Polish) => include_str!("../../locales/job-sign-off-1/pl.ftl"),
            (Self::JobSignOff1, Locale::Urdu) => include_str!("../../locales/job-sign-off-1/ur.ftl"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::locale::tests::assert_same_keys;

    #[test]
    fn every_language_has_every_key_and_every_value() {
        assert_same_keys(|locale| Template::JobSignOff1.fluent(locale));
    }

    #[test]
    fn a_version_once_used_is_never_edited() {
        let mut hash = Sha256::new();
        for locale in Locale::ALL {
            hash.update(Template::JobSignOff1.fluent(locale));
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            digest, "ccda044fb4bf39eebf31e3b70e1fcc512906f570321976557ec2cd18462093f5",
            "the words of version 1 changed: sign-offs sealed with it would no longer check. Make a new version."
        );
    }

    #[test]
    fn a_template_is_found_by_what_a_seal_says() {
        assert_eq!(Template::named("job-sign-off", 1), Some(Template::LATEST));
        assert_eq!(Template::named("job-sign-off", 2), None);
        assert_eq!(Template::named("tenancy-check", 1), None);
    }
}
