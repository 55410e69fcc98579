//! JSON Web Signatures in compact form (RFC 7515), read and verified strictly.
//!
//! Three algorithms are on the list: EdDSA with Ed25519, ES256 and RS256. There is no code for MACs here, so a public
//! key can never be taken for a shared secret, and `none` is no algorithm.

use core::fmt;

use crate::json::{self, Object, Value};
use crate::json_writer::JsonWriter;
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::{Code, Limits, Problem, Result, base64};

/// Algorithms that sign, are registered for JOSE and are not supported: the answer to them is "cannot say".
const KNOWN_ELSEWHERE: [&str; 13] = [
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES384",
    "ES512",
    "ES256K",
    "Ed25519",
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];
/// Header members that make a reader fetch or unpack something, or change what is signed.
const DANGEROUS: [&str; 9] = ["jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "b64", "enc", "epk"];
/// Longest `kid`; the longest sensible one is a DID URL.
const MAX_KID_BYTES: usize = 2048;

/// A signature algorithm of JOSE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// EdDSA with Ed25519 (RFC 8037 §3.1).
    EdDsa,
    /// ECDSA with P-256 and SHA-256 (RFC 7518 §3.4).
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    Rs256,
}

impl Algorithm {
    /// Reads `alg`, letter by letter.
    ///
    /// # Errors
    ///
    /// `UnsupportedCryptosuite` for other registered signature algorithms; `MalformedProof` for `none`, for MACs and for
    /// anything else.
    pub fn read(name: &str) -> Result<Self> {
        match name {
            "EdDSA" => Ok(Self::EdDsa),
            "ES256" => Ok(Self::Es256),
            "RS256" => Ok(Self::Rs256),
            other if KNOWN_ELSEWHERE.contains(&other) => Err(Problem::new(
                Code::UnsupportedCryptosuite,
                format!("This verifier does not support the signature algorithm {other}."),
            )),
            _ => Err(malformed("alg is not the name of an algorithm for public-key signatures.")),
        }
    }

    /// The name in `alg`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// Whether `key` is of the type that the algorithm needs.
    pub(crate) fn fits(self, key: &PublicKey) -> bool {
        matches!(
            (self, key),
            (Self::EdDsa, PublicKey::Ed25519(_))
                | (Self::Es256, PublicKey::P256(_))
                | (Self::Rs256, PublicKey::Rsa(_))
        )
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A JWS whose form has been checked, and nothing else: neither header nor payload can be believed before
/// [`CompactJws::verify`] has said so.
#[derive(Clone, Debug)]
pub struct CompactJws<'a> {
    header: Header,
    payload: Vec<u8>,
    /// `header.payload`, the signed text.
    signing_input: &'a str,
    signature: Vec<u8>,
}

impl<'a> CompactJws<'a> {
    /// Takes `header.payload.signature` apart (RFC 7515 §5.2, steps 1 to 7).
    ///
    /// # Errors
    ///
    /// `UnsupportedCryptosuite` for SD-JWT and for algorithms not supported; `LimitExceeded`; `MalformedProof` and
    /// `KeyCompromised` for everything that no sound signer writes.
    pub fn parse(text: &'a str, limits: &Limits) -> Result<Self> {
        if text.len() > limits.credential_bytes {
            let detail =
                format!("The JWT has {} bytes; at most {} are read.", text.len(), limits.credential_bytes);
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        if text.contains('~') {
            return Err(Problem::new(Code::UnsupportedCryptosuite, "This verifier does not support SD-JWT."));
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or_else(segments)?;
        let (header, payload) = signing_input.split_once('.').ok_or_else(segments)?;
        if payload.contains('.') {
            return Err(segments());
        }
        let header = decode(header, "header")?;
        let header = Header::parse(&header, limits)?;
        Ok(Self {
            header,
            payload: decode(payload, "payload")?,
            signing_input,
            signature: decode(signature, "signature")?,
        })
    }

    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The signed bytes, unverified: good for finding out which key to ask for, and for nothing else.
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Checks the signature and gives the signed bytes (RFC 7515 §5.2 step 8).
    ///
    /// # Errors
    ///
    /// `InvalidVerificationMethod` when the key is not for this algorithm, `InvalidSignature` when the signature does
    /// not fit.
    pub fn verify(&self, key: &PublicKey) -> Result<&[u8]> {
        let algorithm = self.header.algorithm;
        if !algorithm.fits(key) {
            let detail = format!("The JWT says alg {algorithm}, but its key is {}.", key.kind());
            return Err(Problem::new(Code::InvalidVerificationMethod, detail));
        }
        if !key.verify(self.signing_input.as_bytes(), &self.signature) {
            return Err(Problem::new(
                Code::InvalidSignature,
                "The signature does not fit the credential: it was changed after signing, or another key signed it.",
            ));
        }
        Ok(&self.payload)
    }
}

/// Signs `payload` with Ed25519 as a compact JWS (RFC 7515 §5.1) whose header is `alg`, `kid` and `typ`.
///
/// The result has been read and verified again before it is returned.
///
/// # Errors
///
/// `MalformedProof` for a `kid` that could not be read again; `InvalidSignature` when the new signature does not verify.
pub fn sign(
    payload: &[u8],
    key: &SecretKey,
    key_id: &str,
    media_type: &str,
    limits: &Limits,
) -> Result<String> {
    let mut header = JsonWriter::new();
    header.object(|header| {
        header.member("alg").string(Algorithm::EdDsa.as_str());
        header.member("kid").string(key_id);
        header.member("typ").string(media_type);
    });
    let mut text = base64::URL.encode(header.finish().as_bytes());
    text.push('.');
    text.push_str(&base64::URL.encode(payload));
    let signature = key.sign(text.as_bytes());
    text.push('.');
    text.push_str(&base64::URL.encode(&signature));
    // A fault while signing could give the key away; no signature leaves unchecked.
    CompactJws::parse(&text, limits)?.verify(&PublicKey::Ed25519(key.public_key()))?;
    Ok(text)
}

/// A JOSE header that has only members with a meaning here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// `alg`.
    pub algorithm: Algorithm,
    /// `kid`: the name of the key. It proves nothing.
    pub key_id: Option<String>,
    /// `jwk`: a key that the signer names. It proves nothing before the issuer's own document lists it.
    pub jwk: Option<Jwk>,
    /// `typ`.
    pub media_type: Option<String>,
    /// Names of further members; harmless ones, but Open Badges 3.0 allows none.
    pub others: Vec<String>,
}

impl Header {
    fn parse(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let header = json::parse(bytes, limits).map_err(|problem| {
            malformed(&format!("The header of the JWT is not strict JSON: {}", problem.detail()))
        })?;
        match &header {
            Value::Object(header) => Self::read(header),
            _ => Err(malformed("The header of the JWT is not a JSON object.")),
        }
    }

