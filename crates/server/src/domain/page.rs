//! Pages of a list, newest first, by a cursor that stays right while rows are added, or by counting from the start.

use data_encoding::BASE64URL_NOPAD;

use super::{Error, FieldProblem, Result, Tenant, Timestamp};
use crate::keys::MasterKey;

/// Rows of one page when the request does not say.
const DEFAULT_LIMIT: u32 = 20;
/// Rows of one page at most.
const MAX_LIMIT: u32 = 100;
/// Rows that may be skipped by counting; further away a cursor is needed, because each skipped row is read.
const MAX_OFFSET: u32 = 10_000;

/// Which part of a list is wanted.
#[derive(Clone, Debug)]
pub(crate) struct PageRequest {
    /// Rows at most, 1 to 100.
    pub(crate) limit: u32,
    /// Rows after this one.
    pub(crate) after: Option<Cursor>,
    /// Rows to skip; 0 with a cursor.
    pub(crate) offset: u32,
}

/// The last row of a page: its time and identifier. Both are needed: rows of one moment would be skipped or repeated.
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

/// Seals the cursors of one list of one tenant, so that they are opaque and nobody can make one up or take one of
/// another list.
pub(crate) struct CursorSeal<'a> {
    master_key: &'a MasterKey,
    owner: String,
}

impl<'a> CursorSeal<'a> {
    /// For the list called `list`.
    pub(crate) fn new(master_key: &'a MasterKey, tenant: &Tenant, list: &str) -> Self {
        Self { master_key, owner: format!("cursor {list} {}", tenant.environment_id) }
    }

    /// An opaque text.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub(crate) fn seal(&self, cursor: &Cursor) -> Result<String> {
        let text = format!("{}:{}", cursor.created_at.as_micros(), cursor.id);
        Ok(BASE64URL_NOPAD.encode(&self.master_key.seal(&self.owner, text.as_bytes())?))
    }

    fn open(&self, text: &str) -> Option<Cursor> {
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let bytes = self.master_key.open(&self.owner, &sealed).ok()?;
        let (micros, id) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
        Some(Cursor { created_at: Timestamp::from_micros(micros.parse().ok()?), id: id.to_owned() })
    }
}

impl PageRequest {
    /// Checks the query parameters.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub(crate) fn new(
        seal: &CursorSeal<'_>,
        limit: Option<u32>,
        cursor: Option<&str>,
        offset: Option<u32>,
    ) -> Result<Self> {
        let mut problems = Vec::new();
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            problems.push(FieldProblem::new("/query/limit", format!("Must be between 1 and {MAX_LIMIT}.")));
        }
        let after = cursor.and_then(|text| seal.open(text));
        if cursor.is_some() && after.is_none() {
            problems
                .push(FieldProblem::new("/query/cursor", "Must be the `nextCursor` of an earlier answer."));
        }
        let offset = offset.unwrap_or(0);
        if offset > MAX_OFFSET {
            let message = format!("Must be {MAX_OFFSET} or less; go further with `cursor`.");
            problems.push(FieldProblem::new("/query/offset", message));
        }
        if offset > 0 && cursor.is_some() {
            problems.push(FieldProblem::new("/query/offset", "Send either `cursor` or `offset`."));
        }
        if problems.is_empty() { Ok(Self { limit, after, offset }) } else { Err(Error::Invalid(problems)) }
    }

    /// Time and identifier that all rows of the page come after; without a cursor, the end of time.
    pub(crate) fn before(&self) -> (i64, &str) {
        self.after
            .as_ref()
            .map_or((i64::MAX, ""), |cursor| (cursor.created_at.as_micros(), cursor.id.as_str()))
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
