//! Keys and secrets that no verifier starts with (ATTACKS.md 3, 6, 7, 8, 13, 14).

use bearward::testing::TestIssuer;
use bearward::{Algorithm, NeedsKeys, Secret, Verifier, VerifierBuilder};
use serde_json::{Value, json};

use crate::support::{SECRET, base64url, code};

fn builder() -> VerifierBuilder<NeedsKeys> {
    Verifier::issuer("https://id.example.com").audience("api")
}

fn refused(secret: impl AsRef<[u8]>) -> String {
    let secret = secret.as_ref();
    let error = builder().secret(Secret::new(secret)).build().expect_err("no secret");
    let text = error.to_string();
    if secret.len() > 4 {
        assert!(!text.contains(&*String::from_utf8_lossy(secret)), "{text}");
    }
    text
}

#[test]
fn short_secrets_say_how_long_they_are_and_must_be() {
    for length in [0, 1, 31] {
        let text = refused("x".repeat(length));
        assert!(text.contains(&format!("{length} bytes")) && text.contains("32"), "{text}");
        assert!(text.contains("openssl rand -base64 32"), "{text}");
    }
    for (algorithm, needed) in [(Algorithm::Hs384, 48), (Algorithm::Hs512, 64)] {
        let short = "n".repeat(needed - 1);
        let error =
            builder().secret(Secret::new(&short)).algorithms([algorithm]).build().unwrap_err().to_string();
        assert!(error.contains(&needed.to_string()) && !error.contains(&short), "{error}");
        let long = format!("{SECRET}{SECRET}");
        assert!(builder().secret(Secret::new(&long[..needed])).algorithms([algorithm]).build().is_ok());
    }
    let both = builder().secret(Secret::new(SECRET)).algorithms([Algorithm::Hs256, Algorithm::Hs512]).build();
    assert!(both.unwrap_err().to_string().contains("64"));
}

/// CVE-2015-9235 and its many incomplete fixes: no encoding of a key is a secret.
#[test]
fn keys_in_any_encoding_are_no_secrets() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let issuer = TestIssuer::builder().algorithm(algorithm).start();
        let pem = issuer.public_pem(None);
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = base64_simd::STANDARD.decode_to_vec(&body).unwrap();
        let jwks = issuer.jwks();
        let set: Value = serde_json::from_str(&jwks).unwrap();
        let jwk = set["keys"][0].to_string();
        let bom = |text: &str| format!("\u{feff}{text}");
        let encodings: Vec<(&str, Vec<u8>)> = vec![
            ("PEM", pem.clone().into()),
            ("PEM trimmed", pem.trim().into()),
            ("PEM with CRLF", pem.replace('\n', "\r\n").into()),
            ("PEM with escaped line ends", pem.replace('\n', "\\n").into()),
            ("PEM on one line", pem.replace('\n', "").into()),
            ("PEM behind a BOM", bom(&pem).into()),
            ("PEM behind white space", format!(" \n\t{pem}").into()),
            ("PEM behind a comment", format!("# my key\n{pem}").into()),
            ("DER", der.clone()),
            ("DER behind a BOM", [b"\xef\xbb\xbf", der.as_slice()].concat()),
            ("base64 of DER", body.clone().into()),
            (
                "base64 of DER in lines",
                pem.lines().filter(|line| !line.starts_with("-----")).collect::<Vec<_>>().join("\n").into(),
            ),
            ("JWK", jwk.clone().into()),
            ("JWK behind a BOM", bom(&jwk).into()),
            ("JWK behind white space", format!("\r\n {jwk} \n").into()),
            ("JWKS", jwks.clone().into()),
            ("an array of JWKs", format!("[{jwk}]").into()),
        ];
        let mut taken = Vec::new();
        for (name, secret) in encodings {
            match builder().secret(Secret::new(&secret)).build() {
                Ok(_) => taken.push(name),
                Err(error) => assert!(error.to_string().contains("key"), "{name}: {error}"),
            }
        }
        assert!(taken.is_empty(), "{algorithm}: taken for a secret: {taken:?}");
    }
}

