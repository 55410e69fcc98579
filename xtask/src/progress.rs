//! One line when a step starts, one when it ends, so that nobody stares at a silent terminal.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs `work`, announcing it and then how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what}");
    let start = Instant::now();
    let result = work();
    let mark = if result.is_ok() { '✓' } else { '✗' };
    println!("{mark} {what} ({})", seconds(start.elapsed()));
    result
}

/// For a step with nothing to do.
pub fn already(what: &str) {
    println!("✓ {what} (up to date)");
}

/// `12.3 s` or `4 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 100 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}
