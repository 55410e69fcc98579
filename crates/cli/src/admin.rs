//! `proofmark admin`: what an operator does before anybody can use the server.

use proofmark_server::NewKey;

use crate::arguments::{
    AdminArguments, AdminVerb, AfterRestoreArguments, BackupArguments, CreateKeyArguments,
    CreateOrganizationArguments, SetQuotaArguments,
};
use crate::exit::{Exit, Failure};
use crate::operator::{block_on, configuration};
use crate::output;

pub(crate) fn run(arguments: &AdminArguments) -> Result<Exit, Failure> {
    match &arguments.verb {
        AdminVerb::CreateOrganization(arguments) => create_organization(arguments),
        AdminVerb::CreateKey(arguments) => create_key(arguments),
        AdminVerb::SetQuota(arguments) => set_quota(arguments),
        AdminVerb::Backup(arguments) => backup(arguments),
        AdminVerb::AfterRestore(arguments) => after_restore(arguments),
    }
}

fn backup(arguments: &BackupArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    block_on(proofmark_server::backup(&config, &arguments.file))?;
    output::print(&format!(
        "{} holds the database as it was just now. The master key is not in it: keep that apart.\n",
        arguments.file.display()
    ))?;
    Ok(Exit::Done)
}

fn after_restore(arguments: &AfterRestoreArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    let closed = block_on(proofmark_server::after_restore(&config))?;
    output::print(&format!(
        "{closed} status lists are closed; what is issued from now on gets places in new ones.\n"
    ))?;
    Ok(Exit::Done)
}

fn create_key(arguments: &CreateKeyArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    let mut new = NewKey::new(&arguments.organization);
    new.live = arguments.live;
    new.name.clone_from(&arguments.name);
    if !arguments.scope.is_empty() {
        new.scopes.clone_from(&arguments.scope);
    }
    let key = block_on(proofmark_server::create_key(&config, &new))?;
    output::print(&format!("{}\n", *key))?;
    Ok(Exit::Done)
}

fn set_quota(arguments: &SetQuotaArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    block_on(proofmark_server::set_quota(&config, &arguments.organization, arguments.recipients))?;
    Ok(Exit::Done)
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
