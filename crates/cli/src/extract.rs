//! `proofmark extract`: the credential inside a picture or a PDF, as its issuer published it.

use std::fs;

use proofmark::Limits;

use crate::arguments::ExtractArguments;
use crate::exit::{Exit, Failure};
use crate::{input, output};

pub(crate) fn run(arguments: &ExtractArguments) -> Result<Exit, Failure> {
    let file = input::read(&arguments.file)?;
    let extracted = proofmark::extract(&file, &Limits::default())?;
    for remark in &extracted.remarks {
        eprintln!("note: {remark}");
    }
    match &arguments.out {
        Some(path) => fs::write(path, &extracted.bytes)
            .map_err(|error| Failure::refused(format!("{} cannot be written: {error}", path.display())))?,
        None => output::print_bytes(&extracted.bytes)?,
    }
    Ok(Exit::Done)
}
