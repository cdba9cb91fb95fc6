//! `ownership_cases`: a subject and a segment of a path.

use bearward::{Claims, Secret, Verifier};
use ring::hmac;
use serde_json::json;

use crate::format::{OwnershipCase, SubjectKind};
use crate::report::Report;
use crate::verifier::{at, encode};

const SECRET: &[u8] = b"conformance: a secret for nothing but this";
const NOW: f64 = 1_800_000_000.0;
/// In the year 2100: these tokens also go to a real server.
const EXPIRES: u64 = 4_102_444_800;

pub(crate) fn run(case: &OwnershipCase, report: &mut Report) {
    let verifier = verifier(case);
    let claims = verifier.verify_at(&token(case), at(NOW)).ok();
    let segment = decoded_once(&case.path_segment);
    let allowed = claims.is_some_and(|claims| allows(case, &claims, &segment, report));
    let decision = if allowed { "allow" } else { "deny" };
    report.decided("ownership_case", &case.name, decision);
    report.compare(&case.name, "decision", &case.expected, decision);
}

/// A verifier for the case's kind of subject.
pub(crate) fn verifier(case: &OwnershipCase) -> Verifier {
    let builder = Verifier::any_issuer().any_audience().secret(Secret::new(SECRET));
    let builder = match case.subject_type {
        Some(SubjectKind::Int) => builder.subject_int("sub"),
        Some(SubjectKind::String) | None => builder,
    };
    builder.build().expect("a plain configuration")
}

/// A concealed denial is the 404 of a missing record.
fn allows(case: &OwnershipCase, claims: &Claims, segment: &str, report: &mut Report) -> bool {
    let (answer, code) = if case.conceal {
        (claims.require_record_owner(Some(segment)), "not_found")
    } else {
        (claims.require_path_owner(segment), "owner_mismatch")
    };
    if let Err(denial) = &answer {
        report.compare(&case.name, "code", code, denial.code().as_str());
    }
    answer.is_ok()
}

pub(crate) fn token(case: &OwnershipCase) -> String {
    let header = encode(json!({"alg": "HS256"}).to_string());
    let payload = encode(json!({"sub": case.sub, "exp": EXPIRES}).to_string());
    let input = format!("{header}.{payload}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), input.as_bytes());
    format!("{input}.{}", encode(tag))
}

/// Percent-decoding as a router does it: once, and octets that are no UTF-8 become U+FFFD.
fn decoded_once(segment: &str) -> String {
    let mut octets = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escape {
            Some((high, low)) => {
                octets.push(high << 4 | low);
                rest = &rest[3..];
            }
            None => {
                octets.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