/// Wrapped once more, as environment variables often carry keys: just as public, just as forgeable.
#[test]
fn keys_wrapped_once_more_are_no_secrets() {
    let issuer = TestIssuer::builder().algorithm(Algorithm::Rs256).start();
    let pem = issuer.public_pem(None);
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64_simd::STANDARD.decode_to_vec(&body).unwrap();
    let set: Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let jwk = set["keys"][0].to_string();
    let wrapped = [
        ("base64 of PEM", base64_simd::STANDARD.encode_to_string(&pem)),
        ("base64url of PEM", base64url(&pem)),
        ("base64url of DER", base64url(&der)),
        ("base64 of a JWK", base64_simd::STANDARD.encode_to_string(&jwk)),
        ("base64url of a JWK", base64url(&jwk)),
        ("a JWK as a JSON string", Value::from(jwk).to_string()),
        ("PEM as a JSON string", Value::from(pem).to_string()),
    ];
    let taken: Vec<_> = wrapped
        .iter()
        .filter(|(_, text)| builder().secret(Secret::new(text)).build().is_ok())
        .map(|(name, _)| *name)
        .collect();
    assert!(taken.is_empty(), "taken for a secret: {taken:?}");
}

#[test]
fn ssh_keys_are_no_secrets() {
    for text in [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3k7Qz1LxVb2 me@host",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDk7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3 me@host",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB me@host",
        "  ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3k7Qz1LxVb2",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAA=\n-----END OPENSSH PRIVATE KEY-----",
        "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAAIGk7Qz1LxVb2\n---- END SSH2 PUBLIC KEY ----",
    ] {
        assert!(refused(text).contains("SSH"), "{text}");
    }
}

#[test]
fn published_secrets_are_refused() {
    for text in [
        "better-auth-secret-12345678901234567890",
        "a-string-secret-at-least-256-bits-long",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    ] {
        assert!(refused(text).contains("published"), "{text}");
        let rotating = builder().secret(Secret::rotating([SECRET, text])).build();
        assert!(rotating.unwrap_err().to_string().contains("published"));
    }
}

#[test]
fn secrets_from_the_environment() {
    // Names that nothing else uses; std::env::set_var would be unsafe, so the unset case and PATH have to do.
    let unset = Secret::from_env("BEARWARD_TEST_SURELY_UNSET").unwrap_err().to_string();
    assert!(unset.contains("BEARWARD_TEST_SURELY_UNSET") && unset.contains("not set"), "{unset}");
    // The secret itself in place of its name is not repeated.
    for secret in [
        SECRET,
        "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0",
        "3f786850e387550fdab836ed7e6dc881",
        "f786850e387550fdab836ed7e6dc8810",
        "a b",
        "a=b",
    ] {
        let error = Secret::from_env(secret).unwrap_err().to_string();
        assert!(error.contains("no name of a variable") && !error.contains(secret), "{error}");
    }
    assert!(Secret::from_env("").unwrap_err().to_string().contains("is empty"));
}

/// #8: what looks like a path is bytes, and no file is opened.
#[test]
fn a_path_is_a_secret_like_any_other() {
    let path = "file:///etc/hostname?and=some-more-characters";
    let issuer = TestIssuer::builder()
        .algorithm(Algorithm::Hs256)
        .secret(path)
        .issuer("https://id.example.com")
        .audience("api")
        .start();
    let verifier = builder().secret(Secret::new(path)).build().unwrap();
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
}

#[test]
fn rotation_accepts_each_of_its_secrets_and_no_other() {
    let (old, new, other) = (format!("old-{SECRET}"), format!("new-{SECRET}"), format!("other-{SECRET}"));
    let mint = |secret: &str| {
        let issuer = TestIssuer::builder()
            .algorithm(Algorithm::Hs256)
            .secret(secret)
            .issuer("https://id.example.com")
            .audience("api")
            .start();
        issuer.mint(json!({"sub": "alice"}))
    };
    let verifier = builder().secret(Secret::rotating([&new, &old])).build().unwrap();
    assert_eq!(code(&verifier, &mint(&new)), "accept");
    assert_eq!(code(&verifier, &mint(&old)), "accept");
    assert_eq!(code(&verifier, &mint(&other)), "signature_invalid");
    assert_eq!(code(&verifier, &mint("")), "signature_invalid");
    for (count, secrets) in [(0, vec![]), (4, vec![&new; 4])] {
        let text = builder().secret(Secret::rotating(secrets)).build().unwrap_err().to_string();
        assert!(!text.contains(SECRET) && (count == 0 || text.contains('3')), "{text}");
    }
}

