//! What a start of validity that lies ahead is likely to mean.

use super::diagnosis::{Confidence, Diagnosis, DiagnosisCode as D};
use super::edit;
use crate::json::Value;
use crate::{Check, Timestamp, Verification, extract, json};

/// Up to so many seconds, clocks are suspected before dates are.
const CLOCK_SECONDS: i64 = 3600 / 2;
/// No zone is further from UTC.
const MAX_ZONE_SECONDS: i64 = 14 * 3600;
/// Time zones differ by multiples of this.
const ZONE_STEP_SECONDS: i64 = 15 * 60;
/// Between writing the dates and making the proof, an issuer's software takes no longer.
const SECONDS_TO_SIGN: i64 = 60;

/// A start that is minutes away, or looks like a local time.
pub(super) fn of_start(check: &Check, verification: &Verification) -> Option<Diagnosis> {
    let options = verification.options();
    let file = extract(verification.bytes(), &options.limits).ok()?;
    let value = json::parse(&file.bytes, &options.limits).ok()?;
    let text = edit::at(&value, &check.pointer).and_then(Value::as_str)?;
    let ahead = Timestamp::parse(text).ok()?.unix_seconds() - options.now.unix_seconds();
    if ahead <= CLOCK_SECONDS {
        let minutes = ahead.div_euclid(60) + 1;
        let found = Diagnosis::new(D::ClockSkew, Confidence::Likely).at(check.pointer.clone());
        return Some(found.adding(&format!("It is valid in {minutes} minutes.")));
    }
    if ahead > MAX_ZONE_SECONDS {
        return None;
    }
    // Where the proof was made a moment ago, its time is right, and the difference is the zone's offset exactly.
    let created = edit::proofs(&value).iter().find_map(|(_, proof)| {
        let created = Timestamp::parse(proof.get("created")?.as_str()?).ok()?;
        (0..MAX_ZONE_SECONDS)
            .contains(&(options.now.unix_seconds() - created.unix_seconds()))
            .then_some(created)
    });
    let offset = created.map_or(ahead, |created| ahead + options.now.unix_seconds() - created.unix_seconds());
    let is_exact =
        created.is_some() && (offset + SECONDS_TO_SIGN).rem_euclid(ZONE_STEP_SECONDS) <= 2 * SECONDS_TO_SIGN;
    let confidence = if is_exact { Confidence::Likely } else { Confidence::Possible };
    let (hours, minutes) = (offset / 3600, offset % 3600 / 60);
    let found = Diagnosis::new(D::TimeZone, confidence).at(check.pointer.clone());
    Some(found.adding(&format!("The difference is {hours}:{minutes:02} hours.")))
}
