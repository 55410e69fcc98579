//! The pages in `docs/codes`, as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use proofmark::json::{self, Value};
use proofmark::{Check, Code, Limits, Report, WarningCode, guide};

type Examples = BTreeMap<Code, (Report, Check)>;

/// Every page by its path under `docs`.
pub(crate) fn all(examples: &Examples, excused: &[(Code, &str)]) -> BTreeMap<String, String> {
    let page = |code: &Code| {
        let excuse = excused.iter().find(|(excused, _)| excused == code).map(|(_, why)| *why);
        (format!("codes/{}.md", code.as_str()), page(*code, examples.get(code), excuse))
    };
    let mut pages: BTreeMap<_, _> = Code::ALL.iter().map(page).collect();
    pages.insert("codes/README.md".to_owned(), contents());
    pages.insert("codes/warnings.md".to_owned(), warnings());
    pages
}

/// One whole report for each code, by code.
pub(crate) fn examples(examples: &Examples) -> String {
    let report = |(code, (report, _)): (&Code, &(Report, Check))| {
        let text = report.to_json();
        let value = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        format!("  \"{}\": {}", code.as_str(), pretty(&value, 2))
    };
    format!("{{\n{}\n}}\n", examples.iter().map(report).collect::<Vec<_>>().join(",\n"))
}

fn page(code: Code, example: Option<&(Report, Check)>, excuse: Option<&str>) -> String {
    let entry = guide::of(code);
    let mut text = String::new();
    let mut line = |part: &str| writeln!(text, "{part}").unwrap();
    line(
        "<!-- Written from crates/core/src/explain/guide.rs by `cargo test -p proofmark --test codes`. -->\n",
    );
    line(&format!("# `{}`: {}\n", code.as_str(), lower_first(entry.title)));
    line(&format!("**What it means.** {}\n", entry.means));
    line(&format!("**Why it matters.** {}\n", entry.matters));
    line("## What to do next\n");
    line(&format!("- **If you issued it:** {}", entry.issuer));
    line(&format!("- **If you hold or verify it:** {}\n", entry.verifier));
    line("## In the report\n");
    line(&format!("- A check with this code is `{}`.", code.outcome().as_str()));
    line(&format!("- `nextStep`: {}", code.next_step().as_str()));
    match code.problem_type() {
        Some(problem) => line(&format!("- W3C problem type: `{problem}`")),
        None => line("- W3C has no problem type for it."),
    }
    line(&format!("- Specification: [{}]({})\n", entry.specification, entry.link));
    match (example, excuse) {
        (Some((report, check)), _) => {
            line("From a real verification:\n");
            line(&format!("```json\n{}\n```", fragment(report, check)));
        }
        (None, Some(why)) => line(&format!("No report carries it. {why}")),
        (None, None) => panic!("{} has no example", code.as_str()),
    }
    text
}

/// Verdict, reason and the one check.
fn fragment(report: &Report, check: &Check) -> String {
    let text = report.to_json();
    let mut value = json::parse(text.as_bytes(), &Limits::default()).unwrap();
    let code = check.code.unwrap().as_str();
    let of_code = |own: &&Value<'_>| own.get("code").and_then(Value::as_str) == Some(code);
    let own = value.get("checks").and_then(Value::as_array).unwrap().iter().find(of_code).unwrap().clone();
    let members = value.as_object_mut().unwrap();
    members.insert("checks", Value::Array(vec![own]));
    for name in ["verifiedAt", "digest", "format", "warnings", "credential", "status", "hosts"] {
        members.remove(name);
    }
    pretty(&value, 0)
}

/// JSON in lines, members in their order.
fn pretty(value: &Value<'_>, indent: usize) -> String {
    let inner = " ".repeat(indent + 2);
    let lines: Vec<String> = match value {
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().map(|element| format!("{inner}{}", pretty(element, indent + 2))).collect()
        }
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(name, value)| format!("{inner}\"{name}\": {}", pretty(value, indent + 2)))
            .collect(),
        other => return other.to_json(),
    };
    let (open, close) = if value.as_array().is_some() { ('[', ']') } else { ('{', '}') };
    format!("{open}\n{}\n{}{close}", lines.join(",\n"), " ".repeat(indent))
}

fn contents() -> String {
    let mut text = String::from(
        "<!-- Written by `cargo test -p proofmark --test codes`. -->\n\n# Codes\n\nEvery check that did not pass says why with one of these codes. They never change their meaning.\n[report.schema.json](../report.schema.json) is the schema of a whole report, and\n[report.examples.json](../report.examples.json) has one report for each code, from real verifications.\n\n| code | outcome | what it is |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let (name, outcome) = (code.as_str(), code.outcome().as_str());
        writeln!(text, "| [`{name}`]({name}.md) | {outcome} | {} |", guide::of(*code).title).unwrap();
    }
    text.push_str("\n[Warnings](warnings.md) have codes of their own; they never change the verdict.\n");
    text
}

fn warnings() -> String {
    let mut text = String::from(
        "<!-- Written from crates/core/src/explain/guide.rs by `cargo test -p proofmark --test codes`. -->\n\n# Warnings\n\nSomething to know that does not change the verdict. Each has a code, a sentence, a next step and a pointer, in `warnings` of the report.\n",
    );
    for code in WarningCode::ALL {
        let (title, means, next) = guide::of_warning(*code);
        writeln!(text, "\n## `{}`\n\n{title}. {means}\n\n**What to do next.** {next}", code.as_str())
            .unwrap();
        writeln!(text, "\nIn the report, `nextStep`: {}", code.next_step().as_str()).unwrap();
    }
    text
}

fn lower_first(text: &str) -> String {
    // Names and the first person stay as they are.
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !text.starts_with("JSON") => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
