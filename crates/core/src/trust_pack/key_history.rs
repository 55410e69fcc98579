//! The keys that an issuer no longer signs with, and until when they were good.

use super::contents::{closed, malformed, optional_text, text, time};
use crate::controlled_identifier::read_key;
use crate::json::Value;
use crate::json_writer::JsonWriter;
use crate::keys::PublicKey;
use crate::{Code, Limits, Problem, Result, Timestamp};

/// Every id and every key stands in it once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyHistory {
    keys: Vec<HistoricKey>,
}

/// A key that was given up, or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HistoricKey {
    /// Absolute, with a fragment.
    id: String,
    pub(super) key: PublicKey,
    retired: Option<Timestamp>,
    revoked: Option<Timestamp>,
}

impl KeyHistory {
    /// Reads the entries of `keyHistory` of the issuer `issuer_id`.
    pub(super) fn read(entries: &[Value<'_>], issuer_id: &str, limits: &Limits) -> Result<Self> {
        if entries.len() > limits.trust_pack_keys {
            let detail = format!(
                "The key history has {} keys; at most {} are read.",
                entries.len(),
                limits.trust_pack_keys
            );
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        let mut history = Self::default();
        for (index, entry) in entries.iter().enumerate() {
            let at = |problem: Problem| problem.inside(&index.to_string());
            let key = HistoricKey::read(entry, issuer_id).map_err(at)?;
            if history.by_id(&key.id).is_some() || history.by_key(&key.key).is_some() {
                return Err(at(malformed("The key history names one key twice.")));
            }
            history.keys.push(key);
        }
        Ok(history)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&HistoricKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    pub(super) fn by_key(&self, key: &PublicKey) -> Option<&HistoricKey> {
        self.keys.iter().find(|historic| historic.key == *key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &HistoricKey> {
        self.keys.iter()
    }

    /// Every id with its key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &PublicKey)> {
        self.keys.iter().map(|historic| (&*historic.id, &historic.key))
    }

    pub(super) fn write(&self, json: &mut JsonWriter) {
        json.array(&self.keys, |json, historic| {
            let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
            json.object(|json| {
                json.member("id").string(&historic.id);
                json.member("retired").optional_string(text(historic.retired).as_deref());
                json.member("revoked").optional_string(text(historic.revoked).as_deref());
            });
        });
    }
}

impl HistoricKey {
    fn read(entry: &Value<'_>, issuer_id: &str) -> Result<Self> {
        let known = ["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "retired", "revoked"];
        let object = closed(entry, &known)?;
        let id = text(object, "id")?;
        if id.strip_prefix(issuer_id).is_none_or(|rest| !rest.starts_with('#') || rest.len() < 2) {
            return Err(malformed("The id is not one of the issuer's keys.").at("/id"));
        }
        if optional_text(object, "controller")?.is_some_and(|controller| controller != issuer_id) {
            return Err(malformed("The key belongs to somebody else.").at("/controller"));
        }
        let optional_time =
            |name| if object.contains(name) { time(object, name).map(Some) } else { Ok(None) };
        let (retired, revoked) = (optional_time("retired")?, optional_time("revoked")?);
        if retired.is_none() && revoked.is_none() {
            let detail = "The key history does not say when the key was retired or revoked.";
            return Err(Problem::new(Code::MissingMember, detail));
        }
        Ok(Self { id: id.to_owned(), key: read_key(object)?, retired, revoked })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether the key was still good at `used_at`.
    ///
    /// # Errors
    ///
    /// `KeyWithdrawn`, from the very moment on that the history names.
    pub(super) fn check(&self, used_at: Timestamp) -> Result<()> {
        for (when, what) in [(self.revoked, "revoked"), (self.retired, "retired")] {
            if let Some(when) = when.filter(|when| *when <= used_at) {
                let detail = format!("The key that signed was {what} on {when}, before the proof was made.");
                return Err(Problem::new(Code::KeyWithdrawn, detail));
            }
        }
        Ok(())
    }
}
