//! A round: a month's checks of a patch, shared out over its working days. What falls due first is done in time wherever
//! that can be; within that, homes that lie near each other share a day.

use std::cmp::Reverse;

use chrono::{NaiveDate, NaiveTime};

use crate::{
    place::Coordinates,
    route::{self, Stop},
};

/// Minutes of a check at the door: who lives there, the home room by room, and what they think.
pub const CHECK_MINUTES: u32 = 45;

/// Homes in a day, at most.
pub const MOST_A_DAY: usize = 12;

/// A home that is to be checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// Where it is; none when the landlord has not said.
    pub at: Option<Coordinates>,
    /// The last day that keeps the landlord's promise.
    pub due: NaiveDate,
    /// How many reasons there are to go there before others that fall due on the same day.
    pub need: u8,
}

/// One day of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundDay {
    /// Which.
    pub day: NaiveDate,
    /// Positions in what was given, in the order to drive.
    pub checks: Vec<usize>,
    /// Road miles, as estimated.
    pub miles: f64,
}

/// A month's round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Round {
    /// Days on which somebody is visited.
    pub days: Vec<RoundDay>,
    /// What the days have no room for, by what falls due first.
    pub left: Vec<usize>,
    /// Road miles of all days.
    pub miles: f64,
    /// Road miles if the same homes were taken in the order in which they fall due, each day driven the shortest way.
    pub miles_by_due: f64,
}

/// Shares checks out over days, at most `a_day` on each, setting out `from` there. Every check comes up once. No more of
/// them are late than if they were taken in the order in which they fall due, and no more miles are driven.
#[must_use]
pub fn plan(checks: &[Check], days: &[NaiveDate], a_day: usize, from: Option<Coordinates>) -> Round {
    let a_day = a_day.clamp(1, MOST_A_DAY);
    let mut by_due: Vec<usize> = (0..checks.len()).collect();
    by_due.sort_by_key(|at| checks.get(*at).map(|check| (check.due, Reverse(check.need))));
    let left = by_due.split_off(days.len().saturating_mul(a_day).min(by_due.len()));
    let drive = |shared: Vec<Vec<usize>>| -> Vec<RoundDay> {
        days.iter().zip(shared).map(|(day, taken)| driven(checks, *day, taken, from)).collect()
    };
    let plain = drive(by_due.chunks(a_day).map(<[usize]>::to_vec).collect());
    let near = drive(Sharing { checks, days, a_day }.near_together(by_due));
    let miles = |days: &[RoundDay]| days.iter().map(|day| day.miles).sum::<f64>();
    let miles_by_due = miles(&plain);
    let days = if miles(&near) < miles_by_due { near } else { plain };
    Round { miles: miles(&days), days, left, miles_by_due }
}

/// A day's checks in the shortest order.
fn driven(checks: &[Check], day: NaiveDate, taken: Vec<usize>, from: Option<Coordinates>) -> RoundDay {
    let places = taken.iter().map(|at| checks.get(*at).and_then(|check| check.at));
    let stops: Vec<Stop> = places.map(|at| Stop { at, window: None, minutes: CHECK_MINUTES, urgent: false }).collect();
    let route = route::shortest(&stops, from, NaiveTime::MIN);
    let order = route.order.iter().filter_map(|at| taken.get(*at).copied()).collect();
    RoundDay { day, checks: order, miles: route.miles }
}

struct Sharing<'a> {
    checks: &'a [Check],
    days: &'a [NaiveDate],
    a_day: usize,
}

