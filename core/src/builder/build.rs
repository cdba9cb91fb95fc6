//! From settings to a verifier: every fault of the configuration is found here, with a sentence that says what to change.

use std::sync::Arc;

use super::settings::{KeyInput, Remote, Settings};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::challenge::{Presentation, fits_quoted_string};
use crate::claims::{Expect, SubjectRule};
use crate::clock::Seconds;
use crate::config_error::ConfigError;
use crate::header::HeaderRules;
use crate::header_cache::HeaderCache;
use crate::key::{KeySet, RevokedKeys, SecretKeys, key_from_pem};
use crate::language::Spelled;
use crate::stats::DecisionCounters;
use crate::verifier::{Inner, Keys, Member, Verifier};

/// The most leeway that can be asked for, in seconds.
const MAX_LEEWAY: f64 = 3600.0;

pub(super) fn build(settings: Settings) -> Result<Verifier, ConfigError> {
    check_names("issuer", settings.issuers.as_deref())?;
    check_names("audience", settings.audiences.as_deref())?;
    check_claims(&settings)?;
    check_transport(&settings)?;
    check_cache(&settings)?;
    let leeway = seconds("leeway", settings.leeway, 0.0, MAX_LEEWAY)?;
    let max_token_age =
        settings.max_token_age.map(|age| seconds("max_token_age", age, 1.0, 1e10)).transpose()?;
    let presentation = presentation(settings.presentation)?;
    let input = settings.keys.ok_or_else(|| {
        ConfigError::new(format!(
            "No keys were given: choose secret, {} or another.",
            Spelled::Name("jwks_url")
        ))
    })?;
    let allowed = allowed_algorithms(&input, settings.algorithms.as_deref())?;
    say_what_is_open(
        &input,
        settings.issuers.is_none(),
        settings.audiences.is_none(),
        settings.one_of.is_empty() && !settings.keys_name_audience,
    );
    let (keys, algorithms) = keys(input, allowed, settings.issuers.as_deref(), settings.remote)?;
    let member = Member {
        max_token_bytes: settings.max_token_bytes,
        rules: HeaderRules { algorithms, typ: settings.typ },
        expect: Expect {
            issuers: settings.issuers,
            audiences: settings.audiences,
            leeway,
            max_token_age,
            required: settings.required,
            one_of: settings.one_of,
            subject: settings.subject,
            allow_unbound_use: settings.allow_unbound_use,
            scopes_from: settings.scopes_from.map(Into::into),
        },
        keys,
        revoked_if: settings.revoked_if,
    };
    Ok(Verifier::from_inner(Inner {
        members: vec![Arc::new(member)],
        max_token_bytes: settings.max_token_bytes,
        transport: settings.transport,
        presentation,
        counters: DecisionCounters::default(),
        header_cache: settings.header_cache.then(HeaderCache::default),
        #[cfg(feature = "token-cache")]
        token_cache: settings.token_cache.map(crate::token_cache::TokenCache::new),
    }))
}

fn check_names(what: &str, names: Option<&[String]>) -> Result<(), ConfigError> {
    match names {
        Some([]) => {
            let any = format!("any_{what}");
            let any = Spelled::On(&any);
            Err(ConfigError::new(format!("The list of {what}s is empty: name one, or choose {any}.")))
        }
        Some(names) if names.iter().any(|name| name.is_empty() || name.trim() != name) => {
            Err(ConfigError::new(format!(
                "An {what} is empty or has white space around it: write it exactly as the token has it."
            )))
        }
        _ => Ok(()),
    }
}

