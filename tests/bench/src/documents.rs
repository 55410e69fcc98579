//! Certificates: filling in, PDF and PNG beside what Node has for the same page.

use anyhow::{Context, Result, anyhow, bail};
use proofmark::Timestamp;
use proofmark_documents::{Details, Fonts, Value, Values, built_in};
use serde_json::json;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::input::Inputs;
use crate::peers::Peers;
use crate::table::{Goal, Table};

/// What the project promises for one A4 page.
const PDF_MILLISECONDS: f64 = 15.0;
const PNG_MILLISECONDS: f64 = 30.0;
const KILOBYTES: f64 = 150.0;
const DPI: u16 = 150;
const ROUNDS: usize = 31;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/documents");
const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/documents/fonts");
const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/documents/templates");
const CREDENTIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/credential.json");

/// Measures every built-in template, then the peers on the first.
pub(crate) fn measure(_: &Inputs, _: &mut Peers, table: &mut Table) -> Result<()> {
    let credential = std::fs::read(CREDENTIAL).context("reading the example credential")?;
    let fonts = Fonts::bundled();
    let details = Details {
        title: "Certificate".to_owned(),
        language: "en".to_owned(),
        author: "Example University".to_owned(),
        issued: Timestamp::from_unix_seconds(1_795_255_200),
    };
    let mut drawing = Vec::new();
    for built_in in built_in() {
        let scheme = built_in.schemes()?.into_iter().next().context("a colour scheme")?;
        let template = built_in.template(&scheme)?;
        let values: Values = TEXTS
            .iter()
            .filter(|(key, _)| template.fields().iter().any(|field| field.key == *key))
            .map(|(key, text)| ((*key).to_owned(), Value::from(*text)))
            .collect();
        let fill = || template.fill(&values, &details, &fonts);
        let pdf = || fill()?.pdf(Some(&credential));
        let png = || fill()?.png(DPI, Some(&credential));
        let name = built_in.id;
        let (pdf_bytes, png_bytes) = (kilobytes(&pdf()?), kilobytes(&png()?));
        row(table, &format!("PDF, {name}"), median(pdf), PDF_MILLISECONDS, pdf_bytes);
        row(table, &format!("PNG, {name}"), median(png), PNG_MILLISECONDS, png_bytes);
        if drawing.is_empty() {
            drawing = fill()?.svg(None)?;
        }
    }
    ask_peers(&drawing, &credential, table)
}

const TEXTS: [(&str, &str); 9] = [
    ("recipient", "Ada Lovelace"),
    ("achievement", "Foundations of Analytical Computing"),
    (
        "description",
        "Twelve weeks of study: designing, programming and proving correct a machine that weaves algebra.",
    ),
    ("issuer", "Northfield University"),
    ("date", "2026-11-21"),
    ("signatory", "Prof. Charles Babbage"),
    ("signatoryTitle", "Dean of the Faculty of Engineering"),
    ("verificationUrl", "https://badges.northfield.example/c/AC-7F3K9Q2M"),
    ("code", "AC-7F3K9Q2M"),
];

fn row(table: &mut Table, what: &str, milliseconds: f64, goal: f64, kilobytes: f64) {
    let small = if kilobytes <= KILOBYTES { "" } else { ", MORE THAN 150" };
    table.milliseconds(
        what,
        milliseconds,
        Goal::AtMost(goal),
        format!("from fields to file, {kilobytes:.0} KB{small}"),
    );
}

/// Milliseconds, the middle of many.
fn median<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn kilobytes(file: &[u8]) -> f64 {
    file.len() as f64 / 1e3
}

/// pdfkit and resvg-js, which are installed beside their script.
fn ask_peers(drawing: &[u8], credential: &[u8], table: &mut Table) -> Result<()> {
    if !Path::new(FOLDER).join("node_modules").is_dir() {
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        let status = Command::new("npm").args(arguments).current_dir(FOLDER).status()?;
        if !status.success() {
            bail!("npm ci in {FOLDER}: {status}");
        }
    }
    let fonts = ["Alegreya-Regular", "Alegreya-MediumItalic", "Alegreya-Bold", "AlegreyaSans-Regular"];
    let question = json!({
        "svg": String::from_utf8_lossy(drawing),
        "template": std::fs::read_to_string(format!("{TEMPLATES}/formal.svg"))?,
        "fonts": fonts.map(|name| format!("{FONTS}/{name}.ttf")),
        "credential": String::from_utf8_lossy(credential),
    });
    let mut command = Command::new("node");
    command.arg(format!("{FOLDER}/measure.mjs")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = command.spawn().context("starting node")?;
    let mut input = node.stdin.take().ok_or_else(|| anyhow!("node has no standard input"))?;
    input.write_all(question.to_string().as_bytes())?;
    drop(input);
    let output = node.wait_with_output()?;
    if !output.status.success() {
        bail!("measure.mjs: {}", output.status);
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let answer: serde_json::Value = serde_json::from_str(line)?;
        let number = |key: &str| answer[key].as_f64().unwrap_or_default();
        let what = format!("the formal page by {}", answer["name"].as_str().unwrap_or_default());
        let detail = format!("in Node, {:.0} KB", number("bytes") / 1e3);
        table.milliseconds(what, number("milliseconds"), Goal::None, detail);
    }
    Ok(())
}
