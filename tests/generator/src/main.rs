//! Prints the document of each seed given: `cargo run -p proofmark-generator -- 17 18`.

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut output = std::io::stdout().lock();
    for seed in std::env::args().skip(1) {
        writeln!(output, "{}", proofmark_generator::credential(seed.parse()?).text)?;
    }
    Ok(())
}
