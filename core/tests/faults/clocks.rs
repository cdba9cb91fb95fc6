//! F22: the machine sleeps, its wall clock is set, threads see moments out of order.

use std::time::Duration;

use bearward::{Attempt, Now, Outcome};

use crate::support::{ask, fetches, good, unknown, warmed};

const DAY: f64 = 86_400.0;

/// Ages and pauses go by the monotonic clock: a wall clock set back makes no key young and no pause long.
#[test]
fn f22_the_wall_clock_jumps_back() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let token = good(&issuer);
    assert_eq!(ask(&verifier, &token, clock.apart(-30.0 * DAY, 500.0)), "accept");
    assert_eq!(fetches(&verifier), 1);
    issuer.down();
    assert_eq!(ask(&verifier, &token, clock.apart(-30.0 * DAY, 700.0)), "accept");
    assert_eq!(fetches(&verifier), 2, "stale by the monotonic clock");
    assert_eq!(ask(&verifier, &token, clock.apart(-30.0 * DAY, 700.5)), "accept");
    assert_eq!(fetches(&verifier), 2, "back-off");
    assert_eq!(ask(&verifier, &token, clock.apart(-60.0 * DAY, 702.0)), "accept");
    assert_eq!(fetches(&verifier), 3, "the back-off ended by the monotonic clock");
    assert_eq!(ask(&verifier, &token, clock.apart(-30.0 * DAY, DAY + 1.0)), "keys_unavailable", "dead");
}

/// A machine that slept for two days has keys of two days, though its monotonic clock stood still.
#[test]
fn f22_the_wall_clock_jumps_forward() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let token = good(&issuer);
    issuer.down();
    assert_eq!(ask(&verifier, &token, clock.apart(2.0 * DAY, 1.0)), "keys_unavailable");
    issuer.up();
    assert_eq!(ask(&verifier, &token, clock.apart(2.0 * DAY, 10.0)), "accept");
}

/// The wall clock swings between two days, a token every second: no storm of fetches.
#[test]
fn f22_a_swinging_wall_clock_is_no_storm() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let token = good(&issuer);
    for second in 0..500 {
        let wall = if second % 2 == 0 { 2.0 * DAY } else { 0.0 };
        assert_eq!(ask(&verifier, &token, clock.apart(wall, f64::from(second))), "accept");
    }
    assert!(fetches(&verifier) <= 3, "{} fetches", fetches(&verifier));
}

/// The ends of both clocks, in every order: no panic, and no more than the answers that exist.
#[test]
fn f22_the_ends_of_the_clocks() {
    let walls =
        [f64::MIN, -1e300, -1.0, 0.0, 1.8e9, 253_402_300_799.0, 1e300, f64::MAX, f64::INFINITY, f64::NAN];
    let monotonics = [
        Duration::ZERO,
        Duration::from_nanos(1),
        Duration::from_secs(1 << 40),
        Duration::MAX - Duration::from_nanos(1),
        Duration::MAX,
    ];
    let moments: Vec<Now> =
        walls.iter().flat_map(|wall| monotonics.iter().map(|monotonic| Now::at(*wall, *monotonic))).collect();
    for up in [true, false] {
        let (issuer, verifier, _) = warmed(|builder| builder);
        let (token, strange) = (good(&issuer), unknown(0));
        if !up {
            issuer.down();
        }
        for first in &moments {
            for second in moments.iter().step_by(7) {
                for (token, now) in [(&token, first), (&strange, second)] {
                    // Flights are dropped, which cancels them: the clock is what is tested.
                    match verifier.check(token, *now, Attempt::First).outcome {
                        Outcome::Denied(denial) => assert_ne!(denial.code().as_str(), "signature_invalid"),
                        Outcome::Verified(_) | Outcome::Wait(_) => {}
                    }
                }
            }
        }
    }
}

/// Threads pass moments out of order, by seconds: known keys decide in each, and the fetches are those of the latest moment.
#[test]
fn f22_moments_out_of_order() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let token = good(&issuer);
    for step in 0..2_000_u32 {
        let ahead = f64::from(step.wrapping_mul(2_654_435_761) % 10);
        assert_eq!(ask(&verifier, &token, clock.at(f64::from(step) + ahead)), "accept");
    }
    assert!(fetches(&verifier) <= 5, "{} fetches in 2 000 s", fetches(&verifier));
}
