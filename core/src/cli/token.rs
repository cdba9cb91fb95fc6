//! A token from standard input, judged by the configuration.

use std::io::Read;

use zeroize::Zeroizing;

use super::report::Report;
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode, quoted};
use crate::verifier::Verifier;

const ABOUT: &str = "token";
/// More than any verifier reads.
const MOST: u64 = 1024 * 1024;

pub(super) fn look(report: &mut Report, verifier: &Verifier, input: &mut dyn Read) {
    let mut text = Zeroizing::new(String::new());
    if let Err(error) = input.take(MOST).read_to_string(&mut text) {
        report.fault(
            ABOUT,
            format!("standard input cannot be read: {error}"),
            "a token in UTF-8 on standard input",
        );
        return;
    }
    let token = text.trim();
    // People copy the whole header.
    let token = token.strip_prefix("Authorization:").unwrap_or(token).trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        report.fault(
            ABOUT,
            "standard input is empty",
            "pass the token: bearward doctor ... --token < token.txt",
        );
        return;
    }
    match verifier.verify(token) {
        Ok(claims) => accepted(report, &claims),
        Err(denial) => denied(report, &denial),
    }
}

fn accepted(report: &mut Report, claims: &Claims) {
    let left = claims.expires_at() - Now::system().unix();
    let issuer = claims.issuer().map_or_else(|| "none".to_owned(), quoted);
    let audience: Vec<String> = claims.audience().map(quoted).collect();
    let audience = if audience.is_empty() { "none".to_owned() } else { audience.join(", ") };
    let subject = quoted(claims.subject_str());
    report.ok(
        ABOUT,
        format!("accepted: subject {subject}, issuer {issuer}, audience {audience}, {left:.0} s left"),
    );
    const DAY: f64 = 86_400.0;
    if left > DAY {
        let days = left / DAY;
        report.warn(
            ABOUT,
            format!("good for {days:.0} days more: a stolen one too"),
            "a shorter life at the issuer (Better Auth's default is 15 minutes)",
        );
    }
}

fn denied(report: &mut Report, denial: &Denial) {
    let why = denial.explain();
    let mut text = format!("{}: {}", denial.code(), denial.code().sentence());
    if let Some(expected) = &why.expected {
        text.push_str(&format!(" Expected {expected}."));
    }
    if let Some(received) = &why.received {
        text.push_str(&format!(" Received {received}."));
    }
    if denial.code() == DenialCode::KeysUnavailable {
        report.unreachable(ABOUT, text, "the key set first");
        return;
    }
    let change = match (&why.hint, denial.code(), &why.received) {
        (Some(hint), ..) => hint.clone(),
        (None, DenialCode::IssuerMismatch, Some(received)) => {
            format!("issuer: {received}, if that is your issuer")
        }
        (None, DenialCode::AudienceMismatch, Some(received)) => {
            format!("audience: {received}, if that is this API")
        }
        (None, DenialCode::TokenExpired, _) => "a fresh token".to_owned(),
        (None, DenialCode::KeyNotFound, _) => {
            "the key set's URL: another issuer, or another environment, signed this token".to_owned()
        }
        (None, DenialCode::SignatureInvalid, _) => {
            "the secret or key set: this token was signed with another key".to_owned()
        }
        (None, DenialCode::ClaimMissing, _) => {
            format!("let the issuer add `{}`, or do not require it", denial.claim().unwrap_or("it"))
        }
        (None, ..) => "the token, at its issuer".to_owned(),
    };
    report.fault(ABOUT, text, change);
}
