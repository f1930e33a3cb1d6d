//! Days in the life of a session: plain ones by hand, bad ones by property.

use domain::{id::PersonId, scope::Scope};
use proptest::prelude::*;

use super::*;

fn team(name: &str) -> Scope {
    Scope::team_repairs(name)
}

/// A session with its clock, and what it was last told to do.
struct Handheld {
    session: Session,
    now: Instant,
    effect: Effect,
}

impl Handheld {
    fn woken() -> Self {
        let mut handheld = Self { session: Session::new(), now: 0, effect: Effect::Wait { until: None } };
        handheld.tell(Event::Wake);
        handheld
    }

    fn tell(&mut self, event: Event) -> &Effect {
        if let Some(effect) = self.session.handle(event, self.now, 7).pop() {
            self.effect = effect;
        }
        &self.effect
    }

    fn answered(&mut self) -> &Effect {
        self.tell(Event::Answered(Answer::default()))
    }

    fn waits_until(&self) -> Option<Instant> {
        let Effect::Wait { until } = self.effect else { panic!("busy with {:?}", self.effect) };
        until
    }
}

#[test]
fn ada_opens_the_app_and_it_asks_then_waits_ten_seconds() {
    let mut ada = Handheld::woken();
    assert_eq!(ada.effect, Effect::Exchange);
    assert_eq!(*ada.answered(), Effect::Wait { until: Some(POLL_MS) });
    ada.now = POLL_MS;
    assert_eq!(*ada.tell(Event::Tick), Effect::Exchange);
}

#[test]
fn ada_pockets_the_phone_and_nobody_asks_but_a_save_still_goes() {
    let mut ada = Handheld::woken();
    ada.answered();
    assert_eq!(*ada.tell(Event::Sleep), Effect::Wait { until: None });
    assert_eq!(*ada.tell(Event::Saved), Effect::Exchange);
    assert_eq!(*ada.answered(), Effect::Wait { until: None });
}

#[test]
fn while_pokes_come_ada_asks_once_a_minute_and_without_them_every_ten_seconds_again() {
    let mut ada = Handheld::woken();
    ada.answered();
    assert_eq!(*ada.tell(Event::Listening(true)), Effect::Wait { until: Some(LISTENING_POLL_MS) });
    ada.now = 5_000;
    assert_eq!(*ada.tell(Event::Poked), Effect::Exchange);
    assert_eq!(*ada.answered(), Effect::Wait { until: Some(5_000 + LISTENING_POLL_MS) });
    ada.now = 20_000;
    assert_eq!(*ada.tell(Event::Listening(false)), Effect::Wait { until: Some(20_000 + POLL_MS) });
    ada.now = 30_000;
    assert_eq!(*ada.tell(Event::Tick), Effect::Exchange);
}

#[test]
fn a_note_typed_while_an_exchange_is_under_way_goes_in_the_next() {
    let mut ada = Handheld::woken();
    assert!(ada.session.handle(Event::Saved, 5, 0).is_empty(), "one exchange at a time");
    assert_eq!(*ada.answered(), Effect::Exchange);
}

#[test]
fn signatures_go_before_photos_and_between_them() {
    let mut ada = Handheld::woken();
    ada.tell(Event::AttachmentSaved);
    ada.tell(Event::Saved);
    assert_eq!(*ada.answered(), Effect::Exchange);
    assert_eq!(*ada.answered(), Effect::SendAttachment);
    ada.tell(Event::Saved);
    assert_eq!(*ada.tell(Event::AttachmentSent(true)), Effect::Exchange);
    assert_eq!(*ada.answered(), Effect::SendAttachment);
}

#[test]
fn a_cut_stream_goes_on_where_it_stopped_after_asking_whether_it_still_may() {
    let mut ada = Handheld::woken();
    let scope = team("PLUMBING-NORTH");
    let fill = Answer { fill: vec![scope.clone()], ..Answer::default() };
    assert_eq!(*ada.tell(Event::Answered(fill.clone())), Effect::Fill { scope: scope.clone(), resume: None });
    let resume = Some(FillResume { epoch: [1; 16], head: 90, after: 40 });
    ada.tell(Event::FillCut { scope: scope.clone(), resume, failure: FailureKind::Passing });
    ada.now = ada.waits_until().unwrap();
    assert_eq!(*ada.tell(Event::Tick), Effect::Exchange);
    assert_eq!(*ada.tell(Event::Answered(fill)), Effect::Fill { scope: scope.clone(), resume });
    assert_eq!(*ada.tell(Event::Filled(scope)), Effect::Exchange);
    let poll = ada.now + POLL_MS;
    assert_eq!(*ada.answered(), Effect::Wait { until: Some(poll) });
}

