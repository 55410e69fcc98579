//! `proofmark admin`: what an operator does before anybody can use the server.

use crate::arguments::{AdminArguments, AdminVerb, CreateOrganizationArguments};
use crate::exit::{Exit, Failure};
use crate::operator::{block_on, configuration};
use crate::output;

pub(crate) fn run(arguments: &AdminArguments) -> Result<Exit, Failure> {
    match &arguments.verb {
        AdminVerb::CreateOrganization(arguments) => create_organization(arguments),
    }
}

fn create_organization(arguments: &CreateOrganizationArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    let made = block_on(proofmark_server::create_organization(&config, &arguments.name))?;
    output::print(&format!(
        "\
Organization     {id}
Sandbox API key  {sandbox}
Live API key     {live}

These keys are shown once: only their hashes are stored.
",
        id = made.id,
        sandbox = *made.sandbox_api_key,
        live = *made.live_api_key,
    ))?;
    Ok(Exit::Done)
}
