//! `proofmark openapi`: the server's OpenAPI document.

use crate::arguments::OpenapiArguments;
use crate::exit::{Exit, Failure};
use crate::output;

pub(crate) fn run(arguments: &OpenapiArguments) -> Result<Exit, Failure> {
    let text = match arguments.form.as_str() {
        "3.0" => proofmark_server::openapi_3_0_json(),
        _ => proofmark_server::openapi_json(),
    };
    output::print(&text)?;
    Ok(Exit::Done)
}
