//! A part of a unit of work that may fail without the rest.

use super::{BoxFuture, Connection, sql};
use crate::domain::{Error, Result};

/// Does `work` so that, if it fails, nothing of it remains and the unit goes on.
///
/// # Errors
/// Outside: storage; the unit is lost. Inside: what the work answers.
pub(crate) async fn in_savepoint<T, F>(connection: &mut Connection, work: F) -> Result<Result<T>>
where
    F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T>>,
{
    sql::query("SAVEPOINT part").execute(connection).await?;
    let result = work(connection).await;
    // Nothing can be said about one row while the storage fails as a whole.
    if let Err(Error::Unavailable(_)) = &result {
        return result.map(Ok);
    }
    if result.is_err() {
        sql::query("ROLLBACK TO SAVEPOINT part").execute(connection).await?;
    }
    sql::query("RELEASE SAVEPOINT part").execute(connection).await?;
    Ok(result)
}
