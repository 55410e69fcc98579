//! PostgreSQL: a server that somebody else runs, so its settings are looked at before anything is trusted to it.

use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context, bail};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Executor, PgConnection, Row};

use super::migrations::{self, Dialect};
use super::{ACQUIRE_TIMEOUT, Store};
use crate::database::PostgresUrl;
use crate::limits::Limits;
use crate::store::Pool;
use crate::store::writer::{OwnTransactions, Writer};

/// The oldest version whose behaviour is known here: 13.
const LEAST_VERSION: i32 = 130_000;
/// Connections that read change nothing, as SQLite's do not.
const READING: &str = "SET default_transaction_read_only = on";
/// A count of requests is not worth waiting for a disk.
const COUNTING: &str = "SET synchronous_commit = off";
/// Connections for such counts.
const COUNTERS: u32 = 2;
/// A change that waits longer for another one is given up, and answered with "try again later".
const WRITING: &str = "SET lock_timeout = '10s'";

pub(super) async fn open(url: &PostgresUrl, limits: &Limits) -> anyhow::Result<Store> {
    let cannot_open = || format!("cannot open the database {url}");
    // The driver's own text could repeat the address, with its password.
    let Ok(options) = PgConnectOptions::from_str(url.secret()) else {
        bail!("{}: this is no `postgres://user:password@host:port/database`", cannot_open());
    };
    let options = options.application_name("proofmark");

    let writers = pool(options.clone(), limits.write_connections, WRITING).await.with_context(cannot_open)?;
    let mut connection = writers.acquire().await.with_context(cannot_open)?;
    check_settings(&mut connection).await.with_context(cannot_open)?;
    migrations::apply(&mut *connection, Dialect::Postgres)
        .await
        .with_context(|| format!("cannot migrate {url}"))?;
    drop(connection);
    let counters = pool(options.clone(), COUNTERS, COUNTING).await.with_context(cannot_open)?;
    let readers = pool(options, limits.read_connections, READING).await.with_context(cannot_open)?;

    let writer = Writer::OwnTransactions(OwnTransactions::new(writers));
    Ok(Store {
        readers: Pool::Postgres(readers),
        counters: Some(Pool::Postgres(counters)),
        writer,
        wakes: Arc::default(),
    })
}

async fn pool(options: PgConnectOptions, size: u32, set_up: &'static str) -> sqlx::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(set_up).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
}

/// Refuses a server that may lose what it has confirmed, or that is too old, or that only reads.
async fn check_settings(connection: &mut PgConnection) -> anyhow::Result<()> {
    let row = sqlx::query(
        "SELECT CAST(current_setting('server_version_num') AS INTEGER) AS version, \
           current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit, \
           current_setting('full_page_writes') AS full_page_writes, \
           current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_replica",
    )
    .fetch_one(connection)
    .await?;
    let setting = |name: &str| -> sqlx::Result<String> { row.try_get(name) };
    let version: i32 = row.try_get("version")?;
    if version < LEAST_VERSION {
        bail!("PostgreSQL 13 or newer is needed; this server's version number is {version}");
    }
    if row.try_get("is_replica")? {
        bail!("this server is a replica, which only reads; name the primary server");
    }
    let encoding = setting("encoding")?;
    if encoding != "UTF8" {
        bail!(
            "the database has the encoding {encoding}; create one with `ENCODING 'UTF8' TEMPLATE template0`"
        );
    }
    let (fsync, synchronous_commit) = (setting("fsync")?, setting("synchronous_commit")?);
    let full_page_writes = setting("full_page_writes")?;
    if fsync != "on" || synchronous_commit == "off" || full_page_writes != "on" {
        bail!(
            "the server's settings do not keep data safe through a power cut (fsync={fsync}, \
             synchronous_commit={synchronous_commit}, full_page_writes={full_page_writes}); all have to be on"
        );
    }
    Ok(())
}
