//! Structured logs to standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// On finer levels the library that speaks SMTP logs every line: passwords, addresses and whole e-mails.
const NEVER_FINER: &str = "lettre=info";

/// What is logged under the configuration's `log`.
///
/// # Errors
/// When the text is no filter.
pub fn log_filter(log: &str) -> anyhow::Result<EnvFilter> {
    Ok(EnvFilter::try_new(log)?.add_directive(NEVER_FINER.parse()?))
}

/// Starts logging as the configuration says. Does nothing when the process logs already.
pub(crate) fn start(config: &Config) -> anyhow::Result<()> {
    let filter = log_filter(&config.log)?;
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
