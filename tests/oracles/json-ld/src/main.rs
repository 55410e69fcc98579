//! json-ld and ssi as an oracle. `to_rdf_canonical` is json-ld's own RDF, canonicalised by oxrdf (the canonical form
//! of ssi is an older one that leaves control characters unescaped); `verify` is ssi from end to end, which makes RDF
//! in another way again.

use oracle_protocol::{Oracle, serve};
use oxrdf::{GraphName, Term};
use ssi::claims::VerificationParameters;
use ssi::claims::data_integrity::{AnySuite, DataIntegrity};
use ssi::claims::vc::v2::JsonCredential;
use ssi::dids::{AnyDidMethod, VerificationMethodDIDResolver};
use ssi::json_ld::ContextLoader;
use ssi::verification_methods::AnyMethod;
use std::collections::HashMap;

use json_ld::expansion::{Action, Policy};
use json_ld::syntax::{Parse, Value};
use json_ld::{JsonLdProcessor, Options, RemoteDocument};

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    serve(&mut JsonLd { runtime, documents: HashMap::new(), loader: ContextLoader::empty() })
}

struct JsonLd {
    runtime: tokio::runtime::Runtime,
    documents: HashMap<String, String>,
    loader: ContextLoader,
}

impl Oracle for JsonLd {
    fn add_documents(&mut self, documents: &HashMap<String, String>) -> Result<(), String> {
        self.documents.extend(documents.iter().map(|(url, text)| (url.clone(), text.clone())));
        self.loader = ContextLoader::empty()
            .with_context_map_from(self.documents.clone())
            .map_err(|error| error.to_string())?;
        Ok(())
    }

    fn to_rdf_canonical(&mut self, document: &str) -> Result<String, String> {
        let (value, _) = Value::parse_str(document).map_err(|error| error.to_string())?;
        let input: RemoteDocument = RemoteDocument::new(None, None, value);
        // The strictest policy there is: reject what no context defines.
        let policy = Policy { invalid: Action::Reject, vocab: Action::Reject, allow_undefined: false };
        let options = Options { expansion_policy: policy, ..Options::default() };
        let generator = rdf_types::generator::Blank::new_with_prefix("b".to_owned());
        let conversion = input.to_rdf_full((), generator, &self.loader, options, ());
        let mut rdf = self.runtime.block_on(conversion).map_err(|error| error.to_string())?;
        let mut dataset = oxrdf::Dataset::new();
        for quad in rdf.cloned_quads() {
            dataset.insert(&to_oxrdf(quad)?);
        }
        Ok(oracle_oxigraph::canonical(dataset))
    }

    fn verify(&mut self, document: &str) -> Result<(), String> {
        let credential: DataIntegrity<JsonCredential, AnySuite> =
            ssi::claims::data_integrity::from_json_str(document).map_err(|error| error.to_string())?;
        let resolver = VerificationMethodDIDResolver::<_, AnyMethod>::new(AnyDidMethod::default());
        let parameters = VerificationParameters::from_resolver(resolver).with_json_ld_loader(&self.loader);
        let verdict =
            self.runtime.block_on(credential.verify(parameters)).map_err(|error| error.to_string())?;
        verdict.map_err(|invalid| invalid.to_string())
    }
}

type Quad = rdf_types::Quad<rdf_types::Id, rdf_types::Id, rdf_types::Object, rdf_types::Id>;

fn to_oxrdf(rdf_types::Quad(subject, predicate, object, graph): Quad) -> Result<oxrdf::Quad, String> {
    let rdf_types::Id::Iri(predicate) = predicate else { return Err("a blank node as predicate".into()) };
    Ok(oxrdf::Quad::new(
        node(&subject),
        oxrdf::NamedNode::new_unchecked(predicate.as_str()),
        match object {
            rdf_types::Term::Id(id) => Term::from(node(&id)),
            rdf_types::Term::Literal(literal) => self::literal(literal).into(),
        },
        graph.map_or(GraphName::DefaultGraph, |graph| node(&graph).into()),
    ))
}

fn node(id: &rdf_types::Id) -> oxrdf::NamedOrBlankNode {
    match id {
        rdf_types::Id::Iri(iri) => oxrdf::NamedNode::new_unchecked(iri.as_str()).into(),
        rdf_types::Id::Blank(label) => oxrdf::BlankNode::new_unchecked(label.suffix()).into(),
    }
}

fn literal(literal: rdf_types::Literal) -> oxrdf::Literal {
    match literal.type_ {
        rdf_types::LiteralType::Any(datatype) => oxrdf::Literal::new_typed_literal(
            literal.value,
            oxrdf::NamedNode::new_unchecked(datatype.as_str()),
        ),
        rdf_types::LiteralType::LangString(tag) => {
            oxrdf::Literal::new_language_tagged_literal_unchecked(literal.value, tag.as_str())
        }
    }
}
