//! The two clocks.

use std::time::{SystemTime, UNIX_EPOCH};

use bearward::testing::TestIssuer;

use crate::support::{Visit, doctor};

/// A key set that says it was sent then.
fn visit_at(offset: i64) -> Visit {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let issuer =
        TestIssuer::builder().header("Date", http_date(now.checked_add_signed(offset).unwrap())).start();
    doctor(&["--jwks-url", &issuer.jwks_url()])
}

/// RFC 9110 section 5.6.7, by the civil-from-days rule.
fn http_date(unix: u64) -> String {
    let (days, seconds) = (unix / 86_400 + 719_468, unix % 86_400);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .get(usize::try_from(month - 1).unwrap())
        .copied()
        .unwrap();
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("Mon, {day:02} {name} {year} {hour:02}:{minute:02}:{second:02} GMT")
}

#[test]
fn a_clock_that_is_off_is_a_fault() {
    visit_at(0).ends(0).says("agrees with the issuer's");
    visit_at(-600).ends(1).says("ahead of the issuer's").says("NTP");
    visit_at(600).ends(1).says("behind the issuer's").says("NTP");
}
