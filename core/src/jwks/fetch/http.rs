//! The built-in fetcher: one bounded GET over HTTP/1.1, TLS by rustls.

mod explain;
mod target;
#[cfg(test)]
mod tests;
mod watchdog;

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::AutoHeaderValue;
use ureq::http::{HeaderName, HeaderValue};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Proxy};

use self::explain::Exchange;
use self::target::Target;
use super::bounds::BODY_LIMIT;
use super::proxy::ProxyRules;
use super::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, quoted};
use crate::jwks::url_rules::KeyUrl;

/// Largest head of an answer, in bytes: four times what servers send by default.
const HEAD_LIMIT: usize = 32 * 1024;
/// Room for a part of the answer: a whole head and some more.
const INPUT: usize = 2 * HEAD_LIMIT;
/// Longest value of a header that is sent, in bytes.
const VALUE_LIMIT: usize = 8 * 1024;
/// Room for a part of the request: any single header fits. ureq's own rooms, 128 KiB each, come and go with every
/// fetch, which leaves glibc's heap of a long-lived process in pieces.
const OUTPUT: usize = 16 * 1024;
/// How long a lookup and then a connection (with its TLS handshake) may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// A caller's timeout is cut here: no fetch is worth more, and no sum of times can overflow.
const TIMEOUT_LIMIT: Duration = Duration::from_secs(600);
const ACCEPT: &str = "application/json, application/jwk-set+json";
const USER_AGENT: &str = concat!("bearward/", env!("CARGO_PKG_VERSION"));
/// Headers that belong to the exchange, not to the caller.
const RESERVED: [&str; 9] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-none-match",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// The built-in fetcher.
///
/// It follows no redirects, sends no credentials and no cookies, asks for no compression, reads at most 512 KiB (32 KiB
/// of headers), gives a connection 3 s, and keeps to [`FetchRequest::timeout`] for the whole exchange. Each fetch uses a
/// connection of its own, so nothing stays open between two.
///
/// Certificates are checked by the platform's own roots, or by the given CA alone. The proxy comes from the environment
/// (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), read when the fetcher is made; loopback is never reached through one.
///
/// TLS uses the process-wide rustls provider if the application has installed one, else ring. None is installed here.
///
/// ```
/// use bearward::HttpFetch;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let builder = bearward::Verifier::issuer("https://id.example.com").audience("https://api.example.com");
/// # let builder = builder.jwks_url("https://id.example.com/jwks");
/// let verifier = builder.fetch(HttpFetch::new().header("X-Api-Key", "public-anon-key")?).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HttpFetch {
    headers: Vec<(HeaderName, HeaderValue)>,
    roots: RootCerts,
    proxies: ProxyRules,
}

