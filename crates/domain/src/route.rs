//! The order of a day's visits: windows first, then urgent work, then the shortest drive.
//!
//! Roads are estimated from the crow's flight: a phone in a cellar has no map of them, and a landlord's patch is small.
//! The order that was given is always one of those compared, so what comes out is never worse than it.

use std::collections::BTreeMap;

use chrono::{NaiveTime, Timelike};

use crate::place::Coordinates;

/// Road miles for each mile of the crow's flight, as towns in Britain have it.
const WINDING: f64 = 1.3;

/// Miles in an hour through a town, with the parking.
const MILES_AN_HOUR: f64 = 18.0;

/// Minutes to a place that is nowhere on the map.
const UNKNOWN_DRIVE: u32 = 15;

/// Up to so many visits, an order that meets every window is found if there is one.
const CERTAIN: usize = 10;

/// Beyond so many visits the order given stands: nobody has such a day.
const MOST: usize = 30;

/// Minutes since midnight.
type Minutes = u32;

/// One visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Where; none when the landlord has not said.
    pub at: Option<Coordinates>,
    /// Earliest and latest arrival; none when any time will do.
    pub window: Option<(NaiveTime, NaiveTime)>,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// It should wait for nothing but windows.
    pub urgent: bool,
}

/// An order of a day's visits, and what it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Positions in the order given, in the order to drive.
    pub order: Vec<usize>,
    /// Road miles, as estimated, from the start to the last visit that is on the map.
    pub miles: f64,
    /// Minutes by which windows are missed, over all visits.
    pub late_minutes: u32,
}

/// Road miles between two points, as estimated.
#[must_use]
pub fn road_miles(from: Coordinates, to: Coordinates) -> f64 {
    from.miles_to(to) * WINDING
}

/// The visits in the order given.
#[must_use]
pub fn as_given(stops: &[Stop], from: Option<Coordinates>, leaves: NaiveTime) -> Route {
    Day::new(stops, from, leaves).route((0..stops.len()).collect())
}

/// The best order that is found for leaving `from` at `leaves`: by the minutes that windows are missed, then by the
/// minutes that urgent work waits, then by miles. The same every time.
#[must_use]
pub fn shortest(stops: &[Stop], from: Option<Coordinates>, leaves: NaiveTime) -> Route {
    let day = Day::new(stops, from, leaves);
    let given: Vec<usize> = (0..stops.len()).collect();
    if stops.len() > MOST {
        return day.route(given);
    }
    let mut starts = vec![given, day.nearest_first(), day.soonest_due_first()];
    let mut best = day.improve_all(&starts);
    if day.cost(&best).late > 0
        && stops.len() <= CERTAIN
        && let Some(met) = day.meeting_every_window()
    {
        starts = vec![met];
        best = day.improve_all(&starts);
    }
    day.route(best)
}

/// What an order costs; less is better, the first first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    /// Minutes by which windows are missed.
    late: u32,
    /// Minutes that urgent work waits.
    waiting: u32,
    /// Thousandths of a road mile.
    drive: u64,
}

/// The way from one place to another.
#[derive(Debug, Clone, Copy)]
struct Leg {
    minutes: Minutes,
    /// Thousandths of a road mile; nought where either end is unknown.
    drive: u64,
}

struct Day<'a> {
    stops: &'a [Stop],
    leaves: Minutes,
    /// From the start and from each visit, a row each, to each visit: worked out once, since every order asks again.
    legs: Vec<Leg>,
}

impl<'a> Day<'a> {
    fn new(stops: &'a [Stop], from: Option<Coordinates>, leaves: NaiveTime) -> Self {
        let starts = std::iter::once(from).chain(stops.iter().map(|stop| stop.at));
        let legs = starts.flat_map(|from| stops.iter().map(move |to| leg(from, to.at))).collect();
        Self { stops, leaves: minutes(leaves), legs }
    }

