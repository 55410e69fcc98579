//! Secret keys: sealed in the database under one master key, opened only to sign.

mod engine;
mod master_key;
mod signer;

pub(crate) use engine::{Engine, Tools};
pub(crate) use master_key::{MasterKey, create_private};
pub(crate) use signer::Signer;
