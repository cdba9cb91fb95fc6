//! Sets that age, in a time of the test's own: each is renewed, whatever it says, and no answer confirms what it was not asked about.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Attempt, Fetch, FetchError, FetchRequest, FetchResponse, Now, Outcome, Verifier};
use serde_json::{Value, json};

const BEGIN: u64 = 1_800_000_000;
const HOUR: u64 = 3600;

type Answer = dyn FnMut(&FetchRequest) -> FetchResponse + Send;

#[derive(Clone)]
struct Endpoint(Arc<Mutex<Box<Answer>>>);

impl Endpoint {
    fn new(answer: impl FnMut(&FetchRequest) -> FetchResponse + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(answer))))
    }
}

impl Fetch for Endpoint {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        Ok((self.0.lock().unwrap())(request))
    }
}

fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> FetchResponse {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    FetchResponse { status, headers, body: body.as_bytes().to_vec() }
}

fn issuer() -> TestIssuer {
    TestIssuer::builder().now(BEGIN).lifetime(Duration::from_secs(1000 * HOUR)).start()
}

fn at(seconds: u64) -> Now {
    Now::at((BEGIN + seconds) as f64, Duration::from_secs(1000 + seconds))
}

/// What is decided at that second; a fetch is run at once, also one that nobody waits for.
fn decided(verifier: &Verifier, token: &str, seconds: u64) -> String {
    for attempt in [Attempt::First, Attempt::Second] {
        let step = verifier.check(token, at(seconds), attempt);
        if let Some(flight) = step.refresh {
            flight.run_here(at(seconds));
        }
        match step.outcome {
            Outcome::Verified(_) => return "accept".to_owned(),
            Outcome::Denied(denial) => return denial.code().as_str().to_owned(),
            Outcome::Wait(flight) => flight.run_here(at(seconds)),
        }
    }
    panic!("a second attempt waits for nothing")
}

fn without_kid(jwks: &str) -> Value {
    let mut set: Value = serde_json::from_str(jwks).unwrap();
    set["keys"][0].as_object_mut().unwrap().remove("kid");
    set["keys"][0].take()
}

#[test]
fn a_stale_set_is_renewed_also_where_its_keys_are_ambiguous_or_unusable() {
    let (own, other) = (issuer(), issuer());
    let both = json!({"keys": [without_kid(&own.jwks()), without_kid(&other.jwks())]});
    let one = json!({"keys": [without_kid(&own.jwks())]});
    let mut encrypts: Value = serde_json::from_str(&own.jwks()).unwrap();
    encrypts["keys"][0]["use"] = json!("enc");
    let mut others: Value = serde_json::from_str(&other.jwks()).unwrap();
    others["keys"][0]["kid"] = json!("another");
    let unusable = json!({"keys": [encrypts["keys"][0], others["keys"][0]]});
    let by_kid = own.mint(json!({"sub": "a"}));
    let nameless = own.mint_with(Mint::new(json!({"sub": "a"})).with_header(json!({"kid": null})));
    let mended: Value = serde_json::from_str(&own.jwks()).unwrap();
    for (first, then, token, code) in
        [(both, one, nameless, "key_ambiguous"), (unusable, mended, by_kid, "key_unusable")]
    {
        let mut first = Some(first.to_string());
        let then = then.to_string();
        let endpoint =
            Endpoint::new(move |_| answer(200, &first.take().unwrap_or_else(|| then.clone()), &[]));
        let builder = Verifier::issuer(own.issuer()).audience(own.audience());
        let verifier = builder.jwks_url("https://id.example.com/jwks").fetch(endpoint).build().unwrap();
        assert_eq!(decided(&verifier, &token, 0), code);
        assert_eq!(
            decided(&verifier, &token, HOUR),
            code,
            "the set of before decides; the fetch is in the background"
        );
        assert_eq!(decided(&verifier, &token, HOUR + 1), "accept");
    }
}

#[test]
fn a_304_with_another_etag_does_not_keep_removed_keys() {
    let (before, after) = (issuer(), issuer());
    let (old, new) = (before.jwks(), after.jwks());
    let mut is_first = true;
    let endpoint = Endpoint::new(move |request| match request.etag.as_deref() {
        // A cache between, which revalidated with its own newer copy.
        Some("\"A\"") => answer(304, "", &[("etag", "\"B\"")]),
        Some(etag) => answer(304, "", &[("etag", etag)]),
        None if std::mem::take(&mut is_first) => answer(200, &old, &[("etag", "\"A\"")]),
        None => answer(200, &new, &[("etag", "\"B\"")]),
    });
    let builder = Verifier::issuer(before.issuer()).audience(before.audience());
    let verifier = builder.jwks_url("https://id.example.com/jwks").fetch(endpoint).build().unwrap();
    let token = before.mint(json!({"sub": "a"}));
    assert_eq!(decided(&verifier, &token, 0), "accept");
    for hours in 1..=3 {
        decided(&verifier, &token, hours * HOUR);
    }
    assert_eq!(decided(&verifier, &token, 4 * HOUR), "key_not_found");
}

#[test]
fn a_set_that_would_be_fresh_until_it_is_dead_is_renewed_before() {
    let issuer = issuer();
    let jwks = issuer.jwks();
    let endpoint = Endpoint::new(move |_| answer(200, &jwks, &[("cache-control", "max-age=21600")]));
    let builder = Verifier::issuer(issuer.issuer()).audience(issuer.audience());
    let builder = builder.jwks_url("https://id.example.com/jwks").fetch(endpoint);
    let verifier = builder.max_age(600).max_stale(1800).build().unwrap();
    let token = issuer.mint(json!({"sub": "a"}));
    assert_eq!(decided(&verifier, &token, 0), "accept");
    let step = verifier.check(&token, at(1799), Attempt::First);
    assert!(
        matches!(step.outcome, Outcome::Verified(_)) && step.refresh.is_some(),
        "no good token waits for it"
    );
}

#[test]
fn a_304_from_an_address_that_never_served_the_keys_confirms_nothing() {
    let issuer = issuer();
    let (jwks, name) = (issuer.jwks(), issuer.issuer().to_owned());
    let mut documents = 0;
    let endpoint = Endpoint::new(move |request| {
        if request.url.contains("openid") {
            documents += 1;
            let place = if documents == 1 { "http://127.0.0.1:1/a" } else { "http://127.0.0.1:1/b" };
            answer(200, &json!({"issuer": name, "jwks_uri": place}).to_string(), &[])
        } else if request.url.ends_with("/a") {
            answer(200, &jwks, &[("etag", "\"1\"")])
        } else {
            assert_eq!(request.etag, None, "an ETag says something about one URL only");
            answer(304, "", &[])
        }
    });
    let builder = Verifier::issuer(issuer.issuer()).audience(issuer.audience());
    let verifier = builder.discovery().fetch(endpoint).build().unwrap();
    verifier.warm().unwrap();
    let denial = verifier.refresh().unwrap_err();
    assert!(
        denial.explain().to_string().contains("304 to a request without an ETag"),
        "{}",
        denial.explain()
    );
}
