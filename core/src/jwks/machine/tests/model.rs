//! Random schedules of the world, and the mutants: without any one brake some schedule must break a promise.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use super::rates::{self, FRESH_LEAST};
use super::spec::Verdict;
use super::world::{NO_KID, World};
use super::*;

#[derive(Clone, Debug)]
enum Op {
    Ask { key: u8, forged: bool, callers: u8 },
    Refresh,
    Land { which: u8, early: bool, fresh_for: Duration },
    Fail { which: u8, retry_after: Option<Duration>, jitter: f64 },
    Lose { which: u8 },
    Fork,
    Publish { key: u8 },
    Remove { key: u8 },
    Step(Duration),
    Wall(f64),
    Jump { mono: Duration, wall: f64 },
}

/// Names that the issuer uses, some at a time; callers know one more, which stands for "no kid".
const KEYS: std::ops::Range<u8> = 0..NO_KID;
const ASKED: std::ops::RangeInclusive<u8> = 0..=NO_KID;

fn op() -> impl Strategy<Value = Op> {
    let pause = prop_oneof![Just(None), (0..400_u64).prop_map(|s| Some(Duration::from_secs(s)))];
    let fresh_for = (0..4_000_u64).prop_map(|s| FRESH_LEAST + Duration::from_secs(s));
    prop_oneof![
        8 => (ASKED, prop::bool::weighted(0.2), 1..4_u8).prop_map(|(key, forged, callers)| Op::Ask { key, forged, callers }),
        1 => Just(Op::Refresh),
        4 => (0..4_u8, any::<bool>(), fresh_for).prop_map(|(which, early, fresh_for)| Op::Land { which, early, fresh_for }),
        2 => (0..4_u8, pause, 0.0..=1.0).prop_map(|(which, retry_after, jitter)| Op::Fail { which, retry_after, jitter }),
        1 => (0..4_u8).prop_map(|which| Op::Lose { which }),
        1 => Just(Op::Fork),
        2 => KEYS.prop_map(|key| Op::Publish { key }),
        1 => KEYS.prop_map(|key| Op::Remove { key }),
        5 => step().prop_map(Op::Step),
        1 => (-4_000.0..100_000.0).prop_map(Op::Wall),
    ]
}

fn step() -> impl Strategy<Value = Duration> {
    prop_oneof![0..2_000_u64, 0..8_000_u64, 0..60_000_u64, 0..700_000_u64, 0..100_000_000_u64]
        .prop_map(Duration::from_millis)
}

/// Any order of moments from several threads, the ends of both clocks included.
fn wild() -> impl Strategy<Value = Op> {
    let near = |seconds: u64| {
        (0..40_000_u64).prop_map(move |ms| Duration::from_secs(seconds) + Duration::from_millis(ms))
    };
    let mono = prop_oneof![
        4 => near(1_000),
        2 => near(1_600),
        1 => near(0),
        1 => near(u64::MAX / 2 - 20),
        1 => near(u64::MAX - 41),
        1 => Just(Duration::MAX),
        1 => Just(Duration::ZERO),
    ];
    let wall = prop_oneof![
        4 => 1e9..1e9 + 2e5,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0, -1.0]),
    ];
    prop_oneof![2 => op(), 1 => (mono, wall).prop_map(|(mono, wall)| Op::Jump { mono, wall })]
}

fn play(world: &mut World, op: &Op) -> Verdict {
    match *op {
        Op::Ask { key, forged, callers } => world.ask(key, forged, callers)?,
        Op::Refresh => world.refresh()?,
        Op::Land { which, early, fresh_for } => world.land(which, early, fresh_for)?,
        Op::Fail { which, retry_after, jitter } => world.fail(which, retry_after, jitter)?,
        Op::Lose { which } => world.lose(which),
        Op::Fork => world.fork(),
        Op::Publish { key } => world.publish(key),
        Op::Remove { key } => drop(world.issuer.remove(&key)),
        Op::Step(step) => world.mono = world.mono.saturating_add(step),
        Op::Wall(seconds) => world.wall += seconds,
        Op::Jump { mono, wall } => (world.mono, world.wall) = (mono, wall),
    }
    world.tick()
}

/// Time goes on: all promises, and the rates in every window.
fn run(ops: &[Op]) -> Verdict {
    let mut world = World::new();
    ops.iter().try_for_each(|op| play(&mut world, op))?;
    let jumps = ops.iter().filter(|op| matches!(op, Op::Wall(_))).count();
    rates::check(&world.starts, jumps, world.added)
}

/// Time goes anywhere: the promises from event to event.
fn run_wild(ops: &[Op]) -> Verdict {
    let mut world = World::new();
    ops.iter().try_for_each(|op| play(&mut world, op))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, ..ProptestConfig::default() })]

    /// I2, I3, I6, I7, I8, I12.
    #[test]
    fn every_schedule_keeps_the_promises(ops in prop::collection::vec(op(), 1..60)) {
        run(&ops).map_err(TestCaseError::fail)?;
    }

    /// I14.
    #[test]
    fn no_clock_breaks_them(ops in prop::collection::vec(wild(), 1..60)) {
        run_wild(&ops).map_err(TestCaseError::fail)?;
    }
}

/// The shortest schedule that breaks this promise without this brake.
fn counterexample(brake: Brake, promise: &str) -> Vec<Op> {
    let config = ProptestConfig { cases: 12_000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let schedules = prop::collection::vec(op(), 1..60);
    let kept = |ops: Vec<Op>| match run(&ops) {
        Err(why) if why.starts_with(promise) => Err(TestCaseError::fail(why)),
        _ => Ok(()),
    };
    match brake.taken_out(|| runner.run(&schedules, kept)) {
        Err(TestError::Fail(_, ops)) => ops,
        other => panic!("without {brake:?} {promise} still holds: {other:?}"),
    }
}

#[test]
fn without_the_lease_callers_wait_for_a_lost_flight() {
    let ops = counterexample(Brake::Lease, "I7:");
    assert!(ops.len() <= 4, "{ops:#?}");
}

#[test]
fn without_the_cooldown_unknown_kids_are_a_storm() {
    let ops = counterexample(Brake::Cooldown, "I3:");
    assert!(ops.len() <= 6, "{ops:#?}");
}

#[test]
fn without_the_ticket_check_a_late_landing_counts() {
    let ops = counterexample(Brake::Ticket, "I12:");
    assert!(ops.len() <= 9, "{ops:#?}");
}
