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

/// Wrong usage ends in logs and tickets: a token or a secret in the wrong place must not.
#[test]
fn what_stands_in_the_wrong_place_is_not_repeated() {
    let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
    let hidden = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
    for given in [hidden, secret, "my-Real-secret-value-0123456789abcdef", "5ecret"] {
        let [joined, option] = [format!("--token={given}"), format!("--{given}")];
        for arguments in [
            &[joined.as_str(), "--jwks-url", "http://127.0.0.1:1/"][..],
            &["--token", given],
            &[given],
            &[option.as_str()],
            &[&option[1..]],
            &["--secret-env", given],
            &["--json", "--secret-env", given],
        ] {
            let visit = doctor(arguments);
            assert!(visit.code == 1 || visit.code == 2, "{arguments:?}");
            assert!(
                !format!("{}{}", visit.text, visit.errors).contains(given),
                "{}{}",
                visit.text,
                visit.errors
            );
        }
    }
    let said = doctor(&["--token=a.b.c"]).errors;
    assert!(said.contains("--token takes no value") && said.contains("standard input"), "{said}");
    let said = doctor(&["--issuer"]).errors;
    assert!(said.contains("--issuer needs a value"), "{said}");
    doctor(&["--secret-env", "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"]).ends(1).says("no name of a variable");
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
