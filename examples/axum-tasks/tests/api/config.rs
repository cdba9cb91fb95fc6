//! The environment: every fault at once, one sentence each.

use axum_tasks::Config;
use axum_tasks::config::NAMES;

const SECRET: &str = "m1yS0Rk6Jm0n6Qm0m8nJm5Tqv0xJ0s3o0Zq2w8X1c4E=";

fn faults(values: &[(&str, &str)]) -> Vec<String> {
    match Config::from_values(values.iter().copied()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

/// The faults of these values beside a good way to know the keys.
fn faults_beside(name: &str, value: &str) -> Vec<String> {
    faults(&[("AUTH_BASE_URL", "https://app.example.com"), (name, value)])
}

#[test]
fn the_defaults_are_these() {
    let config = Config::from_values([("AUTH_BASE_URL", "https://app.example.com")]).ok().unwrap();
    assert_eq!((config.host.as_str(), config.port, config.require_keys), ("127.0.0.1", 8000, false));
    assert!(config.allowed_origins.is_empty());
}

#[test]
fn each_way_to_know_the_keys_is_enough() {
    let key_set = [
        ("JWKS_URL", "https://id.example.com/jwks"),
        ("ISSUER", "https://id.example.com"),
        ("AUDIENCE", "api"),
    ];
    for good in [
        &[("AUTH_BASE_URL", "https://app.example.com")][..],
        &[
            ("AUTH_BASE_URL", "https://app.example.com"),
            ("AUDIENCE", "api"),
            ("ISSUER", "x"),
            ("JWKS_MAX_AGE", "60"),
        ],
        &key_set,
        &[("AUTH_SECRET", SECRET)],
        &[("AUTH_SECRET", SECRET), ("USER_ID_CLAIM", "user_id"), ("ISSUER", "x"), ("AUDIENCE", "y")],
        &[("AUTH_BASE_URL", "https://app.example.com"), ("AUTH_SECRET", "")],
    ] {
        assert_eq!(faults(good), Vec::<String>::new(), "{good:?}");
    }
}

#[test]
fn one_and_only_one_way_is_asked_for() {
    assert!(faults(&[])[0].contains("AUTH_BASE_URL, or JWKS_URL with ISSUER and AUDIENCE, or AUTH_SECRET"));
    let both = faults(&[("AUTH_BASE_URL", "https://app.example.com"), ("AUTH_SECRET", SECRET)]);
    assert!(both[0].contains("only one"), "{both:?}");
    let missing = faults(&[("JWKS_URL", "https://id.example.com/jwks")]);
    assert!(missing[0].contains("ISSUER") && missing[1].contains("AUDIENCE"), "{missing:?}");
}

#[test]
fn what_has_no_effect_is_refused() {
    assert!(faults_beside("USER_ID_CLAIM", "user_id")[0].contains("no effect"));
    assert!(faults(&[("AUTH_SECRET", SECRET), ("JWKS_MAX_AGE", "60")])[0].contains("no effect"));
}

#[test]
fn weak_secrets_and_plain_http_are_refused_by_the_library() {
    for secret in ["too short", " m1yS0Rk6Jm0n6Qm0m8nJm5Tqv0xJ0s3o0Zq2w8X1c4E="] {
        let found = faults(&[("AUTH_SECRET", secret)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("AUTH_SECRET") && !found[0].contains(secret), "{found:?}");
    }
    let http = [("AUTH_BASE_URL", "http://auth.internal:3000")];
    assert!(faults(&http)[0].starts_with("AUTH_BASE_URL"));
    assert_eq!(faults(&[http[0], ("ALLOW_HTTP", "1")]), Vec::<String>::new());
}

#[test]
fn every_fault_is_reported_at_once_in_one_sentence() {
    let found = faults(&[
        ("PORT", "70000"),
        ("REQUIRE_KEYS", "yes"),
        ("ALLOWED_ORIGINS", "https://app.example.com/,*"),
        ("DATABASE_URL", "mysql://root:hunter2@localhost/tasks"),
    ]);
    assert_eq!(found.len(), 6, "{found:#?}");
    for (fault, about) in found.iter().zip([
        "PORT",
        "Nothing says",
        "REQUIRE_KEYS",
        "ALLOWED_ORIGINS",
        "ALLOWED_ORIGINS",
        "DATABASE_URL",
    ]) {
        assert!(fault.starts_with(about), "{fault}");
        assert!(fault.ends_with('.') && !fault.contains('\n') && !fault.contains("hunter2"), "{fault}");
    }
    assert!(found[3].ends_with("write https://app.example.com."), "{}", found[3]);
}

#[test]
fn databases_are_told_by_their_url() {
    for good in [
        "sqlite:x.sqlite",
        "sqlite:///tmp/x.sqlite",
        "sqlite::memory:",
        "postgres://u:p@h/d",
        "postgresql://h/d",
    ] {
        assert_eq!(faults_beside("DATABASE_URL", good), Vec::<String>::new(), "{good}");
    }
    for bad in ["tasks.sqlite", "mysql://h/d", "postgres://h:port/d", "x"] {
        assert_eq!(faults_beside("DATABASE_URL", bad).len(), 1, "{bad}");
    }
}

#[test]
fn env_example_names_every_variable_and_is_itself_good() {
    let text = include_str!("../../.env.example");
    let mut named = Vec::new();
    let mut set = Vec::new();
    for line in text.lines() {
        let (on, rest) = line.strip_prefix("# ").map_or((true, line), |rest| (false, rest));
        let Some((name, value)) = rest.split_once('=') else { continue };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
            continue;
        }
        assert!(NAMES.contains(&name), "nobody reads {name}");
        named.push(name);
        if on {
            set.push((name, value));
        }
    }
    for name in NAMES {
        assert!(named.contains(&name), ".env.example lacks {name}");
    }
    assert_eq!(faults(&set), Vec::<String>::new());
}
