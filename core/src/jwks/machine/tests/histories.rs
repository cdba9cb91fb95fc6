//! I4, I5, I6, I8, I10, I15 over the real verifier: random histories, each told to a verifier with the token cache and one without.

use std::sync::atomic::Ordering;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use super::spec::Verdict;
use super::stage::{MAX_STALE_HERE, Serve, Set, Stage};
use super::*;

#[derive(Clone, Debug)]
enum Op {
    Ask { key: u8, material: u8, short: bool, plain_first: bool },
    Serve(Serve),
    Refresh,
    AskWhileKeysChange { key: u8, material: u8 },
    Land { which: u8 },
    Revoke { key: u8 },
    Refuse(bool),
    Step(f64),
    Wall(f64),
}

fn op() -> impl Strategy<Value = Op> {
    let step = prop_oneof![4 => 0.0..3.0, 4 => 0.0..100.0, 2 => 0.0..900.0, 1 => Just(MAX_STALE_HERE)];
    let ask = (0..3_u8, 0..2_u8, prop::bool::weighted(0.3), any::<bool>());
    prop_oneof![
        10 => ask.prop_map(|(key, material, short, plain_first)| Op::Ask { key, material, short, plain_first }),
        4 => serve().prop_map(Op::Serve),
        3 => Just(Op::Refresh),
        1 => (0..3_u8, 0..2_u8).prop_map(|(key, material)| Op::AskWhileKeysChange { key, material }),
        7 => (0..3_u8).prop_map(|which| Op::Land { which }),
        1 => (0..3_u8).prop_map(|key| Op::Revoke { key }),
        1 => prop::bool::weighted(0.3).prop_map(Op::Refuse),
        5 => step.prop_map(Op::Step),
        1 => (-2_000.0..2_000.0).prop_map(Op::Wall),
    ]
}

fn serve() -> impl Strategy<Value = Serve> {
    let set = prop::collection::btree_map(0..3_u8, 0..2_u8, 1..4);
    let keys = (set, any::<bool>(), any::<bool>());
    prop_oneof![
        5 => keys.prop_map(|(set, reversed, etag)| Serve::Keys { set, reversed, etag }),
        1 => Just(Serve::Nothing),
    ]
}

/// A history begins with a set that has landed: most of what can go wrong comes after.
fn run(ops: &[Op]) -> Result<usize, String> {
    let mut stage = Stage::new();
    stage.serve(Serve::Keys { set: Set::from([(0, 0), (1, 1)]), reversed: false, etag: true });
    stage.refresh();
    stage.land(0)?;
    ops.iter().try_for_each(|op| play(&mut stage, op))?;
    Ok(stage.accepted)
}

fn play(stage: &mut Stage, op: &Op) -> Verdict {
    match op {
        Op::Ask { key, material, short, plain_first } => {
            stage.ask(*key, *material, *short, *plain_first)?;
        }
        Op::Serve(serve) => stage.serve(serve.clone()),
        Op::Refresh => stage.refresh(),
        Op::AskWhileKeysChange { key, material } => stage.ask_while_keys_change(*key, *material)?,
        Op::Land { which } => stage.land(*which)?,
        Op::Revoke { key } => stage.revoke(*key),
        Op::Refuse(refuse) => stage.refused_subject.store(*refuse, Ordering::SeqCst),
        Op::Step(seconds) => stage.seconds += seconds,
        Op::Wall(seconds) => stage.wall += seconds,
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, ..ProptestConfig::default() })]

    #[test]
    fn cached_and_uncached_answer_alike(ops in prop::collection::vec(op(), 1..50)) {
        run(&ops).map_err(TestCaseError::fail)?;
    }
}

fn counterexample(brake: Brake) -> (Vec<Op>, String) {
    let config = ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let histories = prop::collection::vec(op(), 1..50);
    let run = |ops: Vec<Op>| run(&ops).map(drop).map_err(TestCaseError::fail);
    match brake.taken_out(|| runner.run(&histories, run)) {
        Err(TestError::Fail(why, ops)) => (ops, why.message().to_owned()),
        other => panic!("without {brake:?} every promise still holds: {other:?}"),
    }
}

#[test]
fn without_the_generation_a_removed_key_goes_on() {
    let (ops, why) = counterexample(Brake::Generation);
    assert!(why.starts_with("I10") || why.starts_with("I4"), "{why}: {ops:#?}");
    assert!(ops.len() <= 7, "{why}: {ops:#?}");
}

#[test]
fn without_the_usable_set_dead_keys_go_on() {
    let (ops, why) = counterexample(Brake::UsableSet);
    assert!(why.starts_with("I10") && ops.len() <= 4, "{why}: {ops:#?}");
}

#[test]
fn without_the_ticket_check_an_older_answer_wins() {
    counterexample(Brake::Ticket);
}

/// The histories are worth something: in most of them tokens are accepted.
#[test]
fn histories_accept_tokens() {
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let total = std::cell::Cell::new(0);
    let histories = prop::collection::vec(op(), 1..50);
    let run = |ops: Vec<Op>| {
        total.set(total.get() + run(&ops).map_err(TestCaseError::fail)?);
        Ok(())
    };
    runner.run(&histories, run).unwrap();
    assert!(total.get() > 100, "{} acceptances in 100 histories", total.get());
}
