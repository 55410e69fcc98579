//! `proofmark sign`: from an unsecured credential to a secured one.

use proofmark::{Contexts, Limits, ProofOptions};
use serde_json::Value;

use crate::arguments::SignArguments;
use crate::exit::{Exit, Failure};
use crate::key_file::SigningKey;
use crate::terminal::printable;
use crate::verify::clock;
use crate::{input, output};

pub(crate) fn run(arguments: &SignArguments) -> Result<Exit, Failure> {
    let key = SigningKey::read(&arguments.key)?;
    let unsecured = input::read(&arguments.file)?;
    let mut options = ProofOptions::new(&key.verification_method, arguments.created.unwrap_or_else(clock));
    options.cryptosuite = arguments.cryptosuite;
    let secured =
        proofmark::sign(&unsecured, &key.secret_key, &options, &mut Contexts::new(), &Limits::default())?;
    warn_about_another_issuer(&unsecured, &key);
    output::print(&(secured + "\n"))?;
    Ok(Exit::Done)
}

/// A signature by somebody else's key is a good signature and still an invalid credential.
fn warn_about_another_issuer(unsecured: &[u8], key: &SigningKey) {
    let credential: Value = serde_json::from_slice(unsecured).unwrap_or_default();
    let issuer = &credential["issuer"];
    let Some(issuer) = issuer.as_str().or_else(|| issuer["id"].as_str()) else { return };
    if issuer != key.controller() {
        eprintln!(
            "warning: the issuer is {}, but the key belongs to {}; verifiers will refuse this credential",
            printable(issuer),
            printable(key.controller())
        );
    }
}
