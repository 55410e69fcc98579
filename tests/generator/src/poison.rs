//! Poison graphs: small datasets whose blank nodes all look alike, so that RDFC-1.0 without a limit would try
//! factorially many orders (RDF Dataset Canonicalization, section 7.1 "Dataset Poisoning").

use crate::{CREDENTIALS_V2, Json, OPEN_BADGES, Random};
use std::collections::BTreeMap;
use std::fmt::Write;

/// N-Quads in which each of `size` blank nodes points at every other one.
pub fn clique(size: usize) -> String {
    let mut quads = String::new();
    for from in 0..size {
        for to in (0..size).filter(|to| *to != from) {
            edge(&mut quads, from, to, 0);
        }
    }
    quads
}

/// A symmetrical graph for `seed`, as N-Quads, too large for any reasonable budget: a clique, several cliques, a
/// circulant graph, a complete bipartite graph, a hypercube, a torus or a generalised Petersen graph, each with or
/// without an anchor.
pub fn graph(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut quads = match random.below(7) {
        0 => clique(8 + random.below(13)),
        1 => copies(&clique(8 + random.below(4)), 2 + random.below(5)),
        2 => circulant(20 + random.below(40), &[1, 2 + random.below(3), 5 + random.below(4)]),
        3 => bipartite(8 + random.below(8)),
        4 => hypercube(5 + random.below(3)),
        5 => torus(6 + random.below(6)),
        _ => petersen(30 + random.below(30), 2 + random.below(2)),
    };
    if random.chance(30) {
        // One node that can be told apart does not take the symmetry away.
        let _ = writeln!(quads, "<urn:anchor> <urn:p> _:n0 .");
    }
    quads
}

fn edge(quads: &mut String, from: usize, to: usize, predicate: usize) {
    let _ = writeln!(quads, "_:n{from} <urn:p{predicate}> _:n{to} .");
}

fn both(quads: &mut String, a: usize, b: usize) {
    edge(quads, a, b, 0);
    edge(quads, b, a, 0);
}

fn copies(quads: &str, count: usize) -> String {
    (0..count).map(|copy| quads.replace("_:n", &format!("_:n{copy}x"))).collect()
}

fn circulant(size: usize, steps: &[usize]) -> String {
    let mut quads = String::new();
    for from in 0..size {
        for step in steps {
            both(&mut quads, from, (from + step) % size);
        }
    }
    quads
}

fn bipartite(half: usize) -> String {
    let mut quads = String::new();
    for left in 0..half {
        for right in half..2 * half {
            both(&mut quads, left, right);
        }
    }
    quads
}

fn hypercube(dimensions: usize) -> String {
    let mut quads = String::new();
    for node in 0..1 << dimensions {
        for bit in 0..dimensions {
            edge(&mut quads, node, node ^ (1 << bit), 0);
        }
    }
    quads
}

fn torus(side: usize) -> String {
    let mut quads = String::new();
    for row in 0..side {
        for column in 0..side {
            both(&mut quads, row * side + column, row * side + (column + 1) % side);
            both(&mut quads, row * side + column, (row + 1) % side * side + column);
        }
    }
    quads
}

fn petersen(size: usize, skip: usize) -> String {
    let mut quads = String::new();
    for node in 0..size {
        both(&mut quads, node, (node + 1) % size);
        both(&mut quads, size + node, size + (node + skip) % size);
        both(&mut quads, node, size + node);
    }
    quads
}

/// Documents that no verifier may accept nor work on for long, each with a name: 9- and 10-cliques, `graphs` generated
/// poison graphs, 100,000 quads, JSON of depth 65 and of depth 500,000, and 1,000 contexts.
pub fn documents(graphs: u64) -> Vec<(String, String)> {
    let mut documents: Vec<_> =
        [9, 10, 20].map(|size| (format!("{size}-clique"), document(&clique(size)))).into_iter().collect();
    documents.extend((0..graphs).map(|seed| (format!("graph {seed}"), document(&graph(seed)))));
    documents.push(("100,000 quads".into(), many_quads(100_000)));
    documents.push(("JSON of depth 65".into(), format!("{}0{}", "[".repeat(65), "]".repeat(65))));
    documents.push(("JSON of depth 500,000".into(), "[".repeat(500_000)));
    documents.push((
        "1,000 contexts".into(),
        Json::object([("@context", vec![Json::from(CREDENTIALS_V2); 1_000].into())]).to_text(),
    ));
    documents
}

/// A document of `count` quads: so many pieces of evidence, each named by its identifier alone.
fn many_quads(count: usize) -> String {
    let evidence: Vec<Json> = (0..count).map(|n| format!("urn:e:{n}").into()).collect();
    Json::object([
        ("@context", vec![CREDENTIALS_V2.into()].into()),
        ("type", vec!["VerifiableCredential".into()].into()),
        ("evidence", evidence.into()),
    ])
    .to_text()
}

/// The graph of `nquads` (as this module makes them) as a JSON-LD document of the pinned contexts, so that it can come
/// in through a credential. Only the shape is kept: every edge becomes the same property.
pub fn document(nquads: &str) -> String {
    let mut nodes = BTreeMap::<&str, Vec<Json>>::new();
    for line in nquads.lines() {
        if let [subject, _, object, _] = line.split(' ').collect::<Vec<_>>()[..] {
            nodes.entry(subject.trim_matches(['<', '>'])).or_default().push(object.into());
        }
    }
    let nodes: Vec<Json> = nodes
        .into_iter()
        .map(|(id, objects)| Json::object([("id", id.into()), ("sub", objects.into())]))
        .collect();
    Json::object([
        ("@context", vec![CREDENTIALS_V2.into(), OPEN_BADGES.into()].into()),
        ("type", vec!["VerifiableCredential".into()].into()),
        ("evidence", nodes.into()),
    ])
    .to_text()
}
