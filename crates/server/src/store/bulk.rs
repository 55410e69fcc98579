//! Statements for many rows at once. Each statement crosses to the database once; the databases prepare a text once
//! and use it again, so there are few lengths of each: powers of two up to [`AT_ONCE`] rows.

/// Rows of one statement. More would gain little, and each row brings up to 24 of the 32,766 parameters of SQLite.
const AT_ONCE: usize = 64;

/// The rows in parts of those lengths, the long ones first.
pub(super) fn parts<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = 1 << rows.len().min(AT_ONCE).checked_ilog2()?;
        let (part, rest) = rows.split_at(length);
        rows = rest;
        Some(part)
    })
}

/// `($1, $2), ($3, $4)`: parameters for `VALUES`.
pub(super) fn rows(rows: usize, columns: usize) -> String {
    let row = |row: usize| list(columns, row * columns + 1);
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// `($3, $4, $5)`: so many parameters from `first` on, for `IN`.
pub(super) fn list(count: usize, first: usize) -> String {
    let numbers: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    format!("({})", numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_the_parameters_of_every_row() {
        assert_eq!(rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(list(2, 4), "($4, $5)");
    }

    #[test]
    fn every_row_is_in_one_part() {
        for count in [0, 1, 2, 3, 63, 64, 65, 127, 130, 300] {
            let all: Vec<usize> = (0..count).collect();
            let parts: Vec<&[usize]> = parts(&all).collect();
            assert!(
                parts.iter().all(|part| part.len().is_power_of_two() && part.len() <= AT_ONCE),
                "{count}"
            );
            assert!(parts.len() <= count / AT_ONCE + 6, "{count}");
            assert_eq!(parts.concat(), all, "{count}");
        }
    }
}