#[test]
fn the_first_jobs_come_before_the_rest_of_the_codes_and_a_save_before_both() {
    let mut ada = Handheld::woken();
    let scope = team("PLUMBING-NORTH");
    let busy = Answer { more_to_come: true, fill: vec![scope.clone()], ..Answer::default() };
    assert_eq!(*ada.tell(Event::Answered(busy.clone())), Effect::Fill { scope: scope.clone(), resume: None });
    ada.tell(Event::Saved);
    assert_eq!(*ada.tell(Event::Filled(scope)), Effect::Exchange);
    assert_eq!(*ada.tell(Event::Answered(Answer { more_to_come: true, ..Answer::default() })), Effect::Exchange);
    assert!(matches!(ada.answered(), Effect::Wait { .. }));
}

#[test]
fn what_differs_is_put_right_before_new_scopes_come_and_asked_for_again_when_it_could_not_be() {
    let mut ada = Handheld::woken();
    let scope = team("PLUMBING-NORTH");
    let drifted = Answer { reconcile: vec![scope.clone()], fill: vec![team("GAS-SOUTH")], ..Answer::default() };
    assert_eq!(*ada.tell(Event::Answered(drifted.clone())), Effect::Reconcile { scope: scope.clone() });
    ada.tell(Event::Failed(FailureKind::Passing));
    ada.now = ada.waits_until().unwrap();
    assert_eq!(*ada.tell(Event::Tick), Effect::Exchange);
    assert_eq!(*ada.tell(Event::Answered(drifted)), Effect::Reconcile { scope: scope.clone() });
    assert_eq!(*ada.tell(Event::Reconciled(scope)), Effect::Exchange);
    assert!(matches!(ada.answered(), Effect::Wait { .. }));
}

#[test]
fn a_scope_that_was_withdrawn_is_no_longer_filled() {
    let mut ada = Handheld::woken();
    let scope = Scope::person_repairs(PersonId::from_bytes([4; 16]));
    ada.tell(Event::Answered(Answer { fill: vec![scope.clone()], ..Answer::default() }));
    ada.tell(Event::FillCut { scope, resume: None, failure: FailureKind::Passing });
    ada.now = ada.waits_until().unwrap();
    ada.tell(Event::Tick);
    assert!(matches!(ada.answered(), Effect::Wait { .. }));
}

#[test]
fn waits_double_up_to_a_minute_and_a_save_or_a_wake_cuts_them_short() {
    let mut ada = Handheld::woken();
    let mut waits = Vec::new();
    for _ in 0..9 {
        ada.tell(Event::Failed(FailureKind::Passing));
        let until = ada.waits_until().unwrap();
        waits.push(until - ada.now);
        ada.now = until;
        assert_eq!(*ada.tell(Event::Tick), Effect::Exchange);
    }
    assert!(waits.is_sorted(), "{waits:?}");
    assert!(waits.iter().all(|wait| (FIRST_WAIT_MS / 2..=LONGEST_WAIT_MS).contains(wait)), "{waits:?}");
    ada.tell(Event::Failed(FailureKind::Passing));
    let failed_at = ada.now;
    ada.now += 10;
    assert_eq!(*ada.tell(Event::Saved), Effect::Wait { until: Some(failed_at + FIRST_WAIT_MS) });
    assert_eq!(*ada.tell(Event::Wake), Effect::Exchange);
}

#[test]
fn a_withdrawn_phone_does_not_knock_every_ten_seconds() {
    let mut ada = Handheld::woken();
    ada.tell(Event::Failed(FailureKind::Stopped));
    assert!(ada.waits_until().unwrap() >= STOPPED_WAIT_MS / 2);
}

/// What a fair world holds: it knows what waits, and whether the network is there.
#[derive(Debug, Default)]
struct World {
    edits: u32,
    photos: u32,
    coming: u32,
    pages: u32,
    drifted: Vec<Scope>,
    fills: Vec<Scope>,
    filled: Vec<Scope>,
}

/// One thing that may happen on a bad day.
#[derive(Debug, Clone)]
enum Happening {
    Save,
    Photo,
    Poke,
    Listen(bool),
    Wake,
    Sleep,
    Time(u64),
    /// The effect under way ends well.
    Works,
    /// The effect under way fails.
    Breaks(FailureKind),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => Just(Happening::Save),
        1 => Just(Happening::Photo),
        1 => Just(Happening::Poke),
        1 => any::<bool>().prop_map(Happening::Listen),
        1 => Just(Happening::Wake),
        1 => Just(Happening::Sleep),
        3 => (1_u64..40_000).prop_map(Happening::Time),
        5 => Just(Happening::Works),
        3 => Just(Happening::Breaks(FailureKind::Passing)),
        1 => Just(Happening::Breaks(FailureKind::Stopped)),
    ]
}

