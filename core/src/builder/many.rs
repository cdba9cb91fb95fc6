//! Several issuers behind one verifier.

use std::sync::Arc;

use crate::config_error::ConfigError;
use crate::stats::DecisionCounters;
use crate::verifier::{Inner, Member, Verifier};

pub(crate) fn many(verifiers: Vec<Verifier>) -> Result<Verifier, ConfigError> {
    let Some(first) = verifiers.first() else {
        return Err(ConfigError::new("No verifier was given: several issuers need at least one."));
    };
    let members: Vec<Arc<Member>> =
        verifiers.iter().flat_map(|verifier| verifier.inner().members.iter().cloned()).collect();
    check_disjoint(&members)?;
    let first = first.inner();
    let inner = Inner {
        max_token_bytes: verifiers
            .iter()
            .map(|verifier| verifier.inner().max_token_bytes)
            .max()
            .unwrap_or_default(),
        transport: first.transport.clone(),
        presentation: first.presentation.clone(),
        counters: DecisionCounters::default(),
        header_cache: None,
        #[cfg(feature = "token-cache")]
        token_cache: cache_bounds(&verifiers).map(crate::token_cache::TokenCache::new),
        members,
    };
    Ok(Verifier::from_inner(inner))
}

/// One cache for all, as large as theirs together.
#[cfg(feature = "token-cache")]
fn cache_bounds(verifiers: &[Verifier]) -> Option<crate::token_cache::CacheBounds> {
    let bounds =
        verifiers.iter().filter_map(|verifier| Some(verifier.inner().token_cache.as_ref()?.bounds()));
    bounds.reduce(|all, one| all.plus(one))
}

/// The token's `iss` and algorithm must choose one member.
fn check_disjoint(members: &[Arc<Member>]) -> Result<(), ConfigError> {
    if members.len() > 1 && members.iter().any(|member| member.expect.issuers.is_none()) {
        return Err(ConfigError::new(
            "One of several issuers takes any issuer: the token's `iss` could not choose. Name its issuer.",
        ));
    }
    for (index, member) in members.iter().enumerate() {
        for other in members.iter().skip(index + 1) {
            let names = member.expect.issuers.iter().flatten();
            let shared =
                names.clone().find(|name| other.expect.issuers.iter().flatten().any(|twin| twin == *name));
            if let Some(name) = shared
                && member.rules.algorithms.intersects(other.rules.algorithms)
            {
                return Err(ConfigError::new(format!(
                    "The issuer {name} is configured twice with common algorithms: merge the two, or keep their algorithms apart."
                )));
            }
        }
    }
    Ok(())
}