    /// From a visit, or from the start when there is none yet.
    fn leg(&self, from: Option<usize>, to: usize) -> Leg {
        let row = from.map_or(0, |from| from + 1);
        self.legs.get(row * self.stops.len() + to).copied().unwrap_or(Leg { minutes: UNKNOWN_DRIVE, drive: 0 })
    }

    fn route(&self, order: Vec<usize>) -> Route {
        let cost = self.cost(&order);
        #[allow(clippy::cast_precision_loss, reason = "a day's drive has few thousandths of a mile")]
        let miles = cost.drive as f64 / 1_000.0;
        Route { miles, late_minutes: cost.late, order }
    }

    fn cost(&self, order: &[usize]) -> Cost {
        let mut cost = Cost { late: 0, waiting: 0, drive: 0 };
        let (mut at, mut clock) = (None, self.leaves);
        // The drive goes on from the last place that is known; how long it takes from an unknown one, nobody knows.
        let mut placed = None;
        for (number, stop) in order.iter().filter_map(|number| Some((*number, self.stops.get(*number)?))) {
            cost.drive = cost.drive.saturating_add(self.leg(placed, number).drive);
            let arrives = clock.saturating_add(self.leg(at, number).minutes).max(earliest(stop));
            cost.late = cost.late.saturating_add(arrives.saturating_sub(latest(stop)));
            if stop.urgent {
                cost.waiting = cost.waiting.saturating_add(arrives.saturating_sub(self.leaves));
            }
            clock = arrives.saturating_add(stop.minutes);
            at = Some(number);
            placed = if stop.at.is_some() { at } else { placed };
        }
        cost
    }

    /// Always the nearest of those that can still be met, else the one that is due soonest.
    fn nearest_first(&self) -> Vec<usize> {
        let mut left: Vec<usize> = (0..self.stops.len()).collect();
        let mut order = Vec::with_capacity(left.len());
        let (mut at, mut clock) = (None, self.leaves);
        while let Some(next) = left
            .iter()
            .filter_map(|number| self.stops.get(*number).map(|stop| (number, stop)))
            .min_by_key(|(number, stop)| {
                let arrives = clock.saturating_add(self.leg(at, **number).minutes).max(earliest(stop));
                (arrives > latest(stop), arrives.saturating_sub(clock), **number)
            })
            .map(|(number, _)| *number)
        {
            left.retain(|number| *number != next);
            order.push(next);
            if let Some(stop) = self.stops.get(next) {
                let arrives = clock.saturating_add(self.leg(at, next).minutes).max(earliest(stop));
                clock = arrives.saturating_add(stop.minutes);
                at = Some(next);
            }
        }
        order
    }

