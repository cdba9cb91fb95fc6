//! `cookie_cases`: Better Auth's session cookies.

mod aes;
mod asymmetric;
mod bake;
mod captured;
mod case;
mod compact;
mod config;
mod jar;
mod jwe;
mod jwt;
mod payload;
mod token;

use super::lab::Lab;
use super::responses::Entry;
use crate::fault::Fault;
use case::CookieCases;

/// Those that Better Auth made.
pub(super) fn captured(lab: &Lab) -> Result<Vec<Entry>, Fault> {
    let mut cases = CookieCases::new(lab);
    captured::cases(&mut cases)?;
    Ok(cases.entries())
}

/// Those that somebody else made, or changed.
pub(super) fn made(lab: &Lab) -> Vec<Entry> {
    let mut cases = CookieCases::new(lab);
    for stage in [
        token::cases,
        jar::cases,
        compact::cases,
        payload::cases,
        jwt::cases,
        asymmetric::cases,
        jwe::cases,
        config::cases,
    ] {
        stage(&mut cases);
    }
    cases.entries()
}
