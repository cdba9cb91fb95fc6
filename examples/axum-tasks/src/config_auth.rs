//! The part of the configuration that says which tokens are good.

use bearward::{ConfigError, Secret, Verifier};

use crate::config::Reader;

/// Exactly one of the three ways to know the issuer's keys.
pub(crate) fn verifier(read: &mut Reader) -> Option<Verifier> {
    let given = ["AUTH_BASE_URL", "JWKS_URL", "AUTH_SECRET"].map(|name| read.text(name));
    match given {
        [Some(base_url), None, None] => {
            unused(read, &["USER_ID_CLAIM"], "AUTH_BASE_URL");
            better_auth(read, &base_url)
        }
        [None, Some(url), None] => {
            unused(read, &["USER_ID_CLAIM"], "JWKS_URL");
            key_set(read, &url)
        }
        [None, None, Some(secret)] => {
            unused(read, &["JWKS_MAX_AGE", "ALLOW_HTTP"], "AUTH_SECRET");
            shared_secret(read, &secret)
        }
        [None, None, None] => {
            read.fault("Nothing says which tokens are good: set AUTH_BASE_URL, or JWKS_URL with ISSUER and AUDIENCE, or AUTH_SECRET.");
            None
        }
        _ => {
            read.fault("Set only one of AUTH_BASE_URL, JWKS_URL and AUTH_SECRET.");
            None
        }
    }
}

/// Better Auth at this address; ISSUER and AUDIENCE replace what follows from it.
fn better_auth(read: &mut Reader, base_url: &str) -> Option<Verifier> {
    let (issuer, audience) = (read.text("ISSUER"), read.text("AUDIENCE"));
    let (max_age, allow_http) = (read.number("JWKS_MAX_AGE", 86_400), read.flag("ALLOW_HTTP"));
    build(read, "AUTH_BASE_URL", || {
        let mut builder = Verifier::better_auth(base_url)?;
        if let Some(issuer) = issuer {
            builder = builder.issuer(issuer);
        }
        if let Some(audience) = audience {
            builder = builder.audience(audience);
        }
        if let Some(seconds) = max_age {
            builder = builder.max_age(seconds);
        }
        if allow_http {
            builder = builder.allow_http();
        }
        builder.build()
    })
}

/// Any issuer that publishes its keys.
fn key_set(read: &mut Reader, url: &str) -> Option<Verifier> {
    let (issuer, audience) = (read.text("ISSUER"), read.text("AUDIENCE"));
    let (max_age, allow_http) = (read.number("JWKS_MAX_AGE", 86_400), read.flag("ALLOW_HTTP"));
    for (name, value) in [("ISSUER", &issuer), ("AUDIENCE", &audience)] {
        if value.is_none() {
            read.fault(format!("JWKS_URL needs {name}: the exact value of the token's claim."));
        }
    }
    let (issuer, audience) = (issuer?, audience?);
    build(read, "JWKS_URL", || {
        let mut builder = Verifier::issuer(issuer).audience(audience).jwks_url(url);
        if let Some(seconds) = max_age {
            builder = builder.max_age(seconds);
        }
        if allow_http {
            builder = builder.allow_http();
        }
        builder.build()
    })
}

/// HS256 with a secret that the issuer and this API share. ISSUER and AUDIENCE are checked if they are given.
fn shared_secret(read: &mut Reader, secret: &str) -> Option<Verifier> {
    if secret.trim() != secret {
        read.fault("AUTH_SECRET has white space around it.");
        return None;
    }
    let (issuer, audience) = (read.text("ISSUER"), read.text("AUDIENCE"));
    let claim = read.text("USER_ID_CLAIM");
    build(read, "AUTH_SECRET", || {
        let builder = issuer.map_or_else(Verifier::any_issuer, Verifier::issuer);
        let builder = match audience {
            Some(audience) => builder.audience(audience),
            None => builder.any_audience(),
        };
        let builder = builder.secret(Secret::new(secret));
        match claim.as_deref().map(UserIdClaim::parse) {
            None => builder,
            Some(UserIdClaim::Text(name)) => builder.subject(name),
            Some(UserIdClaim::Integer(name)) => builder.subject_int(name),
        }
        .build()
    })
}

/// `sub` is text; another claim is an integer unless it says `:string`, as in `uid:string`.
#[derive(Debug, PartialEq)]
enum UserIdClaim<'a> {
    Text(&'a str),
    Integer(&'a str),
}

impl<'a> UserIdClaim<'a> {
    fn parse(text: &'a str) -> Self {
        match text.rsplit_once(':') {
            Some((name, "string")) => UserIdClaim::Text(name),
            Some((name, "int")) => UserIdClaim::Integer(name),
            _ if text == "sub" => UserIdClaim::Text(text),
            _ => UserIdClaim::Integer(text),
        }
    }
}

fn build(
    read: &mut Reader,
    name: &str,
    verifier: impl FnOnce() -> Result<Verifier, ConfigError>,
) -> Option<Verifier> {
    verifier().map_err(|error| read.fault(format!("{name}: {error}"))).ok()
}

fn unused(read: &mut Reader, names: &[&str], with: &str) {
    for name in names {
        if read.text(name).is_some() {
            read.fault(format!("{name} has no effect with {with}: remove it."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_id_claim_says_its_type() {
        assert_eq!(UserIdClaim::parse("sub"), UserIdClaim::Text("sub"));
        assert_eq!(UserIdClaim::parse("user_id"), UserIdClaim::Integer("user_id"));
        assert_eq!(UserIdClaim::parse("uid:string"), UserIdClaim::Text("uid"));
        assert_eq!(UserIdClaim::parse("sub:int"), UserIdClaim::Integer("sub"));
    }
}
