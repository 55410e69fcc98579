//! What can be wrong: one closed list of codes, each with the problem type that W3C gave it.

use core::fmt;

/// A fault, where it is, and what to do about it.
///
/// One pointer wide: nearly every function here can answer with a problem and hardly ever does, so that what it costs
/// to hand one on (in bytes of code too) counts for more than the allocation when there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Contents>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Contents {
    code: Code,
    pointer: String,
    detail: String,
}

/// `Result` of everything in the core that reads untrusted input.
pub type Result<T, E = Problem> = core::result::Result<T, E>;

impl Problem {
    /// A fault of the whole document; narrow it with [`Problem::at`].
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Contents { code, pointer: String::new(), detail: detail.into() }))
    }

    /// Says where: an RFC 6901 JSON pointer such as `/credentialSubject/achievement/0`.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.0.pointer = pointer.into();
        self
    }

    /// Puts one more reference token in front of the pointer, for use while an error travels outwards.
    #[must_use]
    pub fn inside(mut self, token: &str) -> Self {
        let mut pointer = String::with_capacity(self.0.pointer.len() + token.len() + 1);
        pointer.push('/');
        for c in token.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
        pointer.push_str(&self.0.pointer);
        self.0.pointer = pointer;
        self
    }

    /// The same problem with its pointer taken as relative to `pointer`.
    #[must_use]
    pub fn under(self, pointer: &str) -> Self {
        let inner = format!("{pointer}{}", self.0.pointer);
        self.at(inner)
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// JSON pointer of the faulty place; empty for the whole document.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// One sentence for a person: what is wrong, with the offending value where that helps.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.pointer.is_empty() {
            write!(f, "{}: {}", self.0.code, self.0.detail)
        } else {
            write!(f, "{} at {}: {}", self.0.code, self.0.pointer, self.0.detail)
        }
    }
}

impl core::error::Error for Problem {}

macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $text:literal, $kind:expr; )*) => {
        /// The closed list of codes. The text form is snake_case and never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $( $(#[$doc])* $variant, )* }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// The stable text, as reports carry it.
            pub fn as_str(self) -> &'static str {
                match self { $( Code::$variant => $text, )* }
            }

            /// The W3C *ProblemDetails* type URL, where a specification names one.
            pub fn problem_type(self) -> Option<&'static str> {
                match self { $( Code::$variant => $kind, )* }
            }
        }
    };
}

const PARSING: Option<&str> = Some("https://www.w3.org/TR/vc-data-model#PARSING_ERROR");
const MALFORMED: Option<&str> = Some("https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR");
const RANGE: Option<&str> = Some("https://www.w3.org/TR/vc-data-model#RANGE_ERROR");
const CRYPTO: Option<&str> = Some("https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR");
const PROOF: Option<&str> = Some("https://w3id.org/security#PROOF_VERIFICATION_ERROR");
const DOMAIN: Option<&str> = Some("https://w3id.org/security#INVALID_DOMAIN_ERROR");
const CHALLENGE: Option<&str> = Some("https://w3id.org/security#INVALID_CHALLENGE_ERROR");
const DATA_LOSS: Option<&str> = Some("https://w3id.org/security#DATA_LOSS_DETECTION_ERROR");
const METHOD_URL: Option<&str> = Some("https://w3id.org/security#INVALID_VERIFICATION_METHOD_URL");
const METHOD: Option<&str> = Some("https://w3id.org/security#INVALID_VERIFICATION_METHOD");
const RELATIONSHIP: Option<&str> =
    Some("https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD");
const CONTROLLED_DOCUMENT: Option<&str> =
    Some("https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT");
const CONTROLLED_DOCUMENT_ID: Option<&str> =
    Some("https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID");
const STATUS_RETRIEVAL: Option<&str> =
    Some("https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR");
const STATUS_VERIFICATION: Option<&str> =
    Some("https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR");
const STATUS_LENGTH: Option<&str> =
    Some("https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR");

