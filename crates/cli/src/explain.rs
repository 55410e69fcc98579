//! `proofmark explain`: why a credential does not verify, and how to repair it. The verdict is that of `verify`.

use proofmark::{Contexts, Document, ExplainOptions, Source};

use crate::arguments::ExplainArguments;
use crate::exit::{Exit, Failure};
use crate::supplied::Supplied;
use crate::terminal::Palette;
use crate::{explanation, input, output, verify};

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let mut contexts = Contexts::new();
    let (mut verification, report) = verify::verify(&arguments.verify, &mut contexts)?;
    // Verifying asks for no more than it needs; a cause may be in the rest, such as the issuer's own name for a key.
    for (url, bytes) in Supplied::read(&arguments.verify.documents)?.iter() {
        let document =
            Document { bytes: bytes.to_vec(), retrieved_at: report.verified_at, source: Source::Supplied };
        verification.supply(url, Ok(document));
    }
    let mut options = ExplainOptions::default();
    options.signed_forms = arguments.nquads;
    options.other = arguments.diff.as_deref().map(input::read).transpose()?;
    let explanation = verification.explain(&report, &options, &mut contexts);
    if arguments.verify.json {
        output::print(&(explanation.to_json() + "\n"))?;
    } else {
        output::print(&explanation::render(&explanation, &report, Palette::of_stdout()))?;
    }
    Ok(Exit::Done)
}
