//! F20: the endpoint is not who it should be. Real certificates, made here; a real TLS server. There is no switch that turns the check off.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bearward::Verifier;
use bearward::testing::TestIssuer;
use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::support::{Clock, Server, ask, good, keeps_its_keys, last_error};

/// Two authorities of one name would be told apart by their signatures alone.
static NAMES: AtomicUsize = AtomicUsize::new(0);

struct Ca {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Ca {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        let name = format!("Test CA {}", NAMES.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    fn server(&self, params: &CertificateParams, body: &str) -> Server {
        let key = KeyPair::generate().unwrap();
        serving(&params.signed_by(&key, &self.issuer).unwrap(), &key, body)
    }
}

/// The key set, over TLS with this certificate.
fn serving(certificate: &Certificate, key: &KeyPair, body: &str) -> Server {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    Server::start(move |socket| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = Stream::new(&mut connection, socket);
        // A client that refuses the certificate hangs up in this read.
        if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            let _gone = stream.write_all(answer.as_bytes());
        }
    })
}

fn loopback() -> CertificateParams {
    CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap()
}

/// A verifier that would take the keys from there; `ca`: trusts that authority alone, else the platform's.
fn verifier(issuer: &TestIssuer, server: &Server, ca: Option<&Ca>) -> Verifier {
    let url = format!("https://127.0.0.1:{}/jwks", server.port());
    let builder = issuer.verifier().jwks_url(url);
    ca.into_iter().fold(builder, |builder, ca| builder.ca_pem(&ca.pem)).build().unwrap()
}

fn refused(server: &Server, ca: Option<&Ca>, words: &str) {
    let issuer = TestIssuer::start();
    let verifier = verifier(&issuer, server, ca);
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "keys_unavailable");
    assert!(last_error(&verifier).contains(words), "{words:?} in {:?}", last_error(&verifier));
    assert_eq!((server.connections(), issuer.connections()), (1, 0), "one attempt, and none without TLS");
}

/// The control: the same server with a good certificate.
#[test]
fn f20_a_good_certificate() {
    let (issuer, ca) = (TestIssuer::start(), Ca::new());
    let server = ca.server(&loopback(), &issuer.jwks());
    let verifier = verifier(&issuer, &server, Some(&ca));
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "accept");
    assert_eq!((server.connections(), issuer.connections()), (1, 0));
}

#[test]
fn f20_expired() {
    let mut params = loopback();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2001, 1, 1);
    let ca = Ca::new();
    refused(&ca.server(&params, "{}"), Some(&ca), "out of date");
}

#[test]
fn f20_for_another_host() {
    let ca = Ca::new();
    let params = CertificateParams::new(vec!["id.example.com".to_owned()]).unwrap();
    refused(&ca.server(&params, "{}"), Some(&ca), "another host");
}

#[test]
fn f20_self_signed() {
    let key = KeyPair::generate().unwrap();
    let server = serving(&loopback().self_signed(&key).unwrap(), &key, "{}");
    refused(&server, Some(&Ca::new()), "ca_pem");
}

#[test]
fn f20_of_another_authority() {
    refused(&Ca::new().server(&loopback(), "{}"), Some(&Ca::new()), "ca_pem");
}

/// Without `ca_pem` the platform decides, and does not know an authority of a minute's age.
#[test]
fn f20_unknown_to_the_platform() {
    let issuer = TestIssuer::start();
    let server = Ca::new().server(&loopback(), &issuer.jwks());
    let verifier = verifier(&issuer, &server, None);
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "keys_unavailable");
}

/// A server that knows no more than TLS 1.0: it says so in an alert, or takes it for granted in its hello.
#[test]
fn f20_tls_1_0() {
    const ALERT: &[u8] = &[21, 3, 1, 0, 2, 2, 70];
    // Record of 42 bytes; ServerHello of 38: version 3.1, random, no session, AES128-SHA, no compression.
    let hello = [&[22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
    for answer in [ALERT.to_vec(), hello] {
        let server = Server::start(move |stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _gone = stream.write_all(&answer);
        });
        refused(&server, Some(&Ca::new()), "TLS");
    }
}

/// A certificate that goes bad after a good fetch is an outage: the old keys stay.
#[test]
fn f20_goes_bad_later() {
    let (issuer, ca) = (TestIssuer::start(), Ca::new());
    let params = CertificateParams::new(vec!["id.example.com".to_owned()]).unwrap();
    let server = ca.server(&params, &issuer.jwks());
    let url = format!("https://127.0.0.1:{}/jwks", server.port());
    let verifier =
        issuer.verifier().jwks_url(url).ca_pem(&ca.pem).jwks_snapshot(issuer.jwks()).build().unwrap();
    keeps_its_keys(&issuer, &verifier, Clock::start().at(700.0), &["another host"]);
}
