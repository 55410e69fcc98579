//! Badges baked into pictures where Open Badges 2.0 puts them.

use crate::rsa::sign;
use crate::world::{ASSERTION, BADGE_CLASS, ISSUER, Web, hosted, now, signed, signing_web, summary, with};
use serde_json::json;

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let checked = [kind, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &checked, &crc32(&checked).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

fn png(text: &str) -> Vec<u8> {
    let baked = chunk(b"iTXt", &[b"openbadges\0\0\0\0\0", text.as_bytes()].concat());
    png_of(&baked)
}

fn png_of(baked: &[u8]) -> Vec<u8> {
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n", &*header, baked, &chunk(b"IEND", &[])].concat()
}

fn svg(inside: &str) -> Vec<u8> {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">{inside}</svg>"#
    )
    .into_bytes()
}

#[test]
fn pictures_carry_hosted_and_signed_badges() {
    let (json, jws) = (hosted().to_string(), sign(&signed().to_string()));
    for (file, container, securing) in [
        (png(&json), "png", "ob2-hosted"),
        (png(&jws), "png", "ob2-signed"),
        (
            svg(&format!("<openbadges:assertion><![CDATA[{json}]]></openbadges:assertion>")),
            "svg",
            "ob2-hosted",
        ),
        (
            svg(&format!(
                r#"<openbadges:assertion verify="{ASSERTION}"><![CDATA[{json}]]></openbadges:assertion>"#
            )),
            "svg",
            "ob2-hosted",
        ),
        (svg(&format!(r#"<openbadges:assertion verify="{jws}"/>"#)), "svg", "ob2-signed"),
    ] {
        let web = if securing == "ob2-hosted" { Web::hosting(&hosted()) } else { signing_web() };
        let (report, _) = web.verify(&file, now());
        assert_eq!(summary(&report), "valid");
        assert_eq!((report.format.container, report.format.securing.as_deref()), (container, Some(securing)));
    }
}

#[test]
fn a_picture_may_carry_only_the_address() {
    for file in [png(ASSERTION), svg(&format!(r#"<openbadges:assertion verify="{ASSERTION}"/>"#))] {
        let (report, asked) = Web::hosting(&hosted()).verify(&file, now());
        assert_eq!(summary(&report), "valid");
        assert_eq!(asked, [ASSERTION, BADGE_CLASS, ISSUER]);
        // A signed badge does not become a hosted one by lying at an address.
        let wrong = with(hosted(), "/verification", json!({"type": "SignedBadge"}));
        let (report, _) = Web::hosting(&wrong).verify(&file, now());
        assert_eq!(summary(&report), "inconclusive: unchecked | hosting invalid_hosted_document");
    }
    let (report, asked) = Web::hosting(&hosted()).verify(&png("http://school.example/badges/1"), now());
    assert_eq!(summary(&report), "inconclusive: unchecked | hosting hosted_document_unavailable");
    assert!(asked.is_empty());
}

#[test]
fn the_address_in_an_old_text_chunk_is_not_fetched() {
    let file = png_of(&chunk(b"tEXt", &[b"openbadges\0", ASSERTION.as_bytes()].concat()));
    let (report, asked) = Web::hosting(&hosted()).verify(&file, now());
    assert_eq!(summary(&report), "invalid: malformed | parse no_credential");
    assert!(asked.is_empty());
}

#[test]
fn what_is_baked_as_open_badges_2_and_is_none_is_refused() {
    let web = Web::hosting(&hosted());
    let (report, asked) = web.verify(&png("{}"), now());
    assert_eq!(report.verdict.as_str(), "invalid");
    assert!(asked.is_empty());
    let older = json!({"uid": "1", "verify": {"type": "hosted", "url": ASSERTION}});
    let (report, asked) = web.verify(&png(&older.to_string()), now());
    assert_eq!(summary(&report), "inconclusive: unchecked | data_model unsupported_credential_type");
    assert!(asked.is_empty());
}
