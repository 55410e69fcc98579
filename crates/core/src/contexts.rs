//! The pinned JSON-LD contexts, and everything worked out from them.
//!
//! Contexts are never fetched: whoever could change one could change what a signed credential says. Their origin and
//! hashes are listed in `contexts/index.json`; `cargo xtask contexts` writes the folder.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::json::{self, Value};
use crate::jsonld::error::{ErrorCode, fault};
use crate::jsonld::{
    ActiveContext, ActiveId, Definition, DefinitionId, LocalContexts, LocalId, Name, Names, Scope,
};
use crate::sorted::SortedMap;
use crate::{Code, Limits, Problem, Result};

/// JSON-LD contexts: the pinned ones, those the caller adds, and what they mean, worked out on first use and kept.
///
/// Make one and keep it: the first credential pays for reading its contexts, every later one finds them ready. Nothing
/// a credential contains is stored here, so the answer for one credential never depends on another.
#[derive(Clone, Debug)]
pub struct Contexts {
    documents: Vec<ContextDocument>,
    pub(crate) locals: LocalContexts,
    /// The terms that contexts define.
    pub(crate) terms: Names,
    /// The IRIs, language tags and other texts that contexts use.
    pub(crate) iris: Names,
    /// The numbers of the IRIs that RDF itself is made of.
    pub(crate) rdf: RdfNames,
    definitions: Vec<Definition>,
    active: Vec<ActiveContext>,
    /// The document that used each active context last, so that the ones it uses can be counted.
    used_by: Vec<u32>,
    document: u32,
    /// Active contexts that the document used so far.
    used: usize,
    pub(crate) memo: SortedMap<(ActiveId, LocalId, Scope), ActiveId>,
    #[cfg(feature = "conformance")]
    pub(crate) conformance: Option<crate::jsonld::conformance::Settings>,
}

/// The vocabulary that every dataset may need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RdfNames {
    pub(crate) type_: Name,
    pub(crate) first: Name,
    pub(crate) rest: Name,
    pub(crate) nil: Name,
}

/// One context document.
#[derive(Clone, Debug)]
struct ContextDocument {
    url: Box<str>,
    text: Text,
    /// Its context, once it has been read.
    local: Option<LocalId>,
}

#[derive(Clone, Debug)]
enum Text {
    Embedded(&'static str),
    Added(Arc<str>),
}

/// Active contexts kept between documents. Ordinary badges need some thirty; a sender of strange orders of contexts
/// and types fills the rest, and then everything worked out is dropped and begun anew.
const MAX_KEPT: usize = 1024;
/// Active contexts that one document may use.
const MAX_USED: usize = 256;

impl Contexts {
    /// The pinned contexts.
    pub fn new() -> Self {
        let documents = PINNED.iter().flat_map(|pinned| {
            pinned.urls.iter().map(|&url| ContextDocument {
                url: url.into(),
                text: Text::Embedded(pinned.text),
                local: None,
            })
        });
        let mut iris = Names::default();
        let mut rdf = |name| iris.add(&format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"));
        let rdf = RdfNames { type_: rdf("type"), first: rdf("first"), rest: rdf("rest"), nil: rdf("nil") };
        let mut contexts = Self {
            documents: documents.collect(),
            locals: LocalContexts::default(),
            terms: Names::default(),
            iris,
            rdf,
            definitions: Vec::new(),
            active: Vec::new(),
            used_by: Vec::new(),
            document: 0,
            used: 0,
            memo: SortedMap::default(),
            #[cfg(feature = "conformance")]
            conformance: None,
        };
        contexts.forget();
        contexts
    }

    /// Adds a context document under its URL.
    ///
    /// `sha256` is what the caller expects the bytes to hash to, from a source it trusts: a specification, a
    /// configuration file, its own release. A credential that uses this context gets a warning, as its readers
    /// elsewhere may not know the context.
    ///
    /// # Errors
    ///
    /// `UnknownContext` if the hash differs or the URL is taken by a document with other bytes; the errors of
    /// [`json::parse`] and `InvalidJsonLd` if the bytes are no context document.
    pub fn add(&mut self, url: &str, bytes: &[u8], sha256: &[u8; 32]) -> Result<()> {
        if Sha256::digest(bytes).as_slice() != sha256 {
            let detail = format!("The context given for {url} does not have the SHA-256 that was expected.");
            return Err(Problem::new(Code::UnknownContext, detail));
        }
        let text = core::str::from_utf8(bytes)
            .map_err(|_| Problem::new(Code::InvalidEncoding, "The context is not UTF-8."))?;
        if let Some(known) = self.document(url) {
            return if known.text.as_str() == text {
                Ok(())
            } else {
                Err(Problem::new(Code::UnknownContext, format!("{url} is known already, with other bytes.")))
            };
        }
        let local = self.read_document(text, None)?;
        self.documents.push(ContextDocument {
            url: url.into(),
            text: Text::Added(text.into()),
            local: Some(local),
        });
        Ok(())
    }

    /// The URLs of all contexts at hand, pinned and added.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| document.url.as_ref())
    }

