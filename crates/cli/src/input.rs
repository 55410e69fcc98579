//! Reads what the user names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::exit::Failure;

/// More is not read into memory. The core's own limits are far lower and speak in its report.
const MAX_BYTES: u64 = 64 << 20;

/// The bytes of `file`, or of standard input for `-`.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable =
        |error: io::Error| Failure::unreadable(format!("{} cannot be read: {error}", name(file)));
    let mut bytes = Vec::new();
    let source: &mut dyn Read =
        if is_stdin(file) { &mut io::stdin().lock() } else { &mut File::open(file).map_err(unreadable)? };
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::unreadable(format!("{} is larger than {} MiB", name(file), MAX_BYTES >> 20)));
    }
    Ok(bytes)
}

/// How messages call the file.
pub(crate) fn name(file: &Path) -> String {
    if is_stdin(file) { "standard input".to_owned() } else { file.display().to_string() }
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}
