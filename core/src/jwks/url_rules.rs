//! Which URLs keys may be fetched from.
//!
//! Whoever can change the answer chooses the keys, so the rule is https. On loopback there is no network in between.

use std::fmt;

use url::{Host, Url};

use super::fetch::quoted;
use crate::language::Spelled;

/// A URL that keys may be fetched from: https, or http on loopback or by permission; a host; no userinfo, no fragment.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KeyUrl {
    url: Url,
}

impl KeyUrl {
    /// Reads and checks a URL.
    ///
    /// # Errors
    ///
    /// One or two sentences that say what is wrong and what to write instead. They show neither userinfo nor query.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        // The URL standard quietly repairs all of these; a configured URL should be what it looks like.
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err("the URL has a space, a control character or a backslash in it".to_owned());
        }
        let url = Url::parse(text).map_err(|error| unreadable(&error))?;
        let scheme = url.scheme();
        if scheme != "https" && scheme != "http" {
            return Err(format!(
                "the scheme {} is not allowed: keys are fetched over https, \
                 so the URL must begin with https://",
                quoted(scheme)
            ));
        }
        let authority = authority(text);
        if authority.is_empty() || url.host().is_none() {
            return Err("the URL has no host".to_owned());
        }
        if authority.contains('@') {
            return Err(
                "the URL has a user name or password in it: no credentials are sent with a key fetch, \
                 take the part before @ out"
                    .to_owned(),
            );
        }
        if url.fragment().is_some() {
            return Err("the URL has a fragment: take out # and what follows".to_owned());
        }
        let url = Self { url };
        if url.is_plain_http() && !allow_http && !url.is_loopback() {
            return Err(format!(
                "{} is plain http: anybody on the way could put in keys of their own. \
                 Use https, or, if you trust that network, add this line: {}",
                quoted(&url.to_string()),
                Spelled::Line("allow_http")
            ));
        }
        Ok(url)
    }

    /// Whether the host is this machine: 127.0.0.0/8, ::1, localhost, *.localhost (RFC 6761 section 6.3).
    pub(crate) fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => is_localhost(name),
            None => false,
        }
    }

    /// Whether the URL is http, not https.
    pub(crate) fn is_plain_http(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The URL in its normal form, with the query: what is fetched, not what is shown.
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Scheme, host and port, without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The parsed URL.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

/// Origin and path: a query may hold a key.
impl fmt::Display for KeyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.url.path())
    }
}

impl fmt::Debug for KeyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUrl({self})")
    }
}

/// Whether a host name always means this machine.
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// The text is not shown: a URL that cannot be read may have a password anywhere.
fn unreadable(error: &url::ParseError) -> String {
    match error {
        url::ParseError::RelativeUrlWithoutBase => {
            "this is not a whole URL: it must begin with https:// and a host".to_owned()
        }
        url::ParseError::EmptyHost => "the URL has no host".to_owned(),
        other => format!("the URL cannot be read: {other}"),
    }
}

/// What stands between `//` and the path, as written; empty where the standard would have to guess.
fn authority(text: &str) -> &str {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        KeyUrl::parse(text, false).unwrap_err()
    }

    #[test]
    fn https_and_loopback_http_pass() {
        for text in [
            "https://id.example.com/jwks",
            "HTTPS://ID.example.com/jwks?tenant=1",
            "http://127.0.0.1:3000/jwks",
            "http://127.200.3.4/jwks",
            "http://[::1]:3000/jwks",
            "http://localhost:3000/jwks",
            "http://LOCALHOST./jwks",
            "http://auth.localhost/jwks",
        ] {
            assert!(KeyUrl::parse(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn plain_http_needs_the_line_that_the_error_prints() {
        for text in [
            "http://id.example.com/jwks",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::]/",
            "http://localhost.example.com/",
            "http://notlocalhost/",
            "http://128.0.0.1/",
        ] {
            assert!(refusal(text).contains(".allow_http()"), "{text}");
            assert!(KeyUrl::parse(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn other_schemes_are_refused_with_a_sentence() {
        for text in
            ["file:///etc/passwd", "ftp://id.example.com/", "data:,{}", "localhost:3000/jwks", "javascript:0"]
        {
            for allow_http in [false, true] {
                let why = KeyUrl::parse(text, allow_http).unwrap_err();
                assert!(why.contains("https://"), "{text}: {why}");
            }
        }
    }

    #[test]
    fn what_is_not_a_plain_url_is_refused() {
        for text in [
            "",
            "jwks",
            "//id.example.com/jwks",
            "https://",
            "https:///id.example.com",
            "https:id.example.com",
            "https://?x",
            " https://id.example.com",
            "https://id.example.com/\n",
            "https://id.exa\tmple.com",
            "https:\\\\id.example.com",
            "https://id.example.com:99999/",
            "https://id.example.com/#",
            "https://id.example.com/#keys",
        ] {
            assert!(KeyUrl::parse(text, true).is_err(), "{text:?}");
        }
    }

    #[test]
    fn userinfo_is_refused_and_never_shown() {
        for text in [
            "https://user:hunter2@id.example.com/",
            "https://hunter2@id.example.com/",
            "https://@id.example.com/",
            "https://id.example.com:hunter2@evil.example/",
            "http://user:hunter2@id.example.com/",
        ] {
            let why = KeyUrl::parse(text, false).unwrap_err();
            assert!(!why.contains("hunter2"), "{why}");
        }
        assert!(KeyUrl::parse("https://id.example.com/@user", false).is_ok());
    }

    #[test]
    fn shown_without_the_query() {
        let url = KeyUrl::parse("https://id.example.com:8443/jwks?key=hunter2", false).unwrap();
        assert_eq!(url.to_string(), "https://id.example.com:8443/jwks");
        assert_eq!(format!("{url:?}"), "KeyUrl(https://id.example.com:8443/jwks)");
        assert_eq!(url.origin(), "https://id.example.com:8443");
        assert_eq!(url.as_str(), "https://id.example.com:8443/jwks?key=hunter2");
        assert!(!refusal("http://id.example.com/?key=hunter2").contains("hunter2"));
    }

    #[test]
    fn odd_spellings_of_an_address_are_read_once_for_all() {
        let url = KeyUrl::parse("http://2130706433/jwks", false).unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1/jwks");
        assert!(url.is_loopback());
    }
}
