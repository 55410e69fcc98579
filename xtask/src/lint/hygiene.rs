//! What a stranger must not find in the tree: paths of somebody's machine, and endless files.

use std::fs;

use anyhow::{Result, bail};

use super::Outcome;
use crate::shell::{command, run_quietly};
use crate::workspace;

/// Where people's own files lie; split, so that this file does not name them.
const MACHINE_FOLDERS: &[&str] =
    &[concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];

/// A longer file says in its first lines why it is that long, with the words `600 lines`.
const MAX_LINES: usize = 600;
const REASON: &str = "600 lines";
const CODE: &[&str] =
    &["*.rs", "*.ts", "*.mjs", "*.js", "*.css", "*.html", "*.sql", "*.toml", "*.py", "*.sh"];

pub fn check() -> Result<Outcome> {
    let mut problems = Vec::new();
    for file in tracked_files(&[])? {
        let Ok(text) = fs::read_to_string(workspace::path(&file)) else { continue }; // pictures, or just deleted
        let lines = text.lines().enumerate();
        for (index, line) in
            lines.filter(|(_, line)| MACHINE_FOLDERS.iter().any(|folder| names(line, folder)))
        {
            problems.push(format!("{file}:{}: a path of one machine: {}", index + 1, line.trim()));
        }
    }
    for file in tracked_files(CODE)? {
        let Ok(text) = fs::read_to_string(workspace::path(&file)) else { continue };
        let lines = text.lines().count();
        if lines > MAX_LINES && !text.lines().take(12).any(|line| line.contains(REASON)) {
            problems.push(format!(
                "{file}: {lines} lines, and its first lines do not say why it has over {REASON}"
            ));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(Outcome::Clean)
}

/// Files that git knows, or would know after `git add`; all of them without `patterns`.
pub fn tracked_files(patterns: &[&str]) -> Result<Vec<String>> {
    let mut list = command("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]);
    let output = run_quietly(list.args(patterns))?;
    Ok(output.split('\0').filter(|file| !file.is_empty()).map(str::to_owned).collect())
}

/// Whether `line` holds `folder` at the start of a path, not in the middle of an address.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '~' | '}' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_an_address() {
        let folder = MACHINE_FOLDERS[0];
        assert!(names(&format!("see {folder}ada/badge.json"), folder));
        assert!(names(&format!("\"{folder}ada\""), folder));
        assert!(!names(&format!("https://example.org{folder}ada"), folder));
        assert!(!names(&format!("..{folder}ada"), folder));
    }
}
