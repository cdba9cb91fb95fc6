//! Certificates, good and bad.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use super::server::{Server, drip};
use super::*;

/// A certificate authority of the test's own.
struct Ca {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// Two CAs of one name would be told apart by their signature only.
static NAMES: AtomicUsize = AtomicUsize::new(0);

impl Ca {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        let name = format!("CA {}", NAMES.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A server whose certificate has these parameters and is signed by this CA.
    fn server(&self, params: &CertificateParams) -> Server {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        tls_server(&certificate, &key)
    }
}

fn tls_server(certificate: &Certificate, key: &KeyPair) -> Server {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    Server::raw(move |socket| {
        let mut connection = ServerConnection::new(config.clone()).unwrap();
        let mut stream = Stream::new(&mut connection, socket);
        // A client that refuses the certificate hangs up here.
        if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    })
}

fn localhost() -> CertificateParams {
    CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap()
}

fn https(server: &Server) -> String {
    format!("https://127.0.0.1:{}/jwks", server.port())
}

/// What a fetcher that trusts `ca` makes of it.
fn trusting(ca: &Ca, server: &Server) -> Result<FetchResponse, FetchError> {
    HttpFetch::new().ca_pem(&ca.pem).unwrap().fetch(&request(&https(server), PLENTY))
}

fn refusal(ca: &Ca, server: &Server, expected: &str) {
    let error = trusting(ca, server).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Tls, "{error}");
    assert!(error.message().contains(expected), "{error}");
}

#[test]
fn a_certificate_of_the_given_ca() {
    let ca = Ca::new();
    assert_eq!(trusting(&ca, &ca.server(&localhost())).unwrap().body, b"{}");
    assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "no process-wide provider");
}

#[test]
fn a_given_ca_may_stand_among_others() {
    let (one, two) = (Ca::new(), Ca::new());
    let fetch = HttpFetch::new().ca_pem(&format!("{}\n{}", one.pem, two.pem)).unwrap();
    for ca in [&one, &two] {
        assert!(fetch.fetch(&request(&https(&ca.server(&localhost())), PLENTY)).is_ok());
    }
}

#[test]
fn unknown_to_the_platform() {
    let server = Ca::new().server(&localhost());
    // With no root at all on this machine the error comes before the handshake; it is of the same kind.
    let error = get(&https(&server), PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Tls, "{error}");
}

#[test]
fn self_signed() {
    let key = KeyPair::generate().unwrap();
    let certificate = localhost().self_signed(&key).unwrap();
    refusal(&Ca::new(), &tls_server(&certificate, &key), "ca_pem");
}

#[test]
fn of_another_ca() {
    refusal(&Ca::new(), &Ca::new().server(&localhost()), "ca_pem");
}

#[test]
fn expired() {
    let mut params = localhost();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2001, 1, 1);
    let ca = Ca::new();
    refusal(&ca, &ca.server(&params), "out of date");
}

#[test]
fn not_yet_valid() {
    let mut params = localhost();
    params.not_before = date_time_ymd(3000, 1, 1);
    params.not_after = date_time_ymd(3001, 1, 1);
    let ca = Ca::new();
    refusal(&ca, &ca.server(&params), "out of date");
}

#[test]
fn for_another_host() {
    let ca = Ca::new();
    let params = CertificateParams::new(vec!["id.example.com".to_owned()]).unwrap();
    refusal(&ca, &ca.server(&params), "another host");
}

#[test]
fn a_port_without_tls() {
    let server = Server::raw(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        thread::sleep(Duration::from_millis(200));
    });
    refusal(&Ca::new(), &server, "https?");
}

/// An alert that says protocol_version, as a server answers that knows only TLS 1.0.
#[test]
fn an_old_protocol() {
    let server = Server::raw(|stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[21, 3, 1, 0, 2, 2, 70]);
    });
    refusal(&Ca::new(), &server, "ProtocolVersion");
}

#[test]
fn a_handshake_that_never_ends() {
    let silent = Server::raw(|_| thread::sleep(PLENTY));
    assert_eq!(fails_soon(&https(&silent)), FetchErrorKind::Timeout);
    let dripping = Server::raw(|stream| {
        drip(stream, &format!("\u{16}\u{3}\u{3}\u{40}\u{0}{}", "\u{2}\u{0}".repeat(200)))
    });
    assert_eq!(fails_soon(&https(&dripping)), FetchErrorKind::Timeout);
}

#[test]
fn a_ca_text_must_have_certificates_and_nothing_else() {
    let key = KeyPair::generate().unwrap().serialize_pem();
    for pem in ["", "no PEM", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n", &key] {
        assert!(HttpFetch::new().ca_pem(pem).is_err(), "{pem}");
    }
}