codes! {
    // Reading
    /// The bytes are not UTF-8, or start with a byte order mark.
    InvalidEncoding = "invalid_encoding", PARSING;
    /// Not a JSON text of RFC 8259.
    InvalidJson = "invalid_json", PARSING;
    /// An object names a member twice; RFC 7493 forbids it.
    DuplicateMember = "duplicate_member", PARSING;
    /// A string holds a lone surrogate or another code point that RFC 7493 forbids.
    InvalidUnicode = "invalid_unicode", PARSING;
    /// A number that an IEEE 754 double cannot carry without losing digits.
    NumberPrecision = "number_precision", PARSING;
    /// A limit of [`crate::Limits`] was reached.
    LimitExceeded = "limit_exceeded", RANGE;
    /// A kind of file that this verifier does not read.
    UnsupportedContainer = "unsupported_container", PARSING;
    /// A picture or document that is damaged or breaks the rules of baking.
    MalformedContainer = "malformed_container", PARSING;
    /// A file with two credentials in it.
    AmbiguousContainer = "ambiguous_container", PARSING;
    /// A file without a credential in it.
    NoCredential = "no_credential", PARSING;
    /// Not a line of N-Quads.
    InvalidNQuads = "invalid_nquads", PARSING;

    // JSON-LD and canonicalisation
    /// A context URL that is not among the pinned contexts.
    UnknownContext = "unknown_context", None;
    /// An inline, nested or otherwise forbidden `@context`.
    ForbiddenContext = "forbidden_context", DATA_LOSS;
    /// A term that no context defines; its value would be left out of the signature.
    UndefinedTerm = "undefined_term", DATA_LOSS;
    /// A type that no context defines.
    UndefinedType = "undefined_type", DATA_LOSS;
    /// An identifier that is not an absolute IRI.
    RelativeIri = "relative_iri", DATA_LOSS;
    /// A value that JSON-LD would leave out of the RDF dataset.
    DroppedValue = "dropped_value", DATA_LOSS;
    /// A JSON-LD feature that credentials may not use here (`@base`, `@graph`, `@reverse` …).
    ForbiddenKeyword = "forbidden_keyword", DATA_LOSS;
    /// Not valid JSON-LD 1.1; the detail names the JSON-LD error code.
    InvalidJsonLd = "invalid_json_ld", DATA_LOSS;
    /// Canonicalisation needs more work than the budget allows (a poison dataset).
    WorkBudgetExceeded = "work_budget_exceeded", RANGE;

    // Shape of a credential
    /// A member that the data model requires is not there.
    MissingMember = "missing_member", MALFORMED;
    /// A member whose value has the wrong shape.
    MalformedValue = "malformed_value", MALFORMED;
    /// A date that is not an XML Schema `dateTimeStamp`.
    InvalidDateTime = "invalid_date_time", MALFORMED;

    // Proof
    /// The credential carries no proof.
    MissingProof = "missing_proof", PROOF;
    /// The proof lacks a member or one of its members has the wrong shape.
    MalformedProof = "malformed_proof", PROOF;
    /// A cryptosuite or signature algorithm that this verifier does not know.
    UnsupportedCryptosuite = "unsupported_cryptosuite", None;
    /// The proof's purpose is not `assertionMethod`.
    WrongProofPurpose = "wrong_proof_purpose", PROOF;
    /// The proof's own `expires` has passed.
    ProofExpired = "proof_expired", PROOF;
    /// The proof was not made for the domain that the caller expects.
    DomainMismatch = "domain_mismatch", DOMAIN;
    /// The proof does not carry the challenge that the caller expects.
    ChallengeMismatch = "challenge_mismatch", CHALLENGE;
    /// `proofValue` is not what the cryptosuite writes.
    InvalidProofValue = "invalid_proof_value", PROOF;
    /// A registered claim of a JWT says something else than the credential in it.
    ClaimMismatch = "claim_mismatch", PROOF;
    /// The signature does not match the credential: something was changed after signing, or another key signed.
    InvalidSignature = "invalid_signature", CRYPTO;

    // Keys
    /// The verification method is not a URL this verifier can follow.
    InvalidVerificationMethodUrl = "invalid_verification_method_url", METHOD_URL;
    /// The verification method's key is malformed, of the wrong type or forbidden.
    InvalidVerificationMethod = "invalid_verification_method", METHOD;
    /// The key is not listed for `assertionMethod`.
    InvalidRelationship = "invalid_relationship", RELATIONSHIP;
    /// The signing key's controller is not the credential's issuer.
    IssuerMismatch = "issuer_mismatch", METHOD;
    /// A DID method that this verifier does not know.
    UnsupportedDidMethod = "unsupported_did_method", None;
    /// The issuer's document could not be had.
    IssuerDocumentUnavailable = "issuer_document_unavailable", None;
    /// The issuer's document is malformed.
    InvalidIssuerDocument = "invalid_issuer_document", CONTROLLED_DOCUMENT;
    /// The issuer's document is about another identifier.
    IssuerDocumentIdMismatch = "issuer_document_id_mismatch", CONTROLLED_DOCUMENT_ID;
    /// The issuer's document does not list this key.
    KeyNotListed = "key_not_listed", METHOD;
    /// A key of a type whose signatures this verifier cannot check.
    UnsupportedKeyType = "unsupported_key_type", None;
    /// The secret part of the key is published with the public one.
    KeyCompromised = "key_compromised", METHOD;
    /// The key was revoked or had expired when the proof was made.
    KeyWithdrawn = "key_withdrawn", METHOD;

    // Hosted badges of Open Badges 2.0
    /// A document that makes up an Open Badges 2.0 badge could not be had.
    HostedDocumentUnavailable = "hosted_document_unavailable", None;
    /// A document that makes up an Open Badges 2.0 badge is malformed, or is about something else.
    InvalidHostedDocument = "invalid_hosted_document", MALFORMED;
    /// The badge as given says something else than the badge that its issuer publishes.
    AssertionMismatch = "assertion_mismatch", None;
    /// The badge's address is not one that its issuer allows for its badges.
    OutsideIssuerScope = "outside_issuer_scope", None;

    // Time
    /// The credential is not valid yet.
    NotYetValid = "not_yet_valid", None;
    /// The credential has expired.
    Expired = "expired", None;
    /// A credential that is no Open Badge; this verifier does not know its rules.
    UnsupportedCredentialType = "unsupported_credential_type", None;
    /// `validUntil` lies before `validFrom`.
    InvalidPeriod = "invalid_period", MALFORMED;

    // The caller's own questions
    /// The caller gave a list of issuers that it trusts, and this issuer is not in it.
    UnknownIssuer = "unknown_issuer", None;
    /// The credential was given to somebody other than the caller named.
    RecipientMismatch = "recipient_mismatch", None;
    /// The recipient is given only as an MD5 hash.
    WeakIdentityHash = "weak_identity_hash", None;

    // Status
    /// The issuer revoked the credential.
    Revoked = "revoked", None;
    /// The issuer suspended the credential.
    Suspended = "suspended", None;
    /// A status entry of a type that this verifier does not know.
    UnsupportedStatusType = "unsupported_status_type", None;
    /// A `credentialStatus` entry whose members do not have the shape that its type demands.
    MalformedStatusEntry = "malformed_status_entry", MALFORMED;
    /// The status list could not be had.
    StatusUnavailable = "status_unavailable", STATUS_RETRIEVAL;
    /// The status list is older than the policy allows.
    StatusStale = "status_stale", STATUS_RETRIEVAL;
    /// The status list is not what its issuer signed, or not the list that was asked for.
    StatusVerification = "status_verification", STATUS_VERIFICATION;
    /// The status list is shorter than the herd-privacy minimum.
    StatusListLength = "status_list_length", STATUS_LENGTH;
    /// The status index lies outside the list.
    StatusIndexRange = "status_index_range", RANGE;
    /// The status list is malformed.
    MalformedStatusList = "malformed_status_list", MALFORMED;

    // What stands beside the credential
    /// An endorsement is about something other than what carries it.
    EndorsementMismatch = "endorsement_mismatch", None;
    /// An endorsement was not looked at, because a limit was reached.
    EndorsementUnchecked = "endorsement_unchecked", None;
    /// Linked content is not what its digest in the credential says.
    DigestMismatch = "digest_mismatch", None;
    /// A digest of a kind that this verifier does not know.
    UnsupportedDigest = "unsupported_digest", None;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
