//! What requests and answers about credentials look like.

use std::collections::BTreeMap;

use poem_openapi::types::Any;
use poem_openapi::{Enum, Object};
use serde_json::Value;

use super::edge::{DateTime, Email, Uri};
use super::email_settings::EmailLanguage;
use crate::domain::credential::{self, Credential, NewCredential, Status, Visibility};
use crate::domain::supersede;
use crate::domain::{FieldProblem, Timestamp, text};

/// What is to be issued.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct IssueRequest {
    /// The achievement's identifier.
    #[oai(validator(min_length = 1, max_length = 100))]
    achievement_id: String,
    /// The issuer's identifier; the default issuer of the environment, if not said.
    #[oai(validator(min_length = 1, max_length = 100))]
    issuer_id: Option<String>,
    /// Who earned it.
    recipient: Recipient,
    /// Valid from; now by default.
    valid_from: Option<DateTime>,
    /// Valid until; by default as the achievement's `validityPeriod` says, else for ever.
    valid_until: Option<DateTime>,
    /// About this one achievement of this one recipient. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
    /// The number of the licence that comes with it.
    #[oai(validator(min_length = 1, max_length = 200))]
    license_number: Option<String>,
    /// What shows that it was earned.
    #[oai(default, validator(max_items = 20))]
    evidence: Vec<Evidence>,
    /// What came out of it, by the achievement's `resultDescriptions`.
    #[oai(default, validator(max_items = 50))]
    results: Vec<ResultValue>,
    /// How its documents look: a template's identifier. By default the achievement's; else a built-in certificate for
    /// the PDF file and a built-in badge for the pictures.
    #[oai(validator(min_length = 1, max_length = 100))]
    template_id: Option<String>,
    /// What fills the template in, by the keys of its fields; a picture as `data:image/png;base64,…`. What the
    /// credential itself says (`recipient`, `achievement`, `issuer`, `date` …) is filled in already.
    #[oai(default)]
    fields: BTreeMap<String, String>,
    /// Further facts, 100 at most. They are signed with the credential, as Open Badges results of the type
    /// `ext:Metadata`, and readable by everybody.
    #[oai(default)]
    public_metadata: BTreeMap<String, String>,
    /// Further facts, 100 at most, that only this interface shows.
    #[oai(default)]
    private_metadata: BTreeMap<String, Any<Value>>,
    /// Your own identifier, unique in your environment.
    #[oai(validator(min_length = 1, max_length = 200))]
    external_id: Option<String>,
    /// Who may see it without an API key; `unlisted` by default.
    visibility: Option<CredentialVisibility>,
    /// Whether the credential is `pending` until its recipient claims it by a link; as the environment's
    /// `claimByDefault` says, if not said. Without an e-mail address, or with `sendEmail` off, get the link from
    /// `POST /v1/credentials/{id}/claim-link`.
    claim: Option<bool>,
    /// Whether the recipient gets e-mails: that it was issued or can be claimed, a reminder before it ends, that it was
    /// revoked. As the environment's `sendByDefault` says, if not said; with `claim`, yes.
    send_email: Option<bool>,
    /// The language of these e-mails; as the environment says, if not said.
    language: Option<EmailLanguage>,
    /// What to do when the recipient holds this achievement already. Without a word, one that is over or ends by itself
    /// is superseded, and one for ever is a conflict.
    on_duplicate: Option<OnDuplicate>,
}

/// What to change. `visibility` and `privateMetadata` change in place; with anything else the credential is issued
/// again and the old one is superseded.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct UpdateRequest {
    /// Who may see it without an API key.
    pub(super) visibility: Option<CredentialVisibility>,
    /// Replaces all of it.
    pub(super) private_metadata: Option<BTreeMap<String, Any<Value>>>,
    /// The recipient's name.
    #[oai(validator(min_length = 1, max_length = 200))]
    recipient_name: Option<String>,
    /// Valid from.
    valid_from: Option<DateTime>,
    /// Valid until.
    valid_until: Option<DateTime>,
    /// About this one achievement of this one recipient. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
    /// The number of the licence that comes with it.
    #[oai(validator(min_length = 1, max_length = 200))]
    license_number: Option<String>,
    /// Replaces all of it.
    #[oai(validator(max_items = 20))]
    evidence: Option<Vec<Evidence>>,
    /// Replaces all of them.
    #[oai(validator(max_items = 50))]
    results: Option<Vec<ResultValue>>,
    /// How its documents look: a template's identifier.
    #[oai(validator(min_length = 1, max_length = 100))]
    template_id: Option<String>,
    /// Replaces all of them.
    fields: Option<BTreeMap<String, String>>,
    /// Replaces all of it.
    public_metadata: Option<BTreeMap<String, String>>,
}

