//! The shared vectors (`vectors/README.md`) through the public interface, in Rust.
//!
//! `BEARWARD_VECTORS=DIR[:DIR]` adds directories, `BEARWARD_DECISIONS=FILE` writes one `name<TAB>decision` a line.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test program: a panic is how it fails, and where it stopped"
)]

#[cfg(feature = "axum")]
mod axum_host;
mod config;
mod cookies;
mod files;
mod format;
mod headers;
mod jwks;
mod ownership;
mod report;
mod responses;
mod sequences;
mod tokens;
mod verifier;

use std::collections::BTreeSet;

use bearward::DenialCode;

use report::Report;

#[test]
fn every_vector_is_decided_as_expected() {
    let mut report = Report::default();
    for (path, file) in files::all() {
        report.enter(&path);
        let head = file.verifier.as_ref();
        file.faults.iter().for_each(|(name, why)| report.wrong(name, "a case of the format", why));
        file.cases.iter().for_each(|case| tokens::run(case, &mut report));
        file.header_cases.iter().for_each(|case| headers::run(case, head, &mut report));
        file.ownership_cases.iter().for_each(|case| ownership::run(case, &mut report));
        file.config_cases.iter().for_each(|case| config::run(case, &mut report));
        file.jwks_cases.iter().for_each(|case| jwks::run(case, &mut report));
        file.jwks_sequences.iter().for_each(|case| sequences::run(case, &mut report));
        file.cookie_cases.iter().for_each(|case| cookies::run(case, &mut report));
        file.response_cases.iter().for_each(|case| responses::run(case, &mut report));
    }
    report.write_decisions();
    report.close("conformance: rust");
}

/// A code that no vector expects would be a code that the languages need not agree on.
#[test]
fn the_vectors_name_every_code() {
    let named: BTreeSet<String> = files::all().iter().flat_map(|(_, file)| file.expectations()).collect();
    let missing: Vec<&str> =
        DenialCode::ALL.iter().map(|code| code.as_str()).filter(|code| !named.contains(*code)).collect();
    assert!(missing.is_empty(), "no vector expects {missing:?}");
    let words = ["accept", "config_error", "renew"];
    let unknown: Vec<&String> = named
        .iter()
        .filter(|name| DenialCode::from_name(name).is_none() && !words.contains(&name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "expected by vectors, but no code: {unknown:?}");
}

/// The classes of the attack catalogue that concern the core and can be told by a token: each has a vector. (The others are config and
/// key-set cases, which have no class, or hold by type: no callback sees a header, no error comes with claims, no pattern is taken.)
#[test]
fn the_vectors_cover_every_attack_class() {
    let named: BTreeSet<String> = files::all()
        .iter()
        .flat_map(|(_, file)| &file.cases)
        .filter_map(|case| case.class.as_ref())
        .map(|class| class.as_str().map_or_else(|| class.to_string(), str::to_owned))
        .collect();
    let singles = [36, 37, 44, 59, 63];
    let classes = (1..=6).chain(8..=16).chain(18..=28).chain(30..=34).chain(singles);
    let missing: Vec<i32> = classes.filter(|class| !named.contains(&class.to_string())).collect();
    assert!(missing.is_empty(), "no vector of the classes {missing:?}");
}
