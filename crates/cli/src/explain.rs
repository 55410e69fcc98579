//! `proofmark explain`: why a credential does not verify, and how to repair it. The verdict is that of `verify`.

use proofmark::{Contexts, ExplainOptions};

use crate::arguments::ExplainArguments;
use crate::exit::{Exit, Failure};
use crate::terminal::Palette;
use crate::{explanation, input, output, verify};

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let mut contexts = Contexts::new();
    let (verification, report) = verify::verify(&arguments.verify, &mut contexts)?;
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
