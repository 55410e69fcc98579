//! The answer: checks, verdict and reason, and the claims that were checked.

use sha2::{Digest, Sha256};

use crate::claims::Claims;
use crate::json_writer::JsonWriter;
use crate::{Code, Document, Outcome, Problem, Source, Timestamp, hex};

/// What a verification came to. There is no boolean in it: read [`Report::verdict`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The answer.
    pub verdict: Verdict,
    /// Why it is not valid; `None` for a valid credential.
    pub reason: Option<Reason>,
    /// The time that the caller gave as now.
    pub verified_at: Timestamp,
    /// SHA-256 of the bytes that were given.
    pub digest: [u8; 32],
    /// What kind of file it was and how it is secured.
    pub format: Format,
    /// Every check, in the order in which they ran.
    pub checks: Vec<Check>,
    /// What a careful reader should know although it changes nothing.
    pub warnings: Vec<Warning>,
    /// What the credential says; only there when the proof held.
    pub credential: Option<Claims>,
    /// One entry for each `credentialStatus`.
    pub status: Vec<StatusFinding>,
    /// Hosts that were contacted over the network for this answer, sorted.
    pub hosts: Vec<String>,
}

/// The answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Authentic and current: every check that policy requires passed.
    Valid,
    /// At least one check failed.
    Invalid,
    /// Nothing failed, but something could not be decided.
    Inconclusive,
}

impl Verdict {
    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Why a credential is not valid; of several, the first in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// It is not a well-formed credential.
    Malformed,
    /// The proof does not hold.
    Proof,
    /// The proof holds, but the key is not the issuer's.
    Issuer,
    /// The issuer revoked it.
    Revoked,
    /// The issuer suspended it.
    Suspended,
    /// It is not valid yet.
    NotYetValid,
    /// It has expired.
    Expired,
    /// It is not the recipient's that the caller asked about.
    Recipient,
    /// Something could not be checked.
    Unchecked,
}

impl Reason {
    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Proof => "proof",
            Self::Issuer => "issuer",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::NotYetValid => "notYetValid",
            Self::Expired => "expired",
            Self::Recipient => "recipient",
            Self::Unchecked => "unchecked",
        }
    }
}

/// What kind of file the credential came in and how it is secured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// `json`, `jwt`, `png` or `svg`.
    pub container: &'static str,
    /// Name of the cryptosuite or kind of JWT, `ob2-hosted` or `ob2-signed`; `None` before a proof was read.
    pub securing: Option<String>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it did not pass.
    pub code: Option<Code>,
    /// One or two sentences for a person.
    pub message: String,
    /// JSON pointer of the place in the credential; empty for all of it.
    pub pointer: String,
    /// What the answer rests on besides the credential itself.
    pub evidence: Vec<Evidence>,
}

impl Check {
    pub(crate) fn passed(id: CheckId, message: impl Into<String>) -> Self {
        Self::new(id, Outcome::Passed, None, message.into(), String::new())
    }

    pub(crate) fn not_run(id: CheckId, message: impl Into<String>) -> Self {
        Self::new(id, Outcome::NotRun, None, message.into(), String::new())
    }

    /// A check that did not pass; the code decides between failed and inconclusive.
    pub(crate) fn from_problem(id: CheckId, problem: &Problem) -> Self {
        let code = problem.code();
        Self::new(id, code.outcome(), Some(code), problem.detail().to_owned(), problem.pointer().to_owned())
    }

    pub(crate) fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    fn new(id: CheckId, outcome: Outcome, code: Option<Code>, message: String, pointer: String) -> Self {
        Self { id, outcome, code, message, pointer, evidence: Vec::new() }
    }
}

