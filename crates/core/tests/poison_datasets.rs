//! Datasets made to be expensive: each ends in an error, at the budget, in bounded memory and without a stack overflow.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/memory.rs"]
mod memory;
#[path = "common/random.rs"]
mod random;

use std::fmt::Write as _;
use std::sync::MutexGuard;

use memory::{MIB, peak_of, turn};
use proofmark::rdfc10::{self, Canonicalized, HashAlgorithm, Work};
use proofmark::{Code, Limits, Problem, nquads};
use random::Random;

#[test]
fn cliques_of_blank_nodes_end_at_the_budget() {
    let turn = turn();
    for nodes in [9, 10, 40] {
        let (result, work, peak) = run_measured(&turn, &clique(nodes));
        assert_eq!(result.unwrap_err().code(), Code::WorkBudgetExceeded, "{nodes}-clique");
        assert_ends_at_budget(&work);
        assert!(work.permutation_steps > work.quads_read, "{nodes}-clique is about permutations: {work:?}");
        assert!(peak < 64 * MIB, "{nodes}-clique: {peak} bytes");
    }
}

#[test]
fn generated_poison_graphs_end_at_the_budget() {
    let turn = turn();
    let mut random = Random::new(2026);
    let mut ended = 0;
    for number in 0..200 {
        let graph = poison_graph(&mut random);
        let (result, work, peak) = run_measured(&turn, &graph);
        assert_eq!(result.unwrap_err().code(), Code::WorkBudgetExceeded, "poison graph {number}:\n{graph}");
        assert_ends_at_budget(&work);
        assert!(peak < 64 * MIB, "poison graph {number}: {peak} bytes");
        ended += 1;
    }
    assert_eq!(ended, 200);
}

#[test]
fn large_datasets_end_at_their_limits() {
    let turn = turn();
    let many: String = (0..100_000).map(|n| format!("<urn:s> <urn:p> \"{n}\" .\n")).collect();
    assert_eq!(nquads::parse(&many, &Limits::default()).unwrap_err().code(), Code::LimitExceeded);
    let mut generous = Limits::default();
    generous.quads = 100_000;
    let dataset = nquads::parse(&many, &generous).unwrap();
    let (refused, peak) = peak_of(&turn, || rdfc10::canonicalize(&dataset, &Limits::default()));
    assert_eq!(refused.unwrap_err().code(), Code::LimitExceeded);
    assert!(peak < MIB, "refused before anything is made: {peak} bytes");

    let nodes: String = (0..10_000).map(|n| format!("_:n{n} <urn:p> \"{n}\" .\n")).collect();
    assert_eq!(nquads::parse(&nodes, &Limits::default()).unwrap_err().code(), Code::LimitExceeded);
}

/// Small as a dataset, 10 GB as a document.
#[test]
fn a_long_term_cannot_be_multiplied() {
    let turn = turn();
    let subject = format!("<urn:{}>", "x".repeat(500_000));
    let mut text = String::new();
    let objects: Vec<_> = (0..60).map(|n| format!("{subject} <urn:p> \"{n}\" .\n")).collect();
    text.extend(objects);
    let dataset = nquads::parse(&text, &Limits::default()).unwrap();
    let (refused, peak) = peak_of(&turn, || rdfc10::canonicalize(&dataset, &Limits::default()));
    assert_eq!(refused.unwrap_err().code(), Code::LimitExceeded);
    assert!(peak < MIB, "{peak} bytes");
}

/// Hashing a long predicate again and again costs as much as it takes.
#[test]
fn long_predicates_use_up_the_budget() {
    let turn = turn();
    let predicate = format!("<urn:{}>", "p".repeat(100_000));
    let ring: String = (0..40).map(|n| format!("_:n{n} {predicate} _:n{} .\n", (n + 1) % 40)).collect();
    let (result, work, peak) = run_measured(&turn, &ring);
    assert_eq!(result.unwrap_err().code(), Code::WorkBudgetExceeded);
    assert!(work.hash_operations > work.quads_read, "{work:?}");
    assert!(peak < 64 * MIB, "{peak} bytes");
}

