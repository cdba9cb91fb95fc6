//! A world around the machine, small enough to be certain about: an issuer, callers, flights in the air, two clocks.

use std::collections::BTreeMap;

use super::rates::{Ended, Start};
use super::spec::{Spec, Verdict, Why, hold, nanos};
use super::*;

/// An issuer's keys: name and material.
pub(super) type Set = BTreeMap<u8, u32>;

/// The set that decides, as `landing` keeps it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) keys: Set,
    at: Now,
    fresh_for: Duration,
}

/// A fetch in the air; also one that is lost and lands late.
#[derive(Clone, Debug)]
struct Runner {
    ticket: Ticket,
    started: Now,
    wanted: Option<u8>,
    /// What the issuer had when the request went out.
    early: Set,
    start: usize,
}

#[derive(Clone, Debug)]
struct Waiter {
    deadline: u128,
    key: u8,
    material: u32,
}

pub(super) struct World {
    pub(super) mono: Duration,
    pub(super) wall: f64,
    pub(super) issuer: Set,
    pub(super) starts: Vec<Start>,
    /// Keys that the issuer has really added.
    pub(super) added: usize,
    /// How often the control began anew.
    pub(super) life: usize,
    machine: Machine,
    spec: Spec,
    held: Option<Held>,
    air: Vec<Runner>,
    waiting: Vec<Waiter>,
    /// What was fetched, and when its request went out: the evidence for every acceptance.
    fetched: Vec<(Now, Set)>,
    next_material: u32,
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self {
            mono: Duration::from_secs(1_000),
            wall: 1e9,
            issuer: Set::new(),
            starts: Vec::new(),
            added: 0,
            life: 0,
            machine: Machine::new(false),
            spec: Spec::new(T, false),
            held: None,
            air: Vec::new(),
            waiting: Vec::new(),
            fetched: Vec::new(),
            next_material: 1,
        };
        world.publish(0);
        world
    }

    pub(super) fn now(&self) -> Now {
        Now::at(self.wall, self.mono)
    }

    /// The issuer publishes a key of this name, with material that it never had before.
    pub(super) fn publish(&mut self, key: u8) {
        self.issuer.insert(key, self.next_material);
        self.next_material += 1;
        self.added += 1;
    }

    /// Callers show a token of this key at the same time; `forged`: signed by another key under its name.
    pub(super) fn ask(&mut self, key: u8, forged: bool, callers: u8) -> Verdict {
        let material = if forged { 0 } else { self.issuer.get(&key).copied().unwrap_or(0) };
        (0..callers).try_for_each(|_| self.ask_once(key, material, false))
    }

    fn ask_once(&mut self, key: u8, material: u32, second: bool) -> Verdict {
        let now = self.now();
        let Some((held, state)) = self.usable() else {
            self.prepare();
            let answer = self.machine.need_set(second, now, &T);
            return self.told(answer, Why::Cold, key, material, second);
        };
        match held.keys.get(&key) {
            Some(known) if *known == material => self.accepted(key, material, state),
            Some(_) => self.doubted(),
            None => {
                self.prepare();
                let answer = self.machine.need_key(&wanted(key), second, now, &T);
                self.told(answer, Why::Miss, key, material, second)
            }
        }
    }

    /// I1 is in the types: an acceptance asks the machine for a ticket at most, never for an answer.
    fn accepted(&mut self, key: u8, material: u32, state: Freshness) -> Verdict {
        let now = self.now();
        let young = |at: &Now| age(*at, now) < T.max_stale;
        let proof = self.fetched.iter().any(|(at, set)| young(at) && set.get(&key) == Some(&material));
        hold(proof, || format!("I6: accepted by key {key} without a fetch of late that had it"))?;
        if state == Freshness::Fresh {
            return Ok(());
        }
        self.prepare();
        match self.machine.refresh_due(now, &T) {
            Some(ticket) => self.start(ticket, Why::Scheduled, None),
            None => Ok(()),
        }
    }

    fn doubted(&mut self) -> Verdict {
        let now = self.now();
        let set_age = self.held.as_ref().map_or(Duration::ZERO, |held| age(held.at, now));
        self.prepare();
        match self.machine.doubt(set_age, now, &T) {
            Some(ticket) => {
                hold(set_age >= T.cooldown, || "I3: a young set was doubted".to_owned())?;
                self.start(ticket, Why::Doubt, None)
            }
            None => Ok(()),
        }
    }

    /// What a caller without a key was told.
    fn told(&mut self, answer: Answer, why: Why, key: u8, material: u32, second: bool) -> Verdict {
        let now = self.now();
        match answer {
            Answer::Lead(_) | Answer::Join(_) if second => Err("I7: a call waits for two flights".to_owned()),
            Answer::Lead(ticket) => {
                self.start(ticket, why, (why == Why::Miss).then_some(key))?;
                self.wait(key, material);
                Ok(())
            }
            Answer::Join(ticket) => {
                self.spec.joined(ticket, now)?;
                self.wait(key, material);
                Ok(())
            }
            Answer::KeyNotFound if why == Why::Cold => Err("I8: no set, and yet a 401".to_owned()),
            Answer::KeyNotFound => self.spec.refused(true).and_then(|()| self.sent_away(why, second)),
            Answer::Unavailable(_) if why == Why::Cold => self.sent_away(why, second),
            Answer::Unavailable(_) => self.spec.refused(false).and_then(|()| self.sent_away(why, second)),
        }
    }

    fn sent_away(&self, why: Why, second: bool) -> Verdict {
        if second { Ok(()) } else { self.spec.sent_away(why == Why::Miss, self.now()) }
    }

    fn wait(&mut self, key: u8, material: u32) {
        self.waiting.push(Waiter { deadline: self.spec.deadline(), key, material });
    }

    pub(super) fn refresh(&mut self) -> Verdict {
        let now = self.now();
        self.prepare();
        match self.machine.operator(now, &T) {
            Answer::Lead(ticket) => self.start(ticket, Why::Operator, None),
            Answer::Join(ticket) => self.spec.joined(ticket, now),
            Answer::Unavailable(_) => Ok(()),
            Answer::KeyNotFound => Err("I8: a refresh is no question about a key".to_owned()),
        }
    }

    fn start(&mut self, ticket: Ticket, why: Why, wanted: Option<u8>) -> Verdict {
        let started = self.now();
        self.spec.started(ticket, why, started)?;
        self.air.push(Runner {
            ticket,
            started,
            wanted,
            early: self.issuer.clone(),
            start: self.starts.len(),
        });
        self.starts.push(Start { at: nanos(started), why, life: self.life, ended: Ended::Open });
        Ok(())
    }

    /// A flight lands with what the issuer has now, or (`early`) had when the request went out. Nothing to land: nothing happens.
    pub(super) fn land(&mut self, which: u8, early: bool, fresh_for: Duration) -> Verdict {
        let Some(runner) = self.take(which) else { return Ok(()) };
        let keys = if early { runner.early.clone() } else { self.issuer.clone() };
        if keys.is_empty() {
            return self.end_badly(&runner, None, 0.5);
        }
        let (now, before) = (self.now(), self.machine.clone());
        let has = |wanted: &Wanted| keys.keys().any(|key| *wanted == super::world::wanted(*key));
        let counted = self.machine.land(runner.ticket, has, now, &T);
        self.check_ticket(&runner, counted, &before)?;
        if counted {
            let fruitful = runner.wanted.is_some_and(|key| keys.contains_key(&key));
            self.spec.landed(fruitful, now);
            self.note(runner.start, Ended::Well { fruitful });
            self.fetched.push((runner.started, keys.clone()));
            self.held = Some(Held { keys, at: runner.started, fresh_for });
            self.wake()?;
        }
        Ok(())
    }

    /// A flight fails, is cancelled, or its runner panics: for the machine they are one.
    pub(super) fn fail(&mut self, which: u8, retry_after: Option<Duration>, jitter: f64) -> Verdict {
        self.take(which).map_or(Ok(()), |runner| self.end_badly(&runner, retry_after, jitter))
    }

    fn end_badly(&mut self, runner: &Runner, retry_after: Option<Duration>, jitter: f64) -> Verdict {
        let (now, before) = (self.now(), self.machine.clone());
        let counted = self.machine.fail(runner.ticket, retry_after, jitter, now);
        self.check_ticket(runner, counted, &before)?;
        if counted {
            self.spec.failed(retry_after, now);
            self.note(runner.start, Ended::Badly);
            self.wake()?;
        }
        Ok(())
    }

    fn check_ticket(&self, runner: &Runner, counted: bool, before: &Machine) -> Verdict {
        let current = self.spec.live() == Some(runner.ticket);
        let untouched = counted || self.machine == *before;
        hold(counted == current && untouched, || {
            format!(
                "I12: {:?} came back, live was {:?}, it counted: {counted}",
                runner.ticket,
                self.spec.live()
            )
        })
    }

    /// The reply is lost: nothing will ever come.
    pub(super) fn lose(&mut self, which: u8) {
        drop(self.take(which));
    }

    /// A child process: the set is there, all threads are gone, the control is new.
    pub(super) fn fork(&mut self) {
        self.machine = Machine::new(self.held.is_some());
        self.spec = Spec::new(T, self.held.is_some());
        self.air.clear();
        self.waiting.clear();
        self.life += 1;
    }

    /// Time has passed: who has waited to the end of a lease asks once more.
    pub(super) fn tick(&mut self) -> Verdict {
        let at = nanos(self.now());
        let (over, waiting) = self.waiting.drain(..).partition(|waiter: &Waiter| waiter.deadline <= at);
        self.waiting = waiting;
        self.answer(over)
    }

    fn wake(&mut self) -> Verdict {
        let woken = std::mem::take(&mut self.waiting);
        self.answer(woken)?;
        hold(self.waiting.is_empty(), || "I7: a call waits for two flights".to_owned())
    }

    fn answer(&mut self, waiters: Vec<Waiter>) -> Verdict {
        waiters.into_iter().try_for_each(|waiter| self.ask_once(waiter.key, waiter.material, true))
    }

    fn prepare(&mut self) {
        if let Some(lost) = self.spec.prepare(self.now()) {
            let start = self.air.iter().find(|runner| runner.ticket == lost).map(|runner| runner.start);
            self.note(start.unwrap_or(usize::MAX), Ended::Badly);
        }
    }

    fn usable(&self) -> Option<(&Held, Freshness)> {
        let held = self.held.as_ref()?;
        let state = Freshness::of(age(held.at, self.now()), held.fresh_for, &T);
        (state != Freshness::Dead).then_some((held, state))
    }

    fn take(&mut self, which: u8) -> Option<Runner> {
        let count = self.air.len();
        (count > 0).then(|| self.air.remove(usize::from(which) % count))
    }

    fn note(&mut self, start: usize, ended: Ended) {
        if let Some(start) = self.starts.get_mut(start) {
            start.ended = ended;
        }
    }
}

/// The key of tokens without a `kid`, which no set has.
pub(super) const NO_KID: u8 = 5;

pub(super) fn wanted(key: u8) -> Wanted {
    if key == NO_KID {
        return Wanted { algorithm: Algorithm::EdDsa, kid: None };
    }
    kid(&key.to_string())
}
