//! What the core asks its host for, and what it was given.

use crate::sorted::SortedMap;
use crate::trust_pack::TrustPacks;
use crate::{Limits, Options, Timestamp};

/// A document that the core needs before it can go on. The host fetches it, or says why it will not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Absolute URL, exactly as [`crate::Verification::supply`] wants it back.
    pub url: String,
    /// What it is needed for.
    pub purpose: Purpose,
    /// Value for the HTTP `Accept` header.
    pub accept: &'static str,
    /// More bytes than this are a failure ([`FetchFailure::TooLarge`]).
    pub max_bytes: usize,
}

/// What a requested document is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// The issuer's DID document or profile, for its keys.
    IssuerDocument,
    /// The key set at the issuer's domain (`/.well-known/jwks.json`).
    IssuerKeySet,
    /// A newer version of the credential, from its issuer's refresh service.
    RefreshedCredential,
    /// A status list credential.
    StatusListCredential,
    /// An unsigned list of revoked credentials (1EdTechRevocationList, or `RevocationList` of Open Badges 2.0).
    RevocationList,
    /// An `Assertion` of Open Badges 2.0 at its own address.
    Assertion,
    /// A `BadgeClass` of Open Badges 2.0.
    BadgeClass,
    /// The issuer's `Profile` of Open Badges 2.0.
    IssuerProfile,
    /// A `CryptographicKey` of Open Badges 2.0.
    CryptographicKey,
}

impl Purpose {
    /// The text form: the variant's name in `camelCase`, such as `issuerDocument`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IssuerDocument => "issuerDocument",
            Self::IssuerKeySet => "issuerKeySet",
            Self::RefreshedCredential => "refreshedCredential",
            Self::StatusListCredential => "statusListCredential",
            Self::RevocationList => "revocationList",
            Self::Assertion => "assertion",
            Self::BadgeClass => "badgeClass",
            Self::IssuerProfile => "issuerProfile",
            Self::CryptographicKey => "cryptographicKey",
        }
    }

    fn accept(self) -> &'static str {
        match self {
            Self::IssuerDocument => {
                "application/did+json, application/did+ld+json, application/ld+json, application/json"
            }
            Self::RevocationList
            | Self::Assertion
            | Self::BadgeClass
            | Self::IssuerProfile
            | Self::CryptographicKey => "application/ld+json, application/json",
            Self::IssuerKeySet => "application/jwk-set+json, application/json",
            Self::StatusListCredential | Self::RefreshedCredential => {
                "application/vc, application/vc+ld+json, application/ld+json, application/json"
            }
        }
    }

    pub(crate) fn max_bytes(self, limits: &Limits) -> usize {
        match self {
            Self::IssuerDocument | Self::IssuerKeySet | Self::CryptographicKey => {
                limits.issuer_document_bytes
            }
            // These often hold whole pictures as `data:` URLs.
            Self::Assertion | Self::BadgeClass | Self::IssuerProfile => limits.credential_bytes,
            Self::RefreshedCredential => limits.credential_bytes,
            Self::StatusListCredential | Self::RevocationList => limits.document_bytes,
        }
    }
}

/// A document that the host supplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The body, content encoding removed.
    pub bytes: Vec<u8>,
    /// When the host received it from its origin. For a cached document that is the time of the original answer.
    pub retrieved_at: Timestamp,
    /// Where the host took it from.
    pub source: Source,
}

/// Where a document came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Fetched now.
    Network,
    /// Kept from an earlier fetch.
    Cache,
    /// Handed over by the caller.
    Supplied,
    /// Out of a [`crate::TrustPack`]; no host supplies this.
    TrustPack,
}

impl Source {
    /// The text form: `network`, `cache`, `supplied`, `trustPack`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Cache => "cache",
            Self::Supplied => "supplied",
            Self::TrustPack => "trustPack",
        }
    }

    /// Reads the text form of a source that a host may name: all but `trustPack`.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Network, Self::Cache, Self::Supplied].into_iter().find(|source| source.as_str() == text)
    }
}

