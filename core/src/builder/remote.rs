//! Keys over HTTP, checked and put together.

use std::sync::Arc;
use std::time::Duration;

use super::settings::Remote;
use crate::algorithm::AlgorithmSet;
use crate::clock::{Now, Seconds};
use crate::config_error::ConfigError;
use crate::jwks::discovery::Discovery;
use crate::jwks::fetch::Bounded;
use crate::jwks::machine::Tuning;
use crate::jwks::url_rules::KeyUrl;
use crate::jwks::{Fetch, Seed, Source};
use crate::key::KeySet;
use crate::language::Spelled;

/// A source at a URL, or behind the discovery document of `issuer`.
pub(super) fn source(
    url: &str,
    issuer: Option<&str>,
    allowed: AlgorithmSet,
    remote: Remote,
) -> Result<Arc<Source>, ConfigError> {
    let refused = |why: String| ConfigError::new(format!("The key set URL cannot be used: {why}."));
    let parsed = KeyUrl::parse(url, remote.allow_http).map_err(refused)?;
    let tuning = tuning(&remote)?;
    let seed = seed(remote.snapshot.as_deref(), allowed)?;
    let allow_http = remote.allow_http;
    let fetch = fetcher(remote)?;
    let Some(issuer) = issuer else { return Ok(Source::new(&parsed, fetch, allowed, tuning, seed)) };
    let discovery = Discovery::new(issuer, allow_http, fetch).map_err(refused)?;
    let document = discovery.document_url().clone();
    Ok(Source::new(&document, Arc::new(discovery), allowed, tuning, seed))
}

/// Some thirty years: beyond it is a mistake, and sums of times would end somewhere.
const LONGEST: Duration = Duration::from_secs(1_000_000_000);

fn tuning(remote: &Remote) -> Result<Tuning, ConfigError> {
    let duration = |name: &str, given: Seconds| {
        Duration::try_from_secs_f64(given.0)
            .ok()
            .filter(|duration| (Duration::from_secs(1)..=LONGEST).contains(duration))
            .ok_or_else(|| {
                ConfigError::new(format!(
                    "{} is {} seconds: choose 1 to {}.",
                    Spelled::Name(name),
                    given.0,
                    LONGEST.as_secs()
                ))
            })
    };
    let tuning = Tuning {
        max_age: duration("max_age", remote.max_age)?,
        max_stale: duration("max_stale", remote.max_stale)?,
        cooldown: duration("cooldown", remote.cooldown)?,
        ..Tuning::default()
    };
    if tuning.max_stale < tuning.max_age {
        return Err(ConfigError::new(format!(
            "{} is shorter than {}: keys would die before they are renewed.",
            Spelled::Name("max_stale"),
            Spelled::Name("max_age")
        )));
    }
    Ok(tuning)
}

fn seed(snapshot: Option<&str>, allowed: AlgorithmSet) -> Result<Option<Seed>, ConfigError> {
    let Some(text) = snapshot else {
        return Ok(None);
    };
    let option = Spelled::Name("jwks_snapshot");
    let refused = |why: String| ConfigError::new(format!("The {option} cannot be used: {why}."));
    let keys = KeySet::from_jwks(text.as_bytes(), allowed).map_err(refused)?;
    if !keys.serves_any() {
        return Err(refused(format!("none of its keys fits an allowed algorithm ({allowed})")));
    }
    Ok(Some(Seed { keys, at: Now::system() }))
}

#[cfg(feature = "jwks")]
fn fetcher(remote: Remote) -> Result<Arc<dyn Fetch>, ConfigError> {
    if let Some(own) = remote.fetch {
        return Ok(Arc::new(Bounded(own)));
    }
    let mut fetch = crate::jwks::HttpFetch::new();
    if let Some(pem) = &remote.ca_pem {
        fetch = fetch.ca_pem(pem).map_err(|why| {
            ConfigError::new(format!("The {} cannot be used: {why}.", Spelled::Name("ca_pem")))
        })?;
    }
    for (name, value) in &remote.headers {
        fetch = fetch
            .header(name, value)
            .map_err(|why| ConfigError::new(format!("The fetch header {name:?} cannot be used: {why}.")))?;
    }
    Ok(Arc::new(fetch))
}

#[cfg(not(feature = "jwks"))]
fn fetcher(remote: Remote) -> Result<Arc<dyn Fetch>, ConfigError> {
    let own = remote.fetch.ok_or_else(|| {
        ConfigError::new("Keys over HTTP need bearward's feature `jwks`, or a fetcher of your own.")
    })?;
    Ok(Arc::new(Bounded(own)))
}
