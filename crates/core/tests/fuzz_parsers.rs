//! The checks of `fuzz/checks.rs` on the stable compiler: every file of the corpus, every input that once failed, and
//! mutations of the corpus that are the same in every run: `PROOFMARK_LONG` makes them twenty times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../../../fuzz/checks.rs"]
mod checks;
#[path = "common/memory.rs"]
mod memory;
#[path = "common/random.rs"]
mod random;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use checks::Check;
use random::Random;

/// Pieces that meet the parsers' branches sooner than single bytes do.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    "\\ude00",
    "\\uffff",
    "\\u0000",
    "null",
    "true",
    "-",
    "0",
    ".",
    "e+",
    "E-4",
    "9007199254740992",
    "1e400",
    "\u{fdd0}",
    "\u{feff}",
    "\u{1f600}",
    "\u{e000}",
    "\"a\":",
    "[[[[[[[[",
    "\n",
    "\r\n",
    "\t",
    " ",
    "#",
    "<",
    ">",
    "<urn:x>",
    "_:",
    "_:a",
    "_:b ",
    "_:g .\n",
    "_:a <urn:p> _:b .\n",
    "\"x\"",
    "@en",
    "^^<urn:t>",
    " .\n",
    "\\U0001F600",
    "\u{7f}",
    "\u{0}",
];

/// More than any of these inputs may make the core hold at once: the limits of this test let a file inflate to 1 MiB
/// and a status list to 8.
const MOST_MEMORY: usize = 24 * memory::MIB;

/// Every check with the number of its mutations: whole verifications cost more than parsers.
fn checks() -> impl Iterator<Item = (&'static str, Check, usize)> {
    let times = if std::env::var_os("PROOFMARK_LONG").is_some() { 20 } else { 1 };
    let parsers = checks::ALL.iter().map(move |(name, check)| (*name, *check, 20_000 * times));
    let credentials = checks::credential_checks::ALL.iter().map(move |(name, check)| {
        let count = match *name {
            "png" | "svg" | "pdf" => 10_000,
            _ => 1_500,
        };
        (*name, *check, count * times)
    });
    parsers.chain(credentials)
}

#[test]
fn the_corpus_passes_and_no_crasher_comes_back() {
    for (name, check, _) in checks() {
        let corpus = files("corpus", name);
        assert!(!corpus.is_empty(), "no corpus for {name}");
        for path in corpus {
            assert!(run(name, check, &fs::read(&path).unwrap()), "{} is not accepted", path.display());
        }
        for path in files("crashers", name) {
            run(name, check, &fs::read(&path).unwrap());
        }
    }
}

#[test]
fn mutations_of_the_corpus_pass_within_bounded_memory() {
    let turn = memory::turn();
    for (seed, (name, check, iterations)) in (1..).zip(checks()) {
        let corpus: Vec<Vec<u8>> = files("corpus", name).iter().map(|path| fs::read(path).unwrap()).collect();
        let mut random = Random::new(seed);
        let mut accepted = 0;
        let ((), peak) = memory::peak_of(&turn, || {
            for _ in 0..iterations {
                let mut input = random.pick(&corpus).clone();
                for _ in 0..=random.below(3) {
                    mutate(&mut input, &corpus, &mut random);
                }
                accepted += usize::from(run(name, check, &input));
            }
        });
        eprintln!("{name}: {accepted} of {iterations} accepted, at most {} KiB held", peak >> 10);
        assert!(accepted >= iterations / 40, "{name}: too few mutations get past the reader");
        assert!(peak <= MOST_MEMORY, "{name}: {peak} bytes held at once");
    }
}

/// On failure prints the input, ready to be saved under `fuzz/crashers`.
fn run(name: &str, check: Check, input: &[u8]) -> bool {
    let outcome = catch_unwind(AssertUnwindSafe(|| check(input)));
    outcome.unwrap_or_else(|_| {
        panic!("{name}: save as a file in fuzz/crashers/{name}:\n{}", input.escape_ascii())
    })
}

fn mutate(input: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let length = random.below((input.len() - at).min(40) + 1);
    match random.below(9) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        // Often still well-formed: another letter or digit in its place.
        7 | 8 if at < input.len() && input[at].is_ascii_alphanumeric() => {
            input[at] = *random.pick(b"0129abzABZ")
        }
        1 => drop(input.drain(at..at + length)),
        2 => {
            let piece = input[at..at + length].to_vec();
            let to = random.below(input.len() + 1);
            input.splice(to..to, piece);
        }
        3 => {
            let other = random.pick(corpus);
            let from = random.below(other.len() + 1);
            let to = from + random.below((other.len() - from).min(200) + 1);
            input.splice(at..at, other[from..to].iter().copied());
        }
        4 => input.truncate(at),
        _ => {
            let piece = random.pick(PIECES).bytes();
            input.splice(at..at + length.min(random.below(3)), piece);
        }
    }
}

fn files(kind: &str, name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(kind).join(name);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
