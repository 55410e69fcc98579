//! Starts and stops the server.

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::backend::Backend;
use crate::clock::{SharedClock, SystemClock};
use crate::config::Config;
use crate::domain::analytics;
use crate::http::Edge;
use crate::jobs::Webhooks;
use crate::keys::MasterKey;
use crate::render::SharedFonts;
use crate::smtp::Mailer;
use crate::store::{self, Store};
use crate::{http, jobs, log};

/// Name of the setting, and owner of the seal, by which a wrong master key is noticed at the start.
const MASTER_KEY_CHECK: &str = "master_key_check";

/// Serves until `shutdown` is ready, then answers what is under way and closes the database.
///
/// # Errors
/// A busy port, a wrong configuration, a database or master key that does not open; each in one sentence.
pub async fn run(config: Config, shutdown: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
    Server::start(config, Arc::new(SystemClock)).await?.serve(shutdown).await
}

/// A server that listens already but does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    backend: Arc<Backend>,
    edge: Edge,
}

impl Server {
    /// Takes the port and opens the database.
    ///
    /// # Errors
    /// As [`run`].
    pub async fn start(config: Config, clock: SharedClock) -> anyhow::Result<Self> {
        log::start(&config).context("the setting `log`")?;
        let listener =
            TcpListener::bind(&config.listen).await.map_err(|error| cannot_listen(&config, &error))?;
        let address = listener.local_addr()?;
        let base_url = config.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let backend = Arc::new(open_backend(&config, base_url, clock).await?);
        let edge = Edge { behind_proxy: config.behind_proxy, metrics_token: config.metrics_token };
        Ok(Self { listener, address, backend, edge })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The public address that credentials carry.
    pub fn base_url(&self) -> &str {
        &self.backend.base_url
    }

    /// Answers requests until `shutdown` is ready.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
        tracing::info!(address = %self.address, base_url = self.backend.base_url, "serving");
        let (stop_jobs, stop) = watch::channel(false);
        let mut jobs = tokio::spawn(jobs::run(self.backend.clone(), stop));
        let counters = {
            let backend = self.backend.clone();
            tokio::spawn(async move { analytics::run(&backend).await })
        };
        let served = http::serve(self.listener, self.backend.clone(), self.edge, shutdown).await;
        let _ = stop_jobs.send(true);
        let patience = Duration::from_secs(self.backend.limits.shutdown_seconds.into());
        if tokio::time::timeout(patience, &mut jobs).await.is_err() {
            // What a job was doing is undone or done as a whole; the next start takes it up.
            jobs.abort();
            drop(jobs.await);
        }
        counters.abort();
        drop(counters.await);
        if let Err(error) = analytics::write(&self.backend).await {
            tracing::warn!(%error, "the last counters are lost");
        }
        self.backend.store.close().await;
        tracing::info!("stopped");
        Ok(served?)
    }
}

/// Opens the master key and the database, and checks that they belong together.
pub(crate) async fn open_backend(
    config: &Config,
    base_url: String,
    clock: SharedClock,
) -> anyhow::Result<Backend> {
    let store = Store::open(&config.database, &config.limits).await?;
    let master_key = MasterKey::load(config)?;
    check_master_key(&store, &master_key).await?;
    let fonts = SharedFonts::load(&config.fonts)?;
    let webhooks = Webhooks::new(&config.limits, config.allow_private_webhooks)?;
    let mut backend = Backend::new(store, master_key, fonts, base_url, config.limits, webhooks, clock);
    backend.mailer = config.smtp.as_ref().map(Mailer::new).transpose().context("the section `smtp`")?;
    backend.exports = config.exports_path();
    Ok(backend)
}

/// A wrong master key would only be noticed at the first signature; this notices it now.
async fn check_master_key(store: &Store, master_key: &MasterKey) -> anyhow::Result<()> {
    if let Some(sealed) = sealed_check(store).await? {
        return opens(master_key, &sealed);
    }
    let sealed = master_key.seal(MASTER_KEY_CHECK, MASTER_KEY_CHECK.as_bytes())?;
    store
        .write(move |connection| {
            Box::pin(async move { store::settings::insert(connection, MASTER_KEY_CHECK, &sealed).await })
        })
        .await?;
    // Another process may have been first, with another key.
    let sealed = sealed_check(store).await?.context("the check of the master key was not stored")?;
    opens(master_key, &sealed)
}

async fn sealed_check(store: &Store) -> crate::domain::Result<Option<Vec<u8>>> {
    store::settings::find(&mut store.read().await?, MASTER_KEY_CHECK).await
}

fn opens(master_key: &MasterKey, sealed: &[u8]) -> anyhow::Result<()> {
    match master_key.open(MASTER_KEY_CHECK, sealed) {
        Ok(_) => Ok(()),
        Err(_) => Err(anyhow!("this master key is not the one that sealed the secret keys in this database")),
    }
}

fn cannot_listen(config: &Config, error: &std::io::Error) -> anyhow::Error {
    let listen = &config.listen;
    match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "{listen} is in use by another program; stop that one, or choose another port with `listen` or PROOFMARK_LISTEN"
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("listening on {listen} is not allowed; choose a port above 1023")
        }
        _ => anyhow!("cannot listen on {listen}: {error}"),
    }
}
