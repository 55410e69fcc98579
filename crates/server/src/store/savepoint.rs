//! A part of a unit of work that may fail without the rest.

use sqlx::Executor;

use super::{BoxFuture, Connection};
use crate::domain::{Error, Result};

/// Does `work` so that, if it fails, nothing of it remains and the unit goes on.
///
/// # Errors
/// Outside: storage; the unit is lost. Inside: what the work answers.
#[allow(dead_code, reason = "for batches, which come with the next change")]
pub(crate) async fn in_savepoint<T, F>(connection: &mut Connection, work: F) -> Result<Result<T>>
where
    F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>>,
{
    connection.execute("SAVEPOINT part").await?;
    let result = work(connection).await;
    // Nothing can be said about one row while the storage fails as a whole.
    if let Err(Error::Unavailable(_)) = &result {
        return result.map(Ok);
    }
    if result.is_err() {
        connection.execute("ROLLBACK TO SAVEPOINT part").await?;
    }
    connection.execute("RELEASE SAVEPOINT part").await?;
    Ok(result)
}
