//! Where an oracle and we disagree, and whether that is known and explained.

use serde::Deserialize;
use std::collections::BTreeSet;

/// What a known disagreement looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// We refuse what the oracle accepts; `text` is our code.
    WeRefuse,
    /// The oracle refuses what we accept; `text` is part of what it says.
    TheyRefuse,
    /// Both accept, and quads differ; each quad that only one side has holds `text`.
    Quads,
    /// The quads are the same but for their order or their blank node labels.
    Order,
}

/// One entry of the list: a class of disagreement, who is right, and by which sentence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Short name.
    pub name: String,
    oracle: String,
    kind: Kind,
    /// The tag of the generated document that this comes with.
    tag: String,
    /// What stands in the error or in each differing quad.
    text: String,
    /// Who is right: `we`, `they`, or `both`.
    pub right: String,
    /// The sentence that decides, quoted or summed up.
    pub sentence: String,
    /// Where the sentence stands.
    pub specification: String,
}

/// The list of known disagreements.
#[derive(Debug)]
pub struct Disagreements {
    listed: Vec<Listed>,
}

/// The outcome of comparing one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both give the same text, or both refuse.
    Agree,
    /// They disagree in known ways, by the names of the entries.
    Known(BTreeSet<String>),
    /// They disagree, and no entry covers it: what differs.
    Unknown(String),
}

impl Disagreements {
    /// Reads the list that stands beside this crate.
    pub fn read() -> serde_json::Result<Self> {
        Ok(Self { listed: serde_json::from_str(include_str!("../disagreements.json"))? })
    }

    /// Every entry.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// Compares our answer with an oracle's. An error of ours is its code, and where it is.
    pub fn judge(
        &self,
        oracle: &str,
        tags: &[&str],
        ours: &Result<String, String>,
        theirs: &Result<String, String>,
    ) -> Verdict {
        let covers = |kind: Kind, text: &str| {
            self.listed.iter().find(|entry| {
                entry.oracle == oracle
                    && entry.kind == kind
                    && tags.contains(&entry.tag.as_str())
                    && text.contains(&entry.text)
            })
        };
        let differences: Vec<(Kind, String)> = match (ours, theirs) {
            (Err(_), Err(_)) => Vec::new(),
            (Err(code), Ok(_)) => vec![(Kind::WeRefuse, code.clone())],
            (Ok(_), Err(error)) => vec![(Kind::TheyRefuse, error.clone())],
            (Ok(ours), Ok(theirs)) if ours == theirs => Vec::new(),
            (Ok(ours), Ok(theirs)) => differing_quads(ours, theirs),
        };
        if differences.is_empty() {
            return Verdict::Agree;
        }
        let mut known = BTreeSet::new();
        for (kind, text) in differences {
            match covers(kind, &text) {
                Some(entry) => known.insert(entry.name.clone()),
                None => return Verdict::Unknown(format!("{kind:?}: {text}")),
            };
        }
        Verdict::Known(known)
    }
}

/// The quads that only one side has, labels aside; if there are none, order and labels are all that differ.
fn differing_quads(ours: &str, theirs: &str) -> Vec<(Kind, String)> {
    let (ours, theirs) = (without_labels(ours), without_labels(theirs));
    let only_ours = ours.difference(&theirs).map(|quad| (Kind::Quads, format!("only we: {quad}")));
    let only_theirs = theirs.difference(&ours).map(|quad| (Kind::Quads, format!("only they: {quad}")));
    let differing: Vec<_> = only_ours.chain(only_theirs).collect();
    if differing.is_empty() { vec![(Kind::Order, "the order or the labels".to_owned())] } else { differing }
}

/// The lines, each with its count, with every canonical blank node label made equal.
fn without_labels(nquads: &str) -> BTreeSet<String> {
    let mut lines: Vec<String> = nquads.lines().map(hide_labels).collect();
    lines.sort();
    let mut counted = BTreeSet::new();
    let mut last: Option<(String, usize)> = None;
    for line in lines {
        let count = last.as_ref().filter(|(other, _)| *other == line).map_or(1, |(_, count)| count + 1);
        counted.insert(format!("{line} (number {count})"));
        last = Some((line, count));
    }
    counted
}

fn hide_labels(line: &str) -> String {
    let mut hidden = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("_:c14n") {
        let (before, label) = rest.split_at(at);
        hidden.push_str(before);
        hidden.push_str("_:");
        rest = label["_:c14n".len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    hidden.push_str(rest);
    hidden
}