macro_rules! check_ids {
    ($( $(#[$doc:meta])* $variant:ident = $text:literal; )*) => {
        /// The stable ids of checks, in the order in which they run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CheckId { $( $(#[$doc])* $variant, )* }

        impl CheckId {
            /// Every id.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The text that reports carry.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }
        }
    };
}

check_ids! {
    /// The bytes are one strict JSON text.
    Parse = "parse";
    /// The members have the shape that the data model demands.
    DataModel = "data_model";
    /// Every part of the document goes into the signature.
    Canonicalization = "canonicalization";
    /// The signature is good for the key that the proof names.
    Signature = "signature";
    /// That key belongs to the issuer.
    IssuerKey = "issuer_key";
    /// A hosted badge (Open Badges 2.0) is published at its own address as it was given.
    Hosting = "hosting";
    /// That address is one that its issuer allows for its badges (Open Badges 2.0).
    IssuerScope = "issuer_scope";
    /// The claims around a credential in a JWT say the same as the credential.
    Claims = "claims";
    /// Its issuer has a newer version of the credential, which took its place.
    Refresh = "refresh";
    /// Now lies between `validFrom` and `validUntil`.
    ValidityPeriod = "validity_period";
    /// The issuer has not withdrawn it; one check for each `credentialStatus` entry.
    Status = "status";
    /// It was given to the recipient that the caller named.
    Recipient = "recipient";
    /// The caller trusts the issuer.
    IssuerTrust = "issuer_trust";
    /// An endorsement in the credential is its endorser's; one check for each. It never changes the verdict.
    Endorsement = "endorsement";
    /// Content that the credential links to is what its digests say; one check for each that was supplied.
    LinkedContent = "linked_content";
}

/// Something that a check rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it is published.
    pub url: String,
    /// Where the host took it from.
    pub source: Source,
    /// When its origin answered.
    pub retrieved_at: Timestamp,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Evidence {
    pub(crate) fn of(url: &str, document: &Document) -> Self {
        Self {
            url: url.to_owned(),
            source: document.source,
            retrieved_at: document.retrieved_at,
            sha256: Sha256::digest(&document.bytes).into(),
        }
    }
}

/// Something to know that does not change the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Which.
    pub code: WarningCode,
    /// A sentence for a person.
    pub message: String,
    /// JSON pointer of the place in the credential.
    pub pointer: String,
}

/// The closed list of warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// The proof says that it was made in the future.
    ProofCreatedInFuture,
    /// A pinned context that Open Badges do not usually carry.
    UnusualContext,
    /// The issuer's document is written otherwise than the specification says, without doubt about the key.
    UnusualIssuerDocument,
    /// A JWT without `sub`, whose subject has no id.
    MissingSubjectClaim,
    /// A cryptosuite under an old name, or one that newer ones have replaced.
    LegacyCryptosuite,
    /// A list of revoked credentials that nobody signed.
    UnsignedRevocationList,
    /// A status list shorter than 131,072 entries.
    ShortStatusList,
    /// A status list at an address that can tell its issuer whose credential is being verified.
    TrackingStatusList,
    /// Something about the file around the credential.
    ContainerRemark,
    /// The issuer says that this credential is only a test.
    TestIssuer,
    /// `now` lies before this verifier was built: the device's clock may be wrong.
    ClockSuspect,
    /// The recipient's hash has no salt, or one that the credential tells: whose it is can be found out by trying.
    GuessableRecipient,
    /// The refresh service did not give a newer version; the report is about the credential as it was given.
    RefreshFailed,
    /// An endorsement could not be verified, so it counts for nothing.
    EndorsementNotVerified,
    /// A trust pack knows the issuer, but nothing shows that it may speak for it, or it comes from the future.
    TrustPackIgnored,
    /// A trust pack that the answer rests on is old.
    TrustPackOld,
}

impl WarningCode {
    /// Every warning, in the order of their pages.
    pub const ALL: &'static [Self] = &[
        Self::ProofCreatedInFuture,
        Self::UnusualContext,
        Self::UnusualIssuerDocument,
        Self::MissingSubjectClaim,
        Self::LegacyCryptosuite,
        Self::UnsignedRevocationList,
        Self::ShortStatusList,
        Self::TrackingStatusList,
        Self::ContainerRemark,
        Self::TestIssuer,
        Self::ClockSuspect,
        Self::GuessableRecipient,
        Self::RefreshFailed,
        Self::EndorsementNotVerified,
        Self::TrustPackIgnored,
        Self::TrustPackOld,
    ];

    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProofCreatedInFuture => "proof_created_in_future",
            Self::UnusualContext => "unusual_context",
            Self::UnusualIssuerDocument => "unusual_issuer_document",
            Self::MissingSubjectClaim => "missing_subject_claim",
            Self::LegacyCryptosuite => "legacy_cryptosuite",
            Self::UnsignedRevocationList => "unsigned_revocation_list",
            Self::ShortStatusList => "short_status_list",
            Self::TrackingStatusList => "tracking_status_list",
            Self::ContainerRemark => "container_remark",
            Self::TestIssuer => "test_issuer",
            Self::ClockSuspect => "clock_suspect",
            Self::GuessableRecipient => "guessable_recipient",
            Self::RefreshFailed => "refresh_failed",
            Self::EndorsementNotVerified => "endorsement_not_verified",
            Self::TrustPackIgnored => "trust_pack_ignored",
            Self::TrustPackOld => "trust_pack_old",
        }
    }
}

/// What one `credentialStatus` entry came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFinding {
    /// `revocation`, `suspension`, …
    pub purpose: String,
    /// What the list says.
    pub state: StatusState,
    /// URL of the list.
    pub list: String,
    /// Index in the list, as written.
    pub index: String,
    /// When the list was received from its origin.
    pub as_of: Option<Timestamp>,
    /// What the issuer says about it: the meaning of the value, or why it was revoked.
    pub message: Option<String>,
    /// JSON pointer of the entry.
    pub pointer: String,
}

/// What a status list says of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusState {
    /// Not withdrawn.
    Clear,
    /// Withdrawn for the entry's purpose.
    Set,
    /// Could not be found out.
    Unknown,
}

