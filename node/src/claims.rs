//! Owner and scope of accepted claims. The shell keeps the accepted text where nobody else can write it.

use bearward::{Claims, Denial, OwnerId};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::denial::DenialParts;
use crate::env::State;

/// The largest integer that JavaScript's numbers hold exactly, and all below it.
const MAX_SAFE_INTEGER: &str = "9007199254740991";

/// Raises nothing and returns nothing if the owner is the subject, in type and value.
#[napi(
    catch_unwind,
    ts_args_type = "verifier: number, accepted: string, issuer: number, owner: string | number | bigint | null"
)]
pub fn require_owner(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
    owner: Either4<String, f64, BigInt, Null>,
) -> Result<Option<DenialParts>> {
    let claims = reopened(&env, verifier, &accepted, issuer)?;
    let owner = Owner::from(owner);
    Ok(denial(claims.require_owner(owner.id().unwrap_or(OwnerId::Integer(None)))))
}

/// The same for a path parameter, percent-decoded once.
#[napi(catch_unwind)]
pub fn require_path_owner(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
    segment: String,
) -> Result<Option<DenialParts>> {
    Ok(denial(reopened(&env, verifier, &accepted, issuer)?.require_path_owner(&segment)))
}

/// The same for the owner of a record; null is no such record.
#[napi(
    catch_unwind,
    ts_args_type = "verifier: number, accepted: string, issuer: number, owner: string | number | bigint | null"
)]
pub fn require_record_owner(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
    owner: Either4<String, f64, BigInt, Null>,
) -> Result<Option<DenialParts>> {
    let claims = reopened(&env, verifier, &accepted, issuer)?;
    Ok(denial(claims.require_record_owner(Owner::from(owner).id())))
}

/// Whether one of the scopes was granted.
#[napi(catch_unwind)]
pub fn require_any_scope(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
    scopes: Vec<String>,
) -> Result<Option<DenialParts>> {
    let claims = reopened(&env, verifier, &accepted, issuer)?;
    Ok(denial(claims.require_any_scope(scopes.iter().map(String::as_str))))
}

/// Who the token is about; null for nobody.
#[napi(catch_unwind, ts_return_type = "string | number | null")]
pub fn subject_of(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
) -> Result<Either3<String, f64, Null>> {
    let claims = reopened(&env, verifier, &accepted, issuer)?;
    Ok(match claims.subject().map(|subject| (subject.as_int(), subject.as_str())) {
        None => Either3::C(Null),
        // At most 2^53-1: the core sees to it.
        Some((Some(id), _)) => Either3::B(id as f64),
        Some((None, text)) => Either3::A(text.to_owned()),
    })
}

/// What the token was granted.
#[napi(catch_unwind, ts_return_type = "string[] | DenialParts")]
pub fn scopes_of(
    env: Env,
    verifier: u32,
    accepted: String,
    issuer: u32,
) -> Result<Either<Vec<String>, DenialParts>> {
    let claims = reopened(&env, verifier, &accepted, issuer)?;
    Ok(match claims.scopes() {
        Ok(scopes) => Either::A(scopes.into_iter().map(str::to_owned).collect()),
        Err(denial) => Either::B((&denial).into()),
    })
}

/// True if `JSON.parse` would round an integer of this accepted payload.
pub(crate) fn would_be_rounded(text: &str) -> bool {
    const LENGTH: usize = MAX_SAFE_INTEGER.len();
    let octets = text.as_bytes();
    let is_digit = |at: usize| octets.get(at).is_some_and(u8::is_ascii_digit);
    // An integer that is long enough has a digit at the end of one of these pieces, and on one side at least half of its own: seldom is
    // more looked at.
    let suspicious = |(at, piece): (usize, &[u8])| {
        let end = at * LENGTH + LENGTH - 1;
        piece.last().is_some_and(u8::is_ascii_digit)
            && (is_digit(end - LENGTH / 2 + 1) || is_digit(end + LENGTH / 2))
            && digits_around(octets, end) >= LENGTH
    };
    octets.chunks_exact(LENGTH).enumerate().any(suspicious) && has_unsafe_integer(octets)
}

fn digits_around(octets: &[u8], middle: usize) -> usize {
    let (before, after) = octets.split_at_checked(middle).unwrap_or((octets, &[]));
    let digits = |octet: &&u8| octet.is_ascii_digit();
    before.iter().rev().take_while(digits).count() + after.iter().take_while(digits).count()
}

/// The same, outside of strings: ids that are text are often that long.
fn has_unsafe_integer(octets: &[u8]) -> bool {
    let mut rest = octets;
    while let [first, after @ ..] = rest {
        rest = match first {
            b'"' => after_string(after),
            b'-' | b'0'..=b'9' => {
                let length = rest.iter().take_while(|octet| is_of_number(**octet)).count();
                let (number, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                if is_unsafe_integer(number) {
                    return true;
                }
                after
            }
            _ => after,
        };
    }
    false
}

fn after_string(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match rest {
            [b'\\', _, after @ ..] => after,
            [b'"', after @ ..] => return after,
            [_, after @ ..] => after,
            [] => return rest,
        };
    }
}

fn is_of_number(octet: u8) -> bool {
    matches!(octet, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

fn is_unsafe_integer(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    let limit = MAX_SAFE_INTEGER.as_bytes();
    digits.iter().all(u8::is_ascii_digit)
        && (digits.len() > limit.len() || (digits.len() == limit.len() && digits > limit))
}

/// An owner as an application holds it.
enum Owner {
    Text(String),
    Integer(Option<u64>),
    None,
}

impl Owner {
    fn id(&self) -> Option<OwnerId<'_>> {
        match self {
            Self::Text(id) => Some(OwnerId::Text(id)),
            Self::Integer(id) => Some(OwnerId::Integer(*id)),
            Self::None => None,
        }
    }
}

impl From<Either4<String, f64, BigInt, Null>> for Owner {
    fn from(owner: Either4<String, f64, BigInt, Null>) -> Self {
        match owner {
            Either4::A(text) => Self::Text(text),
            Either4::B(number) => Self::Integer(exact(number)),
            Either4::C(integer) => {
                let (negative, value, lossless) = integer.get_u64();
                Self::Integer((lossless && !negative).then_some(value))
            }
            Either4::D(Null) => Self::None,
        }
    }
}

/// A number that is an id: no fraction, no sign, and not so large that it may have been another one before.
fn exact(number: f64) -> Option<u64> {
    const LIMIT: f64 = 9_007_199_254_740_991.0;
    (number.fract() == 0.0 && (0.0..=LIMIT).contains(&number)).then_some(number as u64)
}

fn reopened(env: &Env, number: u32, accepted: &str, issuer: u32) -> Result<Claims> {
    State::of(env)?.reopen(number, accepted, issuer)
}

fn denial(answer: std::result::Result<(), Denial>) -> Option<DenialParts> {
    answer.err().map(|denial| DenialParts::from(&denial))
}
