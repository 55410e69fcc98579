//! Bitstring Status List 1.0: the entry in a credential and the list it points into.

use crate::gzip::{self, GzipError};
use crate::json::{Object, Value};
use crate::multibase;
use crate::verified_document::VerifiedDocument;
use crate::{Code, Limits, Problem, Result, Timestamp};

/// Entries that a list should have at least, so that an index gives away nobody (§2.2).
pub(crate) const MINIMUM_ENTRIES: usize = 131_072;

/// A `BitstringStatusListEntry` (§2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// JSON pointer of the entry.
    pub(crate) pointer: String,
    pub(crate) purpose: String,
    /// The index as written.
    pub(crate) index_text: String,
    index: usize,
    /// URL of the list.
    pub(crate) list: String,
    /// Bits of one entry.
    size: usize,
}

/// A list that its issuer signed, unpacked.
#[derive(Debug)]
pub(crate) struct StatusList {
    bits: Vec<u8>,
    purposes: Vec<String>,
    valid_from: Option<Timestamp>,
    valid_until: Option<Timestamp>,
}

impl Entry {
    /// Reads an entry at `pointer`; unknown types are for the caller to answer.
    pub(crate) fn read(entry: &Object<'_>, pointer: &str) -> Result<Self> {
        let text = |name: &str| {
            entry.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
                malformed_entry(format!("{name} is missing or not a string.")).at(format!("{pointer}/{name}"))
            })
        };
        let list = text("statusListCredential")?;
        if entry.get("id").and_then(Value::as_str) == Some(&*list) {
            let problem = malformed_entry("The id of a status entry must not be the URL of its list.");
            return Err(problem.at(format!("{pointer}/id")));
        }
        let index_text = text("statusListIndex")?;
        let index = decimal(&index_text).ok_or_else(|| {
            malformed_entry(format!("statusListIndex is not a whole number: {index_text:?}."))
                .at(format!("{pointer}/statusListIndex"))
        })?;
        let size = match entry.get("statusSize") {
            None => 1,
            Some(size) => status_size(size)
                .ok_or_else(|| malformed_entry("statusSize is no positive number.").at(format!("{pointer}/statusSize")))?,
        };
        Ok(Self { pointer: pointer.to_owned(), purpose: text("statusPurpose")?, index_text, index, list, size })
    }
}

impl Entry {
    /// Bits of one entry.
    pub(crate) fn size(&self) -> usize {
        self.size
    }
}

impl StatusList {
    /// Reads the list out of a verified credential and unpacks it.
    pub(crate) fn read(document: &VerifiedDocument<'_>, limits: &Limits) -> Result<Self> {
        let credential = document.members();
        let malformed = |why: &str| Problem::new(Code::MalformedStatusList, format!("The status list {why}."));
        let Some(Value::Object(subject)) = credential.get("credentialSubject") else {
            return Err(malformed("has no subject, or several"));
        };
        if !has_type(subject, "BitstringStatusList") {
            return Err(malformed("is not of the type BitstringStatusList"));
        }
        let purposes = match subject.get("statusPurpose") {
            Some(Value::String(purpose)) => vec![purpose.to_string()],
            Some(Value::Array(purposes)) if !purposes.is_empty() => purposes
                .iter()
                .map(|purpose| purpose.as_str().map(str::to_owned).ok_or_else(|| malformed("has an odd statusPurpose")))
                .collect::<Result<_>>()?,
            _ => return Err(malformed("has no statusPurpose")),
        };
        let encoded = subject
            .get("encodedList")
            .and_then(Value::as_str)
            .ok_or_else(|| malformed("has no encodedList"))?;
        let compressed = multibase::decode_base64url(encoded, limits.document_bytes)
            .map_err(|_| malformed("is not encoded as multibase base64url (u…)"))?;
        let bits = gzip::decompress_member(&compressed, limits.status_list_bytes).map_err(|error| match error {
            GzipError::Malformed => malformed("is not one whole GZIP stream"),
            GzipError::TooLarge => malformed("is larger than this verifier unpacks"),
        })?;
        let time = |name: &str| match credential.get(name).and_then(Value::as_str) {
            Some(text) => Timestamp::parse(text).map(Some).map_err(|_| malformed("has an odd validity period")),
            None => Ok(None),
        };
        Ok(Self { bits, purposes, valid_from: time("validFrom")?, valid_until: time("validUntil")? })
    }

    /// Entries of `size` bits each.
    pub(crate) fn entries(&self, size: usize) -> usize {
        self.bits.len().saturating_mul(8) / size.max(1)
    }

    /// Whether the list's own validity period includes `now`.
    pub(crate) fn check_period(&self, now: Timestamp, skew_seconds: i64) -> Result<()> {
        match (self.valid_from, self.valid_until) {
            (_, Some(until)) if until < now => {
                Err(Problem::new(Code::StatusStale, format!("The status list was good only until {until}.")))
            }
            (Some(from), _) if from > now.plus_seconds(skew_seconds) => Err(Problem::new(
                Code::StatusVerification,
                format!("The status list is not valid before {from}."),
            )),
            _ => Ok(()),
        }
    }

    /// The value of `entry` (§3.2 Validate): zero means that the purpose does not apply.
    pub(crate) fn value(&self, entry: &Entry) -> Result<u64> {
        if !self.purposes.contains(&entry.purpose) {
            return Err(Problem::new(
                Code::StatusVerification,
                format!("The status list is not about {}.", entry.purpose),
            )
            .at(format!("{}/statusPurpose", entry.pointer)));
        }
        let out_of_range = || {
            Problem::new(
                Code::StatusIndexRange,
                format!("The status list has {} entries; there is none at {}.", self.entries(entry.size), entry.index),
            )
            .at(format!("{}/statusListIndex", entry.pointer))
        };
        let first = entry.index.checked_mul(entry.size).ok_or_else(out_of_range)?;
        let mut value = 0;
        for position in first..first.checked_add(entry.size).ok_or_else(out_of_range)? {
            // Index 0 is the left-most bit of the first byte.
            let byte = self.bits.get(position / 8).ok_or_else(out_of_range)?;
            value = value << 1 | u64::from(byte >> (7 - position % 8) & 1);
        }
        Ok(value)
    }
}

/// Whether `type` of an object is, or contains, `name`.
pub(crate) fn has_type(object: &Object<'_>, name: &str) -> bool {
    match object.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(names)) => names.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    }
}

/// A base-10 number without sign or leading zeros.
fn decimal(text: &str) -> Option<usize> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok())?
}

/// A positive whole number of bits; a value has to fit into 64.
fn status_size(value: &Value<'_>) -> Option<usize> {
    let Value::Number(number) = value else { return None };
    decimal(number.text).filter(|size| (1..=64).contains(size))
}

fn malformed_entry(detail: impl Into<String>) -> Problem {
    Problem::new(Code::MalformedStatusEntry, detail)
}
