//! The token cache changes nothing but the cost: for every history a verifier with it decides like one without.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{
    Attempt, Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Flight, Now, Outcome, Secret,
    Verifier,
};
use proptest::prelude::*;
use serde_json::json;

const START: u64 = 1_800_000_000;

/// The issuer's keys without a network, so that every fetch happens at its moment.
struct Direct(Arc<TestIssuer>, Arc<AtomicBool>);

impl Fetch for Direct {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        if self.1.load(Ordering::SeqCst) {
            return Err(FetchError::new(FetchErrorKind::Connect, "down"));
        }
        Ok(FetchResponse { status: 200, headers: Vec::new(), body: self.0.jwks().into_bytes() })
    }
}

struct World {
    issuer: Arc<TestIssuer>,
    down: Arc<AtomicBool>,
    revoked: Arc<Mutex<Option<String>>>,
    cached: Verifier,
    plain: Verifier,
    seconds: u64,
    tokens: Vec<String>,
}

impl World {
    fn new() -> Self {
        let issuer = Arc::new(TestIssuer::builder().now(START).start());
        let down = Arc::new(AtomicBool::new(false));
        let revoked = Arc::new(Mutex::new(None::<String>));
        let build = |cached: bool| {
            let list = Arc::clone(&revoked);
            let builder = issuer
                .verifier()
                .fetch(Direct(Arc::clone(&issuer), Arc::clone(&down)))
                .max_token_age(100_000)
                .revoked_if(move |claims| list.lock().unwrap().as_deref() == Some(claims.subject_str()));
            if cached { builder.token_cache(100, 1 << 20) } else { builder }.build().unwrap()
        };
        let (cached, plain) = (build(true), build(false));
        Self { issuer, down, revoked, cached, plain, seconds: 0, tokens: Vec::new() }
    }

    fn now(&self) -> Now {
        Now::at((START + self.seconds) as f64, Duration::from_secs(1_000 + self.seconds))
    }

    fn decide(&self, verifier: &Verifier, token: &str) -> String {
        let run = |flight: Option<Flight>| flight.into_iter().for_each(|flight| flight.run_here(self.now()));
        let step = verifier.check(token, self.now(), Attempt::First);
        run(step.refresh);
        let outcome = match step.outcome {
            Outcome::Wait(flight) => {
                flight.run_here(self.now());
                let step = verifier.check(token, self.now(), Attempt::Second);
                run(step.refresh);
                step.outcome
            }
            decided => decided,
        };
        match outcome {
            Outcome::Verified(claims) => format!("accept {}", claims.as_json()),
            Outcome::Denied(denial) => format!("{:?}", denial.code()),
            Outcome::Wait(_) => "wait".to_owned(),
        }
    }

    fn step(&mut self, op: &Op) {
        match op {
            Op::Mint { sub, lifetime, early } => {
                let exp = START + self.seconds + lifetime;
                let nbf = START + self.seconds + early;
                self.tokens.push(self.issuer.mint(json!({"sub": format!("u{sub}"), "exp": exp, "nbf": nbf})));
            }
            Op::Use(which) if !self.tokens.is_empty() => {
                let token = &self.tokens[which.index(self.tokens.len())];
                for _ in 0..2 {
                    let (cached, plain) = (self.decide(&self.cached, token), self.decide(&self.plain, token));
                    assert_eq!(cached, plain, "at {} s", self.seconds);
                }
            }
            Op::Use(_) => {}
            Op::Advance(seconds) => {
                self.seconds += seconds;
                self.issuer.set_now(START + self.seconds);
            }
            Op::Rotate => self.issuer.rotate(),
            Op::RemoveOld => self.issuer.remove_old_keys(),
            Op::ReuseKid => self.issuer.reuse_kid(),
            Op::RevokeKey => {
                for verifier in [&self.cached, &self.plain] {
                    verifier.revoke_key(&self.issuer.kid());
                }
            }
            Op::Outage(down) => self.down.store(*down, Ordering::SeqCst),
            Op::RevokeUser(sub) => *self.revoked.lock().unwrap() = sub.map(|sub| format!("u{sub}")),
        }
    }
}

#[derive(Clone, Debug)]
enum Op {
    Mint { sub: u8, lifetime: u64, early: u64 },
    Use(prop::sample::Index),
    Advance(u64),
    Rotate,
    RemoveOld,
    ReuseKid,
    RevokeKey,
    Outage(bool),
    RevokeUser(Option<u8>),
}

