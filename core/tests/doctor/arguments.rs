//! What may be asked.

use bearward::testing::TestIssuer;

use crate::support::{doctor, visit};

#[test]
fn help_says_how() {
    doctor(&["--help"]).ends(0).says("--jwks-url URL").says("Exit code");
}

#[test]
fn wrong_arguments_are_said_at_once() {
    for arguments in [
        &["--jwks"][..],
        &["--jwks-url"],
        &["again"],
        &["--jwks-url", "https://a.example", "--better-auth", "https://b.example"],
        &["--discovery"],
        &["--secret-env", "X", "--subject", "a", "--subject-int", "b"],
    ] {
        let visit = doctor(arguments);
        visit.ends(2);
        assert!(
            visit.errors.starts_with("bearward: ") && visit.text.is_empty(),
            "{arguments:?} {}",
            visit.errors
        );
    }
}

#[test]
fn without_keys_the_usual_names_are_looked_for() {
    doctor(&[]).ends(2);
    let secret = "n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo";
    visit(&[], &[("JWT_SECRET", secret)], "").ends(0).says("from the environment: JWT_SECRET");
    let issuer = TestIssuer::builder().path("/api/auth/jwks").start();
    let environment = [("JWT_SECRET", secret), ("BETTER_AUTH_URL", issuer.url())];
    visit(&[], &environment, "").ends(0).says("from the environment: BETTER_AUTH_URL").says("sound");
}

#[test]
fn json_says_the_same() {
    let issuer = TestIssuer::start();
    let visit = doctor(&["--json", "--jwks-url", &issuer.jwks_url()]);
    let json: serde_json::Value = serde_json::from_str(&visit.text).unwrap();
    assert_eq!(json["exit_code"], 0);
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["about"] == "key set" && finding["level"] == "ok"));
    assert!(findings.iter().any(|finding| finding["level"] == "warn" && finding["change"].is_string()));
}
