//! Two verifiers over one key source, one with a token cache and one without, and an endpoint that serves what it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::signer::{Signer, key_set};
use super::spec::{Verdict, hold};
use super::*;
use crate::jwks::snapshot::Snapshot;
use crate::jwks::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Flight, Source};
use crate::verifier::Inner;
use crate::{Attempt, Outcome, Verifier};

/// Key names and material: which of four materials each of four names has, if it is there.
pub(super) type Set = BTreeMap<u8, u8>;

/// Second 0 on the unix clock.
const START: f64 = 1e9;
pub(super) const MAX_STALE_HERE: f64 = 3_600.0;
const MAX_TOKEN_AGE: f64 = 5_000.0;
const LEEWAY: f64 = 5.0;

/// What the endpoint does now.
#[derive(Clone, Debug)]
pub(super) enum Serve {
    /// The keys of these names, in this order or the reverse; and whether it knows about `ETag`.
    Keys {
        set: Set,
        reversed: bool,
        etag: bool,
    },
    Nothing,
}

type Endpoint = Arc<Mutex<Serve>>;
/// What happens while the application's `revoked_if` is asked: between a good signature and the cache.
type Meanwhile = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

struct Script(Endpoint);

impl Fetch for Script {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        match &*lock(&self.0) {
            Serve::Nothing => Err(FetchError::new(FetchErrorKind::Connect, "refused")),
            Serve::Keys { set, reversed, etag } => {
                let tag = format!("\"{set:?}\"");
                let same = *etag && request.etag.as_ref() == Some(&tag);
                let headers = if *etag { vec![("etag".to_owned(), tag)] } else { Vec::new() };
                let (status, body) = if same { (304, Vec::new()) } else { (200, body(set, *reversed)) };
                Ok(FetchResponse { status, headers, body })
            }
        }
    }
}

fn body(set: &Set, reversed: bool) -> Vec<u8> {
    let mut signers: Vec<_> = set.iter().map(|(key, material)| signer(*key, *material)).collect();
    if reversed {
        signers.reverse();
    }
    key_set(&signers).into_bytes()
}

