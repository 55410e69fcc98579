//! P-256 public keys and ECDSA signatures with SHA-256: ES256 of RFC 7518 §3.4 and the ECDSA cryptosuites.
//!
//! Ours because a library for every curve is a tenth of the WebAssembly, and this is one operation on one curve. Only
//! verifying, with public numbers only, so nothing here has to run in constant time; nothing secret may come here.

mod curve;
mod field;

use sha2::{Digest, Sha256};

use self::curve::Point;
use self::field::{COORDINATES, Number, SCALARS, from_bytes, is_below, is_zero, to_bytes};
use crate::{Code, Problem, Result};

/// Bytes of one coordinate or one half of a signature.
const FIELD_BYTES: usize = 32;

/// A P-256 (secp256r1) public key: a point of the curve that is not the point at infinity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct P256PublicKey {
    x: Number,
    y: Number,
}

impl P256PublicKey {
    /// Reads the 33 bytes of a compressed point, as Multikey writes it.
    pub fn from_compressed(bytes: &[u8]) -> Result<Self> {
        let (sign, x) = match bytes {
            [sign, x @ ..] => (*sign, x.try_into().ok()),
            [] => (0, None),
        };
        let x = from_bytes(x.ok_or_else(|| refuse("does not have the 33 bytes of a compressed point"))?);
        // SEC 1 §2.3.3: 02 for an even y, 03 for an odd one.
        let y = matches!(sign, 2 | 3).then(|| Point::y_of(&x, sign == 3)).flatten();
        Ok(Self { x, y: y.ok_or_else(off_the_curve)? })
    }

    /// Reads the two coordinates of a JWK, 32 bytes each (RFC 7518 §6.2.1.2).
    pub fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self> {
        let (Ok(x), Ok(y)) = (x.try_into(), y.try_into()) else {
            return Err(refuse("has coordinates that are not 32 bytes long"));
        };
        let key = Self { x: from_bytes(x), y: from_bytes(y) };
        key.point().map(|_| key).ok_or_else(off_the_curve)
    }

    /// The compressed point.
    pub fn to_compressed(&self) -> Vec<u8> {
        let [lowest, ..] = self.y;
        let mut bytes = vec![if lowest % 2 == 1 { 3 } else { 2 }];
        bytes.extend(to_bytes(&self.x));
        bytes
    }

    /// Whether `signature` (`r ‖ s`, 32 bytes each) over `message` is good (FIPS 186-5 §6.4.2).
    ///
    /// A high `s` is accepted: RFC 7518 and FIPS 186-5 allow it, half of all OpenSSL and WebCrypto signatures have it,
    /// and nothing here takes a signature for an identifier. DER and zeroes are refused.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.check(message, signature).is_some_and(|is_good| is_good)
    }

    fn check(&self, message: &[u8], signature: &[u8]) -> Option<bool> {
        let (r, s) = signature.split_at_checked(FIELD_BYTES)?;
        let [r, s] = [from_bytes(r.try_into().ok()?), from_bytes(s.try_into().ok()?)];
        if [r, s].iter().any(|half| is_zero(half) || !is_below(half, &SCALARS.prime)) {
            return Some(false);
        }
        // The hash is at most a little above the prime.
        let mut hash = from_bytes(&Sha256::digest(message).into());
        SCALARS.reduce_once(&mut hash, false);
        let inverse = SCALARS.invert(&SCALARS.enter(&s));
        // One factor stands in the field's form and the other does not, so the product does not either.
        let [u1, u2] = [hash, r].map(|number| SCALARS.multiply(&number, &inverse));
        let point = Point::generator().combine(&u1, &self.point()?, &u2);
        // r is the x modulo n, and there are some x above n.
        let is_larger = add_order(&r).is_some_and(|x| point.has_x(&x));
        Some(point.has_x(&r) || is_larger)
    }

    fn point(&self) -> Option<Point> {
        Point::of(&self.x, &self.y)
    }
}

/// `number + n`, if that is still a coordinate.
fn add_order(number: &Number) -> Option<Number> {
    let distance = COORDINATES.subtract(&COORDINATES.prime, &SCALARS.prime);
    is_below(number, &distance).then(|| COORDINATES.add(number, &SCALARS.prime))
}

fn off_the_curve() -> Problem {
    refuse("is not a point of the curve")
}