    /// Whether `url` is one of the contexts at hand.
    pub fn is_known(&self, url: &str) -> bool {
        self.document(url).is_some()
    }

    fn document(&self, url: &str) -> Option<&ContextDocument> {
        self.documents.iter().find(|document| *document.url == *url)
    }

    /// The local context of the document behind `url`, read on first use.
    pub(crate) fn document_context(&mut self, url: &str) -> Result<LocalId> {
        let Some(at) = self.documents.iter().position(|document| *document.url == *url) else {
            #[cfg(feature = "conformance")]
            if let Some(loaded) = crate::jsonld::conformance::load(self, url) {
                return loaded;
            }
            let detail =
                format!("This verifier does not know the context {url}, and contexts are never fetched.");
            return Err(Problem::new(Code::UnknownContext, detail));
        };
        let Some(document) = self.documents.get(at) else { return self.read_document("", None) };
        if let Some(local) = document.local {
            return Ok(local);
        }
        let text = document.text.clone();
        let local = self.read_document(text.as_str(), None)?;
        if let Some(document) = self.documents.get_mut(at) {
            document.local = Some(local);
        }
        Ok(local)
    }

    /// Reads the `@context` of a context document.
    pub(crate) fn read_document(&mut self, text: &str, location: Option<&Arc<str>>) -> Result<LocalId> {
        let limits = Limits::default();
        let document = json::parse(text.as_bytes(), &limits)?;
        let Value::Object(document) = &document else {
            return Err(fault(ErrorCode::InvalidRemoteContext, "a context document is an object"));
        };
        let Some(context) = document.get("@context") else {
            return Err(fault(ErrorCode::InvalidRemoteContext, "a context document has an @context"));
        };
        self.locals.read(context, location, true)
    }

    /// Before each document: drops everything that was worked out, if it has become too much.
    pub(crate) fn begin_document(&mut self) {
        if self.active.len() > MAX_KEPT || self.document == u32::MAX {
            self.forget();
        }
        self.document += 1;
        self.used = 0;
    }