pub(super) fn signer(key: u8, material: u8) -> Signer {
    Signer::new(&format!("key-{key}"), material)
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct Stage {
    pub(super) seconds: f64,
    /// How far the wall clock has been set forward or back.
    pub(super) wall: f64,
    pub(super) refused_subject: Arc<std::sync::atomic::AtomicBool>,
    endpoint: Endpoint,
    meanwhile: Meanwhile,
    cached: Verifier,
    plain: Verifier,
    source: Arc<Source>,
    /// Led, not landed: when it began.
    air: Vec<(Now, Flight)>,
    /// The set that the newest good landing brought, as the issuer would tell it.
    known: Option<Set>,
    revoked: Vec<u8>,
    tokens: BTreeMap<(u8, u8, bool), String>,
    pub(super) accepted: usize,
}

impl Stage {
    pub(super) fn new() -> Self {
        let endpoint = Arc::new(Mutex::new(Serve::Nothing));
        let meanwhile = Meanwhile::default();
        let refused_subject = Arc::<std::sync::atomic::AtomicBool>::default();
        let (asked, refused) = (Arc::clone(&meanwhile), Arc::clone(&refused_subject));
        let cached = Verifier::issuer("https://id.example.com")
            .audience("api")
            .jwks_url("https://id.example.com/jwks")
            .fetch(Script(Arc::clone(&endpoint)))
            .max_stale(MAX_STALE_HERE)
            .max_token_age(MAX_TOKEN_AGE)
            .token_cache(1_000, 1 << 20)
            .header_cache()
            .revoked_if(move |_| {
                let meanwhile = lock(&asked).take();
                if let Some(happen) = meanwhile {
                    happen();
                }
                refused.load(std::sync::atomic::Ordering::SeqCst)
            })
            .build()
            .expect("a plain configuration");
        let inner = cached.inner();
        let source = inner.members[0].keys.source().map(Arc::clone).expect("keys over HTTP");
        let plain = Verifier::from_inner(Inner {
            members: inner.members.clone(),
            max_token_bytes: inner.max_token_bytes,
            transport: inner.transport.clone(),
            presentation: inner.presentation.clone(),
            counters: crate::stats::DecisionCounters::default(),
            header_cache: None,
            token_cache: None,
        });
        Self {
            seconds: 0.0,
            wall: 0.0,
            refused_subject,
            endpoint,
            meanwhile,
            cached,
            plain,
            source,
            air: Vec::new(),
            known: None,
            revoked: Vec::new(),
            tokens: BTreeMap::new(),
            accepted: 0,
        }
    }

    pub(super) fn now(&self) -> Now {
        Now::at(START + self.seconds + self.wall, Duration::from_secs_f64(1_000.0 + self.seconds))
    }

    pub(super) fn serve(&self, serve: Serve) {
        *lock(&self.endpoint) = serve;
    }

    pub(super) fn revoke(&mut self, key: u8) {
        self.cached.revoke_key(&format!("key-{key}"));
        self.revoked.push(key);
    }

    /// A refresh lands between the good signature of this token and its place in the cache.
    pub(super) fn ask_while_keys_change(&mut self, key: u8, material: u8) -> Verdict {
        let (source, now) = (Arc::clone(&self.source), self.now());
        let refresh = move || {
            if let Ok(flight) = source.refresh(now) {
                flight.run_here(now);
            }
        };
        *lock(&self.meanwhile) = Some(Box::new(refresh));
        let verdict = self.ask(key, material, false, false);
        *lock(&self.meanwhile) = None;
        verdict
    }

    /// I10: both say the same of this token now. I4, I5, I6: what is accepted, the keys of now bear out. `other`: who is asked first.
    pub(super) fn ask(&mut self, key: u8, material: u8, short: bool, plain_first: bool) -> Verdict {
        let lifetime = if short { 700.0 } else { 1e6 };
        let mint = || signer(key, material).mint(START, START + lifetime);
        let token = self.tokens.entry((key, material, short)).or_insert_with(mint).clone();
        let (before, now) = (self.pointer(), self.now());
        let said = if plain_first {
            let plain = self.say(false, &token);
            (self.say(true, &token), plain)
        } else {
            (self.say(true, &token), self.say(false, &token))
        };
        // A landing in the midst of the first decision is no time between the two.
        if self.landed_since(before.as_ref()) {
            let serve = lock(&self.endpoint).clone();
            self.note_landing(now, serve);
            return Ok(());
        }
        let (known, age) = (self.known.clone(), self.age());
        let set = || (known.clone(), age);
        hold(said.0 == said.1, || format!("I10: cached {}, uncached {}, {:?}", said.0, said.1, set()))?;
        hold(said.0 != "key_not_found" || !self.source.is_failing(), || "I8: a 401 in an outage".to_owned())?;
        if said.0 != "accept" {
            return Ok(());
        }
        self.accepted += 1;
        let young = age.is_some_and(|age| age < Duration::from_secs_f64(MAX_STALE_HERE));
        hold(young, || format!("I5: a dead set decided: {:?}", set()))?;
        let there = known.as_ref().is_some_and(|set| set.get(&key) == Some(&material));
        let good = there
            && !self.revoked.contains(&key)
            && (-LEEWAY..lifetime.min(MAX_TOKEN_AGE) + LEEWAY).contains(&(self.seconds + self.wall));
        hold(good, || format!("I4: accepted by ({key}, {material}), which is gone: {:?}", set()))
    }

    fn say(&mut self, cached: bool, token: &str) -> &'static str {
        let verifier = if cached { &self.cached } else { &self.plain };
        let step = verifier.check(token, self.now(), Attempt::First);
        let now = self.now();
        self.air.extend(step.refresh.map(|flight| (now, flight)));
        match step.outcome {
            Outcome::Verified(_) => "accept",
            Outcome::Denied(denial) => denial.code().as_str(),
            Outcome::Wait(flight) => {
                if flight.is_led() {
                    self.air.push((now, flight));
                }
                "wait"
            }
        }
    }

    pub(super) fn refresh(&mut self) {
        let now = self.now();
        let flight = self.source.refresh(now).ok().filter(Flight::is_led);
        self.air.extend(flight.map(|flight| (now, flight)));
    }

    /// One of the flights comes home. I5: a failure leaves the set alone. I15: the generation changes with the material.
    pub(super) fn land(&mut self, which: u8) -> Verdict {
        if self.air.is_empty() {
            return Ok(());
        }
        let (started, flight) = self.air.remove(usize::from(which) % self.air.len());
        let (before, serve) = (self.pointer(), lock(&self.endpoint).clone());
        flight.run_here(self.now());
        if !self.landed_since(before.as_ref()) {
            return Ok(());
        }
        let was = self.known.clone();
        hold(matches!(serve, Serve::Keys { .. }), || "I5: a failure changed the set".to_owned())?;
        self.note_landing(started, serve);
        let generation = |snapshot: &Option<Arc<Snapshot>>| snapshot.as_ref().map(|one| one.generation);
        let (then, now) = (generation(&before), generation(&self.pointer()));
        hold((then == now) == (was == self.known), || {
            format!("I15: generation {then:?} to {now:?}, from {was:?} to {:?}", self.known)
        })
    }

    fn note_landing(&mut self, started: Now, serve: Serve) {
        if let Serve::Keys { set, .. } = serve {
            self.known = Some(set);
        }
        assert!(self.source.age(started).is_some_and(|age| age.is_zero()), "I6: it ages from its start");
    }

    fn age(&self) -> Option<Duration> {
        self.source.age(self.now())
    }

    fn pointer(&self) -> Option<Arc<Snapshot>> {
        self.source.snapshot.load_full()
    }

    fn landed_since(&self, before: Option<&Arc<Snapshot>>) -> bool {
        self.pointer().as_ref().map(Arc::as_ptr) != before.map(Arc::as_ptr)
    }
}