macro_rules! fetch_failures {
    ($( $(#[$doc:meta])* $variant:ident = $text:literal, $sentence:literal; )*) => {
        /// Why a host did not supply a document. All of these leave a check inconclusive, never failed, with one
        /// exception: an Open Badges 2.0 assertion that is [`FetchFailure::Gone`] has been revoked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum FetchFailure { $( $(#[$doc])* $variant, )* }

        impl FetchFailure {
            /// Every failure.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The text form, snake_case.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// Reads the text form.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|failure| failure.as_str() == text)
            }

            /// What happened, to follow "… could not be fetched: ".
            pub(crate) fn sentence(self) -> &'static str {
                match self { $( Self::$variant => $sentence, )* }
            }
        }
    };
}

fetch_failures! {
    /// The host works offline and does not have it.
    Offline = "offline", "this verifier works offline and holds no copy";
    /// The caller said which documents there are, and this is not among them.
    NotSupplied = "not_supplied", "the caller did not supply it";
    /// The host's network rules forbid the address.
    Blocked = "blocked", "the address is not one this verifier may contact";
    /// The server answered 404.
    NotFound = "not_found", "the server does not have it";
    /// The server answered 410: it had it once and withdrew it.
    Gone = "gone", "the server has withdrawn it";
    /// The server answered with another error.
    HttpStatus = "http_status", "the server answered with an error";
    /// The server sent the host elsewhere.
    Redirect = "redirect", "the server redirected to another place, which is not followed";
    /// The body is larger than the request allows.
    TooLarge = "too_large", "the answer is larger than allowed";
    /// No answer in time.
    Timeout = "timeout", "the server did not answer in time";
    /// No connection: name not found, refused, TLS fault, or a browser's cross-origin rule.
    Network = "network", "no connection could be made";
}

/// All that the host has answered so far, and the trust packs that it gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    answers: SortedMap<String, Answer>,
    packs: TrustPacks,
}

/// A document, or why there is none with the host's own words.
pub(crate) type Answer = Result<Document, (FetchFailure, String)>;

impl Documents {
    pub(crate) fn insert(&mut self, url: &str, answer: Answer) {
        self.answers.insert(url.to_owned(), answer);
    }

    /// The answer for `url`, or the request to make. A document that is larger than its request allows is none, also where
    /// the host did not stop at that size. Where the host has no document, a trust pack may have it.
    pub(crate) fn get(&self, url: &str, purpose: Purpose, options: &Options) -> Result<&Answer, Request> {
        static TOO_LARGE: Answer = Err((FetchFailure::TooLarge, String::new()));
        let max_bytes = purpose.max_bytes(&options.limits);
        let answer = match self.answers.get(url) {
            Some(Ok(document)) if document.bytes.len() > max_bytes => &TOO_LARGE,
            Some(answer) => answer,
            None => {
                return Err(Request { url: url.to_owned(), purpose, accept: purpose.accept(), max_bytes });
            }
        };
        let packed = answer.as_ref().err().and_then(|_| self.packs.document(url, purpose, self, options));
        Ok(packed.unwrap_or(answer))
    }

    /// The trust packs of this verification.
    pub(crate) fn packs(&self) -> &TrustPacks {
        &self.packs
    }

    #[cfg(feature = "trust-packs")]
    pub(crate) fn packs_mut(&mut self) -> &mut TrustPacks {
        &mut self.packs
    }

    /// The document at `url`, if the host itself gave it already.
    pub(crate) fn known(&self, url: &str) -> Option<&Document> {
        self.answers.get(url)?.as_ref().ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.answers.iter().map(|(url, answer)| (&**url, answer))
    }

    pub(crate) fn len(&self) -> usize {
        self.answers.len()
    }
}