impl World {
    /// Carries out an effect and says how it ended.
    fn carry_out(&mut self, effect: &Effect) -> Event {
        match effect {
            Effect::Exchange => {
                // The hub takes three edits a time.
                self.edits = self.edits.saturating_sub(3);
                Event::Answered(Answer {
                    more_to_send: self.edits > 0,
                    more_to_come: {
                        self.pages = self.pages.saturating_sub(1);
                        self.pages > 0
                    },
                    reconcile: self.drifted.clone(),
                    fill: self.fills.clone(),
                    attachments_to_send: self.photos > 0,
                    attachments_to_fetch: self.coming > 0,
                })
            }
            Effect::Reconcile { scope } => {
                self.drifted.retain(|waiting| waiting != scope);
                Event::Reconciled(scope.clone())
            }
            Effect::Fill { scope, .. } => {
                self.fills.retain(|waiting| waiting != scope);
                self.filled.push(scope.clone());
                self.coming += 1;
                Event::Filled(scope.clone())
            }
            Effect::SendAttachment => {
                self.photos = self.photos.saturating_sub(1);
                Event::AttachmentSent(self.photos > 0)
            }
            Effect::FetchAttachment => {
                self.coming = self.coming.saturating_sub(1);
                Event::AttachmentFetched(self.coming > 0)
            }
            Effect::Wait { .. } => unreachable!("a wait is not carried out"),
        }
    }

    fn is_empty(&self) -> bool {
        self.edits == 0
            && self.photos == 0
            && self.coming == 0
            && self.pages == 0
            && self.drifted.is_empty()
            && self.fills.is_empty()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Never two things at once; after the bad day, a good network empties everything, and then there is rest.
    #[test]
    fn nothing_that_waits_is_forgotten_and_there_is_always_rest(
        day in prop::collection::vec((happening(), any::<u64>()), 0..120),
    ) {
        let (drifted, fills) = (vec![team("EAST"), team("WEST")], vec![team("NORTH"), team("SOUTH")]);
        let mut world = World { pages: 12, drifted, fills, ..World::default() };
        let mut session = Session::new();
        let (mut now, mut under, mut wakes_at) = (0, None, None);
        let take = |effects: Vec<Effect>, under: &mut Option<Effect>, wakes_at: &mut Option<Instant>| {
            for effect in effects {
                assert!(under.is_none(), "two things at once");
                match effect {
                    Effect::Wait { until } => *wakes_at = until,
                    other => *under = Some(other),
                }
            }
        };
        for (happening, random) in day {
            let event = match happening {
                Happening::Save => { world.edits += 1; Event::Saved }
                Happening::Photo => { world.photos += 1; Event::AttachmentSaved }
                Happening::Poke => Event::Poked,
                Happening::Listen(listening) => Event::Listening(listening),
                Happening::Wake => Event::Wake,
                Happening::Sleep => Event::Sleep,
                Happening::Time(milliseconds) => { now += milliseconds; Event::Tick }
                Happening::Works => match under.take() {
                    Some(effect) => world.carry_out(&effect),
                    None => continue,
                },
                Happening::Breaks(failure) => match under.take() {
                    Some(Effect::Fill { scope, .. }) => Event::FillCut { scope, resume: None, failure },
                    Some(_) => Event::Failed(failure),
                    None => continue,
                },
            };
            take(session.handle(event, now, random), &mut under, &mut wakes_at);
        }
        take(session.handle(Event::Sleep, now, 0), &mut under, &mut wakes_at);
        for step in 0.. {
            prop_assert!(step < 1_000, "no rest: {session:?} {world:?}");
            let event = if let Some(effect) = under.take() {
                world.carry_out(&effect)
            } else if let Some(at) = wakes_at.take() {
                prop_assert!(at > now, "a wait that is over already");
                now = at;
                Event::Tick
            } else {
                break;
            };
            take(session.handle(event, now, 3), &mut under, &mut wakes_at);
        }
        prop_assert!(world.is_empty(), "forgotten: {world:?} {session:?}");
    }

    /// Without a network the number of tries is bounded by the waits, however often the screen wakes a timer.
    #[test]
    fn without_a_network_there_are_few_tries(randoms in prop::collection::vec(any::<u64>(), 1..50)) {
        let mut session = Session::new();
        let mut tries = 0;
        let mut random = randoms.into_iter().cycle();
        let mut event = Event::Saved;
        for second in 0..3_600_u64 {
            for effect in session.handle(event.clone(), second * 1_000, random.next().unwrap_or(0)) {
                if effect == Effect::Exchange {
                    tries += 1;
                    session.handle(Event::Failed(FailureKind::Passing), second * 1_000, random.next().unwrap_or(0));
                }
            }
            event = Event::Tick;
        }
        prop_assert!((60..=140).contains(&tries), "{tries} tries in an hour");
    }
}