fn refuse(why: &str) -> Problem {
    Problem::new(Code::InvalidVerificationMethod, format!("This P-256 key {why}."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use p256::ecdsa::signature::{Signer, Verifier};
    use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

    use super::*;

    /// Bytes that look random, the same each time; long rows of equal bits are where carries go wrong.
    fn bytes(state: &mut u64) -> [u8; 32] {
        std::array::from_fn(|_| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let [high, kind, ..] = state.to_be_bytes();
            match kind {
                0..64 => 0xff,
                64..128 => 0,
                _ => high,
            }
        })
    }

    #[test]
    fn signatures_are_good_where_the_library_says_so() {
        let rounds = if std::env::var_os("PROOFMARK_LONG").is_some() { 20_000 } else { 60 };
        let mut state = 11;
        let mut made = 0;
        while made < rounds {
            let Ok(secret) = SigningKey::from_slice(&bytes(&mut state)) else { continue };
            made += 1;
            let library = VerifyingKey::from(&secret);
            let key = P256PublicKey::from_compressed(library.to_sec1_point(true).as_bytes()).unwrap();
            assert_eq!(key.to_compressed(), library.to_sec1_point(true).as_bytes());
            let point = library.to_sec1_point(false);
            let [x, y] = [point.x(), point.y()].map(|coordinate| coordinate.unwrap().to_vec());
            assert_eq!(P256PublicKey::from_coordinates(&x, &y).unwrap(), key);
            let message = bytes(&mut state);
            let signature: Signature = secret.sign(&message);
            let signature = signature.to_bytes();
            assert!(key.verify(&message, &signature));
            for at in [0, 31, 32, 63] {
                let mut changed = signature;
                changed[at] ^= 1;
                let says = Signature::from_slice(&changed)
                    .is_ok_and(|changed| library.verify(&message, &changed).is_ok());
                assert_eq!(key.verify(&message, &changed), says);
            }
            assert!(!key.verify(b"another message", &signature));
            assert!(!key.verify(&message, &signature[..63]));
        }
    }

    #[test]
    fn points_are_those_of_the_library() {
        let mut state = 5;
        for round in 0..200_u32 {
            let mut compressed = vec![(round % 6) as u8];
            compressed.extend(bytes(&mut state));
            // The library also reads 05, which is for points that are written without their sign; Multikey has no such.
            let library = round % 6 != 5 && VerifyingKey::from_sec1_bytes(&compressed).is_ok();
            assert_eq!(P256PublicKey::from_compressed(&compressed).is_ok(), library, "{compressed:?}");
            let coordinates = [bytes(&mut state), bytes(&mut state)];
            assert!(P256PublicKey::from_coordinates(&coordinates[0], &coordinates[1]).is_err());
        }
        // p - 1, p and p + 1: at and above the prime there is no coordinate.
        for (last, is_coordinate) in [(0xfe, true), (0xff, false)] {
            let mut x = to_bytes(&COORDINATES.prime);
            x[31] = last;
            let library = VerifyingKey::from_sec1_bytes(&[&[2], &x[..]].concat()).is_ok();
            let ours = P256PublicKey::from_compressed(&[&[2], &x[..]].concat()).is_ok();
            assert_eq!(ours, library);
            assert!(is_coordinate || !ours);
        }
    }

    /// Keys that are multiples of the generator by small scalars, where both points of the sum meet or cancel.
    #[test]
    fn sums_of_equal_and_opposite_points_are_right() {
        for scalar in [1_u8, 2, 3] {
            for negative in [false, true] {
                let mut bytes = [0; 32];
                bytes[31] = scalar;
                let secret = SigningKey::from_slice(&bytes).unwrap();
                let mut compressed = VerifyingKey::from(&secret).to_sec1_point(true).as_bytes().to_vec();
                compressed[0] ^= u8::from(negative);
                let library = VerifyingKey::from_sec1_bytes(&compressed).unwrap();
                let key = P256PublicKey::from_compressed(&compressed).unwrap();
                for message in 0..40_u8 {
                    let signature: Signature = secret.sign(&[message]);
                    let says = library.verify(&[message], &signature).is_ok();
                    assert_eq!(key.verify(&[message], &signature.to_bytes()), says);
                    assert_eq!(says, !negative);
                    // r = s = hash: then u1 = u2 = 1, and G is added to the key itself.
                    let hash: [u8; 32] = Sha256::digest([message]).into();
                    let twice = [hash, hash].concat();
                    let says = Signature::from_slice(&twice)
                        .is_ok_and(|signature| library.verify(&[message], &signature).is_ok());
                    assert_eq!(key.verify(&[message], &twice), says);
                }
            }
        }
    }
}
