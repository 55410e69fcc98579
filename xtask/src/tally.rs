//! Counting tests: reads the summaries that libtest and node:test print.

use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    pub const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };

    /// Counts one line of `cargo test`: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub fn read_libtest(&mut self, line: &str) {
        let Some((_, counts)) =
            line.trim_start().strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in counts.split(';') {
            if let Some((number, what)) = part.trim().split_once(' ') {
                self.count(what, number);
            }
        }
    }

    /// Counts one line of node:test's `spec` reporter: `ℹ pass 3`.
    pub fn read_node_test(&mut self, line: &str) {
        if let Some((what, number)) = line.strip_prefix("ℹ ").and_then(|rest| rest.split_once(' ')) {
            self.count(what, number);
        }
    }

    /// A program that reports failure without a failed test (it crashed, or did not compile) is one failure.
    pub fn closed_by(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    fn count(&mut self, what: &str, number: &str) {
        let Ok(number) = number.trim().parse::<u64>() else { return };
        match what {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" | "cancelled" => self.failed += number,
            "ignored" | "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_every_test_binary_of_a_run() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1.00s",
        ] {
            tally.read_libtest(line);
        }
        assert_eq!(tally, Tally { passed: 4, failed: 2, skipped: 1 });
    }

    #[test]
    fn reads_the_summary_of_node_test() {
        let mut tally = Tally::default();
        for line in [
            "✔ works (1.2ms)",
            "ℹ tests 6",
            "ℹ suites 0",
            "ℹ pass 3",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
            "ℹ todo 0",
            "ℹ duration_ms 51",
        ] {
            tally.read_node_test(line);
        }
        assert_eq!(tally, Tally { passed: 3, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_crash_without_a_failed_test_is_a_failure() {
        assert_eq!(Tally::PASSED.closed_by(false), Tally { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(Tally::FAILED.closed_by(false), Tally::FAILED);
        assert_eq!(Tally::PASSED.closed_by(true), Tally::PASSED);
    }
}
