//! Times: microseconds since 1970 inside, RFC 3339 in UTC outside.

use chrono::{DateTime, Datelike, Months, NaiveTime, SecondsFormat};
use serde::{Deserialize, Serialize};

/// A point in time, UTC, to the microsecond: what both databases can hold without rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn as_micros(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date-time with an offset; digits beyond the microsecond are dropped. Years 0 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        // chrono also takes a space or lower-case letters; a dateTimeStamp does not.
        let strict = text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z');
        let time = DateTime::parse_from_rfc3339(text).ok().filter(|_| strict)?;
        Some(Self(time.timestamp_micros()))
    }

    /// For people: `21 November 2026, 10:00 UTC`.
    pub(crate) fn for_people(self) -> String {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        time.format("%-d %B %Y, %H:%M UTC").to_string()
    }

    /// So many seconds later, or earlier when negative; stops at the ends of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The day it lies in, UTC: `2026-11-21`.
    pub(crate) fn day(self) -> String {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        time.format("%Y-%m-%d").to_string()
    }

    /// Year and month, UTC: 2026 and 11.
    pub(crate) fn year_and_month(self) -> (i32, u32) {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        (time.year(), time.month())
    }

    /// The day for people: `21 November 2026`.
    pub(crate) fn day_for_people(self) -> String {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        time.format("%-d %B %Y").to_string()
    }

    /// The month it lies in, UTC: `2026-11`, and when the next one begins.
    pub(crate) fn month(self) -> (String, Self) {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        let first = time.with_day(1).unwrap_or(time).date_naive();
        let next =
            first.checked_add_months(Months::new(1)).unwrap_or(first).and_time(NaiveTime::MIN).and_utc();
        (time.format("%Y-%m").to_string(), Self(next.timestamp_micros()))
    }

    /// The same time without its fraction of a second, as signed documents carry it.
    #[must_use]
    pub fn to_second(self) -> Self {
        Self(self.0.div_euclid(1_000_000) * 1_000_000)
    }
}

impl std::fmt::Display for Timestamp {
    /// `2026-11-21T10:00:00Z`; a fraction of three or six digits follows the seconds when there is one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Timestamp;

    #[test]
    fn reads_and_writes_rfc_3339() {
        let time = Timestamp::parse("2026-11-21T12:00:00.5+02:00").unwrap();
        assert_eq!(time.to_string(), "2026-11-21T10:00:00.500Z");
        assert_eq!(time.for_people(), "21 November 2026, 10:00 UTC");
        assert_eq!(time.to_second().to_string(), "2026-11-21T10:00:00Z");
    }

    #[test]
    fn knows_its_month() {
        for (text, month, next) in [
            ("2026-11-30T23:59:59.9Z", "2026-11", "2026-12-01T00:00:00Z"),
            ("2026-12-31T10:00:00Z", "2026-12", "2027-01-01T00:00:00Z"),
        ] {
            let (found, begins) = Timestamp::parse(text).unwrap().month();
            assert_eq!((found.as_str(), begins.to_string().as_str()), (month, next));
        }
    }

    #[test]
    fn refuses_what_is_not_a_date_time_stamp() {
        for text in ["", "2026-11-21", "2026-11-21T10:00:00", "2026-13-01T00:00:00Z", "2026-11-21 10:00:00Z"]
        {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
