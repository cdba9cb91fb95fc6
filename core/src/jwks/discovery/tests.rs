use super::*;

const ISSUER: &str = "https://id.example.com";
const DOCUMENT_URL: &str = "https://id.example.com/.well-known/openid-configuration";
const KEYS_URL: &str = "https://keys.example.net/jwks";

type Answer = Result<FetchResponse, FetchError>;

/// Answers by URL and notes what was asked.
struct Fake {
    answer: Box<dyn Fn(&FetchRequest) -> Answer + Send + Sync>,
    asked: Mutex<Vec<FetchRequest>>,
}

impl Fake {
    fn new(answer: impl Fn(&FetchRequest) -> Answer + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { answer: Box::new(answer), asked: Mutex::new(Vec::new()) })
    }

    /// A document with these members, and a key set anywhere else.
    fn with_document(document: &str) -> Arc<Self> {
        let document = document.to_owned();
        Self::new(move |request| {
            let body = if request.url.ends_with(WELL_KNOWN) { &document } else { "{\"keys\":[]}" };
            ok(200, &[("etag", "\"1\"")], body)
        })
    }

    fn asked(&self) -> Vec<FetchRequest> {
        self.asked.lock().unwrap().clone()
    }
}

impl Fetch for Fake {
    fn fetch(&self, request: &FetchRequest) -> Answer {
        self.asked.lock().unwrap().push(request.clone());
        (self.answer)(request)
    }
}

fn ok(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(FetchResponse { status, headers, body: body.as_bytes().to_vec() })
}

fn document(issuer: &str, jwks_uri: &str) -> String {
    serde_json::json!({"issuer": issuer, "jwks_uri": jwks_uri, "scopes_supported": ["openid"]}).to_string()
}

fn request(etag: Option<&str>) -> FetchRequest {
    FetchRequest { url: "ignored".to_owned(), etag: etag.map(str::to_owned), timeout: Duration::from_secs(5) }
}

fn run(issuer: &str, fake: &Arc<Fake>) -> Answer {
    Discovery::new(issuer, false, fake.clone()).unwrap().fetch(&request(None))
}

fn refusal(document: &str) -> FetchError {
    let fake = Fake::with_document(document);
    let error = run(ISSUER, &fake).unwrap_err();
    assert_eq!(fake.asked().len(), 1, "the second URL must not be asked");
    error
}

#[test]
fn the_document_then_the_keys_on_another_host() {
    let fake = Fake::with_document(&document(ISSUER, KEYS_URL));
    assert_eq!(run(ISSUER, &fake).unwrap().body, b"{\"keys\":[]}");
    let asked = fake.asked();
    assert_eq!(asked[0].url, DOCUMENT_URL);
    assert_eq!(asked[1].url, KEYS_URL);
    assert!(asked[1].timeout <= Duration::from_secs(5));
}

#[test]
fn the_path_is_appended_after_one_slash_less() {
    for (issuer, expected) in [
        ("https://id.example.com/", DOCUMENT_URL),
        (
            "https://id.example.com/realms/a",
            "https://id.example.com/realms/a/.well-known/openid-configuration",
        ),
        (
            "https://id.example.com/realms/a/",
            "https://id.example.com/realms/a/.well-known/openid-configuration",
        ),
        ("https://id.example.com//", "https://id.example.com//.well-known/openid-configuration"),
    ] {
        let fake = Fake::with_document(&document(issuer, KEYS_URL));
        let discovery = Discovery::new(issuer, false, fake.clone()).unwrap();
        assert_eq!(discovery.document_url().as_str(), expected);
        discovery.fetch(&request(None)).unwrap();
        assert_eq!(fake.asked()[0].url, expected);
    }
}

#[test]
fn an_issuer_must_be_a_url_for_keys() {
    for issuer in [
        "id.example.com",
        "http://id.example.com",
        "https://id.example.com?x",
        "https://id.example.com#x",
        "https://u@id.example.com",
        "",
    ] {
        assert!(Discovery::new(issuer, false, Fake::with_document("")).is_err(), "{issuer}");
    }
}

