//! Digests of what a credential links to: `digestSRI` and `digestMultibase` (VCDM 2.0 §5.3).

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{base64, hex, multibase};

/// Letters of the longest multihash that is read (SHA-512 in base58).
const MAX_MULTIBASE_CHARS: usize = 128;

/// SHA-256 of some content, in the three spellings that credentials use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentDigest([u8; 32]);

/// The SHA-256 digest of `bytes`, to be written into a credential or compared with one.
pub fn digest(bytes: &[u8]) -> ContentDigest {
    ContentDigest(Sha256::digest(bytes).into())
}

impl ContentDigest {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Lower-case hexadecimal, as in [`crate::Report::digest`].
    pub fn hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// For `digestMultibase`: `u` and base64url of the multihash.
    pub fn multibase(&self) -> String {
        let multihash = [&[Algorithm::Sha256.multihash_code(), 32][..], &self.0].concat();
        multibase::encode_base64url(&multihash)
    }

    /// For `digestSRI`: the integrity metadata of Subresource Integrity, `sha256-…`.
    pub fn sri(&self) -> String {
        format!("sha256-{}", base64::STANDARD.encode_padded(&self.0))
    }
}

/// The hash functions that are known here, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    fn multihash_code(self) -> u8 {
        match self {
            Self::Sha256 => 0x12,
            Self::Sha384 => 0x20,
            Self::Sha512 => 0x13,
        }
    }

    fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// Whether `bytes` are what a `digestSRI` says; `None` if it names no hash function that is known here.
///
/// Of several hashes those of the strongest function count, and one of them has to fit (SRI §3.3.4).
pub(crate) fn matches_sri(sri: &str, bytes: &[u8]) -> Option<bool> {
    let read = |one: &str| {
        let (name, rest) = one.split_once('-')?;
        let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)?;
        let value = rest.split('?').next().unwrap_or(rest);
        Some((algorithm, base64::STANDARD.decode_padded(value.as_bytes())))
    };
    let hashes: Vec<_> = sri.split_ascii_whitespace().filter_map(read).collect();
    let strongest = hashes.iter().map(|(algorithm, _)| *algorithm).max()?;
    let actual = strongest.hash(bytes);
    Some(
        hashes
            .iter()
            .any(|(algorithm, value)| *algorithm == strongest && value.as_deref() == Some(actual.as_slice())),
    )
}

/// Whether `bytes` are what a `digestMultibase` says: a multihash in base58btc or base64url. `None` for other bases and
/// hash functions.
pub(crate) fn matches_multibase(text: &str, bytes: &[u8]) -> Option<bool> {
    let multihash = multibase::decode_base58btc(text, MAX_MULTIBASE_CHARS)
        .or_else(|_| multibase::decode_base64url(text, MAX_MULTIBASE_CHARS))
        .ok()?;
    let (&code, rest) = multihash.split_first()?;
    let (&length, value) = rest.split_first()?;
    let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.multihash_code() == code)?;
    Some(usize::from(length) == value.len() && algorithm.hash(bytes) == value)
}
