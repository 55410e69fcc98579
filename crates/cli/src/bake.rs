//! `proofmark bake`: a credential into a picture or PDF document.

use std::fs;

use crate::arguments::BakeArguments;
use crate::exit::{Exit, Failure};
use crate::{input, output};

pub(crate) fn run(arguments: &BakeArguments) -> Result<Exit, Failure> {
    let picture = input::read(&arguments.image)?;
    let credential = input::read(&arguments.credential)?;
    let baked = proofmark_documents::bake(&picture, &credential).map_err(Failure::refused)?;
    match &arguments.out {
        Some(path) => fs::write(path, &baked)
            .map_err(|error| Failure::refused(format!("{} cannot be written: {error}", path.display())))?,
        None => output::print_bytes(&baked)?,
    }
    Ok(Exit::Done)
}
