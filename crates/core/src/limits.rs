//! Every bound on untrusted input, in one place.

/// How much of anything the core accepts. Reaching a limit is an error that names it, never a truncation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a credential given as JSON or JWT.
    pub credential_bytes: usize,
    /// Bytes of a file that may carry a credential (PNG, SVG, PDF).
    pub container_bytes: usize,
    /// Bytes of an issuer's DID document, profile or key set.
    pub issuer_document_bytes: usize,
    /// Bytes of any other supplied document (status list, endorsement, …).
    pub document_bytes: usize,
    /// Chunks of a PNG file.
    pub png_chunks: usize,
    /// Nodes (elements, attributes, texts) of an SVG file.
    pub svg_nodes: usize,
    /// Attributes of one element of an SVG file.
    pub svg_attributes: usize,
    /// Objects of a PDF file that are read.
    pub pdf_objects: usize,
    /// Cross-reference sections of a PDF file: one for each time it was saved.
    pub pdf_sections: usize,
    /// Files attached to a PDF file.
    pub pdf_attachments: usize,
    /// Bytes that all streams of a PDF file may inflate to together.
    pub pdf_inflated_bytes: usize,
    /// Nesting of JSON arrays and objects.
    pub json_depth: usize,
    /// Values in one JSON text, counting members and elements at every level.
    pub json_values: usize,
    /// Contexts in one `@context` list.
    pub contexts: usize,
    /// Quads in one RDF dataset.
    pub quads: usize,
    /// Blank nodes in one RDF dataset.
    pub blank_nodes: usize,
    /// Bytes of one canonical N-Quads document. A long subject that thousands of quads repeat makes it far longer than
    /// the JSON it came from.
    pub canonical_bytes: usize,
    /// Work units that one RDFC-1.0 canonicalisation may spend: one for each hash operation (and each further 128
    /// bytes of its input), permutation step and quad of a blank node it reads. An ordinary badge spends about a
    /// hundred, the largest that the other limits allow some ten thousands.
    pub canonicalization_work: u64,
    /// Proofs on one credential.
    pub proofs: usize,
    /// `credentialStatus` entries on one credential.
    pub status_entries: usize,
    /// Endorsements in one credential that are verified.
    pub endorsements: usize,
    /// Bytes of a status list after inflating.
    pub status_list_bytes: usize,
    /// Documents that one verification may ask its host for.
    pub requests: usize,
    /// Repairs that one explanation may try.
    pub repair_attempts: usize,
    /// Bytes that the repairs of one explanation may come to together, so that large credentials get fewer of them.
    pub repair_bytes: usize,
    /// Bytes of one trust pack.
    pub trust_pack_bytes: usize,
    /// Issuers in one trust pack.
    pub trust_pack_issuers: usize,
    /// Status lists in one trust pack, of all its issuers together.
    pub trust_pack_lists: usize,
    /// Keys in the key history of one issuer.
    pub trust_pack_keys: usize,
    /// Trust packs given to one verification.
    pub trust_packs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            credential_bytes: 1 << 20,
            container_bytes: 10 << 20,
            issuer_document_bytes: 256 << 10,
            document_bytes: 4 << 20,
            png_chunks: 10_000,
            svg_nodes: 100_000,
            svg_attributes: 256,
            pdf_objects: 200_000,
            pdf_sections: 64,
            pdf_attachments: 64,
            pdf_inflated_bytes: 16 << 20,
            json_depth: 64,
            json_values: 100_000,
            contexts: 16,
            quads: 20_000,
            blank_nodes: 4_000,
            canonical_bytes: 16 << 20,
            canonicalization_work: 100_000,
            proofs: 8,
            status_entries: 16,
            endorsements: 16,
            status_list_bytes: 8 << 20,
            requests: 64,
            repair_attempts: 1_000,
            repair_bytes: 8 << 20,
            trust_pack_bytes: 16 << 20,
            trust_pack_issuers: 1_000,
            trust_pack_lists: 1_000,
            trust_pack_keys: 256,
            trust_packs: 16,
        }
    }
}
