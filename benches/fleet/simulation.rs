//! Events in order of time: requests that come at random, fetches that come home.
//!
//! A known key in a fresh set touches nothing (I1, I3): such requests need not be played one by one. Random arrivals have no memory, so
//! the next request after such a quiet time comes as it would anyhow. All others are decided by `Verifier::check`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use bearward::{Attempt, Flight, Outcome, Verifier};

use crate::endpoint::{Issuer, Says, answer, at};
use crate::random::Random;
use crate::scenario::Scenario;

pub(crate) const VERIFIERS: u32 = 10_000;
/// A client renews its token when it expires: so long after the rotation all tokens are of the new key.
const TOKEN_LIFE: f64 = 900.0;
/// How long a GET takes.
const LATENCY: f64 = 0.05;
/// The earliest moment at which a set may be stale: 600 s less a tenth.
const QUIET: f64 = 540.0;

/// What came of it.
pub(crate) struct Outcomes {
    /// GETs in each second.
    pub(crate) gets: Vec<u32>,
    /// Good tokens that were refused, in each second.
    pub(crate) refused: Vec<u32>,
    /// Good tokens that waited for a fetch, in each second.
    pub(crate) waited: Vec<u32>,
}

struct Instance {
    verifier: Verifier,
    flight: Option<(Flight, Says)>,
    waiting: u32,
    /// When the newest good fetch began.
    fetched: f64,
    /// Has not fetched since the rotation.
    behind: bool,
    /// Requests of an older schedule are void.
    schedule: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Request { instance: u32, schedule: u32 },
    Landing { instance: u32 },
}

struct Fleet<'s> {
    scenario: &'s Scenario,
    issuer: Issuer,
    instances: Vec<Instance>,
    events: BinaryHeap<Reverse<(u64, Event)>>,
    random: Random,
    outcomes: Outcomes,
}

pub(crate) fn run(scenario: &Scenario) -> Outcomes {
    let mut fleet = Fleet::new(scenario);
    let mut rotated = false;
    while let Some(Reverse((micros, event))) = fleet.events.pop() {
        let now = micros as f64 / 1e6;
        if now >= scenario.end {
            break;
        }
        if now >= scenario.rotation && !rotated {
            rotated = true;
            fleet.rotate();
        }
        match event {
            Event::Request { instance, schedule } => fleet.request(instance, schedule, now),
            Event::Landing { instance } => fleet.landing(instance, now),
        }
    }
    fleet.outcomes
}

impl<'s> Fleet<'s> {
    /// All processes start in the same second; each fetches when its first request comes.
    fn new(scenario: &'s Scenario) -> Self {
        let issuer = Issuer::new();
        let instance = |_| Instance {
            verifier: issuer.verifier(),
            flight: None,
            waiting: 0,
            fetched: f64::NEG_INFINITY,
            behind: false,
            schedule: 0,
        };
        let instances = (0..VERIFIERS).map(instance).collect();
        let seconds = vec![0; scenario.end as usize + 60];
        let outcomes = Outcomes { gets: seconds.clone(), refused: seconds.clone(), waited: seconds };
        let mut fleet =
            Self { scenario, issuer, instances, events: BinaryHeap::new(), random: Random::new(1), outcomes };
        for index in 0..VERIFIERS {
            let start = fleet.random.unit();
            fleet.next_request(index, start);
        }
        fleet
    }

    /// Nobody is quiet any more: a token of the new key may come at any time.
    fn rotate(&mut self) {
        for index in 0..VERIFIERS {
            if let Some(instance) = self.instances.get_mut(index as usize) {
                instance.behind = true;
                instance.schedule += 1;
            }
            self.next_request(index, self.scenario.rotation);
        }
    }

    fn request(&mut self, index: u32, schedule: u32, now: f64) {
        let new = self.random.unit() * TOKEN_LIFE < now - self.scenario.rotation;
        let token = if new { &self.issuer.new_token } else { &self.issuer.old_token };
        let Some(instance) = self.instances.get_mut(index as usize).filter(|one| one.schedule == schedule)
        else {
            return;
        };
        let step = instance.verifier.check(token, at(now), Attempt::First);
        let mut led = step.refresh;
        match step.outcome {
            Outcome::Verified(_) => {}
            Outcome::Denied(_) => count(&mut self.outcomes.refused, now, 1),
            Outcome::Wait(flight) => {
                instance.waiting += 1;
                count(&mut self.outcomes.waited, now, 1);
                led = flight.is_led().then_some(flight);
            }
        }
        if let Some(flight) = led {
            count(&mut self.outcomes.gets, now, 1);
            instance.flight = Some((flight, self.scenario.says(now)));
            self.events.push(Reverse((micros(now + LATENCY), Event::Landing { instance: index })));
        }
        self.next_request(index, now);
    }

    fn landing(&mut self, index: u32, now: f64) {
        let Some(instance) = self.instances.get_mut(index as usize) else { return };
        let Some((flight, says)) = instance.flight.take() else { return };
        answer(says);
        flight.run_here(at(now));
        if says != Says::Nothing {
            instance.fetched = now - LATENCY;
            instance.behind &= says != Says::BothKeys;
        }
        let waiting = std::mem::take(&mut instance.waiting);
        let token = if says == Says::BothKeys { &self.issuer.new_token } else { &self.issuer.old_token };
        let accepted = |verifier: &Verifier| {
            matches!(verifier.check(token, at(now), Attempt::Second).outcome, Outcome::Verified(_))
        };
        if waiting > 0 && !accepted(&instance.verifier) {
            count(&mut self.outcomes.refused, now, waiting);
        }
    }

    fn next_request(&mut self, index: u32, now: f64) {
        let Some(instance) = self.instances.get(index as usize) else { return };
        let quiet = if instance.behind || instance.flight.is_some() { now } else { instance.fetched + QUIET };
        let next = now.max(quiet) + self.random.pause(self.scenario.rate);
        let event = Event::Request { instance: index, schedule: instance.schedule };
        self.events.push(Reverse((micros(next), event)));
    }
}

impl Scenario {
    /// The answer to a request of that moment.
    fn says(&self, now: f64) -> Says {
        if (self.outage.0..self.outage.1).contains(&now) {
            Says::Nothing
        } else if now >= self.rotation {
            Says::BothKeys
        } else {
            Says::OldKey
        }
    }
}

fn count(seconds: &mut [u32], now: f64, by: u32) {
    if let Some(second) = seconds.get_mut(now as usize) {
        *second += by;
    }
}

fn micros(seconds: f64) -> u64 {
    (seconds * 1e6) as u64
}