#[test]
fn another_issuers_document_is_refused() {
    for issuer in [
        "https://id.example.com/",
        "https://ID.example.com",
        "http://id.example.com",
        "https://evil.example",
        "",
    ] {
        let error = refusal(&document(issuer, KEYS_URL));
        assert!(error.message().contains("equal to the letter"), "{error}");
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for body in [
        "",
        "<html></html>",
        "[]",
        "null",
        "{\"issuer\":\"https://id.example.com\"}",
        "{\"issuer\":\"https://id.example.com\",\"jwks_uri\":null}",
        "{\"issuer\":[\"https://id.example.com\"],\"jwks_uri\":\"https://keys.example.net/jwks\"}",
        "{\"issuer\":\"https://id.example.com\",\"jwks_uri\":\"https://a.example\",\"jwks_uri\":\"https://b.example\"}",
    ] {
        assert_eq!(refusal(body).kind(), FetchErrorKind::Other, "{body}");
    }
}

#[test]
fn jwks_uri_obeys_the_url_rules() {
    for jwks_uri in [
        "file:///etc/passwd",
        "http://keys.example.net/jwks",
        "http://169.254.169.254/latest",
        "https://user:hunter2@keys.example.net/",
        "http://127.0.0.1:8080/",
        "https://localhost/",
        "/jwks",
    ] {
        let error = refusal(&document(ISSUER, jwks_uri));
        assert!(error.message().contains("jwks_uri"), "{error}");
        assert!(!error.message().contains("hunter2"));
    }
}

#[test]
fn a_local_issuer_may_have_local_keys() {
    let issuer = "http://localhost:8080/realms/a";
    let fake = Fake::with_document(&document(issuer, "http://localhost:8080/realms/a/certs"));
    assert!(run(issuer, &fake).is_ok());
}

#[test]
fn the_documents_status_is_not_the_key_sets() {
    for status in [201, 304, 404, 500] {
        let fake = Fake::new(move |_| ok(status, &[], ""));
        assert_eq!(run(ISSUER, &fake).unwrap_err().kind(), FetchErrorKind::Other);
    }
    let fake = Fake::new(|_| ok(503, &[("retry-after", "7")], ""));
    assert_eq!(run(ISSUER, &fake).unwrap().header("retry-after"), Some("7"));
    assert_eq!(fake.asked().len(), 1);
}

#[test]
fn an_etag_goes_only_to_the_url_it_came_from() {
    let uri = Arc::new(Mutex::new(KEYS_URL.to_owned()));
    let current = uri.clone();
    let fake = Fake::new(move |request| {
        if request.url == DOCUMENT_URL {
            return ok(200, &[], &document(ISSUER, &current.lock().unwrap()));
        }
        ok(200, &[("etag", "\"1\"")], "{}")
    });
    let discovery = Discovery::new(ISSUER, false, fake.clone()).unwrap();
    discovery.fetch(&request(Some("\"1\""))).unwrap();
    discovery.fetch(&request(Some("\"1\""))).unwrap();
    discovery.fetch(&request(Some("\"0\""))).unwrap();
    *uri.lock().unwrap() = "https://other.example.net/jwks".to_owned();
    discovery.fetch(&request(Some("\"1\""))).unwrap();
    let etags: Vec<_> = fake.asked().into_iter().map(|asked| asked.etag).collect();
    let sent = Some("\"1\"".to_owned());
    assert_eq!(etags, [None, None, None, sent, None, None, None, None]);
}

#[test]
fn both_fetches_share_one_deadline() {
    let fake = Fake::new(|request| {
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(request.url, DOCUMENT_URL, "no time is left for the keys");
        ok(200, &[], &document(ISSUER, KEYS_URL))
    });
    let discovery = Discovery::new(ISSUER, false, fake).unwrap();
    let short = FetchRequest { timeout: Duration::from_millis(50), ..request(None) };
    assert_eq!(discovery.fetch(&short).unwrap_err().kind(), FetchErrorKind::Timeout);
}
