//! Certificates: every built-in template with short, long and non-Latin names, as SVG, PNG and PDF, read by other
//! programs; fields that are wrong are all named.

#![cfg(feature = "render")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use common::{Issuer, assert_valid, verify};
use proofmark::Timestamp;
use proofmark_documents::{
    Certificate, Details, FieldProblem, FieldProblemKind, Fonts, RenderError, Template, TemplateDefinition,
    Value, Values, built_in,
};

const NOTO: &str = "/usr/share/fonts/truetype/noto";
/// Of Debian's `fonts-noto-cjk`.
const NOTO_CJK: &str = "/usr/share/fonts/opentype/noto";
const LONG: &str = "María de los Ángeles Fernández-Villaverde y Montenegro de la Santísima Trinidad";

fn details(language: &str) -> Details {
    Details {
        title: "Certificate of \"Ada\" <Lovelace> & Co".to_owned(),
        language: language.to_owned(),
        author: "Example School".to_owned(),
        issued: Timestamp::parse("2026-11-21T10:00:00Z").unwrap(),
    }
}

/// Those of the values that the template has fields for.
fn values(template: &Template, recipient: &str, achievement: &str) -> Values {
    [
        ("recipient", recipient),
        ("achievement", achievement),
        (
            "description",
            "Ties twelve knots, blindfolded and in the rain, and explains to others how it is done.",
        ),
        ("issuer", "Example School"),
        ("date", "2026-11-21"),
        ("signatory", "Grace Hopper"),
        ("verificationUrl", "https://school.example/c/AC-7F3K9Q2M"),
        ("workload", "40 hours"),
    ]
    .into_iter()
    .filter(|(key, _)| template.fields().iter().any(|field| field.key == *key))
    .map(|(key, text)| (key.to_owned(), Value::from(text)))
    .collect()
}

fn formal(values: &Values, fonts: &Fonts) -> Result<Certificate, RenderError> {
    built_in()[0].template("navy").unwrap().fill(values, &details("en"), fonts)
}

fn problems(result: Result<Certificate, RenderError>) -> Vec<FieldProblem> {
    match result {
        Err(RenderError::Fields(problems)) => problems,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("nothing is wrong"),
    }
}

/// Width, height and pixels as red, green, blue and alpha, by another library.
fn pixels(file: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut data).unwrap();
    assert_eq!(frame.color_type, png::ColorType::Rgba);
    (frame.width as usize, frame.height as usize, data)
}

#[test]
fn every_template_in_every_scheme_takes_short_and_long_names() {
    let fonts = Fonts::bundled();
    let credential = Issuer::new().signed("Knots");
    for built_in in built_in() {
        assert_eq!(built_in.schemes().unwrap().len(), 2, "{}", built_in.id);
        for scheme in built_in.schemes().unwrap() {
            let template = built_in.template(&scheme).unwrap();
            for (recipient, achievement) in [("Ada", "Knots"), (LONG, LONG), ("Ιωάννης Щукин", "Żółć i Łódź")]
            {
                let values = values(&template, recipient, achievement);
                let certificate = template.fill(&values, &details("en"), &fonts).unwrap();
                let name = format!("{} {scheme} {recipient}", built_in.id);
                let png = certificate.png(48, Some(credential.as_bytes())).unwrap();
                assert_valid(&png, "png");
                let (width, height, data) = pixels(&png);
                let expected = if built_in.id == "badge" { (320, 320) } else { (561, 397) };
                assert_eq!((width, height), expected, "{name}");
                assert!(colours(&data) > 30, "{name} is not empty");
                let svg = certificate.svg(Some(credential.as_bytes())).unwrap();
                assert_valid(&svg, "svg");
                assert!(!String::from_utf8_lossy(&svg).contains("<text"), "{name}: letters are outlines");
                let pdf = certificate.pdf(Some(credential.as_bytes())).unwrap();
                assert_valid(&pdf, "pdf");
                assert!(pdf.len() < 150_000, "{name}: {} bytes", pdf.len());
            }
        }
    }
}

fn colours(data: &[u8]) -> usize {
    data.as_chunks::<4>().0.iter().collect::<std::collections::HashSet<_>>().len()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let credential = Issuer::new().signed_jwt("Knots");
    let make = || {
        let template = built_in()[2].template("ocean").unwrap();
        let values = values(&template, "Ada", "Knots");
        let certificate = template.fill(&values, &details("en"), &Fonts::bundled()).unwrap();
        let credential = Some(credential.as_bytes());
        [certificate.png(96, credential), certificate.svg(credential), certificate.pdf(credential)]
            .map(Result::unwrap)
    };
    assert_eq!(make(), make());
}

