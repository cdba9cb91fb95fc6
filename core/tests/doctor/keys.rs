//! Key sets over HTTP.

use bearward::Algorithm;
use bearward::testing::{Answer, TestIssuer};

use crate::support::doctor;

#[test]
fn a_sound_set_is_listed() {
    let issuer = TestIssuer::builder().algorithm(Algorithm::EdDsa).and_algorithm(Algorithm::Rs256).start();
    let visit =
        doctor(&["--issuer", issuer.url(), "--audience", issuer.url(), "--jwks-url", &issuer.jwks_url()]);
    visit.ends(0).says("answered 200").says("EdDSA").says("RS256");
    assert!(visit.text.ends_with("\nsound\n"), "{}", visit.text);
    assert!(visit.errors.contains("fetching the key set"), "progress is said");
}

#[test]
fn discovery_needs_the_issuer_to_the_letter() {
    let issuer = TestIssuer::start();
    doctor(&["--issuer", issuer.url(), "--discovery"]).ends(0).says("answered 200");
    doctor(&["--issuer", &format!("{}/", issuer.url()), "--discovery"]).ends(1).says("FAULT");
}

#[test]
fn an_endpoint_that_does_not_answer_is_no_fault_of_the_settings() {
    let issuer = TestIssuer::start();
    issuer.down();
    let url = issuer.jwks_url();
    doctor(&["--jwks-url", &url]).ends(3).says("no answer").says("start the issuer");
    issuer.up();
    issuer.answer_with(Answer::status(502));
    doctor(&["--jwks-url", &url]).ends(3).says("502");
}

#[test]
fn a_wrong_address_is_named() {
    let issuer = TestIssuer::start();
    for (answer, what) in [
        (Answer::status(404), "/api/auth/jwks"),
        (Answer::html("<html>sign in</html>"), "HTML"),
        (Answer::redirect("https://elsewhere.example.com/jwks"), "elsewhere.example.com"),
        (Answer::json("{}"), "no `keys` array"),
        (Answer::json("{\"keys\":[]}"), "no usable key"),
    ] {
        issuer.answer_with(answer);
        doctor(&["--jwks-url", &issuer.jwks_url()]).ends(1).says("FAULT").says(what).says("change:");
    }
}

#[test]
fn plain_http_to_another_machine_is_refused_before_any_fetch() {
    let visit = doctor(&["--jwks-url", "http://id.example.com/jwks"]);
    visit.ends(1).says("plain http").says("change:");
    assert!(visit.errors.is_empty());
}

#[test]
fn a_published_private_half_is_a_fault() {
    let issuer = TestIssuer::start();
    let mut set: serde_json::Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let mut private = set["keys"][0].clone();
    private["kid"] = "leaked".into();
    private["d"] = "AAAA".into();
    set["keys"].as_array_mut().unwrap().push(private);
    issuer.answer_with(Answer::json(set.to_string()));
    doctor(&["--jwks-url", &issuer.jwks_url()])
        .ends(1)
        .says("\"leaked\"")
        .says("private")
        .says("replace this key");
}

#[test]
fn a_set_that_no_allowed_algorithm_fits() {
    let issuer = TestIssuer::start();
    doctor(&["--jwks-url", &issuer.jwks_url(), "--algorithms", "RS256"])
        .ends(1)
        .says("fits an allowed algorithm");
    doctor(&["--jwks-url", &issuer.jwks_url(), "--algorithms", "HS256"]).ends(1);
}
