//! Durations of ISO 8601, such as `P2Y6M` or `P90D`: calendar arithmetic, not seconds.

use std::fmt;

use chrono::{DateTime, Duration, Months};

use super::Timestamp;

/// A validity period: whole years, months, weeks, days and a time of day, all counted in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    months: u32,
    days: u32,
    seconds: u32,
}

/// Longer than a lifetime means that something is wrong with the number.
const MAX_MONTHS: u32 = 200 * 12;
/// 200 years in days.
const MAX_DAYS: u32 = 200 * 366;
/// A thousand days in seconds.
const MAX_SECONDS: u32 = 86_400_000;

impl Period {
    /// Reads `PnYnMnWnDTnHnMnS` with at least one part, in that order; no fractions, no sign, not zero.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.strip_prefix('P')?.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (text.strip_prefix('P')?, ""),
        };
        let [years, months, weeks, days] = parts(date, ['Y', 'M', 'W', 'D'])?;
        let [hours, minutes, seconds, _] = parts(time, ['H', 'M', 'S', '\0'])?;
        let period = Self {
            months: years.checked_mul(12)?.checked_add(months)?,
            days: weeks.checked_mul(7)?.checked_add(days)?,
            seconds: hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?,
        };
        let is_small =
            period.months <= MAX_MONTHS && period.days <= MAX_DAYS && period.seconds <= MAX_SECONDS;
        let is_zero = period.months == 0 && period.days == 0 && period.seconds == 0;
        (is_small && !is_zero).then_some(period)
    }

    /// The end of a period that begins at `start`. A day that the last month does not have becomes its last day.
    pub(crate) fn after(self, start: Timestamp) -> Option<Timestamp> {
        let end = DateTime::from_timestamp_micros(start.as_micros())?
            .checked_add_months(Months::new(self.months))?
            .checked_add_signed(Duration::days(self.days.into()))?
            .checked_add_signed(Duration::seconds(self.seconds.into()))?;
        Some(Timestamp::from_micros(end.timestamp_micros()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}M{}DT{}S", self.months, self.days, self.seconds)
    }
}

/// The number before each of the letters, 0 where it is missing.
fn parts(text: &str, letters: [char; 4]) -> Option<[u32; 4]> {
    let mut found = [0; 4];
    let mut from = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let at = from + letters.get(from..)?.iter().position(|letter| *letter == c)?;
        *found.get_mut(at)? = digits.parse().ok()?;
        digits.clear();
        from = at + 1;
    }
    digits.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn end(start: &str, period: &str) -> String {
        Period::parse(period).unwrap().after(Timestamp::parse(start).unwrap()).unwrap().to_string()
    }

    #[test]
    fn counts_by_the_calendar() {
        assert_eq!(end("2026-01-31T10:00:00Z", "P1M"), "2026-02-28T10:00:00Z");
        assert_eq!(end("2024-02-29T00:00:00Z", "P1Y"), "2025-02-28T00:00:00Z");
        assert_eq!(end("2026-11-21T10:00:00Z", "P2Y6M"), "2029-05-21T10:00:00Z");
        assert_eq!(end("2026-11-21T10:00:00Z", "P2W"), "2026-12-05T10:00:00Z");
        assert_eq!(end("2026-12-31T23:59:59Z", "P1DT1H1M1S"), "2027-01-02T01:01:00Z");
    }

    #[test]
    fn refuses_what_is_no_period() {
        for text in [
            "",
            "P",
            "PT",
            "P0D",
            "1Y",
            "P1",
            "P1M1Y",
            "P-1Y",
            "P1.5Y",
            "PT1Y",
            "P1DT",
            "P1H",
            "P201Y",
            "P99999999999Y",
            "P1YY",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
