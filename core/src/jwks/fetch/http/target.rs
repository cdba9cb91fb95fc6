//! Where to connect.

use url::Host;

use crate::jwks::url_rules::{KeyUrl, is_localhost};

/// One place to connect to.
pub(super) struct Target {
    /// The URL to give to the client.
    pub(super) url: String,
    /// The name to ask for, where the URL has an address in its place.
    pub(super) host_header: Option<String>,
}

impl Target {
    /// The target, and a second one for when nobody listens at the first.
    ///
    /// A localhost name may use plain http because it never leaves the machine. That must not hang on a name server's word
    /// (RFC 6761 section 6.3), so it is not looked up: it is ::1, then 127.0.0.1. With https the certificate vouches for the host.
    pub(super) fn of(url: &KeyUrl) -> (Self, Option<Self>) {
        let named = match url.url().host() {
            Some(Host::Domain(name)) if url.is_plain_http() && is_localhost(name) => {
                Self::at(url, name, "[::1]").zip(Self::at(url, name, "127.0.0.1"))
            }
            _ => None,
        };
        match named {
            Some((first, second)) => (first, Some(second)),
            None => (Self { url: url.as_str().to_owned(), host_header: None }, None),
        }
    }

    fn at(url: &KeyUrl, name: &str, address: &str) -> Option<Self> {
        let mut there = url.url().clone();
        there.set_host(Some(address)).ok()?;
        let host_header = match url.url().port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        Some(Self { url: there.into(), host_header: Some(host_header) })
    }
}
