//! Status lists for tests.

use serde_json::{Value, json};

/// Where the list of these tests says that it is published.
pub(crate) const URL: &str = "https://issuer.example.edu/status/1";

/// `credential` with a status entry at `index` of the list.
pub(crate) fn with_status(mut credential: Value, index: usize) -> Value {
    credential["credentialStatus"] = json!({
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": index.to_string(),
        "statusListCredential": URL
    });
    credential
}

/// An unsecured list of 131,072 entries in which `set` are set.
pub(crate) fn unsecured(issuer: &str, set: &[usize]) -> Value {
    let mut bits = vec![0u8; 131_072 / 8];
    for index in set {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": format!("{URL}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&gzip(&bits)))
        }
    })
}

/// RFC 1952 around one stored block of RFC 1951: a compressor is not what is tested here.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    gzip.extend(length.to_le_bytes());
    gzip.extend((!length).to_le_bytes());
    gzip.extend(bytes);
    gzip.extend(crc32fast::hash(bytes).to_le_bytes());
    gzip.extend(u32::from(length).to_le_bytes());
    gzip
}
