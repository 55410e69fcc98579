//! The rules: what an achievement, an issuer and a credential are, and what may happen to them. Nothing here knows
//! HTTP or SQL.

pub(crate) mod achievement;
pub(crate) mod analytics;
pub(crate) mod api_key;
pub(crate) mod batch;
pub(crate) mod brand;
pub(crate) mod claim;
pub(crate) mod claim_link;
pub(crate) mod code;
pub(crate) mod credential;
pub(crate) mod credential_jwt;
pub(crate) mod did;
pub(crate) mod document_link;
pub(crate) mod documents;
mod error;
pub(crate) mod event;
pub(crate) mod expiry;
pub(crate) mod export;
pub(crate) mod forget;
mod id;
pub(crate) mod idempotency;
pub(crate) mod issue;
pub(crate) mod issuer;
pub(crate) mod issuer_key;
pub(crate) mod look;
pub(crate) mod mail;
pub(crate) mod open_badges_2;
pub(crate) mod organization;
mod page;
mod period;
pub(crate) mod possession;
pub(crate) mod public;
pub(crate) mod quota;
pub(crate) mod reissue;
pub(crate) mod status_change;
pub(crate) mod status_list;
pub(crate) mod supersede;
pub(crate) mod template;
pub(crate) mod text;
mod time;
pub(crate) mod trust_pack;
pub(crate) mod webhook;

pub(crate) use error::{Conflict, Error, FieldProblem, Result};
pub(crate) use id::new_id;
pub(crate) use page::{Cursor, CursorSeal, Page, PageRequest};
pub(crate) use text::is_base_url;
pub use time::Timestamp;

/// What an API key speaks for: one environment of one organization. Every query of the store asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tenant {
    /// The row that everything in this environment refers to.
    pub(crate) environment_id: String,
    /// Whether its credentials are real.
    pub(crate) environment: Environment,
    /// Whose environment it is.
    pub(crate) organization_id: String,
    /// Where what it makes from now on is found: its own address, or the server's. Without a final slash.
    pub(crate) base_url: String,
}

/// `sandbox` credentials are test credentials and every verifier shows them as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Environment {
    /// For trying out; signed by an issuer named `TEST – …`.
    Sandbox,
    /// For real.
    Live,
}

impl Environment {
    /// The text in the database, in API keys and in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }

    /// Reads the text of [`Environment::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "sandbox" => Some(Self::Sandbox),
            "live" => Some(Self::Live),
            _ => None,
        }
    }
}
