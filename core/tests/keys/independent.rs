//! I13: what happens to one issuer's keys changes neither the answers nor the fetches of another's.

use bearward::{Flight, Verifier};
use proptest::prelude::*;

use crate::signer::Signer;
use crate::site::{START, Site, at, first};

/// Two issuers that sign with keys of the same name.
fn verifier(site: &Site, issuer: &str) -> Verifier {
    Verifier::issuer(issuer)
        .audience("api")
        .jwks_url("https://keys.example.com/jwks")
        .fetch(site.clone())
        .build()
        .unwrap()
}

fn token(issuer: &str, kid: &str) -> String {
    Signer::new(kid, 1).mint_from(issuer, START, START + 1e7)
}

const A: &str = "https://a.example.com";
const B: &str = "https://b.example.com";

/// What happens to A between two requests of B.
#[derive(Clone, Debug)]
enum ToA {
    Nothing,
    Unknown,
    Known,
    Refuses,
    Serves,
    /// Its flight comes home.
    Lands,
}

fn to_a() -> impl Strategy<Value = ToA> {
    prop::sample::select(vec![ToA::Nothing, ToA::Unknown, ToA::Known, ToA::Refuses, ToA::Serves, ToA::Lands])
}

/// B's answers and GETs, with all that happens to A beside it or with none of it.
fn history_of_b(steps: &[(ToA, bool, f64)], beside: bool) -> Vec<(&'static str, usize)> {
    let (a, b) = (Site::default(), Site::serving([&Signer::new("known", 1)]));
    let both = Verifier::many([verifier(&a, A), verifier(&b, B)]).unwrap();
    let mut flights_of_a: Vec<Flight> = Vec::new();
    let mut now = 0.0;
    let mut history = Vec::new();
    for (happens, known, pause) in steps {
        now += pause;
        if beside {
            match happens {
                ToA::Nothing => {}
                ToA::Unknown => flights_of_a.extend(first(&both, &token(A, "unknown"), at(now)).1),
                ToA::Known => flights_of_a.extend(first(&both, &token(A, "known"), at(now)).1),
                ToA::Refuses => a.refuse(),
                ToA::Serves => a.serve([&Signer::new("known", 1)]),
                ToA::Lands => flights_of_a.drain(..).for_each(|flight| flight.run_here(at(now))),
            }
        }
        let kid = if *known { "known" } else { "unknown" };
        let (said, flights) = first(&both, &token(B, kid), at(now));
        flights.into_iter().for_each(|flight| flight.run_here(at(now)));
        history.push((said, b.gets()));
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_issuer_does_not_feel_the_other(
        // Pauses that keep clear of the edges that jitter moves.
        steps in prop::collection::vec((to_a(), any::<bool>(), prop::sample::select(vec![0.0, 1.0, 31.0])), 1..16)
    ) {
        prop_assert_eq!(history_of_b(&steps, true), history_of_b(&steps, false));
    }
}
