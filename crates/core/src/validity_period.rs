//! Whether now lies between `validFrom` and `validUntil` (`issuanceDate` and `expirationDate` in data model 1.1).

use crate::json::Value;
use crate::report::{Check, CheckId};
use crate::verified_document::VerifiedDocument;
use crate::{Code, Options, Problem, Timestamp};

/// The issuer's clock may be ahead of ours by the policy's skew; the end is exact, and the last moment still counts.
pub(crate) fn check(document: &VerifiedDocument<'_>, options: &Options) -> Check {
    let time = |names: [&'static str; 2]| {
        names.into_iter().find_map(|name| {
            let text = document.members().get(name).and_then(Value::as_str)?;
            Timestamp::parse(text).ok().map(|time| (name, time))
        })
    };
    // A JWT says the same again in `nbf` and `exp`; the narrower of both counts.
    let from = time(["validFrom", "issuanceDate"])
        .into_iter()
        .chain(document.not_before().map(|time| ("nbf", time)))
        .max_by_key(|(_, time)| *time);
    let until = time(["validUntil", "expirationDate"])
        .into_iter()
        .chain(document.expires().map(|time| ("exp", time)))
        .min_by_key(|(_, time)| *time);
    let latest_start = options.now.plus_seconds(options.policy.clock_skew_seconds);
    if let Some((name, from)) = from.filter(|(_, from)| *from > latest_start) {
        let problem = Problem::new(Code::NotYetValid, format!("The credential is not valid before {from}."));
        return Check::from_problem(CheckId::ValidityPeriod, &problem.at(format!("/{name}")));
    }
    match until {
        Some((name, until)) if until < options.now => {
            let problem = Problem::new(Code::Expired, format!("The credential expired on {until}."));
            Check::from_problem(CheckId::ValidityPeriod, &problem.at(format!("/{name}")))
        }
        Some((_, until)) => {
            Check::passed(CheckId::ValidityPeriod, format!("The credential is valid until {until}."))
        }
        None => Check::passed(CheckId::ValidityPeriod, "The credential does not expire."),
    }
}
