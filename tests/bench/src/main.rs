//! Measures what the project promises about speed, in one run, and prints it as ratios against goals.
//!
//! `cargo xtask bench [NAME]` builds what is measured (this program in release, the WASM package, the oracles) and
//! starts it. NAME is one of the parts: `native`, `wasm`, `formats`, `start`, `size`, `poison`, `documents`,
//! `batch`, `server`.
#![allow(clippy::print_stdout, reason = "this program prints its result")]

mod batch;
mod documents;
mod first;
mod formats;
mod input;
mod load;
mod measure;
mod native;
mod peers;
mod poison;
mod process;
mod server;
mod size;
mod status_list;
mod table;
mod wasm;

use anyhow::{Result, bail};
use input::Inputs;
use peers::Peers;
use table::Table;

type Part = fn(&Inputs, &mut Peers, &mut Table) -> Result<()>;

const PARTS: [(&str, Part); 9] = [
    ("native", native::measure),
    ("wasm", wasm::measure),
    ("formats", formats::measure),
    ("start", first::measure),
    ("size", size::measure),
    ("poison", poison::measure),
    ("documents", documents::measure),
    ("batch", batch::measure),
    ("server", server::measure),
];

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| PARTS.iter().all(|(part, _)| part != name)) {
        bail!("no part is called {unknown}; there are {}", PARTS.map(|(name, _)| name).join(", "));
    }
    let inputs = Inputs::read()?;
    let mut peers = Peers::new()?;
    let mut table = Table::default();
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            eprintln!("measuring: {name}");
            part(&inputs, &mut peers, &mut table)?;
        }
    }
    println!("{table}");
    Ok(())
}
