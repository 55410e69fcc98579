//! Documents and graphs made from a seed, for tests and measurements. The same seed always gives the same text.
//!
//! [`credential`] is for comparing JSON-LD processors: it uses every class of Open Badges 3.0, unicode, several
//! spellings of one JSON value, and now and then something that a strict processor must refuse. [`of_size`] and
//! [`minimal`] are for measuring. [`poison`] makes graphs that are meant to keep a canonicaliser busy for ever.

mod achievement;
mod credential;
mod fault;
mod json;
mod parts;
pub mod poison;
mod profile;
mod random;
mod sized;
mod words;

pub use credential::{Document, credential, signable};
pub use json::Json;
pub use random::Random;
pub use sized::{minimal, of_size};

/// The first context of every credential of data model 2.0.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// The Open Badges context that issuers use today.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
