//! Points in time: UTC, whole microseconds, one fixed width in JSON.

use serde::{Serialize, Serializer};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::{datetime, format_description};

const ISO_8601: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// A point in time, as precise as PostgreSQL keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// After every time this API writes.
    pub const MAX: Timestamp = Timestamp(datetime!(9999-12-31 23:59:59.999999 UTC));

    /// The time of the system clock.
    pub fn now() -> Self {
        let now = OffsetDateTime::now_utc();
        let whole = now.nanosecond() / 1_000 * 1_000;
        Timestamp(now.replace_nanosecond(whole).unwrap_or(now))
    }

    /// From microseconds since 1970; none beyond the years that ISO 8601 writes with four digits.
    pub fn from_micros(micros: i64) -> Option<Self> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
            .ok()
            .filter(|time| (0..=9999).contains(&time.year()))
            .map(Timestamp)
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        let micros = self.0.unix_timestamp_nanos() / 1_000;
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

/// ISO 8601 with microseconds: `2026-11-20T09:30:00.000000Z`.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.format(ISO_8601).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

/// In SQLite an integer of microseconds: the driver's own form is text with a varying number of digits, which does not
/// sort as time does.
impl Type<Sqlite> for Timestamp {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(found: &<Sqlite as Database>::TypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(found)
    }
}

impl Encode<'_, Sqlite> for Timestamp {
    fn encode_by_ref(
        &self,
        arguments: &mut <Sqlite as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Sqlite>>::encode(self.micros(), arguments)
    }
}

impl<'r> Decode<'r, Sqlite> for Timestamp {
    fn decode(value: <Sqlite as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<Sqlite>>::decode(value)?;
        Timestamp::from_micros(micros).ok_or_else(|| "a time out of range".into())
    }
}

/// In PostgreSQL a `TIMESTAMPTZ`.
impl Type<Postgres> for Timestamp {
    fn type_info() -> <Postgres as Database>::TypeInfo {
        <OffsetDateTime as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Timestamp {
    fn encode_by_ref(
        &self,
        arguments: &mut <Postgres as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <OffsetDateTime as Encode<Postgres>>::encode(self.0, arguments)
    }
}

impl<'r> Decode<'r, Postgres> for Timestamp {
    fn decode(value: <Postgres as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        <OffsetDateTime as Decode<Postgres>>::decode(value).map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_iso_8601_of_one_width() {
        let time = Timestamp::from_micros(1_795_000_000_000_000).unwrap();
        let text = serde_json::to_string(&time).unwrap();
        assert_eq!(text, "\"2026-11-18T11:06:40.000000Z\"");
    }

    #[test]
    fn microseconds_go_both_ways() {
        let now = Timestamp::now();
        assert_eq!(Timestamp::from_micros(now.micros()), Some(now));
        assert_eq!(Timestamp::from_micros(Timestamp::MAX.micros()), Some(Timestamp::MAX));
        assert_eq!(Timestamp::from_micros(i64::MAX), None);
        assert_eq!(Timestamp::from_micros(i64::MIN), None);
    }
}
