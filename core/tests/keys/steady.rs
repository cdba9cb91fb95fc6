//! Steady state with a rotation a minute, for hours of virtual time.
//!
//! The measure is the issue's: hit rate, good tokens refused, good tokens that waited. It depends on the issuer alone which of two
//! cases one is in:
//! - a key that is *announced* (in the set for longer than a set is fresh before it signs): nobody ever waits, hit rate 100 %;
//! - a key that is *minted at sign time* (Better Auth): the set of nobody can have it before its first token is there. Exactly the
//!   callers who come during that one GET wait, for that one GET, and none of them is refused.

use crate::signer::Signer;
use crate::site::{START, Site, at, first, second};

/// The key of a minute. Names and material repeat after 200 minutes, longer than any is kept.
fn key(minute: usize) -> Signer {
    let number = minute % 200;
    Signer::new(&format!("minute-{number}"), u8::try_from(number).unwrap())
}

fn token(minute: usize) -> String {
    key(minute).mint(START, START + 1e7)
}

/// Tokens live for fifteen minutes: their keys stay as long.
const KEPT: usize = 15;
/// Longer than a set can be fresh (600 s and a tenth), so that a scheduled fetch brings the key in time.
const ANNOUNCED: usize = 12;

fn publish(site: &Site, from: usize, to: usize) {
    let keys: Vec<_> = (from..=to).map(key).collect();
    site.serve(&keys);
}

#[test]
fn announced_keys_make_nobody_wait() {
    const HOURS: usize = 6;
    const A_MINUTE: usize = 60;
    let site = Site::default();
    publish(&site, 0, ANNOUNCED);
    let verifier = site.verifier().build().unwrap();
    // The start is not the steady state: one cold fetch.
    let (_, flights) = first(&verifier, &token(0), at(0.0));
    flights.into_iter().for_each(|flight| flight.run_here(at(0.0)));
    let mut asked = 0;
    for minute in 0..HOURS * 60 {
        publish(&site, minute.saturating_sub(KEPT), minute + ANNOUNCED);
        // Tokens of this minute's key and of older ones.
        let tokens = [token(minute), token(minute.saturating_sub(7)), token(minute.saturating_sub(KEPT))];
        for request in 0..A_MINUTE {
            let now = at((minute * 60 + request) as f64);
            let (said, flights) = first(&verifier, &tokens[request % 3], now);
            assert_eq!(said, "accept", "minute {minute}");
            asked += 1;
            // The endpoint takes half a second; nobody waits for it.
            flights.into_iter().for_each(|flight| flight.run_here(at((minute * 60 + request) as f64 + 0.5)));
        }
    }
    assert_eq!(asked, HOURS * 60 * A_MINUTE);
    let stats = verifier.stats();
    assert_eq!((stats.key_misses, stats.accepted), (1, asked as u64), "only the cold start missed");
    let hit_rate = stats.key_hits as f64 / (stats.key_hits + stats.key_misses) as f64;
    assert!(hit_rate >= 0.9999, "{hit_rate}");
    let (hours, gets) = (HOURS as f64, site.gets() as f64);
    assert!((hours * 5.4 - 1.0..=hours * 6.7 + 1.0).contains(&gets), "{gets} GETs: one in ten minutes");
}

/// A key's first token comes with the key: the callers during one GET wait, all are accepted, and it is one GET a rotation.
#[test]
fn keys_minted_at_sign_time_make_only_the_callers_of_one_get_wait() {
    const HOURS: usize = 3;
    const DURING_THE_GET: usize = 4;
    let site = Site::default();
    let verifier = site.verifier().build().unwrap();
    let mut waited = 0;
    for minute in 0..HOURS * 60 {
        publish(&site, minute.saturating_sub(KEPT), minute);
        let second_of = |second: f64| at(minute as f64 * 60.0 + second);
        let (new, old) = (token(minute), token(minute.saturating_sub(1)));
        // The first callers with the new key: one leads, the others join, and old keys decide meanwhile.
        let mut flights = Vec::new();
        for caller in 0..DURING_THE_GET {
            let (said, flight) = first(&verifier, &new, second_of(0.01 * caller as f64));
            assert_eq!(said, if caller == 0 { "lead" } else { "join" }, "minute {minute}");
            flights.extend(flight);
            waited += 1;
        }
        if minute > 0 {
            assert_eq!(first(&verifier, &old, second_of(0.05)).0, "accept");
        }
        flights.into_iter().for_each(|flight| flight.run_here(second_of(0.1)));
        for _ in 0..DURING_THE_GET {
            assert_eq!(second(&verifier, &new, second_of(0.1)), "accept");
        }
        for request in 1..60 {
            let (said, flights) = first(&verifier, &new, second_of(f64::from(request)));
            assert_eq!((said, flights.len()), ("accept", 0), "minute {minute}, second {request}");
        }
    }
    assert_eq!(site.gets(), HOURS * 60, "one GET a rotation and no other");
    assert_eq!(waited, HOURS * 60 * DURING_THE_GET);
    let stats = verifier.stats();
    assert_eq!(stats.key_misses, waited as u64);
    assert_eq!(stats.denied.values().sum::<u64>(), 0);
}

/// The one residue: a token that joins a flight whose answer was made before its key. It is told once, and the next one is not.
#[test]
fn a_flight_that_came_too_early_costs_one_answer() {
    let site = Site::default();
    publish(&site, 0, 0);
    let verifier = site.verifier().build().unwrap();
    let (_, cold) = first(&verifier, &token(0), at(0.0));
    cold.into_iter().for_each(|flight| flight.run_here(at(0.0)));
    // A scheduled fetch: its answer is made, and only then the new key.
    let (said, early) = first(&verifier, &token(0), at(700.0));
    assert_eq!((said, early.len()), ("accept", 1));
    let (said, _joined) = first(&verifier, &token(1), at(700.1));
    assert_eq!(said, "join");
    early.into_iter().for_each(|flight| flight.run_here(at(700.2)));
    publish(&site, 0, 1);
    assert_eq!(second(&verifier, &token(1), at(700.2)), "key_not_found");
    let (said, miss) = first(&verifier, &token(1), at(700.3));
    assert_eq!(said, "lead", "no cooldown: that flight was none for an unknown kid");
    miss.into_iter().for_each(|flight| flight.run_here(at(700.4)));
    assert_eq!(second(&verifier, &token(1), at(700.4)), "accept");
}
