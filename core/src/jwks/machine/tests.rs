#[cfg(feature = "token-cache")]
mod histories;
mod model;
mod rates;
#[cfg(feature = "token-cache")]
mod signer;
mod spec;
#[cfg(feature = "token-cache")]
mod stage;
mod world;

use super::*;

const T: Tuning =
    Tuning { max_age: MAX_AGE, max_stale: MAX_STALE, cooldown: COOLDOWN, lease: Duration::from_secs(6) };

fn at(seconds: f64) -> Now {
    Now::at(1e9 + seconds, Duration::from_secs_f64(seconds))
}

fn kid(name: &str) -> Wanted {
    Wanted { algorithm: Algorithm::EdDsa, kid: Some(name.into()) }
}

fn lead(answer: Answer) -> Ticket {
    match answer {
        Answer::Lead(ticket) => ticket,
        other => panic!("a flight was expected, not {other:?}"),
    }
}

#[test]
fn a_cold_start_flies_once_and_all_join() {
    let mut machine = Machine::new(false);
    let ticket = lead(machine.need_set(false, at(0.0), &T));
    for _ in 0..100 {
        assert_eq!(machine.need_set(false, at(0.1), &T), Answer::Join(ticket));
    }
    assert!(machine.land(ticket, |_| true, at(0.2), &T));
    assert_eq!(machine.flying(), None);
}

#[test]
fn a_second_attempt_never_waits() {
    let mut machine = Machine::new(false);
    let ticket = lead(machine.need_set(false, at(0.0), &T));
    assert!(matches!(machine.need_set(true, at(0.1), &T), Answer::Unavailable(_)));
    assert!(matches!(machine.need_key(&kid("k"), true, at(0.1), &T), Answer::Unavailable(_)));
    assert!(machine.land(ticket, |_| true, at(0.2), &T));
    assert_eq!(machine.need_key(&kid("k"), true, at(0.3), &T), Answer::KeyNotFound);
}

#[test]
fn a_fruitless_miss_arms_the_cooldown_and_a_fruitful_one_does_not() {
    let mut machine = Machine::new(true);
    let ticket = lead(machine.need_key(&kid("new"), false, at(0.0), &T));
    machine.land(ticket, |wanted| *wanted == kid("new"), at(0.1), &T);
    let ticket = lead(machine.need_key(&kid("forged"), false, at(0.2), &T));
    machine.land(ticket, |_| false, at(0.3), &T);
    assert_eq!(machine.need_key(&kid("forged"), false, at(30.2), &T), Answer::KeyNotFound);
    lead(machine.need_key(&kid("forged"), false, at(30.3), &T));
}

#[test]
fn failures_back_off_from_1_to_30_seconds() {
    let mut machine = Machine::new(false);
    let mut now = 0.0;
    for expected in [1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 24.0] {
        let ticket = lead(machine.need_set(false, at(now), &T));
        machine.fail(ticket, None, 0.5, at(now));
        assert_eq!(
            machine.need_set(false, at(now + expected - 0.01), &T),
            Answer::Unavailable(Duration::from_millis(10))
        );
        now += expected;
    }
}

#[test]
fn retry_after_is_honoured_up_to_five_minutes() {
    let mut machine = Machine::new(false);
    let ticket = lead(machine.need_set(false, at(0.0), &T));
    machine.fail(ticket, Some(Duration::from_secs(3600)), 0.5, at(0.0));
    assert!(matches!(machine.need_set(false, at(299.0), &T), Answer::Unavailable(_)));
    lead(machine.need_set(false, at(300.0), &T));
}

#[test]
fn a_lost_flight_ends_with_its_lease_and_its_late_landing_does_nothing() {
    let mut machine = Machine::new(false);
    let lost = lead(machine.need_set(false, at(0.0), &T));
    assert_eq!(machine.need_set(false, at(5.9), &T), Answer::Join(lost));
    assert!(matches!(machine.need_set(false, at(6.0), &T), Answer::Unavailable(_)));
    let next = lead(machine.need_set(false, at(8.0), &T));
    assert!(!machine.land(lost, |_| true, at(8.1), &T));
    assert!(!machine.fail(lost, None, 0.5, at(8.1)));
    assert_eq!(machine.flying(), Some(next));
}

#[test]
fn doubt_waits_for_the_cooldown_and_then_five_minutes() {
    let mut machine = Machine::new(true);
    assert_eq!(machine.doubt(Duration::from_secs(29), at(29.0), &T), None);
    let ticket = machine.doubt(Duration::from_secs(30), at(30.0), &T).unwrap();
    machine.land(ticket, |_| true, at(30.1), &T);
    assert_eq!(machine.doubt(Duration::from_secs(200), at(329.0), &T), None);
    assert!(machine.doubt(Duration::from_secs(300), at(330.0), &T).is_some());
}

#[test]
fn the_operator_passes_every_brake_but_one() {
    let mut machine = Machine::new(false);
    let ticket = lead(machine.operator(at(0.0), &T));
    machine.fail(ticket, Some(Duration::from_secs(300)), 0.5, at(0.1));
    assert!(matches!(machine.operator(at(0.5), &T), Answer::Unavailable(_)));
    lead(machine.operator(at(1.0), &T));
}

#[test]
fn age_is_the_larger_of_both_clocks() {
    let start = Now::at(1000.0, Duration::from_secs(50));
    assert_eq!(age(start, Now::at(900.0, Duration::from_secs(60))), Duration::from_secs(10));
    assert_eq!(age(start, Now::at(1100.0, Duration::from_secs(60))), Duration::from_secs(100));
    assert_eq!(age(start, Now::at(f64::NAN, Duration::ZERO)), Duration::ZERO);
    assert_eq!(age(start, Now::at(f64::MAX, Duration::MAX)), Duration::MAX - Duration::from_secs(50));
}