#[test]
fn a_page_at_150_dots_to_the_inch_stays_small() {
    let fonts = Fonts::bundled();
    for built_in in built_in() {
        let template = built_in.template(&built_in.schemes().unwrap()[0]).unwrap();
        let certificate =
            template.fill(&values(&template, "Ada Lovelace", "Knots"), &details("en"), &fonts).unwrap();
        let png = certificate.png(150, None).unwrap();
        assert!(png.len() <= 150_000, "{}: {} bytes", built_in.id, png.len());
    }
}

/// The drawing differs where the name stands, and only there: it shrinks or wraps inside its box.
#[test]
fn a_long_name_stays_inside_its_box() {
    let fonts = Fonts::bundled();
    let template = built_in()[0].template("navy").unwrap();
    let draw = |recipient: &str| {
        let certificate =
            template.fill(&values(&template, recipient, "Knots"), &details("en"), &fonts).unwrap();
        pixels(&certificate.png(96, None).unwrap())
    };
    let (width, height, short) = draw("A");
    // The box in units of the template (900 wide around 594, two lines around 404); slanted letters lean out a little.
    let scale = f32::from(u16::try_from(width).unwrap()) / 1188.0;
    for name in [LONG, "Wolfeschlegelsteinhausenbergerdorff", &"Anna-Maria ".repeat(9)] {
        let (_, _, long) = draw(name);
        let changed = |x: usize, y: usize| {
            let at = (y * width + x) * 4;
            // Colours of the palette may move a little everywhere.
            (0..3).any(|channel| short[at + channel].abs_diff(long[at + channel]) > 60)
        };
        let mut inside = 0;
        for y in 0..height {
            for x in (0..width).filter(|x| changed(*x, y)) {
                let (x, y) = (x as f32 / scale, y as f32 / scale);
                assert!((134.0..1054.0).contains(&x) && (330.0..460.0).contains(&y), "{name} at {x} {y}");
                inside += 1;
            }
        }
        assert!(inside > 1_000, "{name} is drawn");
    }
}

#[test]
fn every_problem_of_every_field_is_named() {
    let fonts = Fonts::bundled();
    let mut wrong = Values::new();
    for (key, value) in [
        ("recipient", Value::from("Ada \u{5d0}\u{1f389}\u{5d0}")),
        ("achievement", Value::from("W".repeat(900).as_str())),
        ("date", Value::from("21.11.2026")),
        ("ink", Value::from("red;}")),
        ("logo", Value::Picture(b"<svg onload=''/>".to_vec())),
        ("signature", Value::from("a picture")),
        ("nickname", Value::from("Ada")),
        ("description", Value::from("a\u{7}b")),
    ] {
        wrong.insert(key.to_owned(), value);
    }
    let problems: Vec<_> =
        problems(formal(&wrong, &fonts)).into_iter().map(|problem| (problem.field, problem.kind)).collect();
    let kind = |field: &str| problems.iter().find(|(key, _)| key == field).map(|(_, kind)| kind.clone());
    assert_eq!(kind("recipient"), Some(FieldProblemKind::NoFont(vec!['\u{5d0}', '\u{1f389}'])));
    assert_eq!(kind("nickname"), Some(FieldProblemKind::Unknown));
    assert_eq!(kind("issuer"), Some(FieldProblemKind::Missing));
    for field in ["date", "ink", "logo", "signature", "description"] {
        assert!(matches!(kind(field), Some(FieldProblemKind::Invalid(_))), "{field}: {problems:?}");
    }
    assert_eq!(problems.len(), 8, "{problems:?}");
}

#[test]
fn a_text_that_fits_nowhere_is_refused_by_name() {
    let mut values = values(&built_in()[0].template("navy").unwrap(), "Ada", "Knots");
    values.insert("achievement".to_owned(), Value::from("W".repeat(900).as_str()));
    let expected = FieldProblem { field: "achievement".to_owned(), kind: FieldProblemKind::TooLong };
    assert_eq!(problems(formal(&values, &Fonts::bundled())), [expected]);
}

/// ATTACKS K84: what people type is text, whatever it looks like.
#[test]
fn markup_in_fields_is_text() {
    let template = built_in()[0].template("navy").unwrap();
    let plain = "<b>&amp;\"'</text><script>alert(1)</script> {{issuer}} ]]>";
    let certificate =
        template.fill(&values(&template, plain, "Knots"), &details("en"), &Fonts::bundled()).unwrap();
    let svg = String::from_utf8(certificate.svg(None).unwrap()).unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<b>"));
    let Some(text) = poppler("pdftotext", &["-layout"], &certificate.pdf(None).unwrap()) else { return };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("<script>alert(1)</script>") && text.contains("{{issuer}}"), "{text}");
}

