//! Baking into PDF documents: what was there stays byte for byte, and poppler finds pages, old and new attachments.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Issuer, assert_valid};
use proofmark_documents::{BakeError, bake};

/// One page with a text, an attached note, named destinations, and an author.
const OBJECTS: [(u32, &str); 8] = [
    (
        1,
        "<</Type/Catalog/Pages 2 0 R/Names 7 0 R/AF[8 0 R]/Lang(en (US))/ViewerPreferences<</DisplayDocTitle true>>>>",
    ),
    (2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200.5 100]>>"),
    (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"),
    (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    (6, "<</Author(Ada \\(Countess\\))>>"),
    (7, "<</Dests<</Names[]>>/EmbeddedFiles<</Kids[10 0 R]>>>>"),
    (8, "<</Type/Filespec/F(note.txt)/UF(note.txt)/EF<</F 9 0 R>>>>"),
    (10, "<</Limits[(note.txt)(note.txt)]/Names[(note.txt)8 0 R]>>"),
];
const STREAMS: [(u32, &str, &str); 2] =
    [(4, "", "BT /F 20 Tf 20 40 Td (Twelve knots) Tj ET"), (9, "/Type/EmbeddedFile", "a note")];
const TRAILER: &str = "/Root 1 0 R/Info 6 0 R/ID[<0011>(a\\)b)]";

fn stream(number: u32, dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("{number} 0 obj\n<<{dictionary}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
}

/// With a cross-reference table.
fn with_table() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = [0; 11];
    for (number, body) in OBJECTS {
        offsets[number as usize] = file.len();
        file.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    for (number, dictionary, data) in STREAMS {
        offsets[number as usize] = file.len();
        file.extend(stream(number, dictionary, data.as_bytes()));
    }
    let at = file.len();
    file.extend(b"xref\n0 11\n0000000000 65535 f \n");
    for offset in &offsets[1..] {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size 11{TRAILER}>>\nstartxref\n{at}\n%%EOF\n").bytes());
    file
}

/// With a cross-reference stream, and everything that may in a compressed object stream, the catalog too.
fn with_streams() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut rows = [[0_u8; 7]; 13];
    let row = |kind: u8, a: usize, b: u16| {
        let mut row = [kind; 7];
        row[1..5].copy_from_slice(&u32::try_from(a).unwrap().to_be_bytes());
        row[5..].copy_from_slice(&b.to_be_bytes());
        row
    };
    for (number, dictionary, data) in STREAMS {
        rows[number as usize] = row(1, file.len(), 0);
        file.extend(stream(number, dictionary, data.as_bytes()));
    }
    let (mut header, mut bodies) = (String::new(), String::new());
    for (at, (number, body)) in (0_u16..).zip(OBJECTS) {
        rows[number as usize] = row(2, 11, at);
        header.push_str(&format!("{number} {} ", bodies.len()));
        bodies.push_str(&format!("{body} "));
    }
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(format!("{header}{bodies}").as_bytes(), 9);
    let about = format!("/Type/ObjStm/N {}/First {}/Filter/FlateDecode", OBJECTS.len(), header.len());
    rows[11] = row(1, file.len(), 0);
    file.extend(stream(11, &about, &packed));
    let at = file.len();
    rows[12] = row(1, at, 0);
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(rows.as_flattened(), 9);
    file.extend(stream(12, &format!("/Type/XRef/W[1 4 2]/Size 13/Filter/FlateDecode{TRAILER}"), &packed));
    file.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
    file
}

#[test]
fn a_baked_document_verifies_and_what_was_there_stays() {
    let issuer = Issuer::new();
    for plain in [with_table(), with_streams()] {
        for credential in [issuer.signed("Knots"), issuer.signed_jwt("Knots")] {
            let baked = bake(&plain, credential.as_bytes()).unwrap();
            assert_valid(&baked, "pdf");
            assert!(baked.starts_with(&plain), "byte for byte");
            assert_eq!(bake(&plain, credential.as_bytes()).unwrap(), baked, "the same input, the same bytes");
            let name = if credential.starts_with('{') { "credential.json" } else { "credential.jwt" };
            read_by_poppler(&baked, name, &credential);
        }
    }
}

#[test]
fn baking_again_replaces_the_credential() {
    let issuer = Issuer::new();
    let (first, second) = (issuer.signed("Knots"), issuer.signed_jwt("Splices"));
    for plain in [with_table(), with_streams()] {
        let once = bake(&plain, first.as_bytes()).unwrap();
        assert_eq!(bake(&once, second.as_bytes()).unwrap(), bake(&plain, second.as_bytes()).unwrap());
        // Somebody else has written a revision behind ours: ours stays where it is, its credential goes.
        let later = revised(&once);
        let twice = bake(&later, second.as_bytes()).unwrap();
        assert!(twice.starts_with(&later));
        assert_valid(&twice, "pdf");
        read_by_poppler(&twice, "credential.jwt", &second);
    }
}

/// The document with an empty revision of another program behind it.
fn revised(file: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let last = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().to_owned();
    let at = file.len();
    let size = 40;
    let table = format!(
        "xref\n39 1\n{at:010} 00000 n \ntrailer\n<</Size {size}/Prev {last}{TRAILER}>>\nstartxref\n{}\n%%EOF\n",
        at + "39 0 obj\nnull\nendobj\n".len()
    );
    [file, b"39 0 obj\nnull\nendobj\n", table.as_bytes()].concat()
}

#[test]
fn what_cannot_be_baked_into_is_refused() {
    let credential = Issuer::new().signed("Knots");
    let refused = |file: &[u8]| match bake(file, credential.as_bytes()) {
        Err(BakeError::UnsuitablePdf(why)) => why,
        other => panic!("{other:?}"),
    };
    let plain = with_table();
    let encrypted = String::from_utf8_lossy(&plain).replace("/Root 1 0 R", "/Root 1 0 R/Encrypt 8 0 R");
    // The lossy text is longer than the file: the table is found where it says.
    let shift = encrypted.find("xref\n0 11").unwrap();
    let encrypted = encrypted.replace(
        &format!("startxref\n{}", plain.windows(9).rposition(|window| window == b"xref\n0 11").unwrap()),
        &format!("startxref\n{shift}"),
    );
    assert!(refused(encrypted.as_bytes()).contains("encrypted"));
    for cut in [9, plain.len() / 2, plain.len() - 20] {
        refused(&plain[..cut]);
    }
    assert_eq!(bake(&plain, b"no credential"), Err(BakeError::NoCredential));
}

#[cfg(feature = "render")]
#[test]
fn a_certificate_of_ours_takes_another_credential() {
    use proofmark_documents::{Details, Fonts, Template, TemplateDefinition, Values};
    let issuer = Issuer::new();
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='9' height='9'/></svg>";
    let template = Template::new(&TemplateDefinition { svg: svg.to_owned(), fields: Vec::new() }).unwrap();
    let details = Details {
        title: "Knots".to_owned(),
        language: "en".to_owned(),
        author: "School".to_owned(),
        issued: proofmark::Timestamp::parse("2026-11-21T10:00:00Z").unwrap(),
    };
    let certificate = template.fill(&Values::new(), &details, &Fonts::bundled()).unwrap();
    let (first, second) = (issuer.signed("Knots"), issuer.signed("Splices"));
    let baked = bake(&certificate.pdf(Some(first.as_bytes())).unwrap(), second.as_bytes()).unwrap();
    assert_valid(&baked, "pdf");
    assert_eq!(proofmark::extract(&baked, &proofmark::Limits::default()).unwrap().bytes, second.as_bytes());
}

/// Pages, author, the note and the credential, by another program; whole by the eyes of qpdf.
fn read_by_poppler(file: &[u8], name: &str, credential: &str) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = format!("bake-pdf-{}-{number}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("a.pdf");
    std::fs::write(&path, file).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(&folder).output().ok()?;
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let complaint = program != "qpdf" && said.contains("rror");
        assert!(output.status.success() && !complaint, "{program}: {said}");
        Some(said)
    };
    let Some(text) = run("pdftotext", &["a.pdf", "-"]) else {
        eprintln!("!!! the baked document was not read by poppler: poppler-utils is not installed");
        return;
    };
    assert!(text.contains("Twelve knots"), "{text}");
    assert!(run("pdfinfo", &["a.pdf"]).unwrap().contains("Ada (Countess)"));
    let list = run("pdfdetach", &["-list", "a.pdf"]).unwrap();
    assert!(list.starts_with("2 embedded files"), "{list}");
    run("pdfdetach", &["-savefile", name, "-o", "out", "a.pdf"]);
    assert_eq!(std::fs::read_to_string(folder.join("out")).unwrap(), credential);
    run("pdfdetach", &["-savefile", "note.txt", "-o", "note", "a.pdf"]);
    assert_eq!(std::fs::read_to_string(folder.join("note")).unwrap(), "a note");
    if run("qpdf", &["--check", "a.pdf"]).is_none() {
        eprintln!("!!! the baked document was not checked by qpdf: it is not installed");
    }
    let _ = std::fs::remove_dir_all(&folder);
}
