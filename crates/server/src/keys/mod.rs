//! Secret keys: sealed in the database under one master key, opened only to sign.

mod engine;
mod master_key;

pub(crate) use engine::Engine;
pub(crate) use master_key::{MasterKey, create_private};
