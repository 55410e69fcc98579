//! JSON-LD 1.1 to RDF in one walk: Expansion, Node Map Generation and Deserialize JSON-LD to RDF (JSON-LD 1.1 API §5.1,
//! §7.2, §8.1) without the trees between them.
//!
//! Strict mode, the only one a verifier has, turns everything that JSON-LD would quietly leave out of the dataset, and so
//! out of the signature, into an error with its place.

mod active;
#[cfg(feature = "conformance")]
pub mod conformance;
mod define;
pub(crate) mod error;
mod expand;
mod iri;
mod keyword;
mod literal;
mod local;
mod maps;
mod names;
mod node;
mod process;
mod walk;

pub(crate) use active::{ActiveContext, ActiveId, Definition, DefinitionId};
pub(crate) use local::{LocalContexts, LocalId};
pub(crate) use names::{Name, Names};
pub(crate) use process::Scope;
pub(crate) use walk::to_rdf;
