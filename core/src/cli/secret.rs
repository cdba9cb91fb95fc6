//! A shared secret: long enough, not published, not a key.

use std::collections::HashSet;

use zeroize::Zeroizing;

use super::report::Report;
use crate::key::{Secret, variable_name};

const ABOUT: &str = "secret";

/// Fewer different bytes than this were typed, not drawn: 32 random bytes in base64 or hex hardly ever have so few.
const FEW: usize = 10;

pub(super) fn look(report: &mut Report, name: &str) -> Option<Secret> {
    match Secret::from_env(name) {
        Ok(secret) => {
            warn_if_monotonous(report, name);
            Some(secret)
        }
        Err(error) => {
            report.fault(
                ABOUT,
                error.to_string(),
                format!(
                    "{}=\"$(openssl rand -base64 32)\", the same for the issuer and each API",
                    variable_name(name).unwrap_or("BETTER_AUTH_SECRET")
                ),
            );
            None
        }
    }
}

/// The verifier was built with it: its length and its being nobody else's are proved.
pub(super) fn accepted(report: &mut Report, name: &str) {
    let bytes = Zeroizing::new(std::env::var(name).unwrap_or_default()).len();
    report.ok(ABOUT, format!("{name} has {bytes} bytes and is no published example"));
}

fn warn_if_monotonous(report: &mut Report, name: &str) {
    let value = Zeroizing::new(std::env::var(name).unwrap_or_default());
    let different = value.bytes().collect::<HashSet<u8>>().len();
    if different < FEW {
        report.warn(
            ABOUT,
            format!("{name} has only {different} different characters: it can be guessed"),
            format!("{name}=\"$(openssl rand -base64 32)\""),
        );
    }
}
