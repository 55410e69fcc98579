//! `proofmark sign`: from an unsecured credential to a secured one.

use proofmark::{Contexts, Cryptosuite, Limits, ProofOptions, Timestamp};
use serde_json::Value;

use crate::arguments::{Securing, SignArguments};
use crate::exit::{Exit, Failure};
use crate::key_file::SigningKey;
use crate::terminal::printable;
use crate::verify::clock;
use crate::{input, output, trust_pack};

pub(crate) fn run(arguments: &SignArguments) -> Result<Exit, Failure> {
    let key = SigningKey::read(&arguments.key)?;
    if arguments.trust_pack {
        let created = arguments.created.unwrap_or_else(clock);
        output::print(&(trust_pack::sign(&arguments.file, &key, created)? + "\n"))?;
        return Ok(Exit::Done);
    }
    let unsecured = input::read(&arguments.file)?;
    let secured = match arguments.cryptosuite {
        Securing::Proof(cryptosuite) => with_proof(&unsecured, &key, cryptosuite, arguments.created)? + "\n",
        // No line end: it would be no part of the JWT, and verifiers refuse what follows one.
        Securing::Jwt => as_jwt(&unsecured, &key)?,
    };
    warn_about_another_issuer(&unsecured, &key);
    output::print(&secured)?;
    Ok(Exit::Done)
}

fn with_proof(
    unsecured: &[u8],
    key: &SigningKey,
    cryptosuite: Cryptosuite,
    created: Option<Timestamp>,
) -> Result<String, Failure> {
    let mut options = ProofOptions::new(&key.verification_method, created.unwrap_or_else(clock));
    options.cryptosuite = cryptosuite;
    let mut contexts = Contexts::new();
    Ok(proofmark::sign(unsecured, &key.secret_key, &options, &mut contexts, &Limits::default())?)
}

fn as_jwt(unsecured: &[u8], key: &SigningKey) -> Result<String, Failure> {
    let (mut contexts, limits) = (Contexts::new(), Limits::default());
    Ok(proofmark::sign_jwt(unsecured, &key.secret_key, &key.verification_method, &mut contexts, &limits)?)
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