fn check_claims(settings: &Settings) -> Result<(), ConfigError> {
    let named = settings.required.iter().chain(settings.one_of.iter().map(|(claim, _)| claim));
    if named.chain([&settings.subject.claim().to_owned()]).any(|claim| claim.is_empty()) {
        return Err(ConfigError::new("A claim's name is empty: name the claim."));
    }
    if let Some((claim, _)) = settings.one_of.iter().find(|(_, values)| values.is_empty()) {
        return Err(ConfigError::new(format!("require lists no value for {claim:?}: no token could pass.")));
    }
    if settings.typ.as_deref() == Some("") {
        return Err(ConfigError::new("typ is empty: name a type such as at+jwt, or leave it out."));
    }
    let bare_secret = matches!(settings.keys, Some(KeyInput::Secret(_)))
        && settings.issuers.is_none()
        && settings.audiences.is_none();
    if let SubjectRule::Text(claim) = &settings.subject
        && bare_secret
        && matches!(claim.as_str(), "email" | "userId")
    {
        return Err(ConfigError::new(format!(
            "{} with a bare secret would take Better Auth's e-mail links for access tokens, which it signs with \
             the same secret: name an issuer or audience, or use another claim.",
            Spelled::With("subject", claim)
        )));
    }
    Ok(())
}

fn check_transport(settings: &Settings) -> Result<(), ConfigError> {
    if settings.max_token_bytes < 64 {
        return Err(ConfigError::new(format!(
            "{} is below 64: no token is that short.",
            Spelled::Name("max_token_bytes")
        )));
    }
    let names = [settings.transport.header.as_ref(), settings.transport.cookie.as_ref()];
    for name in names.into_iter().flatten() {
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte))
        {
            return Err(ConfigError::new(format!("{name:?} is no name of a header or cookie.")));
        }
    }
    for origin in &settings.transport.origins {
        let exact = url::Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
        if !exact {
            // Not shown: it may hold a password.
            return Err(ConfigError::new(
                "An allowed origin is not one: write scheme, host and port alone, such as https://app.example.com.",
            ));
        }
    }
    if settings.transport.cookie.is_none() && !settings.transport.origins.is_empty() {
        return Err(ConfigError::new(format!(
            "{} guard a cookie, and none is named: name it with {}.",
            Spelled::Name("allowed_origins"),
            Spelled::Given("cookie")
        )));
    }
    if settings.transport.header.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("authorization")) {
        return Err(ConfigError::new(format!(
            "Authorization is always read: {} is for another header.",
            Spelled::Given("token_header")
        )));
    }
    Ok(())
}

#[cfg(feature = "token-cache")]
fn check_cache(settings: &Settings) -> Result<(), ConfigError> {
    match settings.token_cache {
        Some(bounds) if bounds.entries == 0 || bounds.bytes == 0 => {
            Err(ConfigError::new("The token cache has no room: give it entries and bytes, or leave it out."))
        }
        _ => Ok(()),
    }
}

#[cfg(not(feature = "token-cache"))]
fn check_cache(_: &Settings) -> Result<(), ConfigError> {
    Ok(())
}

fn seconds(name: &str, given: Seconds, least: f64, most: f64) -> Result<f64, ConfigError> {
    let Seconds(value) = given;
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    let name = Spelled::Name(name);
    Err(ConfigError::new(format!("{name} is {value} seconds: choose {least} to {most}.")))
}

fn presentation(given: Presentation) -> Result<Option<Arc<Presentation>>, ConfigError> {
    let texts = [("realm", &given.realm), ("resource_metadata", &given.resource_metadata)];
    for (name, text) in texts {
        if text.as_deref().is_some_and(|text| text.is_empty() || !fits_quoted_string(text)) {
            let name = Spelled::Name(name);
            return Err(ConfigError::new(format!(
                "{name} must be plain ASCII without quotes: it stands in a header."
            )));
        }
    }
    Ok((given != Presentation::DEFAULT).then(|| Arc::new(given)))
}

