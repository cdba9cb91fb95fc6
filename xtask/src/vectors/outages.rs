//! Key sets over time, continued: what fails, and how it comes back.

use serde_json::json;

use super::lab::{Lab, jwks};
use super::sequences::{Cast, Sequence};

const NOT_FOUND: &str = "key_not_found";
const UNAVAILABLE: &str = "keys_unavailable";

pub(super) fn sequences(lab: &Lab) -> Vec<Sequence> {
    let cast = Cast::of(lab);
    let mut all = at_the_start(&cast);
    all.extend(later(&cast));
    all.extend(hanging(&cast));
    all.extend(useless_answers(lab, &cast));
    all
}

/// The endpoint is away before there was any set.
fn at_the_start(cast: &Cast) -> Vec<Sequence> {
    let Cast { a, key_a, .. } = cast;
    let one = std::slice::from_ref(key_a);
    vec![
        Sequence::new("refused at the start, then back-off")
            .refuse(0.0)
            .token(0.0, a, UNAVAILABLE, 1)
            .token(0.0, a, UNAVAILABLE, 1)
            .token(0.5, a, UNAVAILABLE, 1)
            .token(2.0, a, UNAVAILABLE, 2)
            .token(3.0, a, UNAVAILABLE, 2)
            .token(5.0, a, UNAVAILABLE, 3)
            .token(7.0, a, UNAVAILABLE, 3)
            .keys(8.0, one)
            .token(20.0, a, "accept", 4),
        Sequence::new("retry-after is obeyed")
            .serve(0.0, 503, json!({"retry-after": "120"}), "")
            .token(0.0, a, UNAVAILABLE, 1)
            .token(60.0, a, UNAVAILABLE, 1)
            .keys(61.0, one)
            .token(115.0, a, UNAVAILABLE, 1)
            .token(125.0, a, "accept", 2),
        Sequence::new("retry-after is at most five minutes")
            .serve(0.0, 429, json!({"retry-after": "86400"}), "")
            .token(0.0, a, UNAVAILABLE, 1)
            .keys(1.0, one)
            .token(290.0, a, UNAVAILABLE, 1)
            .token(310.0, a, "accept", 2),
        Sequence::new("a retry-after shorter than the back-off")
            .serve(0.0, 503, json!({"retry-after": "0"}), "")
            .token(0.0, a, UNAVAILABLE, 1)
            .token(0.5, a, UNAVAILABLE, 1)
            .keys(1.0, one)
            .token(3.0, a, "accept", 2),
    ]
}

/// It goes away after a good fetch.
fn later(cast: &Cast) -> Vec<Sequence> {
    let Cast { a, b, key_a, key_b, .. } = cast;
    let one = std::slice::from_ref(key_a);
    vec![
        Sequence::new("an outage after a good fetch")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .refuse(10.0)
            .token(500.0, a, "accept", 1)
            .token(700.0, a, "accept", 2)
            .token(700.5, a, "accept", 2)
            .token(720.0, a, "accept", 3)
            .keys(730.0, one)
            .token(740.0, a, "accept", 4)
            .token(1000.0, a, "accept", 4),
        Sequence::new("an outage of a day")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .refuse(10.0)
            .token(43_200.0, a, "accept", 2)
            .token(86_300.0, a, "accept", 3)
            .token(86_401.0, a, UNAVAILABLE, 4)
            .token(86_401.5, a, UNAVAILABLE, 4)
            .keys(86_500.0, one)
            .token(86_600.0, a, "accept", 5),
        Sequence::new("a shorter max-stale")
            .options(json!({"max_stale": 3600}))
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .refuse(10.0)
            .token(3500.0, a, "accept", 2)
            .token(3601.0, a, UNAVAILABLE, 3),
        Sequence::new("an unknown kid in an outage is no 401")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .refuse(10.0)
            .token(20.0, b, UNAVAILABLE, 2)
            .token(20.5, b, UNAVAILABLE, 2)
            .token(20.5, a, "accept", 2)
            .keys(21.0, &[key_a.clone(), key_b.clone()])
            .token(30.0, b, "accept", 3),
        Sequence::new("an unknown kid, an outage, and the issuer back without it")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .refuse(10.0)
            .token(20.0, b, UNAVAILABLE, 2)
            .keys(21.0, one)
            .token(30.0, b, NOT_FOUND, 3)
            .token(50.0, b, NOT_FOUND, 3)
            .token(70.0, b, NOT_FOUND, 4),
    ]
}

fn hanging(cast: &Cast) -> Vec<Sequence> {
    let Cast { a, b, key_a, .. } = cast;
    let one = std::slice::from_ref(key_a);
    vec![
        Sequence::new("an endpoint that hangs at the start")
            .hang(0.0)
            .token(0.0, a, UNAVAILABLE, 1)
            .token(20.0, a, UNAVAILABLE, 2)
            .keys(26.0, one)
            .token(60.0, a, "accept", 3),
        Sequence::new("known keys go on while the endpoint hangs")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .hang(10.0)
            .token(700.0, a, "accept", 2)
            .token(701.0, a, "accept", 2)
            .token(704.0, a, "accept", 2)
            .token(720.0, a, "accept", 3)
            .token(722.0, b, UNAVAILABLE, 3)
            .keys(726.0, one)
            .token(760.0, a, "accept", 4)
            .token(761.0, a, "accept", 4),
    ]
}

/// Answers that came, and are no keys.
fn useless_answers(lab: &Lab, cast: &Cast) -> Vec<Sequence> {
    let Cast { a, b, key_a, .. } = cast;
    let one = std::slice::from_ref(key_a);
    let weak = lab.rsa_1024.jwk(json!({"kid": "weak"}));
    let mut all = Vec::new();
    for (name, status, headers, body) in [
        (
            "HTML with status 200",
            200,
            json!({"content-type": "text/html"}),
            "<!doctype html><title>Sign in</title>".to_owned(),
        ),
        ("an empty set", 200, json!({}), "{\"keys\":[]}".to_owned()),
        ("a set of weak keys", 200, json!({}), jwks(&[weak]).to_string()),
        ("a set that was cut", 200, json!({}), "{\"keys\":[{\"kty\"".to_owned()),
        ("a redirect", 302, json!({"location": "https://elsewhere.example.com/jwks"}), String::new()),
        ("status 404", 404, json!({}), "{\"error\":\"not found\"}".to_owned()),
        ("status 500", 500, json!({}), jwks(one).to_string()),
    ] {
        all.push(
            Sequence::new(&format!("{name} at the start"))
                .serve(0.0, status, headers.clone(), &body)
                .token(0.0, a, UNAVAILABLE, 1)
                .token(0.5, a, UNAVAILABLE, 1)
                .keys(1.0, one)
                .token(3.0, a, "accept", 2),
        );
        all.push(
            Sequence::new(&format!("{name} after a good set"))
                .keys(0.0, one)
                .token(0.0, a, "accept", 1)
                .serve(10.0, status, headers, &body)
                .token(700.0, a, "accept", 2)
                .token(720.0, a, "accept", 3)
                .token(740.0, b, UNAVAILABLE, 4)
                .token(741.0, a, "accept", 4),
        );
    }
    all.push(
        Sequence::new("not modified where nothing was sent to compare")
            .serve(0.0, 304, json!({}), "")
            .token(0.0, a, UNAVAILABLE, 1)
            .keys(1.0, one)
            .token(3.0, a, "accept", 2),
    );
    all
}
