//! Which proxy a fetch goes through, by the usual environment variables.

use std::net::IpAddr;

use ureq::{Proxy, ProxyProtocol};
use url::Host;

use super::{FetchError, FetchErrorKind};
use crate::jwks::url_rules::KeyUrl;

/// The proxies of the environment. No `Debug`: a proxy's URL may hold a password.
#[derive(Clone, Default)]
pub(super) struct ProxyRules {
    https: Option<String>,
    http: Option<String>,
    exceptions: Vec<String>,
}

impl ProxyRules {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; lower case wins.
    pub(super) fn from_env() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    pub(super) fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            names.iter().find_map(|name| variable(name).filter(|value| !value.trim().is_empty()))
        };
        // Under CGI, HTTP_PROXY is the request header `Proxy`: the client would choose where our fetch goes (CVE-2016-5385).
        let http = if variable("REQUEST_METHOD").is_some() {
            first(&["http_proxy", "all_proxy", "ALL_PROXY"])
        } else {
            first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
        };
        Self {
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            http,
            exceptions: first(&["no_proxy", "NO_PROXY"])
                .map(|list| list.split([',', ' ']).map(str::to_ascii_lowercase).collect())
                .unwrap_or_default(),
        }
    }

    /// The proxy for this URL. Never one for loopback: another machine's loopback is not ours.
    pub(super) fn choose(&self, url: &KeyUrl) -> Result<Option<Proxy>, FetchError> {
        let setting = if url.is_plain_http() { &self.http } else { &self.https };
        let Some(setting) = setting else {
            return Ok(None);
        };
        if url.is_loopback() || self.exceptions.iter().any(|entry| is_exception(entry, url)) {
            return Ok(None);
        }
        let proxy = Proxy::new(setting.trim()).map_err(|_| unusable("has no readable URL"))?;
        match proxy.protocol() {
            ProxyProtocol::Http | ProxyProtocol::Https => Ok(Some(proxy)),
            _ => Err(unusable("is not an http proxy")),
        }
    }
}

fn unusable(what: &str) -> FetchError {
    FetchError::new(
        FetchErrorKind::Connect,
        format!(
            "the proxy set in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) {what}: \
             set it to http://host:port, or name the key server in NO_PROXY"
        ),
    )
}

/// One entry of `NO_PROXY`: `*`, a domain with its subdomains (also as `.domain` or `*.domain`), an address or a network in
/// CIDR form; with `:port` or without.
fn is_exception(entry: &str, url: &KeyUrl) -> bool {
    let entry = entry.trim();
    if entry == "*" {
        return true;
    }
    let address = match url.url().host() {
        Some(Host::Domain(host)) => {
            let name = strip_port(entry, url);
            let name = name.trim_start_matches('*').trim_start_matches('.');
            return !name.is_empty() && is_same_or_below(host.trim_end_matches('.'), name);
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        None => return false,
    };
    if let Some((network, length)) = entry.split_once('/') {
        return in_network(address, network, length);
    }
    let text = if entry.parse::<IpAddr>().is_ok() { entry } else { strip_port(entry, url) };
    let text = text.trim_start_matches('[').trim_end_matches(']');
    text.parse() == Ok(address)
}

/// The entry without its port, if it has one and it is the URL's; an entry for another port matches nothing.
fn strip_port<'a>(entry: &'a str, url: &KeyUrl) -> &'a str {
    match entry.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>())) {
        Some((host, Ok(port))) if url.url().port_or_known_default() == Some(port) => host,
        Some((_, Ok(_))) => "",
        _ => entry,
    }
}

fn is_same_or_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn in_network(address: IpAddr, network: &str, length: &str) -> bool {
    let (Ok(network), Ok(length)) = (network.parse::<IpAddr>(), length.parse::<u32>()) else {
        return false;
    };
    // A shift by the full width (length 0) leaves nothing to compare: every address is inside.
    let same = |a: u128, b: u128, width: u32| {
        length <= width && (a ^ b).checked_shr(width - length).unwrap_or(0) == 0
    };
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(variables: &[(&str, &str)]) -> ProxyRules {
        ProxyRules::read(|name| {
            let found = variables.iter().find(|(candidate, _)| *candidate == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let url = KeyUrl::parse(url, true).unwrap();
        let proxy = rules(variables).choose(&url).unwrap();
        proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    #[test]
    fn by_scheme() {
        let variables = [("HTTPS_PROXY", "http://a:1"), ("http_proxy", "b:2")];
        assert_eq!(chosen(&variables, "https://id.example.com"), Some("a:1".to_owned()));
        assert_eq!(chosen(&variables, "http://id.example.com"), Some("b:2".to_owned()));
        assert_eq!(chosen(&[("HTTP_PROXY", "b:2")], "https://id.example.com"), None);
        assert_eq!(chosen(&[("ALL_PROXY", "c:3")], "https://id.example.com"), Some("c:3".to_owned()));
        assert_eq!(chosen(&[("HTTPS_PROXY", " ")], "https://id.example.com"), None);
    }

    #[test]
    fn a_request_header_chooses_no_proxy() {
        let variables = [("HTTP_PROXY", "evil:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(chosen(&variables, "http://id.example.com"), None);
    }

    #[test]
    fn never_for_loopback() {
        let variables = [("ALL_PROXY", "http://a:1")];
        for url in [
            "http://127.0.0.1",
            "https://127.8.8.8",
            "http://[::1]",
            "http://localhost",
            "https://auth.localhost",
        ] {
            assert_eq!(chosen(&variables, url), None, "{url}");
        }
    }

    #[test]
    fn exceptions() {
        for (entry, url, direct) in [
            ("*", "https://id.example.com", true),
            ("example.com", "https://id.example.com", true),
            ("x.test, .EXAMPLE.com", "https://id.example.com", true),
            ("*.example.com", "https://id.example.com", true),
            ("ample.com", "https://id.example.com", false),
            ("id.example.com:443", "https://id.example.com", true),
            ("id.example.com:80", "https://id.example.com", false),
            ("", "https://id.example.com", false),
            (".", "https://id.example.com", false),
            ("10.0.0.0/8", "https://10.20.30.40", true),
            ("10.0.0.0/8", "https://11.20.30.40", false),
            ("10.20.30.40:443", "https://10.20.30.40", true),
            ("0.0.0.0/0", "https://10.20.30.40", true),
            ("10.0.0.0/33", "https://10.20.30.40", false),
            ("fd00::/8", "https://[fd12::1]", true),
            ("fd12::1", "https://[fd12::1]", true),
            ("[fd12::1]", "https://[fd12::1]", true),
            ("[fd12::1]:443", "https://[fd12::1]", true),
            ("::/0", "https://[fd12::1]", true),
        ] {
            let variables = [("ALL_PROXY", "http://a:1"), ("NO_PROXY", entry)];
            assert_eq!(chosen(&variables, url).is_none(), direct, "{entry} {url}");
        }
    }

    #[test]
    fn an_unusable_proxy_is_an_error_that_hides_its_password() {
        let url = KeyUrl::parse("https://id.example.com", false).unwrap();
        for setting in ["socks5://u:hunter2@a:1", "gopher://u:hunter2@a:1", "http://"] {
            let error = rules(&[("HTTPS_PROXY", setting)]).choose(&url).err().unwrap();
            assert_eq!(error.kind(), FetchErrorKind::Connect);
            assert!(!error.message().contains("hunter2"));
        }
    }
}