/// Who earned it: at least one of `email`, `id` and `identifier`.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct Recipient {
    /// Stands in the credential, readable by everybody.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// Stands in the credential only as a salted hash.
    email: Option<Email>,
    /// A DID or URL; the `id` of the credential's subject.
    id: Option<Uri>,
    /// Another identifier, of `identifierType`; stands in the credential only as a salted hash.
    #[oai(validator(min_length = 1, max_length = 200))]
    identifier: Option<String>,
    /// Which kind of identifier that is: an `IdentifierTypeEnum` of Open Badges 3.0, such as `sisSourcedId` or
    /// `nationalIdentityNumber`, or a term that starts with `ext:`.
    #[oai(validator(min_length = 1, max_length = 100))]
    identifier_type: Option<String>,
}

/// One piece of evidence: at least one of `id`, `name` and `narrative`.
#[derive(Debug, Object)]
struct Evidence {
    /// A page that shows it.
    id: Option<Uri>,
    /// A short name.
    #[oai(validator(min_length = 1, max_length = 200))]
    name: Option<String>,
    /// One or two sentences.
    #[oai(validator(min_length = 1, max_length = 2000))]
    description: Option<String>,
    /// A longer text. Markdown.
    #[oai(validator(min_length = 1, max_length = 10000))]
    narrative: Option<String>,
    /// What kind of thing it is: photograph, essay, portfolio.
    #[oai(validator(min_length = 1, max_length = 200))]
    genre: Option<String>,
    /// Whom it is for.
    #[oai(validator(min_length = 1, max_length = 200))]
    audience: Option<String>,
}

/// One result: at least one of `value` and `status`.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
struct ResultValue {
    /// The `id` of one of the achievement's `resultDescriptions`.
    #[oai(validator(min_length = 1, max_length = 500))]
    result_description: String,
    /// The value.
    #[oai(validator(min_length = 1, max_length = 500))]
    value: Option<String>,
    /// `Completed`, `Enrolled`, `Failed`, `InProgress`, `OnHold`, `Provisional` or `Withdrew`.
    #[oai(validator(min_length = 1, max_length = 50))]
    status: Option<String>,
}

/// Who may see a credential without an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum CredentialVisibility {
    /// Everybody; search engines may list it.
    Public,
    /// Whoever has its link.
    Unlisted,
    /// Nobody.
    Private,
}

/// What to do when the recipient holds the achievement already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum OnDuplicate {
    /// The new credential takes the place of the old one.
    Reissue,
    /// The request is refused while the old one is active.
    Reject,
    /// Both stand side by side.
    Allow,
}

/// A credential.
#[derive(Debug, Object)]
#[oai(rename = "Credential", rename_all = "camelCase", skip_serializing_if_is_none)]
pub(super) struct CredentialResource {
    /// Opaque identifier.
    id: String,
    /// A short code to read out and type in.
    code: String,
    /// Your own identifier.
    external_id: Option<String>,
    /// What it is worth now.
    status: CredentialStatus,
    /// The achievement's identifier.
    achievement_id: String,
    /// The issuer's identifier.
    issuer_id: String,
    /// Who earned it.
    recipient: Recipient,
    /// Start of the validity period.
    valid_from: DateTime,
    /// End of the validity period.
    valid_until: Option<DateTime>,
    /// When it was issued.
    issued_at: DateTime,
    /// When it was revoked.
    revoked_at: Option<DateTime>,
    /// Why it was revoked.
    revocation_reason: Option<String>,
    /// Since when it is suspended.
    suspended_at: Option<DateTime>,
    /// Why it is suspended.
    suspension_reason: Option<String>,
    /// The earlier credential that this one took the place of.
    supersedes_id: Option<String>,
    /// The later credential that took the place of this one.
    superseded_by_id: Option<String>,
    /// Who may see it without an API key.
    visibility: CredentialVisibility,
    /// How its documents look; absent for the built-in default.
    template_id: Option<String>,
    /// What fills the template in.
    fields: BTreeMap<String, String>,
    /// Further facts that are signed with it.
    public_metadata: BTreeMap<String, String>,
    /// Further facts that only this interface shows.
    private_metadata: BTreeMap<String, Any<Value>>,
    /// Whether its recipient has still to claim it. Until then its documents are not served to anybody.
    awaits_claim: bool,
    /// When its recipient claimed it.
    claimed_at: Option<DateTime>,
    /// When the recipient's data was removed.
    forgotten_at: Option<DateTime>,
    /// The page where anybody can verify it.
    verification_url: String,
    /// Its documents.
    links: Links,
    /// SHA-256 of the signed document's bytes, hex. A recipient who binds an identifier of their own when they claim it
    /// gets another document.
    digest: String,
    /// The signed `OpenBadgeCredential`; lists leave it out, and so does a credential that waits to be claimed.
    credential: Option<Any<Value>>,
}

