//! PDF files with attached credentials: written here byte by byte, then spoilt one way each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use proofmark::{Limits, extract};

const CREDENTIAL: &str = r#"{"a":1}"#;

/// Writes a PDF file from numbered objects, with a cross-reference table.
struct Pdf {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl Pdf {
    fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() }
    }

    fn object(mut self, number: u32, body: &str) -> Self {
        self.offsets.push((number, self.bytes.len()));
        self.bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
        self
    }

    fn stream(mut self, number: u32, dictionary: &str, data: &[u8]) -> Self {
        self.offsets.push((number, self.bytes.len()));
        self.bytes
            .extend(format!("{number} 0 obj\n<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        self
    }

    /// Ends a revision; `trailer` goes into its dictionary. Returns where its table starts.
    fn table(mut self, trailer: &str) -> (Self, usize) {
        let start = self.bytes.len();
        let mut text = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (number, offset) in self.offsets.drain(..) {
            text.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        text.push_str(&format!("trailer\n<</Size 99{trailer}>>\nstartxref\n{start}\n%%EOF\n"));
        self.bytes.extend(text.into_bytes());
        (self, start)
    }

    fn finish(self) -> Vec<u8> {
        self.table("/Root 1 0 R").0.bytes
    }
}

const CATALOG: &str = "<</Type/Catalog/Names<</EmbeddedFiles<</Names[(credential.json)2 0 R]>>>>>>";
const FILE: &str = "<</Type/Filespec/F(credential.json)/EF<</F 3 0 R>>>>";

fn plain() -> Vec<u8> {
    Pdf::new()
        .object(1, CATALOG)
        .object(2, FILE)
        .stream(3, "/Type/EmbeddedFile", CREDENTIAL.as_bytes())
        .finish()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 9)
}

fn code(file: &[u8]) -> String {
    match extract(file, &Limits::default()) {
        Ok(extracted) => format!("found {}", String::from_utf8_lossy(&extracted.bytes)),
        Err(problem) => problem.code().to_string(),
    }
}

fn found() -> String {
    format!("found {CREDENTIAL}")
}

#[test]
fn an_attached_credential_is_found_however_it_is_listed() {
    assert_eq!(code(&plain()), found());
    let packed = deflate(CREDENTIAL.as_bytes());
    let pdf = Pdf::new().object(1, CATALOG).object(2, FILE).stream(3, "/Filter/FlateDecode", &packed);
    assert_eq!(code(&pdf.finish()), found());
    // Listed twice, as PDF/A-3 does: still one attachment.
    let catalog = CATALOG.replace("/Names<<", "/AF[2 0 R]/Names<<");
    let pdf = Pdf::new().object(1, &catalog).object(2, FILE).stream(3, "", CREDENTIAL.as_bytes());
    assert_eq!(code(&pdf.finish()), found());
    // Under another name, and deeper in the name tree.
    let catalog = "<</Names<</EmbeddedFiles<</Kids[4 0 R]>>>>>>";
    let pdf = Pdf::new()
        .object(1, catalog)
        .object(4, "<</Limits[(x)(x)]/Names[<78>2 0 R]>>")
        .object(2, &FILE.replace("credential.json", "photo \\(1\\).jpg"))
        .stream(3, "", CREDENTIAL.as_bytes());
    assert_eq!(code(&pdf.finish()), found());
}

#[test]
fn cross_reference_and_object_streams_are_read() {
    // Objects 1 and 2 live in object stream 4; object 5 is the cross-reference stream.
    let mut pdf = Pdf::new().stream(3, "", CREDENTIAL.as_bytes());
    let header = format!("1 0 2 {} ", CATALOG.len() + 1);
    let objects = deflate(format!("{header}{CATALOG} {FILE}").as_bytes());
    pdf = pdf.stream(4, &format!("/Type/ObjStm/N 2/First {}/Filter/FlateDecode", header.len()), &objects);
    let start = pdf.bytes.len();
    let mut rows = vec![[0, 0, 0, 0, 0], [2, 0, 0, 4, 0], [2, 0, 0, 4, 1]];
    for (_, offset) in pdf.offsets.iter().chain([&(5, start)]) {
        let [.., a, b, c] = u32::try_from(*offset).unwrap().to_be_bytes();
        rows.push([1, a, b, c, 0]);
    }
    // PNG predictor "Up", as most writers use it.
    let mut previous = [0_u8; 5];
    let mut data = Vec::new();
    for row in rows {
        data.push(2);
        data.extend(row.iter().zip(previous).map(|(value, above)| value.wrapping_sub(above)));
        previous = row;
    }
    let dictionary =
        "/Type/XRef/Size 6/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>";
    let mut bytes = pdf.stream(5, dictionary, &deflate(&data)).bytes;
    bytes.extend(format!("startxref\n{start}\n%%EOF").into_bytes());
    assert_eq!(code(&bytes), found());
    for cut in (20..bytes.len()).step_by(7) {
        assert_ne!(code(&bytes[..cut]), found(), "cut at {cut}");
    }
}

#[test]
fn an_incremental_update_replaces_the_attachment() {
    let (pdf, first) = Pdf::new()
        .object(1, CATALOG)
        .object(2, FILE)
        .stream(3, "", CREDENTIAL.as_bytes())
        .table("/Root 1 0 R");
    let (updated, _) = pdf.stream(3, "", br#"{"b":2}"#).table(&format!("/Root 1 0 R/Prev {first}"));
    assert_eq!(code(&updated.bytes), "found {\"b\":2}");
}

#[test]
fn two_credentials_are_ambiguous_but_other_attachments_do_not_matter() {
    let with_second = |content: &[u8]| {
        Pdf::new()
            .object(1, "<</Names<</EmbeddedFiles<</Names[(a)2 0 R(b)4 0 R]>>>>>>")
            .object(2, FILE)
            .stream(3, "", CREDENTIAL.as_bytes())
            .object(4, "<</EF<</F 5 0 R>>>>")
            .stream(5, "", content)
            .finish()
    };
    assert_eq!(code(&with_second(br#"{"b":2}"#)), "ambiguous_container");
    assert_eq!(code(&with_second(b"eyJh.eyJi.c2ln")), "ambiguous_container");
    assert_eq!(code(&with_second(b"Dear Ada, congratulations!")), found());
}

#[test]
fn what_carries_no_credential_says_so() {
    let empty = Pdf::new().object(1, "<</Type/Catalog>>").finish();
    assert_eq!(code(&empty), "no_credential");
    let letter = Pdf::new().object(1, CATALOG).object(2, FILE).stream(3, "", b"Dear Ada").finish();
    assert_eq!(code(&letter), "no_credential");
    // Drawn on the page, not attached.
    let drawn = Pdf::new().object(1, "<</Type/Catalog>>").stream(9, "", CREDENTIAL.as_bytes()).finish();
    assert_eq!(code(&drawn), "no_credential");
}

#[test]
fn hostile_files_end_in_an_error() {
    let (encrypted, _) =
        Pdf::new().object(1, CATALOG).object(2, FILE).stream(3, "", b"{}").table("/Root 1 0 R/Encrypt 9 0 R");
    assert_eq!(code(&encrypted.bytes), "unsupported_container");

    let looped = Pdf::new().object(1, CATALOG);
    let start = looped.bytes.len();
    let (looped, table) = looped.table(&format!("/Root 1 0 R/Prev {start}"));
    assert_eq!(start, table);
    assert_eq!(code(&looped.bytes), "malformed_container", "a table that names itself as its predecessor");

    let bomb = deflate(&vec![b'{'; 64 << 20]);
    let pdf = Pdf::new().object(1, CATALOG).object(2, FILE).stream(3, "/Filter/FlateDecode", &bomb);
    assert_eq!(code(&pdf.finish()), "malformed_container", "a stream that inflates beyond the limit");

    let references = Pdf::new().object(1, "2 0 R").object(2, "1 0 R").finish();
    assert_eq!(code(&references), "malformed_container", "references in a circle");
    let tree =
        Pdf::new().object(1, "<</Names<</EmbeddedFiles 4 0 R>>>>").object(4, "<</Kids[4 0 R]>>").finish();
    assert_eq!(code(&tree), "malformed_container", "a name tree in a circle");
    let wide = Pdf::new()
        .object(1, "<</Names<</EmbeddedFiles 4 0 R>>>>")
        .object(4, &format!("<</Kids[{}]>>", "4 0 R ".repeat(50)));
    assert_ne!(code(&wide.finish()), found(), "a name tree that doubles at every level ends at a limit");
    let deep = Pdf::new().object(1, &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).finish();
    assert_eq!(code(&deep), "malformed_container");
    let filter =
        Pdf::new().object(1, CATALOG).object(2, FILE).stream(3, "/Filter[/FlateDecode/FlateDecode]", b"x");
    assert_eq!(code(&filter.finish()), "unsupported_container");
    let huge_table = b"%PDF-1.7\nxref\n0 4294967295\nstartxref\n9\n%%EOF".to_vec();
    assert_eq!(code(&huge_table), "malformed_container");

    let whole = plain();
    for cut in 5..whole.len() - 7 {
        assert_ne!(code(&whole[..cut]), found(), "cut at {cut}");
    }
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] = b'<';
        let _ = code(&damaged); // whatever it says, it says it without a panic
    }
}
