//! This machine's clock against the issuer's, by the Date header of its answer.

use std::time::SystemTime;

use super::report::Report;
use super::watched::Seen;
use crate::jwks::server_clock;

const ABOUT: &str = "clock";
/// The header counts whole seconds, and the answer was on its way for a while.
const BLUR: f64 = 2.0;
/// The default leeway: beyond it fresh tokens are turned away.
const LEEWAY: f64 = 5.0;

pub(super) fn look(report: &mut Report, seen: &Seen) {
    let Ok(response) = &seen.answer else { return };
    let (Some(theirs), Ok(ours)) =
        (server_clock(&response.headers), seen.at.duration_since(SystemTime::UNIX_EPOCH))
    else {
        return;
    };
    let ahead = ours.as_secs_f64() - theirs as f64;
    let by = format!("{:.0} s {} the issuer's", ahead.abs(), if ahead > 0.0 { "ahead of" } else { "behind" });
    if ahead.abs() <= BLUR + seen.took.as_secs_f64() {
        report.ok(ABOUT, "agrees with the issuer's");
    } else if ahead.abs() <= LEEWAY + seen.took.as_secs_f64() {
        report.warn(
            ABOUT,
            format!("{by}: within the leeway of {LEEWAY:.0} s, just"),
            "switch on time synchronisation (NTP) on both machines",
        );
    } else {
        report.fault(ABOUT, by, "switch on time synchronisation (NTP) on both machines");
    }
}
