//! Points in time, read strictly: XML Schema 1.1 `dateTimeStamp`, as Verifiable Credentials Data Model 2.0 §4.9 asks.

use core::fmt;

use crate::{Code, Problem, Result};

const SECONDS_PER_DAY: i64 = 86_400;

/// A point in time with nanoseconds, from the year 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    nanoseconds: u32,
}

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z; times outside the years 0000 to 9999 are moved to the nearest end.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self { seconds: seconds.clamp(-62_167_219_200, 253_402_300_799), nanoseconds: 0 }
    }

    /// Seconds since 1970-01-01T00:00:00Z, fractions cut off.
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// This time moved by whole seconds (negative: earlier).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let moved = Self::from_unix_seconds(self.seconds.saturating_add(seconds));
        Self { nanoseconds: self.nanoseconds, ..moved }
    }

    /// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`: capital `T` and `Z`, a zone, days that exist, no leap second;
    /// `24:00:00` is the end of the day, as XML Schema has it. Digits past the nanosecond are read and cut off.
    pub fn parse(text: &str) -> Result<Self> {
        parse(text).ok_or_else(|| {
            Problem::new(
                Code::InvalidDateTime,
                "This is not a date and time with a zone, such as 2026-03-01T12:00:00Z.",
            )
        })
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC; fractions only where there are some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(SECONDS_PER_DAY));
        let second = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let digits = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let (date_time, offset) = match text.strip_suffix('Z') {
        Some(rest) => (rest, 0),
        None => {
            let at = text.len().checked_sub(6)?;
            (text.get(..at)?, zone_offset(text.get(at..)?)?)
        }
    };
    let (date, time) = date_time.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let (clock, fraction) = match time.split_once('.') {
        Some((clock, digits)) => (clock, Some(digits)),
        None => (time, None),
    };
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let nanoseconds = fraction.map_or(Some(0), nanoseconds)?;
    let end_of_day = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
    if !(end_of_day || (hour < 24 && minute < 60 && second < 60)) {
        return None;
    }
    let seconds =
        days_from_civil(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
    let timestamp = Timestamp { seconds, nanoseconds };
    (Timestamp::from_unix_seconds(seconds).seconds == seconds).then_some(timestamp)
}

/// Numbers of exactly the given digits with a separator between them.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut read = |digits| parts.next().filter(|part| part.len() == digits).and_then(decimal);
    let [a, b, c] = digits;
    let numbers = [read(a)?, read(b)?, read(c)?];
    parts.next().is_none().then_some(numbers)
}

fn decimal(digits: &str) -> Option<i64> {
    // `str::parse` alone would take a sign.
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn nanoseconds(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = digits.bytes().chain(core::iter::repeat(b'0')).take(9);
    Some(padded.fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
}

/// Seconds of `±hh:mm`, at most 14 hours.
fn zone_offset(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (decimal(hours)?, decimal(minutes)?);
    let seconds = hours * 3600 + minutes * 60;
    (minutes < 60 && seconds <= 14 * 3600).then_some(sign * seconds)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn times_round_trip_in_utc() {
        for (text, utc) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("2026-03-01T12:00:00.5+01:00", "2026-03-01T11:00:00.5Z"),
            ("2024-02-29T23:59:59-14:00", "2024-03-01T13:59:59Z"),
            ("2025-12-31T24:00:00Z", "2026-01-01T00:00:00Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.123456789123Z", "9999-12-31T23:59:59.123456789Z"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), utc, "{text}");
        }
    }

    /// ATTACKS H01: what `Date` of JavaScript, or a lenient parser, would let through.
    #[test]
    fn h01_odd_dates_are_refused() {
        for text in [
            "",
            "Z",
            "2099",
            "2024-02-30",
            "Jan 1 2099",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-04-31T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-32T00:00:00Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01t00:00:00Z",
            "2024-01-01T00:00:00z",
            "2024-01-01T24:00:01Z",
            "2024-01-01T24:00:00.1Z",
            "2024-01-01T25:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T23:59:60Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00,5Z",
            "2024-01-01T00:00:00+14:01",
            "2024-01-01T00:00:00+15:00",
            "2024-01-01T00:00:00+01",
            "2024-01-01T00:00:00+0100",
            "2024-01-01T00:00:00+01:60",
            "2024-01-01T00:00:00 01:00",
            "2024-1-01T00:00:00Z",
            "24-01-01T00:00:00Z",
            "12024-01-01T00:00:00Z",
            "+2024-01-01T00:00:00Z",
            "-2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00ZZ",
            " 2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00Z ",
            "2024-01-01T00:00:00UTC",
            "2024-W01-1T00:00:00Z",
            "2024-001T00:00:00Z",
            "20240101T000000Z",
            "2024-01-01T00:00:+5Z",
            "２０２４-01-01T00:00:00Z",
            "2024-01-01T00:00:00−01:00",
            "0000-01-01T00:00:00+01:00",
            "9999-12-31T24:00:00Z",
            "1704067200",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text:?}");
        }
    }
}
