//! Which oracles run.

use proofmark_differential::{OracleKind, long};

/// The oracles of this tier, ready to start. `PROOFMARK_ORACLES` is `none`, `js` or `all`; without it the short tier
/// takes the JavaScript one, if Node and npm can provide it, and the long tier takes all.
pub(crate) fn oracles() -> Vec<OracleKind> {
    let asked = std::env::var("PROOFMARK_ORACLES").ok();
    let wanted: &[OracleKind] = match asked.as_deref() {
        Some("none") => &[],
        Some("js") => &[OracleKind::Js],
        Some("all") => &OracleKind::ALL,
        Some(other) => panic!("PROOFMARK_ORACLES is {other}, but must be none, js or all"),
        None if long() => &OracleKind::ALL,
        None => &[OracleKind::Js],
    };
    let mut ready = Vec::new();
    for &kind in wanted {
        match kind.prepare() {
            Ok(()) => ready.push(kind),
            Err(error) if asked.is_some() || long() => {
                panic!("the oracle {} is missing: {error}", kind.name())
            }
            Err(error) => println!("NOT COMPARED with the oracle {}: {error}", kind.name()),
        }
    }
    for kind in OracleKind::ALL {
        println!("oracle {}: {}", kind.name(), if ready.contains(&kind) { "runs" } else { "does not run" });
    }
    ready
}
