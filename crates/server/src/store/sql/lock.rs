//! Locks for rules that read and then write.

use sha2::{Digest, Sha256};

use super::{Connection, Error, built, query};

/// Locks of one statement.
const AT_ONCE: usize = 50;

/// Holds back whoever takes the same lock, in any process, until this transaction ends. What was committed before is seen
/// by the next query. On SQLite nobody else writes meanwhile, so there is nothing to do.
///
/// Two locks are always taken in the same order, or two changes wait for each other until one is given up.
///
/// # Errors
/// When it was waited for too long.
pub(crate) async fn lock(connection: &mut Connection, names: &[&str]) -> Result<(), Error> {
    if !connection.has_many_writers() {
        return Ok(());
    }
    // Two names that share a number only wait for each other without need.
    query("SELECT pg_advisory_xact_lock($1)").bind(number(names)).execute(connection).await?;
    Ok(())
}

/// Takes many locks, in an order that is the same for everybody.
///
/// # Errors
/// As [`lock`].
pub(crate) async fn lock_all(connection: &mut Connection, names: &[&[&str]]) -> Result<(), Error> {
    if !connection.has_many_writers() {
        return Ok(());
    }
    let mut numbers: Vec<i64> = names.iter().map(|names| number(names)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for numbers in numbers.chunks(AT_ONCE) {
        let locks: Vec<String> =
            (1..=numbers.len()).map(|number| format!("pg_advisory_xact_lock(${number})")).collect();
        let text = format!("SELECT {}", locks.join(", "));
        let statement = numbers.iter().fold(query(built(text)), |query, number| query.bind(*number));
        statement.execute(connection).await?;
    }
    Ok(())
}

fn number(names: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name);
        hash.update([0]);
    }
    let hash = hash.finalize();
    hash.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_run_into_each_other() {
        assert_eq!(number(&["a", "b"]), number(&["a", "b"]));
        assert_ne!(number(&["a", "b"]), number(&["ab"]));
        assert_ne!(number(&["a", "b"]), number(&["b", "a"]));
    }
}
