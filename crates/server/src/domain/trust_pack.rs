//! The trust pack of one issuer: what a verifier needs offline. Its format stands in `docs/TRUST-PACK.md`.

use proofmark::Timestamp as CoreTime;
use serde_json::{Value, json};

use super::issuer::{self, Issuer};
use super::issuer_key::{IssuerKey, KeyState};
use super::{Error, Result, Timestamp};
use crate::backend::Backend;
use crate::store;

/// Makes and signs the pack as things stand now: the DID document, former keys, and every status list.
///
/// # Errors
/// [`Error::NotFound`]; storage; a fault of ours when the core refuses the pack.
pub(crate) async fn make(backend: &Backend, issuer_id: &str) -> Result<String> {
    let (issuer, keys, current, list_ids) = {
        let mut connection = backend.store.read().await?;
        let found = store::issuers::find(&mut connection, issuer_id).await?;
        let issuer = found.ok_or(Error::NotFound("issuer"))?;
        let keys = store::issuers::keys(&mut connection, issuer_id).await?;
        let current = store::issuers::current_key(&mut connection, issuer_id).await?;
        let list_ids = store::status_lists::of_issuer(&mut connection, issuer_id).await?;
        (issuer, keys, current, list_ids)
    };
    let mut lists = Vec::with_capacity(list_ids.len());
    for (id, url) in list_ids {
        lists.push((url, backend.publisher.get(backend, &id).await?));
    }
    // Taken last, so that nothing in the pack is younger than the pack.
    let now = backend.now().to_second();
    let mut entry = json!({ "id": issuer.did, "name": issuer.name });
    if issuer.can_rotate() {
        entry["document"] = packed(now, &issuer::did_document(&backend.store, issuer_id).await?.to_string());
        entry["keyHistory"] = keys.iter().filter_map(|key| former(&issuer, key)).collect();
    }
    entry["statusLists"] = lists
        .iter()
        .map(|(url, list)| {
            let mut packed = packed(now, &list.document);
            packed["url"] = json!(url);
            packed
        })
        .collect();
    let contents = json!({ "issuers": [entry] }).to_string();
    let signer = backend.signer.clone();
    let created = CoreTime::from_unix_seconds(now.as_micros().div_euclid(1_000_000));
    backend
        .engine
        .run(move |_| signer.sign_trust_pack(contents.as_bytes(), &current, created))
        .await??
        .map_err(|problem| Error::internal("signing a trust pack", problem.detail()))
}

fn packed(retrieved_at: Timestamp, content: &str) -> Value {
    json!({ "retrievedAt": retrieved_at.to_string(), "content": content })
}

/// An entry of the key history. `None` for keys that count.
fn former(issuer: &Issuer, key: &IssuerKey) -> Option<Value> {
    let mut entry = json!({
        "id": key.verification_method,
        "type": "Multikey",
        "controller": issuer.did,
        "publicKeyMultibase": key.public_key_multibase,
    });
    match key.state {
        KeyState::Next | KeyState::Current => return None,
        // Proofs carry whole seconds and must lie before this; the last one may be of the second in which it ended.
        KeyState::Retired => {
            entry["retired"] = json!(key.retired_at?.plus_seconds(1).to_second().to_string())
        }
        KeyState::Revoked => entry["revoked"] = json!(key.revoked_since?.to_second().to_string()),
    }
    Some(entry)
}