    /// Counts the active contexts of one document: those it uses, not those it is the first to use, so that the answer
    /// is the same whatever came before.
    pub(crate) fn count_use(&mut self, active: ActiveId) -> Result<()> {
        let at = active.0 as usize;
        if self.used_by.len() <= at {
            self.used_by.resize(self.active.len().max(at + 1), 0);
        }
        if let Some(by) = self.used_by.get_mut(at)
            && *by != self.document
        {
            *by = self.document;
            self.used += 1;
        }
        if self.used > MAX_USED && !self.is_lenient() {
            let detail = format!("The document combines contexts and types in more than {MAX_USED} ways.");
            return Err(Problem::new(Code::LimitExceeded, detail));
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.memo = SortedMap::default();
        self.used_by.clear();
        self.document = 0;
        // Number 0 is "no such term" and the empty context.
        self.definitions = vec![Definition::default()];
        self.active = vec![ActiveContext::default()];
    }

    pub(crate) fn active(&self, id: ActiveId) -> &ActiveContext {
        self.active.get(id.0 as usize).unwrap_or(ActiveContext::EMPTY)
    }

    pub(crate) fn keep(&mut self, active: ActiveContext) -> ActiveId {
        let id = ActiveId(u32::try_from(self.active.len()).unwrap_or(u32::MAX));
        self.active.push(active);
        id
    }

    pub(crate) fn definition(&self, id: DefinitionId) -> Definition {
        self.definitions.get(id.0 as usize).copied().unwrap_or_default()
    }

    pub(crate) fn keep_definition(&mut self, definition: Definition) -> DefinitionId {
        let id = DefinitionId(u32::try_from(self.definitions.len()).unwrap_or(u32::MAX));
        self.definitions.push(definition);
        id
    }

    /// The definition of `term`, if it is one.
    pub(crate) fn term(&self, active: &ActiveContext, term: &str) -> Option<Definition> {
        self.terms.find(term).and_then(|name| self.named_term(active, name))
    }

    pub(crate) fn named_term(&self, active: &ActiveContext, name: Name) -> Option<Definition> {
        let id = active.definition(name);
        (id != DefinitionId::default()).then(|| self.definition(id))
    }

    /// Whether the rules of strict mode are off, which only the official test suites may ask for.
    pub(crate) fn is_lenient(&self) -> bool {
        #[cfg(feature = "conformance")]
        return self.conformance.is_some();
        #[cfg(not(feature = "conformance"))]
        false
    }
}

impl Default for Contexts {
    fn default() -> Self {
        Self::new()
    }
}

impl Text {
    fn as_str(&self) -> &str {
        match self {
            Self::Embedded(text) => text,
            Self::Added(text) => text,
        }
    }
}

/// A context document embedded in this library, with every URL it goes by.
struct Pinned {
    urls: &'static [&'static str],
    text: &'static str,
}

/// Every pinned context document by its first URL.
#[cfg(feature = "explain")]
pub(crate) fn pinned() -> impl Iterator<Item = (&'static str, &'static str)> {
    PINNED.iter().filter_map(|pinned| Some((*pinned.urls.first()?, pinned.text)))
}

macro_rules! pinned {
    ($( $file:literal: $( $url:literal ),+; )*) => {
        &[ $( Pinned { urls: &[ $( $url ),+ ], text: include_str!(concat!("../contexts/", $file)) }, )* ]
    };
}

/// Equal to `contexts/index.json`, which a test checks.
static PINNED: &[Pinned] = pinned! {
    "credentials-v2.jsonld": "https://www.w3.org/ns/credentials/v2";
    "ob-3.0.3.jsonld": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    "ob-3.0.2.jsonld": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json";
    "ob-3.0.1.jsonld": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json";
    "ob-3.0.0.jsonld":
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld";
    "ob-extensions.jsonld": "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    "credentials-v1.jsonld": "https://www.w3.org/2018/credentials/v1";
    "data-integrity-v2.jsonld": "https://w3id.org/security/data-integrity/v2";
    "data-integrity-v1.jsonld": "https://w3id.org/security/data-integrity/v1";
    "ed25519-2020-v1.jsonld": "https://w3id.org/security/suites/ed25519-2020/v1";
    "multikey-v1.jsonld": "https://w3id.org/security/multikey/v1";
    "status-v1.jsonld": "https://www.w3.org/ns/credentials/status/v1";
    "status-list-2021-v1.jsonld": "https://w3id.org/vc/status-list/2021/v1";
    "jws-2020-v1.jsonld": "https://w3id.org/security/suites/jws-2020/v1";
    "did-v1.jsonld": "https://www.w3.org/ns/did/v1";
};