/// Two equal chains: the algorithm walks from end to end, one call inside the other.
#[test]
fn long_chains_end_without_overflowing_the_stack() {
    let _turn = turn();
    let chains = |length: usize| {
        let mut text = String::new();
        for chain in ["a", "b"] {
            for n in 0..length {
                writeln!(text, "_:{chain}{n} <urn:next> _:{chain}{} .", n + 1).unwrap();
                writeln!(text, "_:{chain}{n} <urn:value> \"{n}\" .").unwrap();
            }
        }
        text
    };
    let (short, work) = run(&chains(200), &Limits::default());
    assert_eq!(short.unwrap().labels.len(), 402);
    println!("two chains of 200: {work:?}");
    let mut limits = Limits::default();
    limits.canonicalization_work = u64::MAX;
    assert_eq!(run(&chains(1_900), &limits).0.unwrap_err().code(), Code::WorkBudgetExceeded);
}

fn run(text: &str, limits: &Limits) -> (Result<Canonicalized, Problem>, Work) {
    let dataset = nquads::parse(text, limits).unwrap();
    let mut work = Work::default();
    let result = rdfc10::canonicalize_counted(&dataset, HashAlgorithm::Sha256, limits, &mut work);
    (result, work)
}

/// Also the most memory that was in use on top of what was there.
fn run_measured(turn: &MutexGuard<'static, ()>, text: &str) -> (Result<Canonicalized, Problem>, Work, usize) {
    let ((result, work), peak) = peak_of(turn, || run(text, &Limits::default()));
    (result, work, peak)
}

/// The budget is used up and not overrun by more than its last unit (a hash of many KiB counts several).
fn assert_ends_at_budget(work: &Work) {
    let limit = Limits::default().canonicalization_work;
    assert!(work.total() > limit && work.total() <= limit + 1_000, "{work:?}");
}

fn clique(nodes: usize) -> String {
    let mut text = String::new();
    for one in 0..nodes {
        for other in (0..nodes).filter(|other| *other != one) {
            writeln!(text, "_:n{one} <urn:p> _:n{other} .").unwrap();
        }
    }
    text
}

/// A graph in which every blank node looks like every other one: a complete graph, a complete bipartite graph, several
/// equal cliques, a regular ring with chords, or many equal stars around one centre; with named graphs now and then.
fn poison_graph(random: &mut Random) -> String {
    let mut edges = Vec::new();
    match random.below(5) {
        0 => {
            let nodes = 9 + random.below(12);
            edges.extend((0..nodes).flat_map(|a| (0..nodes).map(move |b| (a, b))).filter(|(a, b)| a != b));
        }
        1 => {
            let side = 8 + random.below(8);
            edges.extend((0..side).flat_map(|a| (0..side).map(move |b| (a, side + b))));
        }
        2 => {
            let (cliques, nodes) = (2 + random.below(4), 8 + random.below(4));
            for clique in 0..cliques {
                let pairs = (0..nodes).flat_map(|a| (0..nodes).map(move |b| (a, b))).filter(|(a, b)| a != b);
                edges.extend(pairs.map(|(a, b)| (clique * nodes + a, clique * nodes + b)));
            }
        }
        3 => {
            let nodes = 40 + random.below(60);
            let reach = 4 + random.below(4);
            edges.extend((0..nodes).flat_map(|a| (1..=reach).map(move |step| (a, (a + step) % nodes))));
        }
        _ => {
            let (centres, leaves) = (2 + random.below(3), 9 + random.below(20));
            for centre in 0..centres {
                edges.extend((0..leaves).map(|leaf| (centre, centres + centre * leaves + leaf)));
            }
        }
    }
    let graph = if random.below(3) == 0 { " _:g" } else { "" };
    edges.iter().fold(String::new(), |text, (a, b)| text + &format!("_:n{a} <urn:p> _:n{b}{graph} .\n"))
}
