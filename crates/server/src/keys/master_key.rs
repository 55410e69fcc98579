//! The master key, and what it seals: XChaCha20-Poly1305 with a random nonce, bound to the row it lies in.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::domain::{Error, Result};
use crate::random;

const NONCE_BYTES: usize = 24;

/// Seals secrets for the database and opens them again. Its own bytes are wiped when it is dropped.
pub(crate) struct MasterKey {
    cipher: XChaCha20Poly1305,
    bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    /// The key of the configuration: given directly, else from its file, which is made (mode 0600) when missing.
    ///
    /// # Errors
    /// A key that is not 32 bytes; a file that cannot be read or made, or that others may read.
    pub(crate) fn load(config: &Config) -> anyhow::Result<Self> {
        if let Some(text) = &config.master_key {
            return Self::from_text(text).context("the master key of the configuration");
        }
        let path = config.master_key_path();
        match fs::read_to_string(&path).map(Zeroizing::new) {
            Ok(text) => {
                refuse_readable_by_others(&path)?;
                Self::from_text(text.trim()).with_context(|| format!("the master key in {}", path.display()))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(&path),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Encrypts a secret so that it opens only for the same `owner` (the identifier of its row).
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub(crate) fn seal(&self, owner: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: owner.as_bytes() })
            .map_err(|e| Error::internal("sealing a secret", e))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`MasterKey::seal`] gave.
    ///
    /// # Errors
    /// When the master key, the owner or any byte differs.
    pub(crate) fn open(&self, owner: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| Error::internal("opening a sealed secret", "it is too short"))?;
        self.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: owner.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| Error::internal("opening a sealed secret", "wrong master key or changed bytes"))
    }

    /// HMAC-SHA256 of `message` under a key that only `purpose` has: 256 bits that nobody without the master key can
    /// make, and that one purpose cannot pass off as another's.
    ///
    /// # Errors
    /// None in practice; HMAC takes keys of any length.
    pub(crate) fn mac(&self, purpose: &str, message: &[u8]) -> Result<[u8; 32]> {
        let own_key = Zeroizing::new(hmac_sha256(&*self.bytes, purpose.as_bytes())?);
        hmac_sha256(&*own_key, message)
    }

    fn from_text(text: &str) -> anyhow::Result<Self> {
        let bytes = HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .or_else(|_| BASE64URL_NOPAD.decode(text.as_bytes()))
            .map(Zeroizing::new)
            .ok()
            .filter(|bytes| bytes.len() == 32);
        let Some(bytes) = bytes else { bail!("must be 32 bytes in hex or base64url") };
        let cipher = XChaCha20Poly1305::new_from_slice(&bytes).context("must be 32 bytes")?;
        let bytes = Zeroizing::new(bytes.as_slice().try_into().context("must be 32 bytes")?);
        Ok(Self { cipher, bytes })
    }

    fn create(path: &Path) -> anyhow::Result<Self> {
        let bytes = Zeroizing::new(random::bytes::<32>()?);
        let text = Zeroizing::new(BASE64URL_NOPAD.encode(&*bytes));
        let mut file = create_private(path).with_context(|| format!("cannot create {}", path.display()))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        tracing::info!(path = %path.display(), "made a new master key; keep a copy of this file apart from the database");
        Self::from_text(&text)
    }
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Result<[u8; 32]> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|error| Error::internal("making a MAC", error))?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().into())
}

/// Creates a file that only its owner can read; fails when it exists.
pub(crate) fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("{} can be read by others (mode {:o}); run `chmod 600` on it", path.display(), mode & 0o777);
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn opens_what_it_sealed_for_the_same_owner_only() {
        let key = MasterKey::from_text(&"07".repeat(32)).unwrap();
        let sealed = key.seal("key-1", b"secret").unwrap();
        assert_eq!(key.open("key-1", &sealed).unwrap().as_slice(), b"secret");
        assert!(key.open("key-2", &sealed).is_err());
        assert!(MasterKey::from_text(&"08".repeat(32)).unwrap().open("key-1", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("key-1", &changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_mac_belongs_to_its_key_its_purpose_and_its_message() {
        let (key, other) = (
            MasterKey::from_text(&"07".repeat(32)).unwrap(),
            MasterKey::from_text(&"08".repeat(32)).unwrap(),
        );
        let mac = key.mac("a", b"message").unwrap();
        assert_eq!(mac, key.mac("a", b"message").unwrap());
        assert_ne!(mac, key.mac("b", b"message").unwrap());
        assert_ne!(mac, key.mac("a", b"messag").unwrap());
        assert_ne!(mac, other.mac("a", b"message").unwrap());
    }

    #[test]
    fn takes_hex_and_base64url_of_32_bytes_only() {
        assert!(MasterKey::from_text(&"aB".repeat(32)).is_ok());
        assert!(MasterKey::from_text(&BASE64URL_NOPAD.encode(&[7; 32])).is_ok());
        for text in ["", "secret", &"ab".repeat(31), &"ab".repeat(33)] {
            assert!(MasterKey::from_text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn makes_its_file_for_the_owner_alone_and_reads_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { database: folder.path().join("a.db").into(), ..Config::default() };
        let sealed = MasterKey::load(&config).unwrap().seal("key-1", b"secret").unwrap();
        assert_eq!(MasterKey::load(&config).unwrap().open("key-1", &sealed).unwrap().as_slice(), b"secret");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = config.master_key_path();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(MasterKey::load(&config).is_err());
        }
    }
}
