//! Baking: our verifier and other readers find what was baked, and the picture stays what it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::io::Cursor;

use common::{Issuer, assert_valid};
use proofmark::{Limits, extract};
use proofmark_documents::{BakeError, bake};

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle r="4"/></svg>"#;

#[test]
fn a_baked_png_verifies_and_its_pixels_stay() {
    let issuer = Issuer::new();
    let plain = png();
    for credential in [issuer.signed("Knots"), issuer.signed_jwt("Knots")] {
        let baked = bake(&plain, credential.as_bytes()).unwrap();
        assert_valid(&baked, "png");
        let (text, pixels) = read_png(&baked);
        assert_eq!(text, vec![("openbadgecredential".to_owned(), credential.clone())]);
        assert_eq!(pixels, read_png(&plain).1);
        assert_eq!(
            bake(&plain, credential.as_bytes()).unwrap(),
            baked,
            "the same input gives the same bytes"
        );
    }
}

#[test]
fn baking_again_replaces_the_credential() {
    let issuer = Issuer::new();
    let (first, second) = (issuer.signed("Knots"), issuer.signed_jwt("Splices"));
    for picture in [png(), SVG.as_bytes().to_vec()] {
        let once = bake(&picture, first.as_bytes()).unwrap();
        let twice = bake(&once, second.as_bytes()).unwrap();
        assert_eq!(twice, bake(&picture, second.as_bytes()).unwrap());
        assert!(!contains(&twice, b"Knots"));
    }
}

#[test]
fn a_badge_of_open_badges_2_is_replaced_too() {
    let credential = Issuer::new().signed("Knots");
    let older = add_chunk(&png(), b"iTXt", b"openbadges\0\0\0\0\0{\"old\":1}");
    let older = add_chunk(&older, b"tEXt", b"openbadges\0https://x.example/1");
    assert_eq!(bake(&older, credential.as_bytes()).unwrap(), bake(&png(), credential.as_bytes()).unwrap());
    let older = SVG.replace(
        "<circle",
        r#"<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="a.b.c"/><circle"#,
    );
    let baked = bake(older.as_bytes(), credential.as_bytes()).unwrap();
    assert_eq!(baked, bake(SVG.as_bytes(), credential.as_bytes()).unwrap());
}

#[test]
fn other_texts_of_a_png_stay_and_what_follows_its_end_goes() {
    let credential = Issuer::new().signed("Knots");
    let plain = add_chunk(&png(), b"tEXt", b"Author\0Ada");
    let baked = bake(&[plain.clone(), b"<script>".to_vec()].concat(), credential.as_bytes()).unwrap();
    assert_eq!(baked, bake(&plain, credential.as_bytes()).unwrap());
    assert!(contains(&baked, b"tEXtAuthor\0Ada"));
    assert!(!contains(&baked, b"<script>"));
}

#[test]
fn a_baked_svg_verifies_and_its_drawing_stays() {
    let issuer = Issuer::new();
    let (json, jwt) = (issuer.signed("Knots ]]> & <b> \u{5d0}\u{1f389}"), issuer.signed_jwt("Knots"));
    for picture in [
        SVG,
        r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#,
        "<?xml version=\"1.0\"?>\n<!-- > -->\n<s:svg xmlns:s='http://www.w3.org/2000/svg' s:a='>' />\n",
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"></svg>"#,
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:else"><openbadges:x/></svg>"#,
    ] {
        for credential in [&json, &jwt] {
            let baked = bake(picture.as_bytes(), credential.as_bytes()).unwrap();
            assert_valid(&baked, "svg");
            let found = extract(&baked, &Limits::default()).unwrap().bytes.into_owned();
            assert_eq!(String::from_utf8(found).unwrap(), *credential, "{picture}");
            assert_eq!(bake(&baked, credential.as_bytes()).unwrap(), baked, "{picture}");
        }
    }
    let baked = String::from_utf8(bake(SVG.as_bytes(), jwt.as_bytes()).unwrap()).unwrap();
    let expected = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential verify="{jwt}"/><circle r="4"/></svg>"#
    );
    assert_eq!(baked, expected, "as the specification shows it");
}

#[test]
fn line_ends_of_the_credential_survive_both_containers() {
    let credential = Issuer::new().signed("Knots").replace(",\"", ",\r\n\t\"");
    for picture in [png(), SVG.as_bytes().to_vec()] {
        let baked = bake(&picture, format!("\n{credential}\r\n").as_bytes()).unwrap();
        let found = extract(&baked, &Limits::default()).unwrap();
        assert_eq!(str::from_utf8(&found.bytes).unwrap(), credential);
    }
}

#[test]
fn what_cannot_be_baked_is_refused() {
    let credential = Issuer::new().signed("Knots");
    let refused = |picture: &[u8], credential: &str| bake(picture, credential.as_bytes()).unwrap_err();
    assert_eq!(refused(b"\xff\xd8\xff\xe0", &credential), BakeError::UnsupportedPicture);
    assert_eq!(refused(b"", &credential), BakeError::UnsupportedPicture);
    for nothing in ["", "[]", "\"text\"", "hello", SVG] {
        assert_eq!(refused(&png(), nothing), BakeError::NoCredential, "{nothing}");
    }
    let whole = png();
    for cut in 8..whole.len() {
        let error = refused(&whole[..cut], &credential);
        assert!(matches!(error, BakeError::DamagedPicture(_)), "cut at {cut}: {error}");
    }
    let mut damaged = whole;
    damaged[20] ^= 1;
    assert!(matches!(refused(&damaged, &credential), BakeError::Unreadable(_)), "a checksum does not hold");
    for svg in ["<svg/>", "<html/>", "<!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg'/>", "<svg"] {
        let error = refused(svg.as_bytes(), &credential);
        assert!(matches!(error, BakeError::DamagedPicture(_)), "{svg}: {error}");
    }
    // XML has no way to write U+FFFF; JSON does, but then it would be another text.
    let odd = credential.replace("Ties", "\u{ffff}Ties");
    let error = refused(SVG.as_bytes(), &odd);
    assert!(matches!(error, BakeError::Unreadable(_)), "{error}");
}

/// A small picture, from another library.
fn png() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 16, 16);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..16 * 16 * 3).map(|n| u8::try_from(n % 251).unwrap()).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    file
}

/// Every iTXt text and all pixels, read by another library.
fn read_png(file: &[u8]) -> (Vec<(String, String)>, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    let texts = reader.info().utf8_text.iter();
    let texts = texts.inspect(|chunk| {
        assert!(!chunk.compressed && chunk.language_tag.is_empty() && chunk.translated_keyword.is_empty());
    });
    (texts.map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap())).collect(), pixels)
}

/// The picture with one more chunk behind its header.
fn add_chunk(picture: &[u8], kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let checked = [&kind[..], data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let chunk = [&length[..], &checked, &crc32fast::hash(&checked).to_be_bytes()].concat();
    let mut picture = picture.to_vec();
    picture.splice(33..33, chunk);
    picture
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
