//! The native host that fetches what the core asks for, and [posts](Sender) messages to receivers that others chose.
//!
//! A credential names the places where its issuer's keys and its status list live, so whoever wrote the credential
//! chooses where a verifier connects. [`Fetcher`] therefore follows one short set of [`Rules`]: HTTPS only, ordinary
//! domain names only, no redirect, no proxy, no cookies, and every address that a name resolves to must be public.
//! The name is resolved once and the connection goes to the address that was checked, so a second answer of the
//! name server (DNS rebinding) is never asked for.
//!
//! ```no_run
//! # async fn example(request: &proofmark::Request) -> Result<(), Box<dyn std::error::Error>> {
//! use proofmark_fetch::{Fetcher, Rules};
//!
//! let fetcher = Fetcher::new(Rules::default())?;
//! match fetcher.fetch(request).await {
//!     Ok(document) => println!("{} bytes", document.bytes.len()),
//!     Err((failure, detail)) => println!("{}: {detail}", failure.as_str()),
//! }
//! # Ok(())
//! # }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

mod address;
mod cache;
mod connection;
mod fetcher;
mod http;
mod resolver;
mod rules;
mod sender;
mod target;

pub use fetcher::{Answer, Fetcher};
pub use resolver::{Addresses, Resolver, SystemResolver};
pub use rules::{InvalidRules, Rules};
pub use sender::{Message, Receipt, Sender};
