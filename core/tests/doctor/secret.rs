//! Shared secrets.

use bearward::testing::TestIssuer;

use crate::support::visit;

const NAME: &str = "BETTER_AUTH_SECRET";

#[test]
fn faults_of_a_secret_have_a_line_that_mends_them() {
    for (secret, what) in [
        ("", "is empty"),
        ("short", "5 bytes"),
        (" n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo\n", "white space"),
        ("better-auth-secret-12345678901234567890", "published example"),
        ("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA", "is a key"),
    ] {
        let visit = visit(&["--secret-env", NAME], &[(NAME, secret)], "");
        visit.ends(1).says("FAULT").says(what).says("openssl rand -base64 32");
        assert!(
            secret.len() < 6 || !visit.text.contains(secret.trim()),
            "the secret is shown:\n{}",
            visit.text
        );
    }
    visit(&["--secret-env", NAME], &[], "").ends(1).says("is not set");
}

#[test]
fn a_secret_that_was_typed_is_noticed() {
    let visit = visit(&["--secret-env", NAME], &[(NAME, &"abcd".repeat(10))], "");
    visit.ends(0).says("only 4 different characters");
}

#[test]
fn a_longer_algorithm_needs_a_longer_secret() {
    let secret = "n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo";
    let arguments = ["--secret-env", NAME, "--algorithms", "HS512"];
    visit(&arguments, &[(NAME, secret)], "").ends(1).says("at least 64 are needed");
}

#[test]
fn its_token_is_judged() {
    let issuer = TestIssuer::secret();
    let secret = String::from_utf8(issuer.shared_secret()).unwrap();
    let token = issuer.mint(serde_json::json!({"user_id": 42, "sub": null}));
    let judge = |more: &[&str]| {
        let arguments = [&["--secret-env", NAME, "--token"], more].concat();
        visit(&arguments, &[(NAME, &secret)], &token)
    };
    judge(&["--subject-int", "user_id"])
        .ends(0)
        .says("accepted: subject \"42\"")
        .says("any issuer is accepted");
    judge(&[]).ends(1).says("claim_missing");
}
