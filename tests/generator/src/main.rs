//! Prints the document of each seed given: `cargo run -p proofmark-generator -- 17 18`; or documents made to be
//! expensive, one JSON line `{"name", "document"}` each: `cargo run -p proofmark-generator -- poison 200`.

use std::error::Error;
use std::io::Write;

use proofmark_generator::{Json, credential, poison};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut output = std::io::stdout().lock();
    if let [what, count] = &arguments[..]
        && what == "poison"
    {
        for (name, document) in poison::documents(count.parse()?) {
            let line = Json::object([("name", name.into()), ("document", document.into())]);
            writeln!(output, "{}", line.to_text())?;
        }
        return Ok(());
    }
    for seed in &arguments {
        writeln!(output, "{}", credential(seed.parse()?).text)?;
    }
    Ok(())
}
