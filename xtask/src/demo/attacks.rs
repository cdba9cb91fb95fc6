//! Tokens that must not get in.

use bearward::testing::Mint;
use serde_json::json;

use super::walk::{Also, Try, Walk, user_claims};
use crate::fault::Fault;

/// Every forgery on a route that Alice's good token opens.
pub(super) fn walk(walk: &mut Walk) -> Result<(), Fault> {
    walk.table.heading("Somebody else tries to be Alice");
    let issuer = walk.issuer;
    let alice = || user_claims("alice");
    let good = issuer.mint(alice());
    let none = Mint::new(alice()).with_header(json!({ "alg": "none" }));
    let forgeries = [
        ("a tampered token", "401 signature_invalid", issuer.tampered(&good)),
        ("a token signed by another key", "401 signature_invalid", issuer.wrong_key(alice())),
        ("an expired token", "401 token_expired", issuer.expired(alice())),
        ("alg none, without a signature", "401 token_malformed", issuer.alg_none(alice())),
        ("alg none, with a signature", "401 algorithm_not_allowed", issuer.mint_with(none)),
        (
            "HS256 made with the public key",
            "401 algorithm_not_allowed",
            issuer.hs256_with_public_key(alice()),
        ),
        ("a token for another audience", "401 audience_mismatch", issuer.wrong_audience(alice())),
        ("a token of another issuer", "401 issuer_mismatch", issuer.wrong_issuer(alice())),
        ("no JWT at all", "401 token_malformed", "let-me-in".to_owned()),
    ];
    let attempt = |what, expected, token| Try {
        what,
        expected,
        method: "GET",
        path: "/api/alice/tasks",
        token,
        body: None,
        also: Also::PathOwner("alice"),
    };
    walk.step(&attempt("no token", "401 token_missing", None))?;
    for (what, expected, token) in &forgeries {
        walk.step(&attempt(what, expected, Some(token)))?;
    }
    Ok(())
}
