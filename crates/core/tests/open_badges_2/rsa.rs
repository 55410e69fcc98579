//! RS256 signatures for tests.
//!
//! The library only verifies with RSA. The keys were made once, for nothing but these tests:
//!
//! ```text
//! openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
//! openssl pkey -in key.pem -pubout -out issuer.spki.pem
//! openssl rsa -in key.pem -RSAPublicKey_out -out issuer.pkcs1.pem
//! openssl rsa -in key.pem -noout -text        # modulus and private exponent, one line each: issuer.secret.hex
//! ```
//!
//! `stranger` is a second one, `weak` has 1024 bits, `p256` is on a curve (`-algorithm EC -pkeyopt
//! ec_paramgen_curve:P-256`).

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

pub const SPKI: &str = include_str!("issuer.spki.pem");
pub const PKCS1: &str = include_str!("issuer.pkcs1.pem");
pub const STRANGER_SPKI: &str = include_str!("stranger.spki.pem");
pub const WEAK_SPKI: &str = include_str!("weak.spki.pem");
pub const P256_SPKI: &str = include_str!("p256.spki.pem");

const ISSUER: &str = include_str!("issuer.secret.hex");
const STRANGER: &str = include_str!("stranger.secret.hex");

/// A compact JWS by the issuer's key.
pub fn sign(payload: &str) -> String {
    sign_with(ISSUER, r#"{"alg":"RS256"}"#, payload)
}

/// A compact JWS by the key of somebody else.
pub fn sign_as_stranger(payload: &str) -> String {
    sign_with(STRANGER, r#"{"alg":"RS256"}"#, payload)
}

/// A compact JWS with any header, always signed as RS256 is.
pub fn sign_under(header: &str, payload: &str) -> String {
    sign_with(ISSUER, header, payload)
}

fn sign_with(key: &str, header: &str, payload: &str) -> String {
    let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let input = format!("{}.{}", encode(header), encode(payload));
    let signature = BASE64URL_NOPAD.encode(&signature(key, input.as_bytes()));
    format!("{input}.{signature}")
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.1).
fn signature(key: &str, message: &[u8]) -> Vec<u8> {
    let decode = |line: &str| data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
    let (modulus, exponent) = key.trim().split_once('\n').unwrap();
    let (modulus, exponent) = (decode(modulus), decode(exponent));
    let digest_info = "3031300d060960864801650304020105000420";
    let hash = [decode(digest_info), Sha256::digest(message).to_vec()].concat();
    let padding = vec![0xff; modulus.len() - 3 - hash.len()];
    let encoded = [vec![0, 1], padding, vec![0], hash].concat();
    let modulus = BoxedUint::from_be_slice_vartime(&modulus);
    let encoded = BoxedUint::from_be_slice(&encoded, modulus.bits_precision()).unwrap();
    let exponent = BoxedUint::from_be_slice_vartime(&exponent);
    let parameters = BoxedMontyParams::new_vartime(Odd::new(modulus).unwrap());
    BoxedMontyForm::new(encoded, &parameters).pow(&exponent).retrieve().to_be_bytes().to_vec()
}
