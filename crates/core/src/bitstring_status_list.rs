//! Bitstring Status List 1.0 and its forerunner Status List 2021: the entry in a credential and the list it points into.

use crate::gzip;
use crate::inflate::InflateError;
use crate::json::{Object, Value};
use crate::verified_document::VerifiedDocument;
use crate::{Code, Limits, Problem, Result, Timestamp, base64, multibase};

/// Entries that a list should have at least, so that an index gives away nobody (§2.2).
pub(crate) const MINIMUM_ENTRIES: usize = 131_072;

/// Which of the two specifications an entry and its list follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Bitstring Status List 1.0.
    Bitstring,
    /// Status List 2021: other type names, and the list without multibase prefix.
    StatusList2021,
}

impl Flavour {
    /// The flavour of an entry of this type.
    pub(crate) fn of_entry(entry_type: &str) -> Option<Self> {
        match entry_type {
            "BitstringStatusListEntry" => Some(Self::Bitstring),
            "StatusList2021Entry" => Some(Self::StatusList2021),
            _ => None,
        }
    }

    /// The type that the list credential has to have.
    pub(crate) fn credential_type(self) -> &'static str {
        match self {
            Self::Bitstring => "BitstringStatusListCredential",
            Self::StatusList2021 => "StatusList2021Credential",
        }
    }

    fn list_type(self) -> &'static str {
        match self {
            Self::Bitstring => "BitstringStatusList",
            Self::StatusList2021 => "StatusList2021",
        }
    }
}

/// A `BitstringStatusListEntry` (§2.1) or `StatusList2021Entry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) flavour: Flavour,
    /// JSON pointer of the entry.
    pub(crate) pointer: String,
    pub(crate) purpose: String,
    /// The index as written.
    pub(crate) index_text: String,
    /// Of 64 bits on every machine: what is too large for one must not be too large for another only.
    index: u64,
    /// URL of the list.
    pub(crate) list: String,
    /// Bits of one entry.
    size: usize,
    /// What each value means, where the entry says so: value and message.
    messages: Vec<(u64, String)>,
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
    /// Reads an entry at `pointer`.
    pub(crate) fn read(flavour: Flavour, entry: &Object<'_>, pointer: &str) -> Result<Self> {
        let problem = |name: &str, why: &str| {
            Problem::new(Code::MalformedStatusEntry, format!("{name} {why}.")).at(format!("{pointer}/{name}"))
        };
        let text = |name: &str| {
            let value = entry.get(name).and_then(Value::as_str).map(str::to_owned);
            value.ok_or_else(|| problem(name, "is missing or not a string"))
        };
        let list = text("statusListCredential")?;
        if entry.get("id").and_then(Value::as_str) == Some(&*list) {
            return Err(problem("id", "of a status entry must not be the URL of its list"));
        }
        let index_text = text("statusListIndex")?;
        let index = decimal(&index_text)
            .ok_or_else(|| problem("statusListIndex", "is not a whole number without sign"))?;
        let size = match entry.get("statusSize") {
            None => 1,
            Some(size) => {
                status_size(size).ok_or_else(|| problem("statusSize", "is not a number from 1 to 16"))?
            }
        };
        let messages =
            messages(entry).ok_or_else(|| problem("statusMessage", "is not a list of status and message"))?;
        if (size > 1 || !messages.is_empty()) && messages.len() != 1 << size {
            return Err(problem("statusMessage", "does not have one message for every value"));
        }
        let purpose = text("statusPurpose")?;
        Ok(Self { flavour, pointer: pointer.to_owned(), purpose, index_text, index, list, size, messages })
    }

    /// Bits of one entry.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// What the entry says that `value` means.
    pub(crate) fn message(&self, value: u64) -> Option<&str> {
        self.messages.iter().find(|(of, _)| *of == value).map(|(_, message)| &**message)
    }
}