impl HttpFetch {
    /// A fetcher with the platform's roots, the environment's proxy and no headers of its own.
    ///
    /// ```
    /// let fetch = bearward::HttpFetch::new();
    /// # let _ = fetch;
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self { headers: Vec::new(), roots: RootCerts::PlatformVerifier, proxies: ProxyRules::from_env() }
    }

    /// Trusts the certificates in this PEM text, and only those.
    ///
    /// ```
    /// # use bearward::HttpFetch;
    /// # let pem = rcgen::generate_simple_self_signed(["id.example.com".to_owned()]).unwrap().cert.pem();
    /// let fetch = HttpFetch::new().ca_pem(&pem)?; // -----BEGIN CERTIFICATE-----
    /// assert!(HttpFetch::new().ca_pem("no certificate").is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A sentence, when the text has no certificate in it, or has something else, such as a private key.
    pub fn ca_pem(mut self, pem: &str) -> Result<Self, String> {
        let mut certificates = Vec::new();
        for item in parse_pem(pem.as_bytes()) {
            match item {
                Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
                Ok(_) => {
                    return Err("the CA text has a private key in it: give the certificates alone".to_owned());
                }
                Err(_) => return Err("the CA text is broken PEM".to_owned()),
            }
        }
        if certificates.is_empty() {
            return Err(
                "the CA text has no certificate in it: PEM with BEGIN CERTIFICATE is needed".to_owned()
            );
        }
        self.roots = RootCerts::Specific(Arc::new(certificates));
        Ok(self)
    }

    /// Adds a header to every fetch; the same name again replaces the first.
    ///
    /// ```
    /// # use bearward::HttpFetch;
    /// let fetch = HttpFetch::new().header("X-Api-Key", "public-anon-key")?;
    /// assert!(HttpFetch::new().header("Host", "elsewhere.example.com").is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A sentence, when name or value cannot stand in HTTP, the value has more than 8 KiB, or the header belongs to the exchange
    /// itself.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, String> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("{} is not a header name", quoted(name)))?;
        if RESERVED.contains(&name.as_str()) {
            return Err(format!("the header {name} is set by the fetch itself"));
        }
        if value.len() > VALUE_LIMIT {
            return Err(format!("the value of the header {name} is longer than {VALUE_LIMIT} bytes"));
        }
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| format!("the value of the header {name} has characters that cannot be sent"))?;
        value.set_sensitive(true);
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value));
        Ok(self)
    }

    fn exchange(
        &self,
        exchange: &Exchange<'_>,
        target: &Target,
        etag: Option<&str>,
        proxy: Option<Proxy>,
    ) -> Result<FetchResponse, FetchError> {
        let left = exchange.time_left()?;
        let through_proxy = proxy.is_some();
        let agent = self.agent(left, proxy);
        let mut request = agent.get(&target.url);
        if let Some(host) = &target.host_header {
            request = request.header("host", host);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let etag = etag.filter(|etag| etag.len() <= VALUE_LIMIT);
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
            request = request.header("if-none-match", etag);
        }
        let work = || {
            let answer = request.call().map_err(|error| exchange.no_answer(error))?;
            read(exchange, answer)
        };
        if through_proxy { watchdog::run(&agent, left, work) } else { work() }
    }

    /// A new agent for each fetch: its pool, and the connection in it, end with it. The roots are read again too, so a renewed
    /// CA bundle is seen without a restart.
    fn agent(&self, timeout: Duration, proxy: Option<Proxy>) -> Agent {
        let tls = TlsConfig::builder().root_certs(self.roots.clone()).build();
        Agent::config_builder()
            .timeout_global(Some(timeout))
            .timeout_resolve(Some(CONNECT_LIMIT))
            .timeout_connect(Some(CONNECT_LIMIT))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .accept_encoding(AutoHeaderValue::None)
            .max_response_header_size(HEAD_LIMIT)
            .input_buffer_size(INPUT)
            .output_buffer_size(OUTPUT)
            .max_idle_connections(0)
            .proxy(proxy)
            .tls_config(tls)
            .build()
            .new_agent()
    }
}

impl Default for HttpFetch {
    fn default() -> Self {
        Self::new()
    }
}

/// Header values and proxies may be secret.
impl fmt::Debug for HttpFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let own_roots = matches!(self.roots, RootCerts::Specific(_));
        f.debug_struct("HttpFetch")
            .field("headers", &names)
            .field("own_ca", &own_roots)
            .finish_non_exhaustive()
    }
}

impl Fetch for HttpFetch {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let started = Instant::now();
        // Whether http is allowed was decided where the URL was configured; schemes and userinfo are refused here too.
        let url =
            KeyUrl::parse(&request.url, true).map_err(|why| FetchError::new(FetchErrorKind::Other, why))?;
        let exchange = Exchange::new(&url, started, request.timeout.min(TIMEOUT_LIMIT));
        let proxy = self.proxies.choose(&url)?;
        let etag = request.etag.as_deref();
        let (first, second) = Target::of(&url);
        match (self.exchange(&exchange, &first, etag, proxy), second) {
            (Err(error), Some(second)) if error.kind() == FetchErrorKind::Connect => {
                self.exchange(&exchange, &second, etag, None)
            }
            (result, _) => result,
        }
    }
}

/// The answer's head is there: refuse what leads elsewhere or is too large, read the rest.
fn read(exchange: &Exchange<'_>, answer: ureq::http::Response<Body>) -> Result<FetchResponse, FetchError> {
    let (head, body) = answer.into_parts();
    let response = FetchResponse {
        status: head.status.as_u16(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        body: Vec::new(),
    };
    match response.status {
        200 => {}
        300..=399 if response.status != 304 => {
            return Err(exchange.redirected(response.status, response.header("location")));
        }
        // What else the server has to say matters to nobody, and may be endless.
        _ => return Ok(response),
    }
    if let Some(encoding) =
        response.header("content-encoding").filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
    {
        return Err(exchange.compressed(encoding));
    }
    if body.content_length().is_some_and(|length| length > BODY_LIMIT) {
        return Err(exchange.too_large());
    }
    let mut bytes = Vec::new();
    let read = body.into_reader().take(BODY_LIMIT + 1).read_to_end(&mut bytes);
    let length = read.map_err(|error| exchange.broken_body(error))?;
    if u64::try_from(length).unwrap_or(u64::MAX) > BODY_LIMIT {
        return Err(exchange.too_large());
    }
    Ok(FetchResponse { body: bytes, ..response })
}
