//! Files that carry a credential: the right place is read, every other is not (ATTACKS part G).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use proofmark::{Limits, extract};

const CREDENTIAL: &[u8] = br#"{"a":"]]> & <b>"}"#;

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut checked = kind.to_vec();
    checked.extend_from_slice(data);
    let mut bytes = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend_from_slice(&checked);
    bytes.extend_from_slice(&crc32(&checked).to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

fn text_chunk(keyword: &str, flags: [u8; 2], text: &[u8]) -> Vec<u8> {
    chunk(b"iTXt", &[keyword.as_bytes(), &[0], &flags, &[0, 0], text].concat())
}

fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunks.concat(), chunk(b"IEND", &[])].concat()
}

fn svg(inside: &str) -> Vec<u8> {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">{inside}</svg>"#)
        .into_bytes()
}

fn code(file: &[u8]) -> String {
    match extract(file, &Limits::default()) {
        Ok(extracted) => format!("found {}", String::from_utf8_lossy(&extracted.bytes)),
        Err(problem) => problem.code().to_string(),
    }
}

#[test]
fn png_rows() {
    let baked = text_chunk("openbadgecredential", [0, 0], CREDENTIAL);
    let found = format!("found {}", str::from_utf8(CREDENTIAL).unwrap());
    let whole = png(std::slice::from_ref(&baked));
    assert_eq!(code(&whole), found);
    assert_eq!(code(&png(&[baked.clone(), baked.clone()])), "ambiguous_container", "G01");
    let trailing = [whole.clone(), baked.clone()].concat();
    assert_eq!(code(&trailing), found, "G02");
    assert_eq!(extract(&trailing, &Limits::default()).unwrap().remarks.len(), 1, "G02");
    for cut in 8..whole.len() {
        assert_eq!(code(&whole[..cut]), "malformed_container", "G03 cut at {cut}");
    }
    for at in 8..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x20;
        assert_ne!(code(&damaged), found, "G03 damaged at {at}");
    }
    let mut huge = png(&[]);
    huge.splice(8..12, [0xff; 4]);
    assert_eq!(code(&huge), "malformed_container", "G03");
    assert_eq!(
        code(&png(&[text_chunk("openbadgecredential", [1, 0], CREDENTIAL)])),
        "malformed_container",
        "G04"
    );
    let junk = vec![chunk(b"tEXt", b"a\0b"); 10_001];
    assert_eq!(code(&png(&junk)), "limit_exceeded", "G06");
    for keyword in ["OpenBadgeCredential", "openbadgecredential ", "openbadgecredentials"] {
        assert_eq!(code(&png(&[text_chunk(keyword, [0, 0], CREDENTIAL)])), "no_credential", "G07 {keyword}");
    }
    let older = text_chunk("openbadges", [0, 0], b"{\"old\":1}");
    assert_eq!(code(&png(&[older.clone(), baked])), found, "G08");
    assert!(extract(&png(&[older]), &Limits::default()).unwrap().is_open_badges_2, "G08");
    assert_eq!(code(&png(&[chunk(b"tEXt", b"openbadges\0https://x.example/1")])), "no_credential", "G09");
    assert_eq!(code(&png(&[chunk(b"zTXt", b"openbadgecredential\0\0x")])), "malformed_container");
    assert_eq!(code(&[b"<html>".to_vec(), whole].concat()), "invalid_encoding", "G12");
}

#[test]
fn svg_rows() {
    let found = "found {\"a\":1}";
    let cdata = "<openbadges:credential><![CDATA[\n  {\"a\":1}\n]]></openbadges:credential>";
    assert_eq!(code(&svg(cdata)), found);
    assert_eq!(code(&svg("<openbadges:credential verify=\"a.b.c\"/>")), "found a.b.c");
    assert_eq!(code(&svg(&format!("{cdata}{cdata}"))), "ambiguous_container", "G13");
    for elsewhere in [
        format!("<g>{cdata}</g>"),
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{cdata}</svg>"),
        format!("<foreignObject>{cdata}</foreignObject>"),
    ] {
        assert_eq!(code(&svg(&elsewhere)), "malformed_container", "G14 {elsewhere}");
    }
    assert_eq!(code(&svg(&format!("<!-- {cdata} -->"))), "no_credential", "G14");
    let other_namespace = String::from_utf8(svg(cdata)).unwrap().replace("ob/v3p0", "ob/v9");
    assert_eq!(code(other_namespace.as_bytes()), "no_credential", "G14");
    let other_prefix = String::from_utf8(svg(cdata)).unwrap().replace("openbadges", "ob");
    assert_eq!(code(other_prefix.as_bytes()), found, "G14: the namespace counts, not the prefix");
    let both = "<openbadges:credential verify=\"a.b.c\">{\"a\":1}</openbadges:credential>";
    assert_eq!(code(&svg(both)), "ambiguous_container", "G15");
    for doctype in [
        "<!DOCTYPE svg>",
        "<!DOCTYPE svg SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE svg [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>",
    ] {
        assert_eq!(code(&[doctype.as_bytes(), &svg(cdata)].concat()), "malformed_container", "G16 {doctype}");
    }
    let attributes: String = (0..80_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert_eq!(code(&svg(&format!("<g{attributes}/>{cdata}"))), "limit_exceeded", "G17");
    let elements = "<g a=\"\"/>".repeat(100_001);
    assert_eq!(code(&svg(&format!("{elements}{cdata}"))), "limit_exceeded", "G17");
    let split = "<openbadges:credential><![CDATA[{\"a\":\"]]]]><![CDATA[>\"}]]></openbadges:credential>";
    assert_eq!(code(&svg(split)), "found {\"a\":\"]]>\"}", "G18");
    let escaped = "<openbadges:credential>{&quot;a&quot;:1}</openbadges:credential>";
    assert_eq!(code(&svg(escaped)), found, "G18");
    let utf16: Vec<u8> =
        String::from_utf8(svg(cdata)).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_ne!(code(&utf16), found, "G19");
    assert_ne!(code(&[b"\x1f\x8b".to_vec(), svg(cdata)].concat()), found, "G19");
}

#[test]
fn only_the_content_decides_what_a_file_is() {
    assert_eq!(code(b"eyJh.eyJi.c2ln"), "found eyJh.eyJi.c2ln");
    assert_eq!(code(b"GIF89a\xff\x00"), "unsupported_container");
    assert_eq!(code(&vec![b' '; (10 << 20) + 1]), "limit_exceeded", "I12");
    assert_eq!(code(&vec![b'1'; (1 << 20) + 1]), "limit_exceeded", "I12");
}