/// ATTACKS K85: a logo is decoded under caps and written anew.
#[test]
fn uploaded_pictures_are_written_anew() {
    let mut logo = Vec::new();
    let mut encoder = png::Encoder::new(&mut logo, 2000, 40);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.add_text_chunk("Comment".to_owned(), "secret of the designer".to_owned()).unwrap();
    encoder.write_header().unwrap().write_image_data(&[0; 2000 * 40]).unwrap();
    let template = built_in()[1].template("coral").unwrap();
    let mut values = values(&template, "Ada", "Knots");
    let fonts = Fonts::bundled();
    let without = template.fill(&values, &details("en"), &fonts).unwrap().png(48, None).unwrap();
    values.insert("logo".to_owned(), Value::Picture(logo.clone()));
    let certificate = template.fill(&values, &details("en"), &fonts).unwrap();
    assert_ne!(pixels(&certificate.png(48, None).unwrap()).2, pixels(&without).2);
    let svg = String::from_utf8(certificate.svg(None).unwrap()).unwrap();
    assert!(svg.contains("data:image/png;base64,"));
    assert!(!svg.contains("c2VjcmV0IG9m"), "the comment is gone");
    // A picture that claims to be larger than any screen, and one cut short.
    let mut huge = logo.clone();
    huge.splice(16..20, [0x7f, 0xff, 0xff, 0xff]);
    let checksum = crc32fast::hash(&huge[12..29]).to_be_bytes();
    huge.splice(29..33, checksum);
    for broken in [huge, logo[..logo.len() / 2].to_vec(), b"\xff\xd8\xff\xe0".to_vec(), b"GIF89a".to_vec()] {
        values.insert("logo".to_owned(), Value::Picture(broken));
        let problems = problems(template.fill(&values, &details("en"), &fonts));
        assert!(
            matches!(problems[..], [FieldProblem { kind: FieldProblemKind::Invalid(_), .. }]),
            "{problems:?}"
        );
    }
}

#[test]
fn scripts_of_the_world_are_drawn_with_further_fonts() {
    if !Path::new(NOTO).is_dir() {
        eprintln!("!!! names in Arabic, Devanagari, Hebrew and Thai were not drawn: {NOTO} is not installed");
        return;
    }
    let mut folders = vec![NOTO];
    if Path::new(NOTO_CJK).is_dir() {
        folders.push(NOTO_CJK);
    } else {
        eprintln!("!!! names in Chinese, Japanese and Korean were not drawn: {NOTO_CJK} is not installed");
    }
    let fonts = Fonts::with_folders(&folders).unwrap();
    let template = built_in()[0].template("navy").unwrap();
    // Language, name, and what the name of the font says for whom it was made.
    let mut names = vec![
        ("ar", "محمد بن موسى الخوارزمي", "Noto"),
        ("hi", "आर्यभट", "Devanagari"),
        ("he", "אדה לאבלייס", "Hebrew"),
        ("th", "สมชาย ใจดี", "Thai"),
    ];
    if folders.contains(&NOTO_CJK) {
        // The same letter is drawn in another way in each country.
        names.extend([("zh", "祖冲之", "CJKsc"), ("zh-TW", "祖沖之", "CJKtc"), ("ja", "関 孝和", "CJKjp")]);
        names.push(("ko", "홍길동", "CJKkr"));
    }
    for (language, name, font) in names {
        let values = values(&template, name, "Knots");
        let without = problems(template.fill(&values, &details(language), &Fonts::bundled()));
        let FieldProblemKind::NoFont(missing) = &without[0].kind else { panic!("{without:?}") };
        assert!(missing.iter().all(|character| name.contains(*character)), "{missing:?}");
        let certificate = template.fill(&values, &details(language), &fonts).unwrap();
        let pdf = certificate.pdf(None).unwrap();
        if let Some(fonts) = poppler("pdffonts", &[], &pdf) {
            assert!(fonts.contains(font), "{name}: {fonts}");
        }
        let Some(text) = poppler("pdftotext", &[], &pdf) else { continue };
        let letters = |text: &str| text.chars().filter(|character| character.is_alphabetic()).count();
        // Order and ligatures of scripts are the reader's; that the letters are there is ours.
        let script = |text: &str| -> String { text.chars().filter(|c| u32::from(*c) > 0x500).collect() };
        assert!(letters(&script(&text)) * 2 >= letters(name), "{name}: {text}");
    }
}

