//! Structured logs to standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Starts logging as the configuration says. Does nothing when the process logs already.
pub(crate) fn start(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log)?;
    let in_colour = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(in_colour);
    let started = if config.log_json { builder.json().try_init() } else { builder.compact().try_init() };
    // A second server in the same process, as tests run them, shares the first one's log.
    drop(started);
    Ok(())
}