    fn read(header: &Object<'_>) -> Result<Self> {
        // RFC 7515 §4.1.11: every extension that crit names must be understood, and none is.
        if header.contains("crit") {
            return Err(malformed("The JWT demands extensions (crit) that this verifier does not have."));
        }
        if let Some(name) = DANGEROUS.iter().find(|name| header.contains(name)) {
            return Err(malformed(&format!(
                "The header of the JWT has a member that is not allowed: {name}."
            )));
        }
        let algorithm = text(header, "alg")?.ok_or_else(|| malformed("The header of the JWT has no alg."))?;
        let algorithm = Algorithm::read(algorithm)?;
        let key_id = text(header, "kid")?;
        if key_id
            .is_some_and(|id| id.is_empty() || id.len() > MAX_KID_BYTES || id.chars().any(char::is_control))
        {
            return Err(malformed("The kid of the JWT is empty, too long or has control characters."));
        }
        let jwk = match header.get("jwk") {
            None => None,
            Some(Value::Object(jwk)) => Some(Jwk::read(jwk).map_err(|problem| match problem.code() {
                // Whatever such a key can do, it cannot be for one of the three algorithms.
                Code::UnsupportedKeyType => wrong_key(algorithm),
                _ => problem,
            })?),
            Some(_) => return Err(malformed("The jwk in the header of the JWT is not an object.")),
        };
        if jwk.as_ref().is_some_and(|jwk| !jwk.allows(algorithm)) {
            return Err(wrong_key(algorithm));
        }
        let known = |name: &&str| !["alg", "kid", "jwk", "typ"].contains(name);
        Ok(Self {
            algorithm,
            key_id: key_id.map(str::to_owned),
            jwk,
            media_type: text(header, "typ")?.map(str::to_owned),
            others: header.iter().map(|(name, _)| name).filter(known).map(str::to_owned).collect(),
        })
    }
}

fn decode(segment: &str, name: &str) -> Result<Vec<u8>> {
    base64::URL
        .decode(segment.as_bytes())
        .ok_or_else(|| malformed(&format!("The {name} of the JWT is not base64url without padding.")))
}

fn text<'v>(header: &'v Object<'_>, name: &str) -> Result<Option<&'v str>> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(&format!("The member {name} in the header of the JWT is not a string."))),
    }
}

fn wrong_key(algorithm: Algorithm) -> Problem {
    malformed(&format!("The jwk in the header of the JWT is not a key for {algorithm}."))
}

fn segments() -> Problem {
    malformed("A signed JWT has three parts with two dots between them.")
}

fn malformed(detail: &str) -> Problem {
    Problem::new(Code::MalformedProof, detail)
}
