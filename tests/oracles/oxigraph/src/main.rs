//! oxjsonld and oxrdf as an oracle.
//!
//! Two things to know: oxjsonld has no safe mode (it drops undefined terms), and the RDFC-1.0 of oxrdf has no work
//! limit, so whoever drives this process must be ready to end it.

use oracle_protocol::{Oracle, serve};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use std::collections::HashMap;
use std::sync::Arc;

fn main() -> std::io::Result<()> {
    serve(&mut Oxigraph::default())
}

#[derive(Default)]
struct Oxigraph {
    documents: Arc<HashMap<String, Vec<u8>>>,
}

impl Oracle for Oxigraph {
    fn add_documents(&mut self, documents: &HashMap<String, String>) -> Result<(), String> {
        let known = Arc::make_mut(&mut self.documents);
        known.extend(documents.iter().map(|(url, text)| (url.clone(), text.clone().into_bytes())));
        Ok(())
    }

    fn to_rdf_canonical(&mut self, document: &str) -> Result<String, String> {
        let documents = Arc::clone(&self.documents);
        let parser = JsonLdParser::new().for_slice(document).with_load_document_callback(move |url, _| {
            let document = documents.get(url).ok_or_else(|| format!("unknown context {url}"))?.clone();
            Ok(JsonLdRemoteDocument { document, document_url: url.to_owned() })
        });
        let mut dataset = Dataset::new();
        for quad in parser {
            dataset.insert(&quad.map_err(|error| error.to_string())?);
        }
        Ok(oracle_oxigraph::canonical(dataset))
    }
}
