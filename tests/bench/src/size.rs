//! How the cost grows with the number of quads.

use crate::input::{Inputs, issuer};
use crate::measure::{Contender, contest};
use crate::peers::Peers;
use crate::table::{Goal, Table};
use anyhow::{Result, anyhow};
use proofmark::{Contexts, Limits};

const SIZES: [usize; 7] = [100, 200, 500, 1_000, 2_000, 5_000, 10_000];

pub(crate) fn measure(_: &Inputs, _: &mut Peers, table: &mut Table) -> Result<()> {
    let limits = Limits::default();
    let documents = SIZES.map(|quads| proofmark_generator::of_size(&issuer(), quads));
    let mut contexts = vec![Contexts::new(); SIZES.len()];
    let mut counts = Vec::new();
    for document in &documents {
        let canonical = proofmark::canonicalize(document.as_bytes(), &mut Contexts::new(), &limits);
        counts.push(canonical.map_err(|problem| anyhow!("{problem}"))?.lines().count());
    }
    let contenders = documents.iter().zip(&mut contexts).map(|(document, contexts)| {
        Contender::here("canonical N-Quads", || {
            proofmark::canonicalize(document.as_bytes(), contexts, &limits)
        })
    });
    let times = contest(contenders.collect())?;

    let mut note = "Cost against size (JSON → canonical N-Quads, native). The last column is time / (n log n), with the\n\
                    smallest document as 1: near 1 all the way down means close to n log n.\n\n\
                    |  quads |       time |  per quad | / (n log n)\n|--------|------------|-----------|------------\n"
        .to_owned();
    let work = |n: usize| n as f64 * (n as f64).log2();
    let mut worst: f64 = 0.0;
    for (index, &quads) in counts.iter().enumerate() {
        let time = times.median(index);
        let growth = times.ratio(index, 0) / (work(quads) / work(counts[0]));
        worst = worst.max(growth);
        let each = time / u32::try_from(quads)?;
        note += &format!("| {quads:6} | {time:>10.1?} | {each:>9.1?} | {growth:.2}\n");
    }
    table.ratio(
        "native: growth from 100 to 10,000 quads / n log n, worst",
        worst,
        Goal::AtMost(1.5),
        "table below",
    );
    table.note(note);
    Ok(())
}
