//! Two credentials compared by what they say: canonical N-Quads against canonical N-Quads.
//!
//! One changed value gives other labels to every node without an id, so lines are first compared by what such a node is
//! known by instead: the way to it from a node with an id.

use std::collections::BTreeMap;

use super::edit;
use crate::json::{self, Value};
use crate::json_writer::JsonWriter;
use crate::rdf::{Quad, Term};
use crate::{Contexts, Dataset, Limits, Problem, escape, extract, jsonld, nquads};

/// Lines that are told; a credential that shares nothing with the other one has no use for more.
const MAX_LINES: usize = 200;
/// Steps from node to node that name a node without an id.
const MAX_WAY: usize = 12;

/// How two credentials differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Statements of only one of them, or why they cannot be compared.
    pub lines: Result<Vec<DifferenceLine>, Problem>,
    /// Statements that both have.
    pub same: usize,
}

/// A statement that only one of two credentials makes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DifferenceLine {
    /// Whether the second one makes it; else the first.
    pub in_other: bool,
    /// One line of N-Quads, nodes without an id as the way to them.
    pub statement: String,
    /// JSON pointer of the value in its own document, where one place has it.
    pub pointer: Option<String>,
}

/// Compares the documents without their proofs.
pub(super) fn between(own: &[u8], other: &[u8], contexts: &mut Contexts, limits: &Limits) -> Difference {
    let result = statements(own, contexts, limits)
        .and_then(|own| Ok((own, statements(other, contexts, limits)?)))
        .map(|(own, other)| compare(own, other));
    match result {
        Ok((lines, same)) => Difference { lines: Ok(lines), same },
        Err(problem) => Difference { lines: Err(problem), same: 0 },
    }
}

/// Statements, with how often each is made and where its value stands.
type Statements = BTreeMap<String, (usize, Option<String>)>;

fn statements(bytes: &[u8], contexts: &mut Contexts, limits: &Limits) -> Result<Statements, Problem> {
    let file = extract(bytes, limits)?;
    let mut document = json::parse(&file.bytes, limits)?;
    if let Some(members) = document.as_object_mut() {
        members.remove("proof");
    }
    let dataset = jsonld::to_rdf(&document, contexts, limits)?;
    let places = edit::places(&document);
    let ways = Ways::of(&dataset);
    let mut found = Statements::new();
    for quad in &dataset.quads {
        let mut line = String::new();
        nquads::write_quad(&mut line, &dataset, quad, &mut |out, node| {
            out.push_str("_:");
            out.push_str(&ways.to(node, &dataset));
        });
        let pointer = pointer_of(quad, &dataset, &places);
        found.entry(line.trim_end().to_owned()).or_insert((0, pointer)).0 += 1;
    }
    Ok(found)
}

fn compare(own: Statements, other: Statements) -> (Vec<DifferenceLine>, usize) {
    let count = |statements: &Statements, line: &String| statements.get(line).map_or(0, |(count, _)| *count);
    let same = own.iter().map(|(line, (times, _))| (*times).min(count(&other, line))).sum();
    let only = |mine: &Statements, theirs: &Statements, in_other: bool| -> Vec<DifferenceLine> {
        let lines = mine.iter().filter(|(line, (times, _))| *times > count(theirs, line));
        lines
            .map(|(line, (_, pointer))| DifferenceLine {
                in_other,
                statement: line.clone(),
                pointer: pointer.clone(),
            })
            .collect()
    };
    let mut lines = only(&own, &other, false);
    lines.extend(only(&other, &own, true));
    // Statements about the same thing stand together, the first credential's before the second's.
    let about =
        |line: &DifferenceLine| line.statement.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>();
    lines.sort_by(|one, two| about(one).cmp(&about(two)).then(one.in_other.cmp(&two.in_other)));
    lines.truncate(MAX_LINES);
    (lines, same)
}

/// For each node without an id, the quad that leads to it.
struct Ways {
    leading: BTreeMap<u32, (Term, Term)>,
}

impl Ways {
    fn of(dataset: &Dataset) -> Self {
        let mut leading = BTreeMap::new();
        for quad in &dataset.quads {
            if let Term::Blank(node) = quad.object {
                leading.entry(node).or_insert((quad.subject, quad.predicate));
            }
        }
        Self { leading }
    }

    /// Such as `<urn:uuid:…>/achievement/criteria`.
    fn to(&self, node: u32, dataset: &Dataset) -> String {
        let mut steps = Vec::new();
        let mut term = Term::Blank(node);
        while let Term::Blank(number) = term {
            let Some((subject, predicate)) = self.leading.get(&number) else { break };
            if steps.len() == MAX_WAY {
                break;
            }
            steps.push(short(dataset.spelling(*predicate)));
            term = *subject;
        }
        steps.reverse();
        format!("{}/{}", dataset.spelling(term), steps.join("/"))
    }
}

/// The last part of an IRI.
fn short(iri: &str) -> String {
    let bare = iri.trim_matches(['<', '>']);
    bare.rsplit(['#', '/']).next().unwrap_or(bare).to_owned()
}

/// The only place whose value is the quad's object, if there is one.
fn pointer_of(quad: &Quad, dataset: &Dataset, places: &[(String, &Value<'_>)]) -> Option<String> {
    let spelling = dataset.spelling(quad.object);
    let predicate = short(dataset.spelling(quad.predicate));
    let mut fitting = places.iter().filter(|(_, value)| match value {
        Value::String(text) => {
            let mut literal = String::from("\"");
            escape::push_escaped::<{ escape::N_QUADS }>(&mut literal, text);
            literal.push('"');
            // A datatype or language may follow the literal.
            let rest = spelling.strip_prefix(&literal);
            spelling == format!("<{text}>") || rest.is_some_and(|rest| !rest.starts_with('"'))
        }
        Value::Number(number) => spelling.strip_prefix('"').is_some_and(|rest| rest.starts_with(number.text)),
        _ => false,
    });
    let named = |pointer: &str| {
        let mut tokens = pointer.rsplit('/').filter(|token| token.parse::<usize>().is_err());
        tokens.next().is_some_and(|name| predicate.eq_ignore_ascii_case(name))
    };
    let all: Vec<&String> = fitting.by_ref().map(|(pointer, _)| pointer).collect();
    match all.as_slice() {
        [only] => Some((*only).clone()),
        _ => {
            let mut by_name = all.into_iter().filter(|pointer| named(pointer));
            let first = by_name.next()?;
            by_name.next().is_none().then(|| first.clone())
        }
    }
}

impl Difference {
    pub(super) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("same").raw(&self.same.to_string());
            match &self.lines {
                Err(problem) => json.member("problem").string(&problem.to_string()),
                Ok(lines) => json.member("lines").array(lines, |json, line| {
                    json.object(|json| {
                        json.member("in").string(if line.in_other { "other" } else { "own" });
                        json.member("statement").string(&line.statement);
                        json.member("pointer").optional_string(line.pointer.as_deref());
                    });
                }),
            }
        });
    }
}
