//! I14: any order of moments, the ends of both clocks included: no panic, no storm, and nothing dead is accepted.

use std::time::Duration;

use bearward::{Attempt, Flight, Now, Outcome};
use proptest::prelude::*;

use crate::signer::Signer;
use crate::site::{START, Site, token};

fn moment() -> impl Strategy<Value = Now> {
    let unix = prop_oneof![
        6 => START..START + 2e5,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0, -1.0]),
    ];
    let monotonic = prop_oneof![
        6 => (0..200_000_u64).prop_map(Duration::from_secs),
        1 => Just(Duration::MAX),
        1 => Just(Duration::ZERO),
    ];
    (unix, monotonic).prop_map(|(unix, monotonic)| Now::at(unix, monotonic))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_clock_breaks_a_verifier(steps in prop::collection::vec((moment(), 0..4_u8), 1..30)) {
        let (known, unknown) = (Signer::new("known", 1), Signer::new("unknown", 2));
        let site = Site::serving([&known]);
        let verifier = site.verifier().build().unwrap();
        let mut air: Vec<Flight> = Vec::new();
        for (now, what) in steps {
            match what {
                0 => air.drain(..).for_each(|flight| flight.run_here(now)),
                1 => site.refuse(),
                2 => site.serve([&known]),
                _ => {}
            }
            for signer in [&known, &unknown] {
                let step = verifier.check(&token(signer), now, Attempt::First);
                air.extend(step.refresh);
                match step.outcome {
                    Outcome::Wait(flight) => air.push(flight),
                    Outcome::Verified(_) => prop_assert!(now.unix() < START + 1e7 + 5.0),
                    Outcome::Denied(_) => {}
                }
            }
            // At one moment there is one flight, however often one asks.
            let led = air.iter().filter(|flight| flight.is_led()).count();
            for _ in 0..5 {
                let step = verifier.check(&token(&unknown), now, Attempt::First);
                let flights = step.refresh.into_iter().chain(match step.outcome {
                    Outcome::Wait(flight) => Some(flight),
                    _ => None,
                });
                prop_assert_eq!(flights.filter(Flight::is_led).count(), 0, "at {:?}, beside {}", now, led);
            }
        }
    }
}
