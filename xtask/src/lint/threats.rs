//! `docs/THREATS.md` names the test behind each answer; this finds out whether there is one.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, bail};

use super::Outcome;
use super::hygiene::tracked_files;
use crate::workspace;

const PAGE: &str = "docs/THREATS.md";

pub fn check() -> Result<Outcome> {
    let page = fs::read_to_string(workspace::path(PAGE))?;
    let mut missing: BTreeSet<&str> = page.lines().flat_map(tests_of_row).collect();
    if missing.is_empty() {
        bail!("{PAGE} names no test");
    }
    for file in tracked_files(&["*.rs"])? {
        let Ok(text) = fs::read_to_string(workspace::path(&file)) else { continue };
        missing.retain(|test| !text.contains(&format!("fn {test}(")));
    }
    if !missing.is_empty() {
        bail!(
            "{PAGE} names tests that are not there: {}",
            missing.into_iter().collect::<Vec<_>>().join(", ")
        );
    }
    Ok(Outcome::Clean)
}

/// The names in the last column of a table's row that has three.
fn tests_of_row(line: &str) -> Vec<&str> {
    let cells: Vec<_> = line.trim().trim_matches('|').split('|').collect();
    let [_, _, shown_by] = cells[..] else { return Vec::new() };
    let is_test = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    shown_by.split('`').skip(1).step_by(2).filter(is_test).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_last_of_three_columns() {
        assert_eq!(
            tests_of_row("| a | stopped by `did_web` | `it_is_so`, vectors A, `It is` |"),
            ["it_is_so"]
        );
        assert!(tests_of_row("| who | `it_is_so` |").is_empty());
    }
}
