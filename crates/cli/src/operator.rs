//! What the verbs of a server's operator share: its configuration, and a runtime.

use std::future::Future;
use std::path::Path;

use proofmark_server::Config;

use crate::exit::Failure;
use crate::input;

/// The configuration from `file`, if one is named, and the environment.
pub(crate) fn configuration(file: Option<&Path>) -> Result<Config, Failure> {
    if let Some(file) = file {
        input::read(file)?;
    }
    Config::load(file).map_err(|error| Failure::unreadable(format!("{error:#}")))
}

/// Runs `work` to its end.
pub(crate) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(work))
        .map_err(|error| Failure::refused(format!("{error:#}")))
}