/// The documents of a credential.
#[derive(Debug, Object)]
struct Links {
    /// The page for people.
    html: String,
    /// The signed credential.
    json: String,
    /// Files to download; each carries the signed credential.
    documents: DocumentLinks,
}

/// The files of a credential. Whoever has the link gets them, of a private credential only its issuer.
#[derive(Debug, Object)]
struct DocumentLinks {
    /// The signed credential.
    json: String,
    /// The credential signed as a JWT.
    jwt: String,
    /// A certificate (PDF/A-3) with the signed credential attached.
    pdf: String,
    /// A picture with the signed credential baked in.
    png: String,
    /// A drawing with the signed credential baked in.
    svg: String,
}

impl DocumentLinks {
    fn of(url: &str) -> Self {
        let file = |ending: &str| format!("{url}.{ending}");
        Self { json: file("json"), jwt: file("jwt"), pdf: file("pdf"), png: file("png"), svg: file("svg") }
    }
}

/// What a credential is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum CredentialStatus {
    /// Not valid yet.
    Pending,
    /// Valid.
    Valid,
    /// The validity period is over.
    Expired,
    /// The issuer took it back.
    Revoked,
    /// The issuer took it back for now.
    Suspended,
    /// Another credential took its place.
    Renewed,
}

impl CredentialResource {
    /// As lists show it.
    pub(super) fn without_document(credential: &Credential, now: Timestamp) -> Self {
        let (revocation, suspension) = (credential.revocation.clone(), credential.suspension.clone());
        Self {
            id: credential.id.clone(),
            code: credential.code.clone(),
            external_id: credential.external_id.clone(),
            status: credential.status(now).into(),
            achievement_id: credential.achievement_id.clone(),
            issuer_id: credential.issuer_id.clone(),
            recipient: Recipient::from(&credential.recipient),
            valid_from: DateTime(credential.valid_from),
            valid_until: credential.valid_until.map(DateTime),
            issued_at: DateTime(credential.created_at),
            revoked_at: revocation.as_ref().map(|mark| DateTime(mark.at)),
            revocation_reason: revocation.map(|mark| mark.reason),
            suspended_at: suspension.as_ref().map(|mark| DateTime(mark.at)),
            suspension_reason: suspension.map(|mark| mark.reason),
            supersedes_id: credential.supersedes_id.clone(),
            superseded_by_id: credential.superseded_by_id.clone(),
            visibility: credential.visibility.into(),
            template_id: credential.request.template_id.clone(),
            fields: credential.request.fields.clone(),
            public_metadata: credential.request.public_metadata.clone(),
            private_metadata: from_object(credential.private_metadata.clone()),
            awaits_claim: credential.awaits_claim,
            claimed_at: credential.claimed_at.map(DateTime),
            forgotten_at: credential.forgotten_at.map(DateTime),
            verification_url: credential.url.clone(),
            links: Links {
                html: credential.url.clone(),
                json: format!("{}.json", credential.url),
                documents: DocumentLinks::of(&credential.url),
            },
            digest: credential.digest.clone(),
            credential: None,
        }
    }

    /// With everything.
    pub(super) fn with_document(credential: &Credential, now: Timestamp) -> Self {
        let is_out = !credential.awaits_claim;
        let document = is_out.then(|| serde_json::from_str(&credential.document).ok().map(Any)).flatten();
        Self { credential: document, ..Self::without_document(credential, now) }
    }
}

impl UpdateRequest {
    /// Whether anything changes that is signed.
    pub(super) fn needs_new_signature(&self) -> bool {
        self.recipient_name.is_some()
            || self.valid_from.is_some()
            || self.valid_until.is_some()
            || self.narrative.is_some()
            || self.license_number.is_some()
            || self.evidence.is_some()
            || self.results.is_some()
            || self.template_id.is_some()
            || self.fields.is_some()
            || self.public_metadata.is_some()
    }

    /// Writes everything that the request names over what was asked for before.
    pub(super) fn apply(self, request: &mut NewCredential) {
        if let Some(visibility) = self.visibility {
            request.visibility = visibility.into();
        }
        if let Some(private_metadata) = self.private_metadata {
            request.private_metadata = into_object(private_metadata);
        }
        request.recipient.name = self.recipient_name.or_else(|| request.recipient.name.take());
        request.valid_from = self.valid_from.map(|time| time.0.to_second()).or(request.valid_from);
        request.valid_until = self.valid_until.map(|time| time.0.to_second()).or(request.valid_until);
        request.narrative = self.narrative.or_else(|| request.narrative.take());
        request.license_number = self.license_number.or_else(|| request.license_number.take());
        if let Some(evidence) = self.evidence {
            request.evidence = evidence.into_iter().map(Evidence::into_domain).collect();
        }
        if let Some(results) = self.results {
            request.results = results.into_iter().map(ResultValue::into_domain).collect();
        }
        request.template_id = self.template_id.or_else(|| request.template_id.take());
        if let Some(fields) = self.fields {
            request.fields = fields;
        }
        if let Some(public_metadata) = self.public_metadata {
            request.public_metadata = public_metadata;
        }
    }
}

