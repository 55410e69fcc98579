//! The one place where the server takes randomness.

use crate::domain::Error;

/// `N` bytes from the operating system's generator.
///
/// # Errors
/// When the operating system has none to give; nothing weaker is ever used instead.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal("the system's random generator failed", e))?;
    Ok(bytes)
}
