//! The key set: what it answered, and what each of its keys is good for.

use super::report::Report;
use super::watched::Seen;
use crate::algorithm::AlgorithmSet;
use crate::denial::{Denial, quoted};
use crate::jwks::{FetchErrorKind, FetchResponse};
use crate::key::KeySet;

const ABOUT: &str = "key set";

/// No keys could be had: an address to mend, or an endpoint that does not answer.
pub(super) fn missing(report: &mut Report, denial: &Denial, seen: Option<&Seen>) {
    let why = denial.explain();
    let expected = why.expected.as_deref().unwrap_or("keys");
    let received = why.received.as_deref().unwrap_or("no answer");
    let text = format!("{expected}: {received}");
    let hint = why.hint.as_deref();
    match seen.map(|seen| &seen.answer) {
        Some(Err(error)) => match error.kind() {
            FetchErrorKind::Dns => {
                report.unreachable(ABOUT, text, "the host in the URL, or this machine's DNS");
            }
            FetchErrorKind::Connect | FetchErrorKind::Timeout => {
                report.unreachable(ABOUT, text, "start the issuer, or open the way to it from this machine");
            }
            FetchErrorKind::Tls => {
                report.fault(
                    ABOUT,
                    text,
                    "a certificate that this machine trusts, or its CA given as `ca_pem`",
                );
            }
            _ => report.fault(ABOUT, text, hint.unwrap_or("the URL of the key set")),
        },
        Some(Ok(response)) if response.status >= 500 || response.status == 429 => {
            report.unreachable(ABOUT, text, "the issuer's own fault: see its log");
        }
        _ => report.fault(ABOUT, text, hint.unwrap_or("the URL of the key set")),
    }
}

/// The set is usable: each key, and what is odd about the others.
pub(super) fn look(report: &mut Report, response: &FetchResponse, took_ms: u128, allowed: AlgorithmSet) {
    let Ok(set) = KeySet::from_jwks(&response.body, allowed) else { return };
    report.ok(ABOUT, format!("answered {} in {took_ms} ms, {} bytes", response.status, response.body.len()));
    for key in set.keys() {
        let name = key.kid.as_deref().map_or_else(|| "without a kid".to_owned(), quoted);
        if key.algorithms.is_empty() {
            report.warn(
                "key",
                format!("{name}: none of the allowed algorithms fits it"),
                "the list of algorithms, if tokens are signed with it",
            );
        } else {
            report.ok("key", format!("{name}: {}", key.algorithms));
        }
    }
    for (kid, why) in set.unusable() {
        let name = kid.map_or_else(|| "without a kid".to_owned(), quoted);
        let text = format!("{name} cannot be used: {why}");
        if why.contains("private") || why.contains("shared secret") {
            report.fault("key", text, "replace this key at the issuer now: who has read the set can sign");
        } else {
            report.warn(
                "key",
                text,
                "nothing, unless tokens are signed with it; then a new key at the issuer",
            );
        }
    }
}