#[test]
fn static_keys_that_cannot_be_used() {
    let issuer = TestIssuer::start();
    let set: Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let jwk = |change: Value| {
        let mut key = set["keys"][0].clone();
        for (name, value) in change.as_object().unwrap() {
            key[name] = value.clone();
        }
        key
    };
    let small_order = base64url([0; 32]);
    for (name, key, words) in [
        ("private", jwk(json!({"d": "hunter2"})), "private"),
        ("for encryption", jwk(json!({"use": "enc"})), "use"),
        ("no key_ops", jwk(json!({"key_ops": []})), "key_ops"),
        ("signing key_ops", jwk(json!({"key_ops": ["sign"]})), "key_ops"),
        ("kid a number", jwk(json!({"kid": 1})), "kid"),
        ("alg of another type", jwk(json!({"alg": "RS256"})), "alg"),
        ("alg a secret's", jwk(json!({"alg": "HS256"})), "alg"),
        ("another curve", jwk(json!({"crv": "Ed448"})), "Ed25519"),
        ("short", jwk(json!({"x": "AAAA"})), "32"),
        ("small order", jwk(json!({"x": small_order})), "small order"),
        ("oct", json!({"kty": "oct", "k": base64url(SECRET)}), "secret"),
        ("no kty", json!({}), "kty"),
        ("weak RSA", json!({"kty": "RSA", "n": base64url([0xff; 128]), "e": "AQAB"}), "2048"),
        ("huge RSA", json!({"kty": "RSA", "n": base64url([0xff; 2_048]), "e": "AQAB"}), "8192"),
        ("e = 1", json!({"kty": "RSA", "n": base64url([0xff; 256]), "e": "AQ"}), "exponent"),
        ("e = 3", json!({"kty": "RSA", "n": base64url([0xff; 256]), "e": "Aw"}), "exponent"),
        ("even n", json!({"kty": "RSA", "n": base64url([0xfe; 256]), "e": "AQAB"}), "even"),
        (
            "off the curve",
            json!({"kty": "EC", "crv": "P-256", "x": base64url([1; 32]), "y": base64url([1; 32])}),
            "valid",
        ),
        (
            "the origin",
            json!({"kty": "EC", "crv": "P-256", "x": base64url([0; 32]), "y": base64url([0; 32])}),
            "valid",
        ),
        ("unknown type", json!({"kty": "ML-DSA"}), "kty"),
    ] {
        for result in [
            builder().jwk(key.to_string()).build(),
            builder().jwks(json!({"keys": [key]}).to_string()).build(),
        ] {
            let text = result.err().unwrap_or_else(|| panic!("{name}: built")).to_string();
            assert!(text.contains(words), "{name}: {text}");
            assert!(!text.contains("hunter2") && !text.contains(SECRET), "{name}: {text}");
        }
    }
}

#[test]
fn key_texts_that_are_none() {
    let issuer = TestIssuer::start();
    let jwks = issuer.jwks();
    let pem = issuer.public_pem(None);
    let private = "-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n-----END PRIVATE KEY-----\n";
    for (name, result, words) in [
        ("empty JWKS", builder().jwks("{\"keys\":[]}").build(), "no usable key"),
        ("no keys", builder().jwks("{}").build(), "keys"),
        ("no JSON", builder().jwks("nonsense").build(), "JWK Set"),
        ("duplicate member", builder().jwks("{\"keys\":[],\"keys\":[]}").build(), "twice"),
        (
            "none fits",
            builder().jwks(jwks.as_str()).algorithms([Algorithm::Rs256]).build(),
            "none of its keys",
        ),
        ("a JWKS as a JWK", builder().jwk(jwks.as_str()).build(), "jwks(..)"),
        ("a JWK as a JWKS", builder().jwks("{\"kty\":\"OKP\"}").build(), "keys"),
        ("a PEM as a JWK", builder().jwk(pem.as_str()).build(), "JWK"),
        ("no PEM", builder().pem("nonsense").build(), "PEM"),
        ("empty PEM", builder().pem("").build(), "PEM"),
        ("a private PEM", builder().pem(private).build(), "openssl pkey -pubout"),
        (
            "a certificate",
            builder().pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").build(),
            "openssl x509",
        ),
        ("a broken PEM", builder().pem(pem.replace("MCow", "MCox")).build(), "PEM"),
        (
            "a PEM of another type",
            builder().pem(pem.as_str()).algorithms([Algorithm::Rs256]).build(),
            "none of its keys",
        ),
        ("no file", builder().jwks_file("/nowhere/at/all.json").build(), "/nowhere/at/all.json"),
    ] {
        let text = result.err().unwrap_or_else(|| panic!("{name}: built")).to_string();
        assert!(text.contains(words), "{name}: {text}");
        assert!(!text.contains("hunter2"), "{name}: {text}");
    }
    assert!(builder().pem(pem.replace('\n', "\r\n")).build().is_ok());
    assert!(builder().pem(format!("\n\n{pem}\n")).build().is_ok());
}