impl StatusList {
    /// Reads the list out of a verified credential and unpacks it.
    pub(crate) fn read(flavour: Flavour, document: &VerifiedDocument<'_>, limits: &Limits) -> Result<Self> {
        let credential = document.members();
        let malformed =
            |why: &str| Problem::new(Code::MalformedStatusList, format!("The status list {why}."));
        let Some(Value::Object(subject)) = credential.get("credentialSubject") else {
            return Err(malformed("has no subject, or several"));
        };
        if !has_type(credential, flavour.credential_type()) || !has_type(subject, flavour.list_type()) {
            return Err(malformed("is of another type than the credential's entry asks for"));
        }
        let purposes = match subject.get("statusPurpose") {
            Some(Value::String(purpose)) => vec![purpose.to_string()],
            Some(Value::Array(purposes)) if !purposes.is_empty() => purposes
                .iter()
                .map(|purpose| {
                    purpose.as_str().map(str::to_owned).ok_or_else(|| malformed("has an odd statusPurpose"))
                })
                .collect::<Result<_>>()?,
            _ => return Err(malformed("has no statusPurpose")),
        };
        let encoded = subject
            .get("encodedList")
            .and_then(Value::as_str)
            .ok_or_else(|| malformed("has no encodedList"))?;
        let compressed = decode_list(flavour, encoded, limits)
            .ok_or_else(|| malformed("is not encoded the way its type asks for"))?;
        let bits =
            gzip::decompress_member(&compressed, limits.status_list_bytes).map_err(|error| match error {
                InflateError::Malformed => malformed("is not one whole GZIP stream"),
                InflateError::TooLarge => malformed("is larger than this verifier unpacks"),
            })?;
        // `issuanceDate` and `expirationDate` are the names of data model 1.1.
        let time = |names: [&str; 2]| match names.iter().find_map(|name| credential.get(name)) {
            Some(time) => match time.as_str().map(Timestamp::parse) {
                Some(Ok(time)) => Ok(Some(time)),
                _ => Err(malformed("has an odd validity period")),
            },
            None => Ok(None),
        };
        let valid_from = time(["validFrom", "issuanceDate"])?.max(document.not_before());
        let ends = [time(["validUntil", "expirationDate"])?, document.expires()];
        Ok(Self { bits, purposes, valid_from, valid_until: ends.into_iter().flatten().min() })
    }

    /// Bytes of the list as it is kept in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.bits.len()
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
                format!(
                    "The status list has {} entries; there is none at {}.",
                    self.entries(entry.size),
                    entry.index
                ),
            )
            .at(format!("{}/statusListIndex", entry.pointer))
        };
        let size = entry.size as u64;
        let first = entry.index.checked_mul(size).ok_or_else(out_of_range)?;
        let mut value = 0;
        for position in first..first.checked_add(size).ok_or_else(out_of_range)? {
            // Index 0 is the left-most bit of the first byte.
            let byte = usize::try_from(position / 8).ok().and_then(|at| self.bits.get(at));
            let byte = byte.ok_or_else(out_of_range)?;
            value = value << 1 | u64::from(byte >> (7 - position % 8) & 1);
        }
        Ok(value)
    }
}

/// `u` and base64url in Bitstring Status List. Status List 2021 says only "base64", so both alphabets are read there.
fn decode_list(flavour: Flavour, encoded: &str, limits: &Limits) -> Option<Vec<u8>> {
    match flavour {
        Flavour::Bitstring => multibase::decode_base64url(encoded, limits.document_bytes).ok(),
        Flavour::StatusList2021 => {
            let letters = encoded.trim_end_matches('=').as_bytes();
            base64::URL.decode(letters).or_else(|| base64::STANDARD.decode(letters))
        }
    }
}

/// `statusMessage` (§2.1): `[{"status": "0x0", "message": "…"}, …]`.
fn messages(entry: &Object<'_>) -> Option<Vec<(u64, String)>> {
    let Some(messages) = entry.get("statusMessage") else { return Some(Vec::new()) };
    let read = |message: &Value<'_>| {
        let hex = message.get("status")?.as_str()?.strip_prefix("0x")?;
        let digits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = digits.then(|| u64::from_str_radix(hex, 16).ok())??;
        Some((value, message.get("message")?.as_str()?.to_owned()))
    };
    messages.one_or_many().iter().map(read).collect()
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
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok())?
}

/// A positive whole number of bits. Each value needs a message, so more than 16 bits are not sensible.
fn status_size(value: &Value<'_>) -> Option<usize> {
    let Value::Number(number) = value else { return None };
    usize::try_from(decimal(number.text)?).ok().filter(|size| (1..=16).contains(size))
}
