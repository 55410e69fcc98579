//! Pages of a list, newest first, by a cursor that stays right while rows are added.

use data_encoding::BASE64URL_NOPAD;

use super::{Error, FieldProblem, Result, Timestamp};

/// Rows of one page when the request does not say.
const DEFAULT_LIMIT: u32 = 20;
/// Rows of one page at most.
const MAX_LIMIT: u32 = 100;

/// Which part of a list is wanted.
#[derive(Clone, Debug)]
pub(crate) struct PageRequest {
    /// Rows at most, 1 to 100.
    pub(crate) limit: u32,
    /// Rows after this one.
    pub(crate) after: Option<Cursor>,
}

/// The last row of a page: its time and identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// When the row was made.
    pub(crate) created_at: Timestamp,
    /// Its identifier.
    pub(crate) id: String,
}

/// One page.
#[derive(Clone, Debug)]
pub(crate) struct Page<T> {
    /// The rows, newest first.
    pub(crate) rows: Vec<T>,
    /// Where the next page starts, if there is one.
    pub(crate) next: Option<Cursor>,
}

impl PageRequest {
    /// Checks the two query parameters.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub(crate) fn new(limit: Option<u32>, cursor: Option<&str>) -> Result<Self> {
        let mut problems = Vec::new();
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            problems.push(FieldProblem::new("/query/limit", format!("Must be between 1 and {MAX_LIMIT}.")));
        }
        let after = cursor.and_then(|text| {
            let cursor = Cursor::parse(text);
            if cursor.is_none() {
                problems.push(FieldProblem::new(
                    "/query/cursor",
                    "Must be the `nextCursor` of an earlier answer.",
                ));
            }
            cursor
        });
        if problems.is_empty() { Ok(Self { limit, after }) } else { Err(Error::Invalid(problems)) }
    }
}

impl<T> Page<T> {
    /// Makes a page of up to `limit + 1` rows that a query gave; the one too many only says that there is more.
    pub(crate) fn from_rows(mut rows: Vec<T>, limit: u32, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor_of) } else { None };
        Self { rows, next }
    }
}

impl Cursor {
    /// An opaque text.
    pub(crate) fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(format!("{}:{}", self.created_at.as_micros(), self.id).as_bytes())
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (micros, id) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
        Some(Self { created_at: Timestamp::from_micros(micros.parse().ok()?), id: id.to_owned() })
    }
}
