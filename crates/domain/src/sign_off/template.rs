//! Templates: the fixed words of a read-back, kept for ever by version.

use crate::locale::{Locale, Phrases};

/// The name that a seal keeps of the template.
const JOB_SIGN_OFF: &str = "job-sign-off";

/// The same of a visit's.
const VISIT_SIGN_OFF: &str = "visit-sign-off";

/// A template at one version, as a seal names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A job's sign-off, first version: in four languages, each of which could be signed.
    JobSignOff1,
    /// Second version: in ten languages, whose signer may say what is not right.
    JobSignOff2,
    /// A visit's, first version: what was answered, and what was promised.
    VisitSignOff1,
}

/// The number of a template's version.
pub type TemplateVersion = u16;

impl Template {
    /// The one that new sign-offs of jobs use.
    pub const LATEST: Self = Self::JobSignOff2;

    /// Its name, as sealed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JobSignOff1 | Self::JobSignOff2 => JOB_SIGN_OFF,
            Self::VisitSignOff1 => VISIT_SIGN_OFF,
        }
    }

    /// Its version, as sealed.
    #[must_use]
    pub const fn version(self) -> TemplateVersion {
        match self {
            Self::JobSignOff1 | Self::VisitSignOff1 => 1,
            Self::JobSignOff2 => 2,
        }
    }

    /// The template with this name and version; none when it is newer than this build.
    #[must_use]
    pub fn named(name: &str, version: TemplateVersion) -> Option<Self> {
        [Self::JobSignOff1, Self::JobSignOff2, Self::VisitSignOff1]
            .into_iter()
            .find(|template| template.name() == name && template.version() == version)
    }

    /// Its phrases, as they come with Doorstep; none in a language that it was never in.
    pub(super) fn phrases(self, locale: Locale) -> Option<Phrases> {
        self.fluent(locale).map(|fluent| Phrases::read(locale, fluent))
    }

    /// The words that come with Doorstep, as Fluent text; none in a language that it was never in.
    #[must_use]
    pub const fn fluent(self, locale: Locale) -> Option<&'static str> {
        Some(match (self, locale) {
            (Self::JobSignOff1, Locale::English) => include_str!("../../locales/job-sign-off-1/en.ftl"),
            (Self::JobSignOff1, Locale::Welsh) => include_str!("../../locales/job-sign-off-1/cy.ftl"),
            (Self::JobSignOff1, Locale::Polish) => include_str!("../../locales/job-sign-off-1/pl.ftl"),
            (Self::JobSignOff1, Locale::Urdu) => include_str!("../../locales/job-sign-off-1/ur.ftl"),
            (Self::JobSignOff1, _) => return None,
            (Self::JobSignOff2, Locale::English) => include_str!("../../locales/job-sign-off-2/en.ftl"),
            (Self::JobSignOff2, Locale::Welsh) => include_str!("../../locales/job-sign-off-2/cy.ftl"),
            (Self::JobSignOff2, Locale::Arabic) => include_str!("../../locales/job-sign-off-2/ar.ftl"),
            (Self::JobSignOff2, Locale::Farsi) => include_str!("../../locales/job-sign-off-2/fa.ftl"),
            (Self::JobSignOff2, Locale::French) => include_str!("../../locales/job-sign-off-2/fr.ftl"),
            (Self::JobSignOff2, Locale::Polish) => include_str!("../../locales/job-sign-off-2/pl.ftl"),
            (Self::JobSignOff2, Locale::Slovak) => include_str!("../../locales/job-sign-off-2/sk.ftl"),
            (Self::JobSignOff2, Locale::Urdu) => include_str!("../../locales/job-sign-off-2/ur.ftl"),
            (Self::JobSignOff2, Locale::SimplifiedChinese) => include_str!("../../locales/job-sign-off-2/zh-Hans.ftl"),
            (Self::JobSignOff2, Locale::TraditionalChinese) => {
                include_str!("../../locales/job-sign-off-2/zh-Hant.ftl")
            }
            (Self::VisitSignOff1, Locale::English) => include_str!("../../locales/visit-sign-off-1/en.ftl"),
            (Self::VisitSignOff1, Locale::Welsh) => include_str!("../../locales/visit-sign-off-1/cy.ftl"),
            (Self::VisitSignOff1, Locale::Arabic) => include_str!("../../locales/visit-sign-off-1/ar.ftl"),
            (Self::VisitSignOff1, Locale::Farsi) => include_str!("../../locales/visit-sign-off-1/fa.ftl"),
            (Self::VisitSignOff1, Locale::French) => include_str!("../../locales/visit-sign-off-1/fr.ftl"),
            (Self::VisitSignOff1, Locale::Polish) => include_str!("../../locales/visit-sign-off-1/pl.ftl"),
            (Self::VisitSignOff1, Locale::Slovak) => include_str!("../../locales/visit-sign-off-1/sk.ftl"),
            (Self::VisitSignOff1, Locale::Urdu) => include_str!("../../locales/visit-sign-off-1/ur.ftl"),
            (Self::VisitSignOff1, Locale::SimplifiedChinese) => {
                include_str!("../../locales/visit-sign-off-1/zh-Hans.ftl")
            }
            (Self::VisitSignOff1, Locale::TraditionalChinese) => {
                include_str!("../../locales/visit-sign-off-1/zh-Hant.ftl")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::locale::tests::{assert_same_keys, assert_same_keys_in};

    const OF_VERSION_1: [Locale; 4] = [Locale::English, Locale::Welsh, Locale::Polish, Locale::Urdu];

    fn digest(template: Template, locales: &[Locale]) -> String {
        let mut hash = Sha256::new();
        for locale in locales {
            hash.update(template.fluent(*locale).unwrap());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn every_language_has_every_key_and_every_value() {
        assert_same_keys_in(&OF_VERSION_1, |locale| Template::JobSignOff1.fluent(locale).unwrap());
        assert_same_keys(|locale| Template::JobSignOff2.fluent(locale).unwrap());
        assert_same_keys(|locale| Template::VisitSignOff1.fluent(locale).unwrap());
    }

    #[test]
    fn a_version_once_used_is_never_edited() {
        let sealed = "sign-offs sealed with it would no longer check. Make a new version.";
        assert_eq!(
            digest(Template::JobSignOff1, &OF_VERSION_1),
            "ccda044fb4bf39eebf31e3b70e1fcc512906f570321976557ec2cd18462093f5",
            "the words of version 1 changed: {sealed}"
        );
        assert_eq!(
            digest(Template::JobSignOff2, &Locale::ALL),
            "b98b36b90deb4b1747607977e3cf1eb54428cf8ab29959ae0ddce8c02999a19f",
            "the words of version 2 changed: {sealed}"
        );
        assert_eq!(
            digest(Template::VisitSignOff1, &Locale::ALL),
            "2d9d1b7563507d80f70a40b784c1bfb221f4a89844facae7f683d4e184b6d561",
            "the words of a visit's page changed: {sealed}"
        );
    }

    #[test]
    fn a_template_is_found_by_what_a_seal_says() {
        assert_eq!(Template::named("job-sign-off", 1), Some(Template::JobSignOff1));
        assert_eq!(Template::named("job-sign-off", 2), Some(Template::LATEST));
        assert_eq!(Template::named("job-sign-off", 3), None);
        assert_eq!(Template::named("visit-sign-off", 1), Some(Template::VisitSignOff1));
        assert_eq!(Template::named("tenancy-check", 1), None);
    }
}