impl StatusState {
    /// The text that reports carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Set => "set",
            Self::Unknown => "unknown",
        }
    }
}

impl Report {
    /// Computes verdict and reason from the checks, all but those of endorsements: they are other people's words.
    pub(crate) fn conclude(&mut self) {
        let own = || self.checks.iter().filter(|check| check.id != CheckId::Endorsement);
        let any = |outcome| own().any(|check| check.outcome == outcome);
        self.verdict = if any(Outcome::Failed) {
            Verdict::Invalid
        } else if any(Outcome::Inconclusive) {
            Verdict::Inconclusive
        } else {
            Verdict::Valid
        };
        self.reason = own().filter_map(reason).min();
    }

    /// Puts checks where they belong in the order of the ids: before the first check `id`, or at the end.
    pub(crate) fn insert_before(&mut self, id: CheckId, checks: Vec<Check>) {
        let at = self.checks.iter().position(|check| check.id == id).unwrap_or(self.checks.len());
        self.checks.splice(at..at, checks);
    }

    /// The report as one line of JSON: the same bytes on every platform.
    pub fn to_json(&self) -> String {
        let mut json = JsonWriter::new();
        self.write(&mut json);
        json.finish()
    }

    fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("verdict").string(self.verdict.as_str());
            json.member("reason").optional_string(self.reason.map(Reason::as_str));
            json.member("verifiedAt").string(&self.verified_at.to_string());
            json.member("digest").string(&hex::encode(&self.digest));
            json.member("format").object(|json| {
                json.member("container").string(self.format.container);
                json.member("securing").optional_string(self.format.securing.as_deref());
            });
            json.member("checks").array(&self.checks, |json, check| check.write(json, self.verified_at));
            json.member("warnings").array(&self.warnings, |json, warning| {
                json.object(|json| {
                    json.member("code").string(warning.code.as_str());
                    json.member("message").string(&warning.message);
                    json.member("nextStep").string(warning.code.next_step().as_str());
                    json.member("pointer").string(&warning.pointer);
                });
            });
            if let Some(credential) = &self.credential {
                credential.write(json.member("credential"));
            }
            json.member("status").array(&self.status, |json, finding| finding.write(json));
            json.member("hosts").array(&self.hosts, |json, host| json.string(host));
        });
    }
}

impl Check {
    fn write(&self, json: &mut JsonWriter, now: Timestamp) {
        json.object(|json| {
            json.member("id").string(self.id.as_str());
            json.member("outcome").string(self.outcome.as_str());
            if let Some(code) = self.code {
                json.member("code").string(code.as_str());
                if let Some(problem_type) = code.problem_type() {
                    json.member("type").string(problem_type);
                }
            }
            json.member("message").string(&self.message);
            if let Some(code) = self.code {
                json.member("nextStep").string(code.next_step().as_str());
            }
            json.member("pointer").string(&self.pointer);
            json.member("evidence").array(&self.evidence, |json, evidence| {
                json.object(|json| {
                    json.member("url").string(&evidence.url);
                    json.member("source").string(evidence.source.as_str());
                    json.member("retrievedAt").string(&evidence.retrieved_at.to_string());
                    let age = now.unix_seconds() - evidence.retrieved_at.unix_seconds();
                    json.member("ageSeconds").raw(&age.to_string());
                    json.member("sha256").string(&hex::encode(&evidence.sha256));
                });
            });
        });
    }
}

impl StatusFinding {
    fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("purpose").string(&self.purpose);
            json.member("state").string(self.state.as_str());
            json.member("list").string(&self.list);
            json.member("index").string(&self.index);
            json.member("asOf").optional_string(self.as_of.map(|time| time.to_string()).as_deref());
            if let Some(message) = &self.message {
                json.member("message").string(message);
            }
            json.member("pointer").string(&self.pointer);
        });
    }
}

/// Which reason a check gives, if any.
pub(crate) fn reason(check: &Check) -> Option<Reason> {
    match (check.outcome, check.id, check.code) {
        (Outcome::Passed | Outcome::NotRun, ..) => None,
        (Outcome::Inconclusive, ..) => Some(Reason::Unchecked),
        (Outcome::Failed, _, Some(Code::Revoked)) => Some(Reason::Revoked),
        (Outcome::Failed, _, Some(Code::Suspended)) => Some(Reason::Suspended),
        (Outcome::Failed, _, Some(Code::NotYetValid)) => Some(Reason::NotYetValid),
        (Outcome::Failed, _, Some(Code::Expired)) => Some(Reason::Expired),
        (Outcome::Failed, CheckId::Signature | CheckId::Hosting | CheckId::Claims, _) => Some(Reason::Proof),
        (Outcome::Failed, CheckId::IssuerKey | CheckId::IssuerScope, _) => Some(Reason::Issuer),
        (Outcome::Failed, CheckId::Recipient, _) => Some(Reason::Recipient),
        (Outcome::Failed, ..) => Some(Reason::Malformed),
    }
}
