//! `proofmark serve`: the issuance server, and its demo.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use console::Term;
use zeroize::Zeroizing;

use proofmark_server::{Config, DemoInfo, Server, SystemClock};

use crate::arguments::ServeArguments;
use crate::exit::{Exit, Failure};
use crate::operator::{block_on, configuration};
use crate::output;

/// Where the demo keeps its data when nothing else is configured.
const DEMO_DATABASE: &str = "demo-data/proofmark.db";

pub(crate) fn run(arguments: &ServeArguments) -> Result<Exit, Failure> {
    let mut config = configuration(arguments.config.as_deref())?;
    if arguments.ask_master_key {
        config.master_key = Some(ask_master_key()?);
    }
    if arguments.demo && config.database == Config::default().database {
        config.database = DEMO_DATABASE.into();
    }
    block_on(serve(config, arguments.demo))?;
    Ok(Exit::Done)
}

/// The prompt goes to standard error. What is typed is not shown; a secret store can be piped in instead.
fn ask_master_key() -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error| Failure::unreadable(format!("the master key on standard input: {error}"));
    eprint!("Master key: ");
    if std::io::stdin().is_terminal() {
        let line = Term::stderr().read_secure_line().map(Zeroizing::new).map_err(unreadable)?;
        return Ok(Zeroizing::new(line.trim().to_owned()));
    }
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().read_line(&mut line).map_err(unreadable)?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

async fn serve(config: Config, demo: bool) -> anyhow::Result<()> {
    let info = if demo { Some(prepare_demo(&config).await?) } else { None };
    let server = Server::start(config, Arc::new(SystemClock)).await?;
    let text = match &info {
        Some(info) => welcome(info, server.base_url()),
        None => format!("Listening on http://{}\n", server.address()),
    };
    output::print(&text).map_err(|failure| anyhow::anyhow!(failure.into_message()))?;
    server.serve(told_to_stop()).await
}

async fn prepare_demo(config: &Config) -> anyhow::Result<DemoInfo> {
    if let Some(folder) = config.database.path().and_then(Path::parent) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    proofmark_server::demo(config).await
}

/// What somebody wants to know who has just started the demo.
fn welcome(info: &DemoInfo, base_url: &str) -> String {
    let DemoInfo { credential_url, api_key, achievement_id, database, .. } = info;
    format!(
        "\
Proofmark is running. Ctrl-C stops it; the next start goes on with the same data.

  A credential    {credential_url}
  Verify a badge  {base_url}/verify
  API             {base_url}/docs
  API key         {api_key}
  Data            {database}

Issue another credential:

  curl -s {base_url}/v1/credentials \\
    -H 'Authorization: Bearer {api_key}' -H 'Content-Type: application/json' \\
    -d '{{\"achievementId\":\"{achievement_id}\",\"recipient\":{{\"name\":\"Grace Hopper\",\"email\":\"grace@example.com\"}},\"onDuplicate\":\"allow\"}}'

"
    )
}

/// Ready when the process is asked to end: Ctrl-C, or SIGTERM as service managers send it.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
