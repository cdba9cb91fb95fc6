//! Dates in HTTP headers (RFC 9110 section 5.6.7): one form in use, two obsolete ones that a recipient must still read.

/// The date in seconds since 1970, or `None`. The day of the week is not checked against the date.
pub(super) fn parse(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    match parts.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [weekday, day, month, year, time, "GMT"] if weekday.ends_with(',') => {
            seconds(number(year, 4)?, month_number(month)?, number(day, 2)?, time)
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        [weekday, date, time, "GMT"] if weekday.ends_with(',') => {
            let mut date = date.split('-');
            let (day, month, year) = (date.next()?, date.next()?, date.next()?);
            if date.next().is_some() {
                return None;
            }
            seconds(full_year(number(year, 2)?), month_number(month)?, number(day, 2)?, time)
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => {
            seconds(number(year, 4)?, month_number(month)?, number(day, day.len().min(2))?, time)
        }
        _ => None,
    }
}

/// Two digits were written until about 2000; a date for a retry is never in the far past, so the split is at 1970.
fn full_year(two_digits: u64) -> u64 {
    if two_digits < 70 { 2000 + two_digits } else { 1900 + two_digits }
}

fn month_number(name: &str) -> Option<u64> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (1..).zip(NAMES).find(|(_, candidate)| *candidate == name).map(|(number, _)| number)
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let fits = !text.is_empty() && text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn seconds(year: u64, month: u64, day: u64, time: &str) -> Option<u64> {
    let mut time = time.split(':');
    let (hour, minute, second) =
        (number(time.next()?, 2)?, number(time.next()?, 2)?, number(time.next()?, 2)?);
    // 60 is a leap second.
    if time.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if year < 1970 || day < 1 || day > days_in(month, year) {
        return None;
    }
    let earlier_years: u64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let earlier_months: u64 = (1..month).map(|month| days_in(month, year)).sum();
    let days = earlier_years + earlier_months + day - 1;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

fn days_in(month: u64, year: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms() {
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(parse(text), Some(784_111_777), "{text}");
        }
    }

    #[test]
    fn known_dates() {
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(parse("Thu, 29 Feb 2024 12:00:00 GMT"), Some(1_709_208_000));
        assert_eq!(parse("Fri, 31 Dec 9999 23:59:59 GMT"), Some(253_402_300_799));
        assert_eq!(parse("Tuesday, 01-Jan-30 00:00:00 GMT"), Some(1_893_456_000));
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            "GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sunday, 06-Nov-94-1 08:49:37 GMT",
            "Sun Nov 600 08:49:37 1994",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