impl Sharing<'_> {
    /// Days of homes that lie near each other: each day begins with what falls due first, and takes along what is nearest
    /// to it and can be spared from later days' room without anything being late for it.
    fn near_together(&self, mut left: Vec<usize>) -> Vec<Vec<usize>> {
        let mut shared = Vec::new();
        for number in 0..self.days.len() {
            if left.is_empty() {
                break;
            }
            let seed = left.remove(0);
            let mut taken = vec![seed];
            while taken.len() < self.a_day && !left.is_empty() {
                let next = self.next(number, &taken, seed, &left);
                taken.push(left.remove(next));
            }
            shared.push(taken);
        }
        shared
    }

    /// Which of those left, in the order in which they fall due, goes along: the nearest that leaves no more late than the
    /// first of them would.
    fn next(&self, day: usize, taken: &[usize], seed: usize, left: &[usize]) -> usize {
        let room = self.a_day.saturating_sub(taken.len() + 1);
        let bearable = self.late(left.iter().skip(1), day, room);
        let mut nearest: Vec<(u64, usize)> =
            left.iter().enumerate().map(|(place, at)| (self.apart(seed, *at), place)).collect();
        nearest.sort_unstable();
        let spared = |place: usize| left.iter().enumerate().filter(move |(at, _)| *at != place).map(|(_, check)| check);
        nearest
            .into_iter()
            .map(|(_, place)| place)
            .find(|place| self.late(spared(*place), day, room) <= bearable)
            .unwrap_or(0)
    }

    /// How many are late when they are taken one after another, with so much room left on this day.
    fn late<'c>(&self, checks: impl Iterator<Item = &'c usize>, day: usize, room: usize) -> usize {
        let late = checks.enumerate().filter(|(number, at)| {
            let later = number.checked_sub(room).map_or(0, |beyond| beyond / self.a_day + 1);
            let when = self.days.get(day.saturating_add(later));
            self.checks.get(**at).zip(when).is_some_and(|(check, when)| *when > check.due)
        });
        late.count()
    }

    /// How far two homes are apart, in thousandths of a mile; beyond everything where a place is not known.
    fn apart(&self, one: usize, other: usize) -> u64 {
        let at = |check: usize| self.checks.get(check).and_then(|check| check.at);
        let Some((one, other)) = at(one).zip(at(other)) else { return u64::MAX };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most half the way round the earth"
        )]
        let apart = (one.miles_to(other) * 1_000.0).round() as u64;
        apart
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, number).unwrap()
    }

    fn at(north: f64, east: f64) -> Option<Coordinates> {
        Coordinates::from_degrees(north, east)
    }

    fn late(checks: &[Check], days: &[RoundDay]) -> usize {
        let taken = days.iter().flat_map(|day| day.checks.iter().map(move |check| (day.day, *check)));
        taken.filter(|(day, check)| *day > checks[*check].due).count()
    }

    #[test]
    fn neighbours_share_a_day_though_others_fall_due_between_them() {
        // Two streets seven miles apart, falling due in turn.
        let checks: Vec<Check> = (0..8)
            .map(|number| Check {
                at: at(if number % 2 == 0 { 53.80 } else { 53.90 }, -1.75 + f64::from(number) / 10_000.0),
                due: day(20 + number),
                need: 0,
            })
            .collect();
        let round = plan(&checks, &[day(1), day(2)], 4, None);
        let taken: Vec<BTreeSet<usize>> = round.days.iter().map(|day| day.checks.iter().copied().collect()).collect();
        assert_eq!(taken, [BTreeSet::from([0, 2, 4, 6]), BTreeSet::from([1, 3, 5, 7])]);
        assert!(round.left.is_empty() && round.miles < 1.0 && round.miles_by_due > 10.0, "{round:?}");
    }

    #[test]
    fn what_falls_due_on_the_third_is_not_put_off_for_a_neighbour_of_the_first() {
        let near = |due| Check { at: at(53.80, -1.75), due: day(due), need: 0 };
        let far = Check { at: at(53.95, -1.75), due: day(3), need: 0 };
        let checks = [near(2), near(28), near(28), far];
        let round = plan(&checks, &[day(2), day(3), day(4)], 2, None);
        assert_eq!(late(&checks, &round.days), 0, "{round:?}");
    }

    #[test]
    fn the_most_pressing_come_first_when_there_is_no_room_for_all() {
        let checks: Vec<Check> =
            [(9, 0), (2, 0), (9, 3)].map(|(due, need)| Check { at: None, due: day(due), need }).to_vec();
        let round = plan(&checks, &[day(1)], 2, None);
        assert_eq!((round.days[0].checks.as_slice(), round.left.as_slice()), ([1, 2].as_slice(), [0].as_slice()));
        assert_eq!(plan(&checks, &[], 2, None).left, [1, 2, 0]);
        assert_eq!(plan(&[], &[day(1)], 2, None), Round::default());
    }

    proptest! {
        /// Whatever the homes: each comes up once, no day is too full, no more are late than in plain order, and the drive
        /// is no longer.
        #[test]
        fn a_round_is_never_worse_than_the_order_in_which_checks_fall_due(
            homes in prop::collection::vec((prop::option::of((0_u32..40, 0_u32..40)), 1_u32..31, 0_u8..3), 0..60),
            working in 0_u32..12,
            a_day in 1_usize..7,
        ) {
            let checks: Vec<Check> = homes
                .iter()
                .map(|(place, due, need)| Check {
                    at: place.and_then(|(north, east)| at(53.7 + f64::from(north) / 200.0, -1.9 + f64::from(east) / 200.0)),
                    due: day(*due),
                    need: *need,
                })
                .collect();
            let days: Vec<NaiveDate> = (1..=working).map(|number| day(number * 2)).collect();
            let round = plan(&checks, &days, a_day, at(53.8, -1.75));
            let mut seen: Vec<usize> = round.days.iter().flat_map(|day| day.checks.clone()).chain(round.left.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..checks.len()).collect::<Vec<_>>());
            prop_assert!(round.days.iter().all(|day| (1..=a_day).contains(&day.checks.len())));
            prop_assert!(round.miles <= round.miles_by_due + 1e-9);
            let mut by_due: Vec<usize> = (0..checks.len()).collect();
            by_due.sort_by_key(|at| (checks[*at].due, Reverse(checks[*at].need)));
            let plain: Vec<RoundDay> = days
                .iter()
                .zip(by_due.chunks(a_day))
                .map(|(day, taken)| RoundDay { day: *day, checks: taken.to_vec(), miles: 0.0 })
                .collect();
            prop_assert!(late(&checks, &round.days) <= late(&checks, &plain));
        }
    }
}
