//! What belongs to the household that lives in a home now, whom it may be shown to, and how what it was promised stands.
//!
//! A home outlives its households. Whatever names a tenancy (a visit, a complaint) belongs to that tenancy's household for
//! good. Work orders name the home alone, so they are told apart by the day they were raised on: what somebody ordered
//! before the present household moved in may speak of whoever lived there then, and is nobody's business any more. Where
//! that cannot be told, nothing is shown: a gap is asked about, a stranger's affairs cannot be taken back.

use chrono::NaiveDate;

/// True when work that was raised at a home on this day belongs to the household whose tenancy began on `began`. `others`
/// are the days on which the other tenancies of the same home began, as far as they are known.
///
/// Where nobody says when any tenancy began and there is but one, the home's work is taken as theirs.
#[must_use]
pub fn is_theirs(raised: Option<NaiveDate>, began: Option<NaiveDate>, others: &[Option<NaiveDate>]) -> bool {
    let Some(began) = began else { return others.is_empty() };
    let Some(raised) = raised else { return false };
    let somebody_else = |other: &Option<NaiveDate>| match other {
        // Whoever moved in after them, and before this was raised.
        Some(other) => *other > began && *other <= raised,
        None => true,
    };
    raised >= began && !others.iter().any(somebody_else)
}

/// True when what `customer` said may stand on a screen that is shown to `person`, or to everybody of the household. What
/// they asked to keep to themselves stands under their own name alone, since others of the home may look on.
#[must_use]
pub fn may_show(kept_apart: bool, customer: &str, person: Option<&str>) -> bool {
    match person {
        None => !kept_apart,
        Some(person) => is_same_person(customer, person),
    }
}

/// True when two spellings name one person: "samira  haddad" is Samira Haddad.
#[must_use]
pub fn is_same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is to be kept yet, and can be.
    Due,
    /// Its day is over, and nobody has kept it.
    Overdue,
    /// It was kept.
    Kept,
    /// It was kept, but after its day.
    Late,
}

impl Standing {
    /// How a promise stands today that was to be kept `by` a day, if one was named, and was kept on the day `done`.
    #[must_use]
    pub fn of(by: Option<NaiveDate>, done: Option<NaiveDate>, today: NaiveDate) -> Self {
        match (by, done) {
            (Some(by), Some(done)) if done > by => Self::Late,
            (_, Some(_)) => Self::Kept,
            (Some(by), None) if by < today => Self::Overdue,
            (_, None) => Self::Due,
        }
    }

    /// True until it is kept.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Due | Self::Overdue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn work_from_before_they_moved_in_is_not_theirs_and_what_cannot_be_told_is_nobodys() {
        let began = day("2019-05-04");
        assert!(is_theirs(day("2019-05-04"), began, &[]));
        assert!(!is_theirs(day("2019-05-03"), began, &[]));
        assert!(!is_theirs(None, began, &[]), "nobody knows when it was raised");
        assert!(is_theirs(day("2019-05-03"), None, &[]), "nobody says when they moved in, and nobody else lived there");
    }

    #[test]
    fn a_home_with_two_tenancies_shares_its_work_out_by_who_lived_there() {
        let (before, after) = (day("2011-02-01"), day("2019-05-04"));
        assert!(is_theirs(day("2015-01-01"), before, &[after]));
        assert!(!is_theirs(day("2020-01-01"), before, &[after]), "they had moved out");
        assert!(is_theirs(day("2020-01-01"), after, &[before]));
        assert!(!is_theirs(day("2015-01-01"), after, &[before]));
        // One of them is undated: it may be theirs, and is shown to neither.
        assert!(!is_theirs(day("2020-01-01"), after, &[None]));
        assert!(!is_theirs(day("2020-01-01"), None, &[after]));
    }

    #[test]
    fn what_samira_keeps_to_herself_stands_under_her_name_alone() {
        assert!(may_show(true, "Samira Haddad", Some("samira  haddad")));
        assert!(!may_show(true, "Samira Haddad", Some("Jon Haddad")));
        assert!(!may_show(true, "Samira Haddad", None));
        assert!(may_show(false, "Samira Haddad", None));
        assert!(!may_show(false, "Samira Haddad", Some("Jon Haddad")), "under a name stands what that person said");
    }

    #[test]
    fn a_promise_is_kept_on_its_last_day_and_overdue_on_the_next() {
        let (by, today) = (day("2026-12-03"), "2026-12-03".parse().unwrap());
        assert_eq!(Standing::of(by, None, today), Standing::Due);
        assert_eq!(Standing::of(by, None, "2026-12-04".parse().unwrap()), Standing::Overdue);
        assert_eq!(Standing::of(by, day("2026-12-03"), today), Standing::Kept);
        assert_eq!(Standing::of(by, day("2026-12-04"), today), Standing::Late);
        assert_eq!(Standing::of(None, None, today), Standing::Due);
        assert!(Standing::of(None, None, today).is_open() && !Standing::of(by, by, today).is_open());
    }
}
