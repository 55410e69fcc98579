//! `proofmark extract`: byte for byte what was baked, out of every kind of file, and a reason where there is nothing.

use crate::support::{Folder, NOW, credential};

fn svg(credential: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[{credential}]]></openbadges:credential></svg>"#
    )
}

fn png(credential: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let checked = [&kind[..], data].concat();
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &checked, &crc32(&checked).to_be_bytes()]
            .concat()
    };
    let text = [&b"openbadgecredential\0\0\0\0\0"[..], credential].concat();
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunk(b"iTXt", &text), chunk(b"IEND", &[])].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

/// A file whose attachment is `credential`, with a plain cross-reference table.
fn pdf(credential: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(credential.json) 3 0 R]>>>>>>".to_owned(),
        "<</Type/Pages/Kids[]/Count 0>>".to_owned(),
        "<</Type/Filespec/F(credential.json)/UF(credential.json)/EF<</F 4 0 R>>>>".to_owned(),
        format!("<</Type/EmbeddedFile/Length {}>>\nstream\n{credential}\nendstream", credential.len()),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "xref\n0 5\n0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!("{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

#[test]
fn every_container_gives_back_what_was_baked() {
    let (folder, did) = Folder::with_key();
    let secured = folder.sign("badge.json", &credential(&did));
    let baked = secured.trim_end();
    for (name, file) in [
        ("badge.svg", svg(baked).into_bytes()),
        ("badge.png", png(baked.as_bytes())),
        ("badge.pdf", pdf(baked)),
        ("plain.json", baked.as_bytes().to_vec()),
    ] {
        folder.write(name, &file);
        assert_eq!(folder.run(&["extract", name]).expect(0).stdout, baked, "{name}");
        assert_eq!(folder.run_with_input(&["extract", "-"], &file).expect(0).stdout, baked, "{name}");
        let run = folder.run(&["extract", name, "--out", "out.json"]).expect(0);
        assert_eq!((run.stdout.as_str(), folder.read("out.json").as_str()), ("", baked), "{name}");
        folder.run(&["verify", "--now", NOW, "--offline", "out.json"]).expect(0);
    }
}

#[test]
fn a_file_without_a_credential_is_refused() {
    let folder = Folder::new();
    folder.write("empty.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    let run = folder.run(&["extract", "empty.svg", "--out", "out.json"]).expect(1);
    assert!(run.stderr.starts_with("error: no_credential"), "{run:?}");
    assert!(!folder.path("out.json").exists());
    folder.write("picture.jpg", b"\xff\xd8\xff\xe0");
    let run = folder.run(&["extract", "picture.jpg"]).expect(1);
    assert!(run.stderr.starts_with("error: unsupported_container"), "{run:?}");
    folder.run(&["extract", "gone.png"]).expect(66);
    folder.run(&["extract"]).expect(64);
    folder.write("plain.json", "{}");
    let run = folder.run(&["extract", "plain.json", "--out", "no/such/folder/out.json"]).expect(1);
    assert!(run.stderr.contains("cannot be written"), "{run:?}");
}
