//! Links in tracked Markdown: what they name inside this repository must exist, heading included. Addresses of
//! other sites are not fetched.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Outcome, hygiene};
use crate::workspace;

pub fn check() -> Result<Outcome> {
    let mut dead = Vec::new();
    for file in hygiene::tracked_files(&["*.md"])? {
        let text =
            fs::read_to_string(workspace::path(&file)).with_context(|| format!("cannot read {file}"))?;
        for (line, target) in links(&text) {
            if let Some(problem) = problem_with(&workspace::path(&file), &target) {
                dead.push(format!("{file}:{line}: {target}: {problem}"));
            }
        }
    }
    if !dead.is_empty() {
        bail!("{}", dead.join("\n"));
    }
    Ok(Outcome::Clean)
}

fn problem_with(file: &Path, target: &str) -> Option<String> {
    // A path from the root is an address of a server, in texts that it shows.
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with('/') {
        return None;
    }
    let (path, heading) =
        target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
    let path: PathBuf = if path.is_empty() { file.to_path_buf() } else { file.parent()?.join(path) };
    if !path.exists() {
        return Some("no such file".to_owned());
    }
    let heading = heading?;
    let text = fs::read_to_string(&path).ok()?;
    let is_markdown = path.extension().is_some_and(|extension| extension == "md");
    (is_markdown && !anchors(&text).iter().any(|anchor| anchor == heading))
        .then(|| "no such heading".to_owned())
}

/// The targets of `[text](target)`, `![text](target)` and `[name]: target`, with their line numbers.
fn links(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(markdown) {
        if let Some((name, target)) =
            line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]: "))
            && !name.contains(']')
        {
            found.push((number, first_word(target)));
        }
        for (_, rest) in line.match_indices("](").map(|(at, mark)| line.split_at(at + mark.len())) {
            if let Some((target, _)) = rest.split_once(')') {
                found.push((number, first_word(target)));
            }
        }
    }
    found
}

/// A link's target without its title.
fn first_word(target: &str) -> String {
    target.split_whitespace().next().unwrap_or_default().trim_matches(['<', '>']).to_owned()
}

/// The anchors GitHub gives to headings: lower case, blanks to dashes, punctuation gone, repeated ones numbered.
fn anchors(markdown: &str) -> Vec<String> {
    let mut seen = HashMap::new();
    let headings = prose_with_code(markdown).filter(|(_, line)| line.starts_with('#'));
    headings
        .map(|(_, line)| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
            let count = seen.entry(anchor.clone()).and_modify(|n| *n += 1).or_insert(0_usize);
            if *count == 0 { anchor } else { format!("{anchor}-{count}") }
        })
        .collect()
}

/// Numbered lines outside fenced code, with `code` in a line blanked out.
fn prose(markdown: &str) -> impl Iterator<Item = (usize, String)> {
    prose_with_code(markdown)
        .map(|(number, line)| (number, line.split('`').step_by(2).collect::<Vec<_>>().join(" ")))
}

fn prose_with_code(markdown: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_fence = false;
    markdown.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        in_fence ^= is_fence;
        (!in_fence && !is_fence).then_some((index + 1, line))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn finds_links_outside_code_only() {
        let text = "A [link](a.md \"title\"), ![picture](b.png) and `[no](c.md)`.\n```\n[no](d.md)\n```\n[name]: e.md#x\n";
        let found: Vec<_> =
            links(text).into_iter().map(|(line, target)| format!("{line} {target}")).collect();
        assert_eq!(found, ["1 a.md", "1 b.png", "5 e.md#x"]);
    }

    #[test]
    fn makes_the_anchors_that_github_makes() {
        let text = "# Verify: bytes → report\n## What `it` is\n## What it is\n";
        assert_eq!(anchors(text), ["verify-bytes--report", "what-it-is", "what-it-is-1"]);
    }

    #[test]
    fn a_missing_file_and_a_missing_heading_are_problems() {
        let folder = std::env::temp_dir().join(format!("proofmark-links-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.md");
        fs::write(&file, "# One\n").unwrap();
        assert_eq!(problem_with(&file, "a.md#one"), None);
        assert_eq!(problem_with(&file, "#one"), None);
        assert_eq!(problem_with(&file, "https://example.org/x"), None);
        assert!(problem_with(&file, "#two").is_some());
        assert!(problem_with(&file, "b.md").is_some());
        fs::remove_dir_all(&folder).unwrap();
    }
}
