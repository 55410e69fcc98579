//! Canonical N-Quads by oxrdf.

use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};

/// The canonical form of `dataset` under RDFC-1.0 with SHA-256. There is no limit on the work: poison graphs run for
/// minutes and more.
pub fn canonical(mut dataset: Dataset) -> String {
    let hash_algorithm = CanonicalizationHashAlgorithm::Sha256;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.concat()
}
