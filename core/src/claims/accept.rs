//! From a verified payload to claims: every rule, in the order that is promised.

mod payload;

use std::sync::{Arc, OnceLock};

use super::expect::{Expect, OneOf, SubjectRule};
use super::parties::Parties;
use super::time::Times;
use super::{Claims, Inner, Subject, subject};
use crate::challenge::Presentation;
use crate::denial::{Denial, DenialCode};
use crate::json::{Malformed, Node};
use crate::language::Spelled;
use crate::signature::VerifiedToken;
pub(super) use payload::Payload;

/// Judges a payload. Order: types and ranges, missing, issuer, audience, exp, nbf, age, `require`, `cnf`, subject.
pub(super) fn accept(
    token: VerifiedToken,
    expect: &Expect,
    presentation: Option<&Arc<Presentation>>,
    now: f64,
) -> Result<Claims, Denial> {
    let text = String::from_utf8(token.into_payload()).map_err(|_| malformed(&Malformed::NOT_UTF8))?;
    accept_text(text, expect, presentation, now)
}

/// The same for the text of claims that were proven in another way.
pub(super) fn accept_text(
    text: String,
    expect: &Expect,
    presentation: Option<&Arc<Presentation>>,
    now: f64,
) -> Result<Claims, Denial> {
    let (subject, times) = judge(&text, expect, now)?;
    let inner = Inner {
        text,
        subject,
        times,
        scopes_from: expect.scopes_from.clone(),
        presentation: presentation.cloned(),
        members: OnceLock::new(),
        #[cfg(feature = "host")]
        mark: std::sync::atomic::AtomicU64::default(),
    };
    Ok(Claims { inner: Arc::new(inner), route: None, issuer_index: 0 })
}

/// The same from a text that was accepted before: reads it and judges nothing.
#[cfg(feature = "host")]
pub(super) fn reopen(
    text: String,
    expect: &Expect,
    presentation: Option<&Arc<Presentation>>,
) -> Result<Claims, Denial> {
    let mut payload = Payload::new(expect);
    payload.read(&text).map_err(|fault| malformed(&fault))?;
    let times = Times::read(&payload)?;
    let subject = subject::read(&payload, &expect.subject)?;
    let scopes_from = expect.scopes_from.clone();
    let presentation = presentation.cloned();
    let (members, mark) = (OnceLock::new(), std::sync::atomic::AtomicU64::default());
    let inner = Inner { text, subject, times, scopes_from, presentation, members, mark };
    Ok(Claims { inner: Arc::new(inner), route: None, issuer_index: 0 })
}

fn judge(text: &str, expect: &Expect, now: f64) -> Result<(Option<Subject>, Times), Denial> {
    let mut payload = Payload::new(expect);
    payload.read(text).map_err(|fault| malformed(&fault))?;
    let times = Times::read(&payload)?;
    let parties = Parties::read(&payload)?;
    check_text("jti", payload.jti.as_ref())?;
    if !matches!(&expect.subject, SubjectRule::Integer(claim) if claim == "sub") {
        check_text("sub", payload.sub.as_ref())?;
    }
    check_present(&payload, &parties, expect)?;
    parties.check(expect)?;
    times.check(expect, now)?;
    check_one_of(&payload, expect)?;
    if payload.cnf.is_some() && !expect.allow_unbound_use {
        return Err(sender_constrained());
    }
    Ok((subject::read(&payload, &expect.subject)?, times))
}

/// A registered claim of the wrong type is refused even where nobody asked for it.
fn check_text(claim: &str, node: Option<&Node<'_>>) -> Result<(), Denial> {
    match node {
        None | Some(Node::Text(_)) => Ok(()),
        Some(other) => {
            let denial = invalid(claim, "a string", other.type_name());
            Err(if matches!(other, Node::Integer(_)) && claim == "sub" {
                denial.hint(subject::integer_id(claim))
            } else {
                denial
            })
        }
    }
}

fn check_present(payload: &Payload<'_>, parties: &Parties, expect: &Expect) -> Result<(), Denial> {
    let has = |claim: &str| payload.get(claim).is_some_and(|node| *node != Node::Null);
    let absent = |claim: &&str| !has(claim);
    if payload.exp.is_none() {
        return Err(missing("exp"));
    }
    if let Some(claim) = parties.missing(expect) {
        return Err(missing(claim));
    }
    let age = expect.max_token_age.map(|_| "iat");
    let required = expect.required.iter().map(String::as_str);
    let pinned = expect.one_of.iter().map(|(claim, _)| claim.as_str());
    match required.chain(age).chain(pinned).find(absent) {
        Some(claim) => Err(missing(claim)),
        None => Ok(()),
    }
}

fn check_one_of(payload: &Payload<'_>, expect: &Expect) -> Result<(), Denial> {
    for (claim, allowed) in &expect.one_of {
        let matches = |wanted: &OneOf| match (wanted, payload.get(claim)) {
            (OneOf::Text(wanted), Some(Node::Text(given))) => wanted.as_str() == &**given,
            (OneOf::Integer(wanted), Some(Node::Integer(given))) => wanted == given,
            (OneOf::Bool(wanted), Some(Node::Bool(given))) => wanted == given,
            _ => false,
        };
        if !allowed.iter().any(matches) {
            let received = payload.get(claim).map_or("nothing", Node::type_name);
            return Err(invalid(claim, "one of the required values", &format!("another value ({received})")));
        }
    }
    Ok(())
}

#[cold]
fn malformed(fault: &Malformed) -> Denial {
    Denial::new(DenialCode::TokenMalformed)
        .expected("a payload that is one strict JSON object")
        .received(format!("a payload of which {fault}"))
}

#[cold]
fn sender_constrained() -> Denial {
    Denial::new(DenialCode::TokenTypeMismatch)
        .about("cnf")
        .expected("a bearer token")
        .received("a sender-constrained token (cnf)")
        .hint(format!(
            "a DPoP or mTLS token proves nothing as a plain bearer token; {} accepts it",
            Spelled::On("allow_unbound_use")
        ))
}

#[cold]
pub(crate) fn invalid(claim: &str, expected: &str, received: &str) -> Denial {
    Denial::new(DenialCode::ClaimInvalid)
        .about(claim)
        .expected(format!("{claim}: {expected}"))
        .received(format!("{claim}: {received}"))
}

#[cold]
pub(crate) fn missing(claim: &str) -> Denial {
    Denial::new(DenialCode::ClaimMissing).about(claim).expected(format!("a claim `{claim}`")).received("none")
}