/// The allow-list. `None`: whatever fits the key (a PEM without a list).
fn allowed_algorithms(
    input: &KeyInput,
    names: Option<&[String]>,
) -> Result<Option<AlgorithmSet>, ConfigError> {
    let secret = matches!(input, KeyInput::Secret(_));
    let Some(names) = names else {
        return Ok(match input {
            KeyInput::Secret(_) => Some([Algorithm::Hs256].into_iter().collect()),
            KeyInput::Pem(_) => None,
            _ => Some(AlgorithmSet::public_key()),
        });
    };
    let mut set = Vec::new();
    for name in names {
        let Some(algorithm) = Algorithm::from_name(name) else {
            let known: AlgorithmSet = Algorithm::ALL.into_iter().collect();
            return Err(ConfigError::new(format!(
                "The algorithm {name:?} is not accepted: choose among {known}."
            )));
        };
        if algorithm.is_symmetric() != secret {
            return Err(ConfigError::new(if secret {
                format!(
                    "{name} needs a public key, but a secret was given: give the issuer's keys, or allow HS256."
                )
            } else {
                format!(
                    "{name} needs a shared secret, but public keys were given: whoever knows them could sign."
                )
            }));
        }
        set.push(algorithm);
    }
    let set: AlgorithmSet = set.into_iter().collect();
    if set.is_empty() {
        return Err(ConfigError::new("The list of algorithms is empty: name one, or leave the list out."));
    }
    if set.iter().all(|algorithm| !algorithm.is_supported()) {
        return Err(ConfigError::new(format!("{set} needs bearward's feature `aws-lc-rs`: switch it on.")));
    }
    Ok(Some(set))
}

fn keys(
    input: KeyInput,
    allowed: Option<AlgorithmSet>,
    issuers: Option<&[String]>,
    remote: Remote,
) -> Result<(Keys, AlgorithmSet), ConfigError> {
    let list = allowed.unwrap_or_else(AlgorithmSet::public_key);
    let refused = |what: &str, why: String| ConfigError::new(format!("The {what} cannot be used: {why}."));
    let fixed = |what: &str, set: Result<KeySet, String>| {
        let set = set.map_err(|why| refused(what, why))?;
        for why in set.faults() {
            tracing::warn!(target: "bearward", source = what, why, "a key of the set cannot be used");
        }
        if !set.serves_any() {
            return Err(refused(what, format!("none of its keys fits an allowed algorithm ({list})")));
        }
        Ok((Keys::Fixed(set, RevokedKeys::default()), list))
    };
    match input {
        KeyInput::Secret(secret) => {
            Ok((Keys::Secret(SecretKeys::prepare(&secret, list)?, RevokedKeys::default()), list))
        }
        KeyInput::Pem(pem) => {
            let key = key_from_pem(&pem, allowed).map_err(|why| refused("PEM", why))?;
            let list = allowed.unwrap_or(key.algorithms);
            let (keys, _) = fixed("PEM", Ok(KeySet::of(key)))?;
            Ok((keys, list))
        }
        KeyInput::Jwk(jwk) => fixed("JWK", KeySet::from_jwk(&jwk, list)),
        KeyInput::Jwks(jwks) => fixed("key set", KeySet::from_jwks(jwks.as_bytes(), list)),
        KeyInput::JwksFile(path) => {
            let text = std::fs::read(&path).map_err(|error| {
                ConfigError::new(format!("The key set {} cannot be read: {error}.", path.display()))
            })?;
            fixed("key set file", KeySet::from_jwks(&text, list))
        }
        KeyInput::Url(url) => {
            let source = super::remote::source(&url, None, list, remote)?;
            Ok((Keys::Remote(source), list))
        }
        KeyInput::Discovery => {
            let Some([issuer]) = issuers else {
                return Err(ConfigError::new(format!(
                    "{} needs exactly one issuer: its document is found below it.",
                    Spelled::On("discovery")
                )));
            };
            let source = super::remote::source(issuer, Some(issuer), list, remote)?;
            Ok((Keys::Remote(source), list))
        }
    }
}

/// What was opted out of is said once, at the start.
fn say_what_is_open(input: &KeyInput, any_issuer: bool, any_audience: bool, nothing_pinned: bool) {
    if any_issuer && any_audience && matches!(input, KeyInput::Secret(_)) {
        tracing::warn!(target: "bearward", "any issuer and any audience: this verifier accepts whatever the secret ever signed");
    } else if any_audience && nothing_pinned {
        let pin = Spelled::Given("require");
        tracing::warn!(target: "bearward", "any audience: tokens for other APIs of the issuer pass; name the audience, or pin another claim with {pin}");
    }
}
