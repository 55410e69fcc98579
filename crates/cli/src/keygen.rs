//! `proofmark keygen`: a new Ed25519 key.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use proofmark::SecretKey;
use zeroize::Zeroizing;

use crate::arguments::KeygenArguments;
use crate::exit::{Exit, Failure};
use crate::{key_file, output};

pub(crate) fn run(arguments: &KeygenArguments) -> Result<Exit, Failure> {
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(secret.as_mut())
        .map_err(|error| Failure::refused(format!("the system gives no random numbers: {error}")))?;
    let key = SecretKey::from_bytes(&secret);
    let text = key_file::to_json(&key)?;
    match &arguments.out {
        None => output::print(&text)?,
        Some(path) => {
            write(path, &text)?;
            output::print(&format!("{}\n", key.public_key().did_key()))?;
        }
    }
    Ok(Exit::Done)
}

/// Writes a new file; one that is there already may hold the only copy of another key.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = create(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::refused(format!("{} exists and is not overwritten", path.display()))
        }
        _ => Failure::refused(format!("{} cannot be written: {error}", path.display())),
    })
}

/// Creates the file with its final permissions, so that there is no moment in which others can open it.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