    fn soonest_due_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.stops.len()).collect();
        order.sort_by_key(|number| self.stops.get(*number).map(|stop| (!stop.urgent, latest(stop), earliest(stop))));
        order
    }

    /// The best of what these lead to; the earlier of two that are as good.
    fn improve_all(&self, starts: &[Vec<usize>]) -> Vec<usize> {
        let improved = starts.iter().map(|start| self.improve(start.clone()));
        improved.min_by_key(|order| self.cost(order)).unwrap_or_default()
    }

    /// Turns stretches round (2-opt) and moves single visits until neither helps.
    fn improve(&self, mut order: Vec<usize>) -> Vec<usize> {
        let mut best = self.cost(&order);
        loop {
            let better = neighbours(&order).map(|order| (self.cost(&order), order)).find(|(cost, _)| *cost < best);
            match better {
                Some((cost, better)) => (best, order) = (cost, better),
                None => return order,
            }
        }
    }

    /// An order that meets every window, if there is one: for every set of visits and the last of them, the way to be
    /// done soonest. Whoever is done sooner can meet whatever the other could, so no more need be kept.
    fn meeting_every_window(&self) -> Option<Vec<usize>> {
        let all: u32 = (1_u32 << self.stops.len()) - 1;
        // Keyed by the set of visits made and the last of them: when it is done, and which came before.
        let mut done: BTreeMap<(u32, usize), (Minutes, Option<usize>)> = BTreeMap::new();
        for set in 1..=all {
            for (last, stop) in self.stops.iter().enumerate().filter(|(last, _)| set & (1 << last) != 0) {
                let before = set & !(1 << last);
                let mut soonest: Option<(Minutes, Option<usize>)> = None;
                let mut consider = |clock: Minutes, previous: Option<usize>| {
                    let arrives = clock.saturating_add(self.leg(previous, last).minutes).max(earliest(stop));
                    let ends = arrives.saturating_add(stop.minutes);
                    if arrives <= latest(stop) && soonest.is_none_or(|(held, _)| ends < held) {
                        soonest = Some((ends, previous));
                    }
                };
                if before == 0 {
                    consider(self.leaves, None);
                } else {
                    for previous in 0..self.stops.len() {
                        if let Some((clock, _)) = done.get(&(before, previous)) {
                            consider(*clock, Some(previous));
                        }
                    }
                }
                if let Some(soonest) = soonest {
                    done.insert((set, last), soonest);
                }
            }
        }
        let (&(_, mut last), _) = done.range((all, 0)..).min_by_key(|((_, last), (ends, _))| (*ends, *last))?;
        let (mut set, mut order) = (all, Vec::new());
        loop {
            order.push(last);
            let (_, previous) = done.get(&(set, last))?;
            set &= !(1 << last);
            match previous {
                Some(previous) => last = *previous,
                None => break,
            }
        }
        order.reverse();
        Some(order)
    }
}

