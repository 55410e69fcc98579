//! `proofmark canonicalize`: shows what a signature is made over.

use proofmark::{Contexts, Limits};

use crate::arguments::CanonicalizeArguments;
use crate::exit::{Exit, Failure};
use crate::supplied::Supplied;
use crate::{input, output};

pub(crate) fn run(arguments: &CanonicalizeArguments) -> Result<Exit, Failure> {
    let supplied = Supplied::read(&arguments.documents)?;
    let bytes = input::read(&arguments.file)?;
    let limits = Limits::default();
    let canonical = if arguments.nquads {
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            Failure::refused(format!("{} is not UTF-8: {error}", input::name(&arguments.file)))
        })?;
        proofmark::canonicalize_nquads(text, &limits)?
    } else {
        let mut contexts = Contexts::new();
        supplied.pin_contexts(&bytes, &mut contexts)?;
        proofmark::canonicalize(&bytes, &mut contexts, &limits)?
    };
    output::print(&canonical)?;
    Ok(Exit::Done)
}
