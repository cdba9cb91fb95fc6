//! What every answer is held to, whoever fetched it: the address that was configured, and no more than fits a key set.

use std::sync::Arc;

use url::Url;

use super::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, quoted};
use crate::jwks::url_rules::KeyUrl;

/// Largest body, in bytes.
pub(super) const BODY_LIMIT: u64 = 512 * 1024;

/// A fetcher of the application's own, held to what the built-in one keeps to by itself.
pub(crate) struct Bounded(pub(crate) Arc<dyn Fetch>);

impl Fetch for Bounded {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let url =
            KeyUrl::parse(&request.url, true).map_err(|why| FetchError::new(FetchErrorKind::Other, why))?;
        let response = self.0.fetch(request).map_err(|error| named(&url, error))?;
        match response.status {
            200 if u64::try_from(response.body.len()).unwrap_or(u64::MAX) > BODY_LIMIT => {
                Err(too_large(&url))
            }
            300..=399 if response.status != 304 => {
                Err(redirected(&url, response.status, response.header("location")))
            }
            _ => Ok(response),
        }
    }
}

/// The error of an answer that sends the client elsewhere.
pub(super) fn redirected(url: &KeyUrl, status: u16, location: Option<&str>) -> FetchError {
    let target = location.map_or_else(
        || "without a target".to_owned(),
        |location| format!("to {}", quoted(&shown(url, location))),
    );
    let what = format!(
        "it answers {status}, a redirect {target}. Redirects are not followed: configure the URL that has the keys"
    );
    error(url, FetchErrorKind::Redirect, &what)
}

/// The error of an answer that is no key set by its size alone.
pub(super) fn too_large(url: &KeyUrl) -> FetchError {
    let what = format!("the answer is larger than {} KiB: is this a key set?", BODY_LIMIT / 1024);
    error(url, FetchErrorKind::TooLarge, &what)
}

/// An error about this URL, shown without its query.
pub(super) fn error(url: &KeyUrl, kind: FetchErrorKind, what: &str) -> FetchError {
    FetchError::new(kind, format!("{}: {what}", quoted(&url.to_string())))
}

/// The error of somebody else's fetcher, which may say nothing of where it was.
fn named(url: &KeyUrl, why: FetchError) -> FetchError {
    if why.message().starts_with(&quoted(&url.to_string())) {
        return why;
    }
    error(url, why.kind(), why.message())
}

/// A redirect's target as an absolute URL without userinfo, query and fragment, where secrets may stand.
fn shown(url: &KeyUrl, location: &str) -> String {
    let Ok(mut target) = url.url().join(location) else {
        return location.split(['?', '#']).next().unwrap_or_default().to_owned();
    };
    target.set_query(None);
    target.set_fragment(None);
    hide_userinfo(&mut target);
    target.into()
}

/// Both fail only for URLs that can have no userinfo.
fn hide_userinfo(url: &mut Url) {
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const URL: &str = "https://id.example.com/jwks?key=hunter2";

    struct Answers(Result<FetchResponse, FetchError>);

    impl Fetch for Answers {
        fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
            self.0.clone()
        }
    }

    fn fetched(answer: Result<FetchResponse, FetchError>) -> Result<FetchResponse, FetchError> {
        let request = FetchRequest { url: URL.to_owned(), etag: None, timeout: Duration::from_secs(5) };
        Bounded(Arc::new(Answers(answer))).fetch(&request)
    }

    fn answer(status: u16, length: u64) -> FetchResponse {
        FetchResponse { status, headers: Vec::new(), body: vec![b' '; usize::try_from(length).unwrap()] }
    }

    #[test]
    fn a_body_may_have_512_kib_and_no_byte_more() {
        assert!(fetched(Ok(answer(200, BODY_LIMIT))).is_ok());
        let error = fetched(Ok(answer(200, BODY_LIMIT + 1))).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::TooLarge);
        let told = r#""https://id.example.com/jwks": the answer is larger than 512 KiB: is this a key set?"#;
        assert_eq!(error.message(), told);
    }

    #[test]
    fn a_redirect_is_an_error_that_names_the_target_without_its_secrets() {
        let to = |location: &str| FetchResponse {
            headers: vec![("location".to_owned(), location.to_owned())],
            ..answer(302, 0)
        };
        for (location, shown) in [
            ("https://u:p@other.example/jwks?key=hunter2#f", "https://other.example/jwks"),
            ("/keys?x=1", "https://id.example.com/keys"),
        ] {
            let error = fetched(Ok(to(location))).unwrap_err();
            assert_eq!(error.kind(), FetchErrorKind::Redirect);
            let told = format!(r#""https://id.example.com/jwks": it answers 302, a redirect to "{shown}"."#);
            assert!(error.message().starts_with(&told), "{error}");
        }
        let error = fetched(Ok(answer(307, 0))).unwrap_err();
        assert!(error.message().contains("a redirect without a target"), "{error}");
    }

    #[test]
    fn what_confirms_and_what_fails_is_passed_on() {
        for status in [200, 304, 404, 503] {
            assert_eq!(fetched(Ok(answer(status, 0))), Ok(answer(status, 0)));
        }
    }

    #[test]
    fn a_failure_says_once_where_it_was() {
        let why = || FetchError::new(FetchErrorKind::Connect, "refused");
        let named = fetched(Err(why())).unwrap_err();
        assert_eq!(named.kind(), FetchErrorKind::Connect);
        assert_eq!(named.message(), r#""https://id.example.com/jwks": refused"#);
        assert_eq!(fetched(Err(named.clone())).unwrap_err(), named);
    }
}
