//! The [Proofmark](https://github.com/proofmark/proofmark) API from Rust: one method for each operation.
//!
//! ```no_run
//! # async fn use_it() -> Result<(), Box<dyn std::error::Error>> {
//! use proofmark_client::{Client, types};
//!
//! let proofmark = Client::connect("https://badges.example.edu", Some("pm_sandbox_…"))?;
//! let reason = types::Reason::builder().reason("Issued to the wrong person");
//! let revoked = proofmark.revoke_credential().id("AC-KSAWQ1AJ").body(reason).send().await?;
//! println!("{}", revoked.status);
//! # Ok(())
//! # }
//! ```
//!
//! A refusal is an [`Error::ErrorResponse`] with a [`types::ErrorEnvelope`]: a code out of a closed list, and a JSON
//! pointer for each fault. What was limited (429) is sent again after `Retry-After`. What got no answer, or 500 to 504,
//! is sent again if that cannot do harm: operations that make something carry an `Idempotency-Key`, made once for each
//! call, so that the server recognises the repetition. [`Patience`] says how often and how long.
//!
//! `src/generated.rs` is written by `cargo xtask clients` from `openapi/openapi-3.0.json`; everything else is written by
//! hand. HTTPS comes with the features of reqwest that your program chooses, such as `rustls`; a `reqwest::Client` of
//! your own goes to [`Client::new_with_client`].

mod connect;
mod patience;

#[rustfmt::skip]
#[allow(clippy::all, clippy::allow_attributes_without_reason, clippy::unwrap_used, missing_docs, unused_qualifications, reason = "written by progenitor")]
mod generated;

pub use connect::ConnectError;
pub use generated::*;
pub use patience::Patience;