#[test]
fn the_pdf_is_text_with_title_language_and_the_credential_attached() {
    let issuer = Issuer::new();
    let credential = issuer.signed("Knots");
    let template = built_in()[0].template("navy").unwrap();
    let certificate =
        template.fill(&values(&template, "Zoë Łukasiewicz", "Knots"), &details("en"), &Fonts::bundled());
    let certificate = certificate.unwrap();
    let pdf = certificate.pdf(Some(credential.as_bytes())).unwrap();
    assert_eq!(verify(&pdf).verdict.as_str(), "valid");
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("<pdfaid:part>3</pdfaid:part>") && raw.contains("<pdfaid:conformance>U<"));
    assert!(raw.contains("/Lang(en)") || raw.contains("/Lang (en)"));
    assert!(raw.contains("/AFRelationship/Source") || raw.contains("/AFRelationship /Source"));
    assert!(certificate.pdf(Some(b"no credential")).is_err());

    let Some(text) = poppler("pdftotext", &[], &pdf) else { return };
    assert!(text.contains("Zoë Łukasiewicz") && text.contains("21 November 2026"), "{text}");
    let about = poppler("pdfinfo", &[], &pdf).unwrap();
    assert!(about.contains("Certificate of \"Ada\" <Lovelace> & Co") && about.contains("A4"), "{about}");
    let fonts = poppler("pdffonts", &[], &pdf).unwrap();
    for font in fonts.lines().skip(2) {
        assert!(font.contains("yes yes yes"), "embedded, subset, with Unicode: {font}");
    }
    assert_eq!(attached(&pdf), credential);
}

/// The output of a program of poppler on this file; `None`, said loudly, where it is not installed.
fn poppler(program: &str, options: &[&str], pdf: &[u8]) -> Option<String> {
    let file = written(pdf);
    let output =
        Command::new(program).args(options).arg(&file).args((program == "pdftotext").then_some("-")).output();
    let _ = std::fs::remove_file(&file);
    let Ok(output) = output else {
        eprintln!("!!! {program} was not asked: poppler-utils is not installed");
        return None;
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first attached file, as pdfdetach saves it.
fn attached(pdf: &[u8]) -> String {
    let file = written(pdf);
    let saved = file.with_extension("saved");
    let status =
        Command::new("pdfdetach").args(["-save", "1", "-o"]).arg(&saved).arg(&file).status().unwrap();
    assert!(status.success());
    let text = std::fs::read_to_string(&saved).unwrap();
    let _ = (std::fs::remove_file(&file), std::fs::remove_file(&saved));
    text
}

fn written(pdf: &[u8]) -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{}-{}.pdf", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, pdf).unwrap();
    file
}

/// A template of somebody else, as it would be uploaded.
#[test]
fn an_uploaded_template_works_like_a_built_in_one() {
    let definition: TemplateDefinition = serde_json::from_str(
        r##"{"svg":"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><rect width='400' height='200' fill='{{back}}'/><text x='10' y='50' font-size='30' data-width='380'>To {{name}}</text><g data-if='note'><text x='10' y='90' font-size='12'>{{note}}</text></g></svg>",
        "fields":[{"key":"name","label":"Name","type":"text","required":true},{"key":"note","label":"Note","type":"text","visibility":"private"},{"key":"back","label":"Ground","type":"color","default":"#0a0"}]}"##,
    )
    .unwrap();
    let template = Template::new(&definition).unwrap();
    let fonts = Fonts::bundled();
    let fill = |values: &[(&str, &str)]| {
        let values = values.iter().map(|(key, text)| ((*key).to_owned(), Value::from(*text))).collect();
        template.fill(&values, &details("en"), &fonts)
    };
    let (width, height, plain) = pixels(&fill(&[("name", "Ada")]).unwrap().png(96, None).unwrap());
    assert_eq!((width, height), (400, 200));
    assert_eq!(plain[plain.len() - 4..], [0, 0xaa, 0, 255]);
    let with_note = fill(&[("name", "Ada"), ("note", "Well done")]).unwrap().png(96, None).unwrap();
    assert_ne!(pixels(&with_note).2, plain);
    assert_eq!(
        problems(fill(&[("note", "x")])),
        [FieldProblem { field: "name".to_owned(), kind: FieldProblemKind::Missing }]
    );
    assert_eq!(fill(&[("name", "Ada")]).unwrap().png(65_000, None), Err(RenderError::TooManyPixels));
}
