//! The times of a token (RFC 7519 sections 4.1.4 to 4.1.6), compared as `f64` seconds, here and nowhere else.

use super::accept::{Payload, invalid};
use super::expect::Expect;
use crate::denial::{Denial, DenialCode};
use crate::json::Node;

/// 10000-01-01T00:00:00Z: no four-digit year reaches it.
const END_OF_TIME: f64 = 253_402_300_800.0;
/// Above this a NumericDate is beyond the year 5138: surely milliseconds.
const PROBABLY_MILLISECONDS: f64 = 1e11;
/// An `exp` this close to 1970 is a lifetime that was given as a date.
const PROBABLY_A_LIFETIME: f64 = 400.0 * 86_400.0;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    pub(super) expires_at: Option<f64>,
    pub(super) not_before: Option<f64>,
    pub(super) issued_at: Option<f64>,
}

impl Times {
    /// Reads types and ranges; a time that is there and cannot be read is never treated as absent.
    pub(super) fn read(payload: &Payload<'_>) -> Result<Self, Denial> {
        Ok(Self {
            expires_at: numeric_date("exp", payload.exp.as_ref())?,
            not_before: numeric_date("nbf", payload.nbf.as_ref())?,
            issued_at: numeric_date("iat", payload.iat.as_ref())?,
        })
    }

    /// `exp`, `nbf`, then the age. Bounds: at `exp + leeway` the token is dead, at `nbf - leeway` it lives.
    #[allow(clippy::neg_cmp_op_on_partial_ord, reason = "a NaN must refuse")]
    pub(super) fn check(&self, expect: &Expect, now: f64) -> Result<(), Denial> {
        let leeway = expect.leeway;
        // Written so that a clock that is no number (NaN) refuses.
        if let Some(exp) = self.expires_at
            && !(now < exp + leeway)
        {
            return Err(expired(exp, now));
        }
        if let Some(nbf) = self.not_before
            && !(now + leeway >= nbf)
        {
            return Err(early("nbf", nbf, now));
        }
        if let (Some(age), Some(iat)) = (expect.max_token_age, self.issued_at) {
            if !(now + leeway >= iat) {
                return Err(early("iat", iat, now));
            }
            if !(now < iat + age + leeway) {
                return Err(Denial::new(DenialCode::TokenTooOld)
                    .about("iat")
                    .expected(format!("issued at most {age} s ago"))
                    .received(format!("iat {iat}, {:.0} s ago", now - iat)));
            }
        }
        Ok(())
    }
}

/// A NumericDate (RFC 7519 section 2), if it is there.
pub(crate) fn numeric_date(claim: &str, node: Option<&Node<'_>>) -> Result<Option<f64>, Denial> {
    let Some(node) = node else {
        return Ok(None);
    };
    let number = match node {
        Node::Integer(_) | Node::Number(_) => node.as_number().unwrap_or(f64::NAN),
        other => {
            return Err(invalid(claim, "a number of seconds since 1970", other.type_name()));
        }
    };
    if (0.0..END_OF_TIME).contains(&number) {
        return Ok(Some(number));
    }
    let denial = invalid(claim, "seconds from 1970 to the year 9999", &format!("{number}"));
    Err(if number > PROBABLY_MILLISECONDS {
        denial.hint("milliseconds? NumericDate is in seconds")
    } else {
        denial
    })
}

fn expired(exp: f64, now: f64) -> Denial {
    let denial = Denial::new(DenialCode::TokenExpired)
        .about("exp")
        .expected(format!("exp after {now:.0}"))
        .received(format!("exp {exp}, {:.0} s ago", now - exp));
    if exp < PROBABLY_A_LIFETIME {
        return denial.hint(
            "exp lies in 1970: Better Auth takes a numeric jwt.expirationTime as a date; write \"15m\" instead of 900",
        );
    }
    denial
}

fn early(claim: &str, time: f64, now: f64) -> Denial {
    Denial::new(DenialCode::TokenNotYetValid)
        .about(claim)
        .expected(format!("{claim} not after {now:.0}"))
        .received(format!("{claim} {time}, in {:.0} s", time - now))
        .hint("is the clock of this machine, or of the issuer, off?")
}
