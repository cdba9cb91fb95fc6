//! The visit: configuration, keys, clock, token, in the order in which they depend on each other.

use super::options::{Keys, Options};
use super::report::Report;
use super::watched::Watched;
use super::{Console, clock, keys, secret, token};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::builder::{NeedsKeys, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> u8 {
    let mut report = Report::default();
    if let Some(verifier) = configuration(&mut report, options, console)
        && options.token
    {
        token::look(&mut report, &verifier, console.input);
    }
    // A reader that has gone away is no reason to fail.
    let _ = report.print(console.output, options.json);
    report.exit_code()
}

/// A verifier that has its keys, if the configuration gives one.
fn configuration(report: &mut Report, options: &Options, console: &mut Console<'_>) -> Option<Verifier> {
    let source = options.keys.clone()?;
    if let Some(name) = options.from_environment {
        report.ok("settings", format!("from the environment: {name}"));
    }
    let fetch = Watched::new();
    let builder = match &source {
        Keys::SecretEnv(name) => Ok(begin(options).secret(secret::look(report, name)?)),
        Keys::Url(url) => Ok(begin(options).jwks_url(url.as_str())),
        Keys::Discovery => Ok(begin(options).discovery()),
        Keys::BetterAuth(url) => Verifier::better_auth(url).map(|builder| named(builder, options)),
    };
    let verifier = match builder.and_then(|builder| finish(builder, options, &source, &fetch)) {
        Ok(verifier) => verifier,
        Err(error) => {
            report.fault("settings", error.to_string(), change(&source));
            return None;
        }
    };
    warn_of_openness(report, options, &source);
    match &source {
        Keys::SecretEnv(name) => secret::accepted(report, name),
        _ => fetched(report, &verifier, &fetch, options, console)?,
    }
    Some(verifier)
}

fn begin(options: &Options) -> VerifierBuilder<NeedsKeys> {
    let builder = match options.issuers.is_empty() {
        true => Verifier::any_issuer(),
        false => Verifier::issuer(options.issuers.clone()),
    };
    match options.audiences.is_empty() {
        true => builder.any_audience(),
        false => builder.audience(options.audiences.clone()),
    }
}

/// A preset with the parts replaced that were given.
fn named(mut builder: VerifierBuilder<Ready>, options: &Options) -> VerifierBuilder<Ready> {
    if !options.issuers.is_empty() {
        builder = builder.issuer(options.issuers.clone());
    }
    if !options.audiences.is_empty() {
        builder = builder.audience(options.audiences.clone());
    }
    builder
}

fn finish(
    mut builder: VerifierBuilder<Ready>,
    options: &Options,
    source: &Keys,
    fetch: &Watched,
) -> Result<Verifier, ConfigError> {
    if let Some(names) = &options.algorithms {
        builder = builder.algorithm_names(names.clone());
    }
    if let Some(claim) = &options.subject {
        builder = builder.subject(claim.as_str());
    }
    if let Some(claim) = &options.subject_int {
        builder = builder.subject_int(claim.as_str());
    }
    if options.allow_http {
        builder = builder.allow_http();
    }
    if !matches!(source, Keys::SecretEnv(_)) {
        builder = builder.fetch(fetch.clone());
    }
    builder.build()
}

fn fetched(
    report: &mut Report,
    verifier: &Verifier,
    fetch: &Watched,
    options: &Options,
    console: &mut Console<'_>,
) -> Option<()> {
    let _ = writeln!(console.errors, "fetching the key set (at most 5 s)");
    let warmed = verifier.warm();
    let seen = fetch.take();
    match (warmed, seen) {
        (Err(denial), seen) => {
            keys::missing(report, &denial, seen.as_ref());
            None
        }
        (Ok(()), Some(seen)) => {
            if let Ok(response) = &seen.answer {
                keys::look(report, response, seen.took.as_millis(), allowed(options));
            }
            clock::look(report, &seen);
            Some(())
        }
        (Ok(()), None) => Some(()),
    }
}

/// What `finish` has accepted as names.
fn allowed(options: &Options) -> AlgorithmSet {
    match &options.algorithms {
        Some(names) => names.iter().filter_map(|name| Algorithm::from_name(name)).collect(),
        None => AlgorithmSet::public_key(),
    }
}

/// Nobody is stopped from leaving these open, but everybody should know.
fn warn_of_openness(report: &mut Report, options: &Options, source: &Keys) {
    if matches!(source, Keys::BetterAuth(_)) {
        return;
    }
    for (given, name) in [(&options.issuers, "issuer"), (&options.audiences, "audience")] {
        if given.is_empty() {
            report.warn(
                "settings",
                format!("any {name} is accepted"),
                format!("--{name} TEXT, and the same in your verifier, if tokens have one"),
            );
        }
    }
}

fn change(source: &Keys) -> String {
    match source {
        Keys::SecretEnv(name) => {
            format!("{name}=\"$(openssl rand -base64 32)\", the same for the issuer and each API")
        }
        Keys::Url(_) => "--jwks-url https://...".to_owned(),
        Keys::Discovery => "--issuer https://..., as it stands in the discovery document".to_owned(),
        Keys::BetterAuth(_) => "--better-auth https://..., the public URL (BETTER_AUTH_URL)".to_owned(),
    }
}