/// Steps that no jitter can straddle: above every back-off and cooldown, or past every freshness, or past max_stale.
fn op() -> impl Strategy<Value = Op> {
    let lifetime = prop_oneof![Just(30_u64), Just(800), Just(10_000_000)];
    let early = prop_oneof![4 => Just(0_u64), 1 => Just(20)];
    prop_oneof![
        4 => (0..2_u8, lifetime, early).prop_map(|(sub, lifetime, early)| Op::Mint { sub, lifetime, early }),
        10 => any::<prop::sample::Index>().prop_map(Op::Use),
        4 => prop_oneof![3 => Just(40_u64), 2 => Just(700), 1 => Just(90_000)].prop_map(Op::Advance),
        1 => Just(Op::Rotate),
        1 => Just(Op::RemoveOld),
        1 => Just(Op::ReuseKid),
        1 => Just(Op::RevokeKey),
        2 => any::<bool>().prop_map(Op::Outage),
        2 => prop::option::of(0..2_u8).prop_map(Op::RevokeUser),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// I10: transparency.
    #[test]
    fn cached_and_uncached_decide_alike(history in prop::collection::vec(op(), 1..40)) {
        // Short steps must not add up to the uncertain end of freshness.
        let short = history.iter().filter(|op| matches!(op, Op::Advance(40))).count();
        prop_assume!(short <= 12);
        let mut world = World::new();
        for op in [Op::Mint { sub: 0, lifetime: 10_000_000, early: 0 }].iter().chain(&history) {
            world.step(op);
        }
    }
}

fn warm(world: &mut World) -> String {
    world.step(&Op::Mint { sub: 0, lifetime: 10_000, early: 0 });
    let token = world.tokens[0].clone();
    for _ in 0..3 {
        assert!(world.decide(&world.cached, &token).starts_with("accept"));
    }
    token
}

/// #49: what outlives an entry.
#[test]
fn a_cached_acceptance_does_not_outlive_what_it_stands_on() {
    let mut world = World::new();
    let token = warm(&mut world);
    world.step(&Op::RevokeUser(Some(0)));
    assert_eq!(world.decide(&world.cached, &token), "TokenRevoked");
    world.step(&Op::RevokeUser(None));
    assert!(world.decide(&world.cached, &token).starts_with("accept"));
    world.step(&Op::RevokeKey);
    assert_eq!(world.decide(&world.cached, &token), "KeyUnusable");

    let mut world = World::new();
    let token = warm(&mut world);
    world.step(&Op::Advance(10_006));
    assert_eq!(world.decide(&world.cached, &token), "TokenExpired");

    let mut world = World::new();
    let token = warm(&mut world);
    world.step(&Op::Rotate);
    world.step(&Op::RemoveOld);
    world.step(&Op::Advance(700));
    assert!(world.decide(&world.cached, &token).starts_with("accept"), "a stale set decides once more");
    assert_eq!(world.decide(&world.cached, &token), "KeyNotFound", "the refresh beside it removed the key");
}

/// #48: tokens that share all but a few characters are different tokens.
#[test]
fn near_tokens_do_not_collide() {
    let mut world = World::new();
    let token = warm(&mut world);
    for at in 0..token.len() {
        let mut near = token.clone().into_bytes();
        near[at] = if near[at] == b'A' { b'B' } else { b'A' };
        let near = String::from_utf8(near).unwrap();
        assert!(!world.decide(&world.cached, &near).starts_with("accept"), "{at}");
    }
    for near in
        [format!("{token}="), format!(" {token}"), token[1..].to_owned(), token[..token.len() - 1].to_owned()]
    {
        assert!(!world.decide(&world.cached, &near).starts_with("accept"));
    }
}

/// Each verifier has its own: what one accepted is nothing to another.
#[test]
fn caches_are_not_shared() {
    let mut world = World::new();
    let token = warm(&mut world);
    let strict = world
        .issuer
        .verifier()
        .jwks(world.issuer.jwks())
        .require_claim("tier")
        .token_cache(10, 1 << 20)
        .build()
        .unwrap();
    for _ in 0..2 {
        assert_eq!(world.decide(&strict, &token), "ClaimMissing");
    }
}

/// Bounds that leave no room leave a working verifier.
#[test]
fn tiny_bounds_only_cost_speed() {
    for (entries, bytes) in
        [(0, 0), (0, 1 << 20), (1, 1), (1, 1 << 20), (1_000_000, 10), (u64::MAX, u64::MAX)]
    {
        let issuer = TestIssuer::start();
        let verifier = issuer.verifier().jwks(issuer.jwks()).token_cache(entries, bytes).build();
        let Ok(verifier) = verifier else { continue }; // refusing it is as good
        for n in 0..50 {
            let token = issuer.mint(json!({"sub": n.to_string()}));
            for _ in 0..2 {
                assert_eq!(verifier.verify(&token).unwrap().subject_str(), n.to_string());
            }
        }
    }
}

#[test]
fn a_remembered_token_of_a_shared_secret_does_not_outlive_its_revocation() {
    let issuer = TestIssuer::secret();
    let builder = Verifier::any_issuer().any_audience().secret(Secret::new(issuer.shared_secret()));
    let verifier = builder.token_cache(10, 1 << 20).build().unwrap();
    let named = Mint::new(json!({"sub": "alice"})).with_header(json!({"kid": "stolen"}));
    let token = issuer.mint_with(named);
    assert!(verifier.verify(&token).is_ok() && verifier.verify(&token).is_ok());
    verifier.revoke_key("stolen");
    assert_eq!(verifier.verify(&token).unwrap_err().code().as_str(), "key_unusable");
}

/// What fits in must find a place: bounds of bytes once were cut into shards that no token fits into.
#[test]
fn a_small_cache_remembers_too() {
    let issuer = TestIssuer::start();
    for (entries, bytes) in [(1024, 4096), (1024, 8192), (1024, 20_000), (10_000, 65_536), (1, 4096)] {
        let verifier = issuer.verifier().token_cache(entries, bytes).build().unwrap();
        let token = issuer.mint(json!({"sub": "alice"}));
        let (first, again) = (verifier.verify(&token).unwrap(), verifier.verify(&token).unwrap());
        assert_eq!(
            first.as_json().as_ptr(),
            again.as_json().as_ptr(),
            "{entries} {bytes}: decided in full again"
        );
    }
}
