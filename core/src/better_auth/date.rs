//! The dates of a session: what JavaScript's `Date` becomes in JSON.

/// Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS[.digits]Z`, from 1970 on; digits beyond the third are dropped.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let bytes = text.strip_suffix('Z')?.as_bytes();
    let (date, fraction) = bytes.split_at_checked(19)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] = *date else {
        return None;
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
    let real = year >= 1970
        && (1..=12).contains(&month)
        && (1..=days_of(month, year)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    real.then_some(seconds * 1_000 + thousandths(fraction)?)
}

fn thousandths(fraction: &[u8]) -> Option<u64> {
    let digits = match fraction {
        [] => return Some(0),
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => digits,
        _ => return None,
    };
    number(digits)?;
    let mut first = digits.iter().copied().chain([b'0', b'0']);
    number(&[first.next()?, first.next()?, first.next()?])
}

fn number(digits: &[u8]) -> Option<u64> {
    digits
        .iter()
        .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u64::from(digit - b'0')))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of(month: u64, year: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let years = year.saturating_sub(1);
    let leap_days = years / 4 - years / 100 + years / 400;
    // 477 leap days lie before 1970.
    let days = (year.saturating_sub(1970)) * 365 + leap_days.saturating_sub(477);
    days + (1..month.min(13)).map(|month| days_of(month, year)).sum::<u64>() + day.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_javascript_writes_them() {
        for (text, expected) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2026-11-20T03:08:28.408Z", 1_795_144_108_408),
            ("2027-12-25T03:08:28.967Z", 1_829_704_108_967),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2026-11-20T03:08:28.4Z", 1_795_144_108_400),
            ("2026-11-20T03:08:28.408999Z", 1_795_144_108_408),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(milliseconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "Z",
            "2026-11-20",
            "2026-11-20T03:08:28.408",
            "2026-11-20T03:08:28.408+00:00",
            "2026-11-20T03:08:28.Z",
            "2026-11-20T03:08:28.1234567890Z",
            "2026-11-20 03:08:28.408Z",
            "2026-11-20t03:08:28.408z",
            "2026-02-29T00:00:00.000Z",
            "2100-02-29T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-00-01T00:00:00.000Z",
            "2026-01-00T00:00:00.000Z",
            "2026-01-32T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2026-01-01T00:00:60.000Z",
            "1969-12-31T23:59:59.999Z",
            "+012026-11-20T03:08:28.408Z",
            " 2026-11-20T03:08:28.408Z",
            "２026-11-20T03:08:28.408Z",
            "2026-11-20T03:08:28.4\u{e9}Z",
        ] {
            assert_eq!(milliseconds(text), None, "{text:?}");
        }
    }

    /// Day after day for 60 years against a plain count.
    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = 0;
        for year in 1970..2200 {
            for month in 1..=12 {
                for day in 1..=days_of(month, year) {
                    assert_eq!(days_since_1970(year, month, day), expected, "{year}-{month}-{day}");
                    expected += 1;
                }
            }
        }
    }
}
