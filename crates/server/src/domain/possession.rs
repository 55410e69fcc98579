//! Proof that somebody holds the key of a DID: the `jwt` proof type of OpenID for Verifiable Credential Issuance 1.0
//! (Appendix F.1), which wallets can make. A compact JWS whose header names the key and whose payload repeats our
//! challenge. DIDs are did:key alone: nothing has to be fetched to know their key.

use proofmark::jws::CompactJws;
use proofmark::{Limits, PublicKey};
use serde::Deserialize;

use super::Timestamp;

/// The header's `typ`.
pub(crate) const MEDIA_TYPE: &str = "openid4vci-proof+jwt";

/// How long ago, and how far ahead, a proof may have been made: clocks differ.
const MAX_AGE_SECONDS: i64 = 24 * 3600;
const MAX_AHEAD_SECONDS: i64 = 300;

/// Longest proof that is read: header, claims and a P-256 signature have a few hundred bytes.
const MAX_BYTES: usize = 8 << 10;

#[derive(Deserialize)]
struct Claims {
    aud: String,
    nonce: String,
    iat: i64,
}

/// The DID whose key signed `challenge` for `audience`.
///
/// # Errors
/// One sentence for the person who sent it.
pub(crate) fn did_of(proof: &str, challenge: &str, audience: &str, now: Timestamp) -> Result<String, String> {
    if proof.len() > MAX_BYTES {
        return Err(format!("The proof is longer than {MAX_BYTES} bytes."));
    }
    let jws = CompactJws::parse(proof, &Limits::default()).map_err(|problem| problem.detail().to_owned())?;
    if jws.header().media_type.as_deref() != Some(MEDIA_TYPE) {
        return Err(format!("The header's `typ` has to be `{MEDIA_TYPE}`."));
    }
    let key_id = jws.header().key_id.as_deref().unwrap_or_default();
    let (did, key) = key_of(key_id)?;
    let payload =
        jws.verify(&key).map_err(|_| "The signature does not fit the key that `kid` names.".to_owned())?;
    let claims: Claims = serde_json::from_slice(payload)
        .map_err(|_| "The payload needs `aud`, `nonce` and `iat` (a whole number).".to_owned())?;
    if claims.nonce != challenge {
        return Err("The `nonce` is not the one of this page.".to_owned());
    }
    if claims.aud != audience {
        return Err(format!("The `aud` has to be `{audience}`."));
    }
    let age = now.as_micros().div_euclid(1_000_000).saturating_sub(claims.iat);
    if !(-MAX_AHEAD_SECONDS..=MAX_AGE_SECONDS).contains(&age) {
        return Err("The time `iat` is not today.".to_owned());
    }
    Ok(did)
}

/// The DID and the key of `did:key:X#X`, or of `did:key:X` as some wallets write it.
fn key_of(key_id: &str) -> Result<(String, PublicKey), String> {
    let wrong = || "The header's `kid` has to name a did:key: `did:key:z6Mk…#z6Mk…`.".to_owned();
    let identifier = key_id.strip_prefix("did:key:").ok_or_else(wrong)?;
    let key = match identifier.split_once('#') {
        Some((key, fragment)) if key == fragment => key,
        Some(_) => return Err(wrong()),
        None => identifier,
    };
    let public_key = PublicKey::from_multibase(key).map_err(|_| wrong())?;
    Ok((format!("did:key:{key}"), public_key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proofmark::SecretKey;
    use proofmark::jws::sign;
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn proof(key: &SecretKey, kid: &str, typ: &str, claims: &serde_json::Value) -> String {
        sign(claims.to_string().as_bytes(), key, kid, typ, &Limits::default()).unwrap()
    }

    fn check(proof: &str) -> Result<String, String> {
        did_of(proof, "challenge", "https://a.example", Timestamp::from_micros(NOW * 1_000_000))
    }

    #[test]
    fn only_a_fresh_proof_for_this_challenge_here_by_the_named_key_counts() {
        let (key, other) = (SecretKey::from_bytes(&[1; 32]), SecretKey::from_bytes(&[2; 32]));
        let method = key.public_key().did_key_verification_method();
        let good = json!({ "aud": "https://a.example", "nonce": "challenge", "iat": NOW });
        assert_eq!(check(&proof(&key, &method, MEDIA_TYPE, &good)), Ok(key.public_key().did_key()));
        assert!(check(&proof(&key, &key.public_key().did_key(), MEDIA_TYPE, &good)).is_ok());

        let with = |name: &str, value: serde_json::Value| {
            let mut claims = good.clone();
            claims[name] = value;
            proof(&key, &method, MEDIA_TYPE, &claims)
        };
        let mut changed = proof(&key, &method, MEDIA_TYPE, &good);
        changed.replace_range(changed.len() - 4..changed.len() - 2, "AA");
        for (what, bad) in [
            ("signed by another", proof(&other, &method, MEDIA_TYPE, &good)),
            ("other type", proof(&key, &method, "JWT", &good)),
            ("no DID", proof(&key, "key-1", MEDIA_TYPE, &good)),
            (
                "other fragment",
                proof(&key, &format!("{}#key-1", key.public_key().did_key()), MEDIA_TYPE, &good),
            ),
            ("did:web", proof(&key, "did:web:a.example#1", MEDIA_TYPE, &good)),
            ("other challenge", with("nonce", json!("challenge2"))),
            ("other place", with("aud", json!("https://b.example"))),
            ("yesterday", with("iat", json!(NOW - MAX_AGE_SECONDS - 1))),
            ("tomorrow", with("iat", json!(NOW + MAX_AHEAD_SECONDS + 1))),
            ("no time", with("iat", json!("now"))),
            ("changed", changed),
            ("nothing", String::new()),
            ("long", "a".repeat(MAX_BYTES + 1)),
        ] {
            assert!(check(&bad).is_err(), "{what}");
        }
    }
}
