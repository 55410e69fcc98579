//! QR codes are read by another library, and give back the link or the whole credential.

#![cfg(feature = "render")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::io::Cursor;

use common::{Issuer, assert_valid};
use proofmark::Timestamp;
use proofmark_documents::{
    Details, Fonts, MAX_LINK_BYTES, Template, TemplateDefinition, Value, Values, built_in, credential_link,
    qr_svg, read_credential_link,
};

const PAGE: &str = "https://school.example/verify";

/// The texts of all QR codes in a PNG picture.
fn scan(png: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut data).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let grey = |x: usize, y: usize| {
        let at = (y * width + x) * 4;
        let sum: u32 = data[at..at + 3].iter().map(|channel| u32::from(*channel)).sum();
        u8::try_from(sum / 3).unwrap()
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

fn details() -> Details {
    Details {
        title: "Knots".to_owned(),
        language: "en".to_owned(),
        author: "Example School".to_owned(),
        issued: Timestamp::parse("2026-11-21T10:00:00Z").unwrap(),
    }
}

#[test]
fn the_link_on_every_certificate_can_be_scanned() {
    let link = "https://school.example/c/AC-7F3K9Q2M";
    for built_in in built_in() {
        for scheme in built_in.schemes().unwrap() {
            let template = built_in.template(&scheme).unwrap();
            if !template.fields().iter().any(|field| field.key == "verificationUrl") {
                assert_eq!(built_in.id, "badge");
                continue;
            }
            let texts = [
                ("recipient", "Ada"),
                ("achievement", "Knots"),
                ("issuer", "School"),
                ("date", "2026-11-21"),
            ];
            let mut values: Values =
                texts.map(|(key, text)| (key.to_owned(), Value::from(text))).into_iter().collect();
            values.insert("verificationUrl".to_owned(), Value::from(link));
            let certificate = template.fill(&values, &details(), &Fonts::bundled()).unwrap();
            assert_eq!(scan(&certificate.png(150, None).unwrap()), [link], "{} {scheme}", built_in.id);
        }
    }
}

#[test]
fn the_whole_credential_fits_into_a_code_and_verifies_out_of_it() {
    let issuer = Issuer::new();
    for credential in [issuer.signed("Knots"), issuer.signed_jwt("Knots")] {
        let link = credential_link(PAGE, credential.as_bytes()).unwrap();
        assert!(link.starts_with("https://school.example/verify#credential="));
        assert_eq!(scan(&drawn(&qr_svg(&link).unwrap())), std::slice::from_ref(&link));
        let read = read_credential_link(&link).unwrap();
        assert_eq!(String::from_utf8(read.clone()).unwrap(), credential);
        assert_valid(&read, if credential.starts_with('{') { "json" } else { "jwt" });
    }
}

/// What the documentation says about the largest badge that fits.
#[test]
fn the_largest_credential_that_fits() {
    let issuer = Issuer::new();
    // Words without a pattern, which DEFLATE cannot make shorter than they are.
    let words = |count: u64| -> String {
        (0..count).map(|n| format!("{:x} ", n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17))).collect()
    };
    let sizes: Vec<(usize, usize)> = (0..100)
        .filter_map(|count| {
            let credential = issuer.signed(&words(count));
            credential_link(PAGE, credential.as_bytes()).map(|link| (credential.len(), link.len()))
        })
        .collect();
    let (credential, link) = *sizes.last().unwrap();
    eprintln!("the largest credential of this shape that fits has {credential} bytes, its link {link}");
    assert!(sizes.len() < 100 && credential > 2_000 && link <= MAX_LINK_BYTES, "{credential} {link}");
    assert_eq!(qr_svg(&"x".repeat(MAX_LINK_BYTES + 1)), None);
    assert!(qr_svg(&"x".repeat(MAX_LINK_BYTES)).is_some());
}

#[test]
fn what_is_no_credential_link_is_none() {
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b' '; 8 << 20], 9);
    let bomb = format!("{PAGE}#credential={}", data_encoding::BASE64URL_NOPAD.encode(&bomb));
    for link in ["", PAGE, "https://school.example/verify#credential=!", "x#credential=AAAA", &bomb] {
        assert_eq!(read_credential_link(link), None, "{link:.60}");
    }
}

/// A QR code by itself, as a picture.
fn drawn(svg: &str) -> Vec<u8> {
    let larger = svg.replacen("<svg ", r#"<svg width="600" height="600" "#, 1);
    let template = Template::new(&TemplateDefinition { svg: larger, fields: Vec::new() }).unwrap();
    template.fill(&Values::new(), &details(), &Fonts::bundled()).unwrap().png(96, None).unwrap()
}
