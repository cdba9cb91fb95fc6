//! What an answer says about how long it may be kept, and when to come back.
//!
//! A server can make the set fresher or let it rest a little longer, within bounds: it can neither cause a storm of fetches nor
//! keep a removed key alive for long.

mod http_date;

use std::time::Duration;

/// Shortest time a set counts as fresh.
const FRESH_MIN: Duration = Duration::from_secs(60);
/// Longest time a set counts as fresh by the server's word.
const FRESH_MAX: Duration = Duration::from_secs(3600);
/// Longest wait a server may ask for.
const RETRY_MAX: Duration = Duration::from_secs(300);

/// How long a fetched set is fresh, counted from the start of its fetch (RFC 9111 sections 4.2 and 5.2.2).
///
/// `max-age` minus `Age`, clamped to 60 s..1 h. `no-store` and `no-cache` count as 60 s: a key set that is never kept would cost
/// a fetch for each token. Of several `max-age` the smallest counts. `default` where there is no `max-age`, or one of them cannot be read.
/// `Expires` is not looked at, nor is `s-maxage`, which is for shared caches.
pub(crate) fn freshness(headers: &[(String, String)], default: Duration) -> Duration {
    let mut smallest: Option<u64> = None;
    let mut readable = true;
    for directive in values(headers, "cache-control").flat_map(directives) {
        let (name, value) = match directive.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (directive, None),
        };
        if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
            return FRESH_MIN;
        }
        if name.eq_ignore_ascii_case("max-age") {
            match value.and_then(delta_seconds) {
                Some(seconds) => smallest = Some(smallest.map_or(seconds, |other| other.min(seconds))),
                None => readable = false,
            }
        }
    }
    match smallest {
        Some(seconds) if readable => {
            let left = seconds.saturating_sub(age(headers));
            Duration::from_secs(left).clamp(FRESH_MIN, FRESH_MAX)
        }
        _ => default,
    }
}

/// How long the server asks to be left alone (`Retry-After`, RFC 9110 section 10.2.3), at most 5 min.
///
/// `unix_now` is in seconds since 1970. A date that is past gives zero. `None` without the header, or when it cannot be read.
/// Of several the longest counts.
pub(crate) fn retry_after(headers: &[(String, String)], unix_now: f64) -> Option<Duration> {
    values(headers, "retry-after")
        .filter_map(|value| {
            let value = value.trim();
            let wait = match delta_seconds(value) {
                Some(seconds) => Duration::from_secs(seconds),
                None => until(http_date::parse(value)?, unix_now),
            };
            Some(wait.min(RETRY_MAX))
        })
        .max()
}

/// What the origin's clock showed when the answer came, in seconds since 1970: `Date`, and `Age` where caches kept it.
#[cfg(feature = "cli")]
pub(crate) fn server_clock(headers: &[(String, String)]) -> Option<u64> {
    values(headers, "date").find_map(http_date::parse)?.checked_add(age(headers))
}

fn until(date: u64, unix_now: f64) -> Duration {
    // A date of four-digit years is far below 2^53.
    let seconds = date as f64 - unix_now;
    // A clock that is not a number, or far off, must not panic here.
    Duration::try_from_secs_f64(seconds.clamp(0.0, RETRY_MAX.as_secs_f64())).unwrap_or(Duration::ZERO)
}

/// How long the answer has been in caches on the way. An `Age` that cannot be read counts as none (RFC 9111 section 5.1).
fn age(headers: &[(String, String)]) -> u64 {
    values(headers, "age").filter_map(|value| delta_seconds(value.trim())).max().unwrap_or(0)
}

fn values<'a>(headers: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |(candidate, _)| candidate.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// The directives of one header line: split at commas, but not at those inside quotes.
fn directives(line: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    let mut escaped = false;
    line.split(move |c| {
        let boundary = c == ',' && !in_quotes;
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            _ => {}
        }
        boundary
    })
    .map(str::trim)
}

/// Whole seconds, plain or in quotes. What does not fit is as large as can be (RFC 9111 section 1.2.2).
fn delta_seconds(text: &str) -> Option<u64> {
    let text = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text);
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: Duration = Duration::from_secs(600);

    fn headers(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn fresh(list: &[(&str, &str)]) -> u64 {
        freshness(&headers(list), DEFAULT).as_secs()
    }

    #[test]
    fn max_age_minus_age_within_bounds() {
        for (expected, list) in [
            (600, vec![]),
            (900, vec![("cache-control", "public, max-age=900")]),
            (900, vec![("Cache-Control", "Public , MAX-AGE = 900")]),
            (900, vec![("cache-control", "max-age=\"900\"")]),
            (800, vec![("cache-control", "max-age=900"), ("age", "100")]),
            (60, vec![("cache-control", "max-age=900"), ("age", "1000")]),
            (60, vec![("cache-control", "max-age=900"), ("age", "99999999999999999999999")]),
            (900, vec![("cache-control", "max-age=900"), ("age", "-5")]),
            (60, vec![("cache-control", "max-age=0")]),
            (60, vec![("cache-control", "max-age=59")]),
            (3600, vec![("cache-control", "max-age=1000000000000")]),
            (3600, vec![("cache-control", "max-age=99999999999999999999999999")]),
        ] {
            assert_eq!(fresh(&list), expected, "{list:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_the_default() {
        for value in [
            "max-age=-1",
            "max-age=",
            "max-age",
            "max-age=1.5",
            "max-age=abc",
            "max-age=900, max-age=x",
            "",
            ",,=,",
        ] {
            assert_eq!(fresh(&[("cache-control", value)]), 600, "{value}");
        }
        assert_eq!(fresh(&[("cache-control", "s-maxage=900"), ("expires", "0")]), 600);
    }

    #[test]
    fn of_several_the_smallest() {
        assert_eq!(fresh(&[("cache-control", "max-age=900, max-age=120")]), 120);
        assert_eq!(fresh(&[("cache-control", "max-age=120"), ("cache-control", "max-age=900")]), 120);
    }

    #[test]
    fn no_store_is_a_minute() {
        for value in [
            "no-store",
            "no-cache",
            "max-age=900, no-cache",
            "No-Store, max-age=900",
            "no-cache=\"set-cookie\"",
        ] {
            assert_eq!(fresh(&[("cache-control", value)]), 60, "{value}");
        }
    }

    #[test]
    fn a_quoted_comma_splits_nothing() {
        assert_eq!(fresh(&[("cache-control", r#"x="a, no-store, \", max-age=1", max-age=900"#)]), 900);
    }

    fn retry(value: &str) -> Option<u64> {
        // 1994-11-06 08:49:37 UTC, the date of the RFC's examples.
        retry_after(&headers(&[("retry-after", value)]), 784_111_777.0).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        assert_eq!(retry("0"), Some(0));
        assert_eq!(retry(" 120 "), Some(120));
        assert_eq!(retry("99999999999999999999999"), Some(300));
        assert_eq!(retry("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(retry("Sun, 06 Nov 1994 08:49:36 GMT"), Some(0));
        assert_eq!(retry("Fri, 31 Dec 9999 23:59:59 GMT"), Some(300));
        for value in ["", "-1", "1.5", "soon", "06 Nov 1994"] {
            assert_eq!(retry(value), None, "{value}");
        }
        assert_eq!(retry_after(&[], 0.0), None);
    }

    #[test]
    fn no_clock_makes_it_panic() {
        let date = headers(&[("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT")]);
        for now in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN] {
            assert!(retry_after(&date, now).unwrap() <= RETRY_MAX);
        }
    }
}
