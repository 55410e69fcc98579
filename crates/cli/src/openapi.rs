//! `proofmark openapi`: the server's OpenAPI document.

use crate::exit::{Exit, Failure};
use crate::output;

pub(crate) fn run() -> Result<Exit, Failure> {
    output::print(&proofmark_server::openapi_json())?;
    Ok(Exit::Done)
}
