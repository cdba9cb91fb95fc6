//! I5, I6, I8: an outage takes no keys away before they are too old, and is never the token's fault; what is gone stays gone.

use bearward::Stats;

use crate::signer::Signer;
use crate::site::{Site, at, first, second, settled, token};

/// Known keys decide through a day of outage to the second; then it is a 503, never a 401; the first good fetch ends it.
#[test]
fn known_keys_outlive_an_outage_until_they_are_too_old() {
    let (old, new) = (Signer::new("old", 1), Signer::new("new", 2));
    let site = Site::serving([&old]);
    let verifier = site.verifier().build().unwrap();
    assert_eq!(settled(&verifier, &token(&old), at(0.0)), "accept");
    site.refuse();
    for second in (10..86_400).step_by(10) {
        let now = at(f64::from(second));
        let (said, flights) = first(&verifier, &token(&old), now);
        assert_eq!(said, "accept", "at {second} s");
        flights.into_iter().for_each(|flight| flight.run_here(now));
    }
    assert_eq!(settled(&verifier, &token(&old), at(86_399.9)), "accept");
    assert_eq!(settled(&verifier, &token(&old), at(86_400.0)), "keys_unavailable");
    assert_eq!(settled(&verifier, &token(&new), at(86_400.0)), "keys_unavailable");
    // At most one fetch in the shortest pause of a long outage, and one for each of its first seconds.
    let gets = site.gets();
    assert!((86_400 / 40..86_400 / 10).contains(&gets), "{gets} GETs");
    site.serve([&new]);
    assert_eq!(settled(&verifier, &token(&new), at(86_440.0)), "accept");
    assert_eq!(settled(&verifier, &token(&old), at(86_440.0)), "key_not_found");
}

/// In an outage an unknown kid is an outage; once a fetch has come back without it, it is unknown.
#[test]
fn an_unknown_kid_is_a_401_only_on_the_issuers_word() {
    let (known, other) = (Signer::new("known", 1), Signer::new("other", 2));
    let site = Site::serving([&known]);
    let verifier = site.verifier().build().unwrap();
    assert_eq!(settled(&verifier, &token(&known), at(0.0)), "accept");
    site.refuse();
    assert_eq!(settled(&verifier, &token(&other), at(1.0)), "keys_unavailable");
    assert_eq!(settled(&verifier, &token(&other), at(1.1)), "keys_unavailable");
    assert_eq!(settled(&verifier, &token(&known), at(1.1)), "accept");
    site.serve([&known]);
    assert_eq!(settled(&verifier, &token(&other), at(3.0)), "key_not_found");
    assert_eq!(settled(&verifier, &token(&other), at(3.1)), "key_not_found");
    assert_eq!(site.gets(), 3);
}

/// I4: a removed key is refused by every decision that begins after the landing.
#[test]
fn a_removed_key_is_refused_from_that_moment() {
    let (gone, kept) = (Signer::new("gone", 1), Signer::new("kept", 2));
    for token_cache in [false, true] {
        let site = Site::serving([&gone, &kept]);
        let builder = site.verifier();
        #[cfg(feature = "token-cache")]
        let builder = if token_cache { builder.token_cache(100, 100_000) } else { builder };
        let verifier = builder.build().unwrap();
        for now in [0.0, 1.0, 2.0] {
            assert_eq!(settled(&verifier, &token(&gone), at(now)), "accept");
        }
        site.serve([&kept]);
        let (said, renewal) = first(&verifier, &token(&gone), at(700.0));
        assert_eq!((said, renewal.len()), ("accept", 1), "stale, and a renewal beside");
        renewal.into_iter().for_each(|flight| flight.run_here(at(700.5)));
        assert_eq!(settled(&verifier, &token(&gone), at(700.5)), "key_not_found", "cache: {token_cache}");
        assert_eq!(settled(&verifier, &token(&kept), at(700.5)), "accept");
    }
}

/// I3: ten thousand random kids a second bring one GET in a cooldown, and none of them stands in the way of a known key.
#[test]
fn random_kids_bring_one_get_in_a_cooldown() {
    let known = Signer::new("known", 1);
    let site = Site::serving([&known]);
    let verifier = site.verifier().build().unwrap();
    assert_eq!(settled(&verifier, &token(&known), at(0.0)), "accept");
    for number in 0..1_000_u32 {
        let stranger = Signer::new(&format!("stranger-{number}"), 9);
        let now = at(1.0 + f64::from(number) * 0.1);
        assert_eq!(settled(&verifier, &token(&stranger), now), "key_not_found");
        if number % 50 == 0 {
            assert_eq!(settled(&verifier, &token(&known), now), "accept");
        }
    }
    assert_eq!(site.gets(), 1 + 4, "the cold one, and one at each of 1, 31, 61 and 91 s");
    let Stats { fetches, .. } = verifier.stats();
    assert_eq!((fetches["cold"], fetches["miss"]), (1, 4));
}

/// A second attempt never waits, in an outage least of all.
#[test]
fn a_second_attempt_has_an_answer_at_once() {
    let known = Signer::new("known", 1);
    let site = Site::default();
    let verifier = site.verifier().build().unwrap();
    let (said, _flying) = first(&verifier, &token(&known), at(0.0));
    assert_eq!(said, "lead");
    assert_eq!(second(&verifier, &token(&known), at(0.1)), "keys_unavailable");
}