/// Every order that one move leads to: a stretch turned round, or one visit put elsewhere.
fn neighbours(order: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let count = order.len();
    let turned = (0..count).flat_map(move |from| {
        (from + 2..=count).map(move |until| {
            let mut turned = order.to_vec();
            if let Some(stretch) = turned.get_mut(from..until) {
                stretch.reverse();
            }
            turned
        })
    });
    let moved = (0..count).flat_map(move |from| {
        (0..count).filter(move |to| *to != from).map(move |to| {
            let mut moved = order.to_vec();
            let visit = moved.remove(from);
            moved.insert(to, visit);
            moved
        })
    });
    turned.chain(moved)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the earth takes 60,000 minutes")]
fn leg(from: Option<Coordinates>, to: Option<Coordinates>) -> Leg {
    let Some((from, to)) = from.zip(to) else { return Leg { minutes: UNKNOWN_DRIVE, drive: 0 } };
    let miles = road_miles(from, to);
    Leg { minutes: (miles / MILES_AN_HOUR * 60.0).ceil() as Minutes, drive: (miles * 1_000.0).round() as u64 }
}

fn earliest(stop: &Stop) -> Minutes {
    stop.window.map_or(0, |(earliest, _)| minutes(earliest))
}

fn latest(stop: &Stop) -> Minutes {
    stop.window.map_or(Minutes::MAX, |(_, latest)| minutes(latest))
}

fn minutes(clock: NaiveTime) -> Minutes {
    clock.hour() * 60 + clock.minute()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clock(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn at(north: f64, east: f64) -> Option<Coordinates> {
        Coordinates::from_degrees(53.7 + north / 100.0, -1.9 + east / 100.0)
    }

    fn stop(place: Option<Coordinates>, window: Option<(u32, u32)>) -> Stop {
        Stop {
            at: place,
            window: window.map(|(from, until)| (clock(from, 0), clock(until, 0))),
            minutes: 30,
            urgent: false,
        }
    }

    #[test]
    fn a_street_driven_to_and_fro_is_driven_once() {
        let stops: Vec<Stop> = [0.0, 4.0, 1.0, 3.0, 2.0].map(|east| stop(at(0.0, east), None)).into();
        let route = shortest(&stops, at(0.0, -1.0), clock(8, 0));
        assert_eq!(route.order, [0, 2, 4, 3, 1]);
        let given = as_given(&stops, at(0.0, -1.0), clock(8, 0));
        assert!(route.miles < given.miles / 2.0, "{} of {}", route.miles, given.miles);
    }

    #[test]
    fn a_window_is_kept_though_the_drive_is_longer() {
        // The far one is promised before half past eight.
        let mut stops = [stop(at(0.0, 1.0), None), stop(at(0.0, 2.0), None), stop(at(0.0, 9.0), None)];
        stops[2].window = Some((clock(8, 0), clock(8, 30)));
        let route = shortest(&stops, at(0.0, 0.0), clock(8, 0));
        assert_eq!(route.order.first(), Some(&2));
        assert_eq!(route.late_minutes, 0);
    }

    #[test]
    fn an_emergency_waits_for_windows_alone() {
        let mut stops = vec![stop(at(0.0, 1.0), Some((8, 8))), stop(at(0.0, 1.1), None), stop(at(5.0, 5.0), None)];
        stops[0].window = Some((clock(8, 0), clock(8, 15)));
        stops[2].urgent = true;
        let route = shortest(&stops, at(0.0, 1.0), clock(8, 0));
        assert_eq!(route.order, [0, 2, 1]);
    }

    #[test]
    fn homes_that_are_nowhere_on_the_map_and_empty_days_are_borne() {
        assert_eq!(shortest(&[], None, clock(8, 0)).order, Vec::<usize>::new());
        let stops = [stop(None, None), stop(at(0.0, 0.0), None), stop(None, Some((8, 9)))];
        let route = shortest(&stops, None, clock(8, 0));
        assert_eq!(route.order.len(), 3);
        assert!(route.miles.abs() < 1e-9 && route.late_minutes == 0);
    }

    fn days(most: usize) -> impl Strategy<Value = Vec<Stop>> {
        let window =
            prop_oneof![Just(None), Just(Some((8, 13))), Just(Some((12, 17))), Just(Some((9, 11))), Just(Some((8, 9)))];
        let place = prop_oneof![1 => Just(None), 9 => (0..900_i32, 0..900_i32).prop_map(|(north, east)| {
            at(f64::from(north) / 100.0, f64::from(east) / 100.0)
        })];
        let stop = (place, window, 10..90_u32, prop::bool::weighted(0.1))
            .prop_map(|(at, window, minutes, urgent)| Stop { minutes, urgent, ..stop(at, window) });
        prop::collection::vec(stop, 0..=most)
    }

    fn every_order(of: usize) -> Vec<Vec<usize>> {
        let mut orders = vec![Vec::new()];
        for next in 0..of {
            orders = orders
                .into_iter()
                .flat_map(|order: Vec<usize>| {
                    (0..=order.len()).map(move |place| {
                        let mut longer = order.clone();
                        longer.insert(place, next);
                        longer
                    })
                })
                .collect();
        }
        orders
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

        #[test]
        fn everybody_is_visited_once_never_worse_than_given_and_the_same_each_time(stops in days(14)) {
            let (from, leaves) = (at(0.0, 0.0), clock(8, 0));
            let route = shortest(&stops, from, leaves);
            let mut visited = route.order.clone();
            visited.sort_unstable();
            prop_assert_eq!(visited, (0..stops.len()).collect::<Vec<_>>());
            let day = Day::new(&stops, from, leaves);
            let given: Vec<usize> = (0..stops.len()).collect();
            prop_assert!(day.cost(&route.order) <= day.cost(&given));
            prop_assert_eq!(&shortest(&stops, from, leaves), &route);
        }

        #[test]
        fn every_window_is_met_where_any_order_meets_them_all(stops in days(6)) {
            let (from, leaves) = (at(0.0, 0.0), clock(8, 0));
            let day = Day::new(&stops, from, leaves);
            let least = every_order(stops.len()).iter().map(|order| day.cost(order).late).min();
            if least == Some(0) {
                prop_assert_eq!(shortest(&stops, from, leaves).late_minutes, 0);
            }
            prop_assert_eq!(day.meeting_every_window().is_some(), least == Some(0) && !stops.is_empty());
        }
    }
}
