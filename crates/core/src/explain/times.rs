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
    // A local time taken for UTC lies ahead by the zone's offset; the proof's `created` often tells the right time.
    let created = edit::proofs(&value)
        .iter()
        .find_map(|(_, proof)| Timestamp::parse(proof.get("created")?.as_str()?).ok());
    let offset =
        created.map_or(ahead, |created| ahead - (created.unix_seconds() - options.now.unix_seconds()));
    let is_zone = (1..=MAX_ZONE_SECONDS).contains(&offset)
        && ahead <= MAX_ZONE_SECONDS
        && offset % ZONE_STEP_SECONDS <= 60.min(CLOCK_SECONDS);
    is_zone.then(|| {
        let hours = offset / 3600;
        let minutes = offset % 3600 / 60;
        Diagnosis::new(D::TimeZone, Confidence::Likely)
            .at(check.pointer.clone())
            .adding(&format!("The difference is {hours}:{minutes:02} hours."))
    })
}