impl From<IssueRequest> for NewCredential {
    fn from(request: IssueRequest) -> Self {
        let recipient = request.recipient;
        Self {
            achievement_id: request.achievement_id,
            issuer_id: request.issuer_id,
            recipient: credential::Recipient {
                name: recipient.name,
                email: recipient.email.map(|email| email.0),
                id: recipient.id.map(|uri| uri.0),
                identifier: recipient.identifier,
                identifier_type: recipient.identifier_type,
            },
            valid_from: request.valid_from.map(|time| time.0.to_second()),
            valid_until: request.valid_until.map(|time| time.0.to_second()),
            narrative: request.narrative,
            license_number: request.license_number,
            evidence: request.evidence.into_iter().map(Evidence::into_domain).collect(),
            results: request.results.into_iter().map(ResultValue::into_domain).collect(),
            template_id: request.template_id,
            template_version: None,
            fields: request.fields,
            public_metadata: request.public_metadata,
            private_metadata: into_object(request.private_metadata),
            external_id: request.external_id,
            language: request.language.map(Into::into),
            claim: request.claim,
            send_email: request.send_email,
            visibility: request.visibility.map(Visibility::from).unwrap_or_default(),
            on_duplicate: request.on_duplicate.map(|word| match word {
                OnDuplicate::Reissue => supersede::OnDuplicate::Reissue,
                OnDuplicate::Reject => supersede::OnDuplicate::Reject,
                OnDuplicate::Allow => supersede::OnDuplicate::Allow,
            }),
        }
    }
}

impl Evidence {
    fn into_domain(self) -> credential::Evidence {
        credential::Evidence {
            id: self.id.map(|uri| uri.0),
            name: self.name,
            description: self.description,
            narrative: self.narrative,
            genre: self.genre,
            audience: self.audience,
        }
    }
}

impl ResultValue {
    fn into_domain(self) -> credential::ResultValue {
        credential::ResultValue {
            result_description: self.result_description,
            value: self.value,
            status: self.status,
        }
    }
}

/// A JSON object of any members.
pub(super) fn into_object(members: BTreeMap<String, Any<Value>>) -> serde_json::Map<String, Value> {
    members.into_iter().map(|(name, value)| (name, value.0)).collect()
}

fn from_object(members: serde_json::Map<String, Value>) -> BTreeMap<String, Any<Value>> {
    members.into_iter().map(|(name, value)| (name, Any(value))).collect()
}

/// What is wrong with an e-mail address in a path or query.
pub(super) fn email_problem(pointer: &str, email: &str) -> Option<FieldProblem> {
    (!text::is_email(email)).then(|| FieldProblem::new(pointer, "Must be an e-mail address."))
}

impl From<&credential::Recipient> for Recipient {
    fn from(recipient: &credential::Recipient) -> Self {
        let recipient = recipient.clone();
        Self {
            name: recipient.name,
            email: recipient.email.map(Email),
            id: recipient.id.map(Uri),
            identifier: recipient.identifier,
            identifier_type: recipient.identifier_type,
        }
    }
}

impl From<Visibility> for CredentialVisibility {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public => Self::Public,
            Visibility::Unlisted => Self::Unlisted,
            Visibility::Private => Self::Private,
        }
    }
}

impl From<CredentialVisibility> for Visibility {
    fn from(visibility: CredentialVisibility) -> Self {
        match visibility {
            CredentialVisibility::Public => Self::Public,
            CredentialVisibility::Unlisted => Self::Unlisted,
            CredentialVisibility::Private => Self::Private,
        }
    }
}

impl From<Status> for CredentialStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Valid => Self::Valid,
            Status::Expired => Self::Expired,
            Status::Revoked => Self::Revoked,
            Status::Suspended => Self::Suspended,
            Status::Renewed => Self::Renewed,
        }
    }
}

impl From<CredentialStatus> for Status {
    fn from(status: CredentialStatus) -> Self {
        match status {
            CredentialStatus::Pending => Self::Pending,
            CredentialStatus::Valid => Self::Valid,
            CredentialStatus::Expired => Self::Expired,
            CredentialStatus::Revoked => Self::Revoked,
            CredentialStatus::Suspended => Self::Suspended,
            CredentialStatus::Renewed => Self::Renewed,
        }
    }
}
