//! Uploaded templates: what could run, fetch, hide or cost too much is refused, and says what it was.

#![cfg(feature = "render")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use proofmark_documents::{Field, FieldType, Template, TemplateDefinition, TemplateError, Visibility};

fn field(key: &str, kind: FieldType) -> Field {
    Field {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        visibility: Visibility::Public,
        required: false,
        default: None,
    }
}

fn check(svg: &str) -> Result<(), TemplateError> {
    let fields = vec![
        field("name", FieldType::Text),
        field("logo", FieldType::Image),
        field("link", FieldType::Qr),
        field("ink", FieldType::Color),
    ];
    Template::new(&TemplateDefinition { svg: svg.to_owned(), fields }).map(|_| ())
}

fn svg(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{inside}</svg>"#
    )
}

#[test]
fn harmless_templates_pass() {
    for inside in [
        "",
        "<g><path d='M0 0h1'/></g><!-- <script/> -->",
        "<defs><linearGradient id='a'><stop stop-color='{{ink}}'/></linearGradient></defs><rect fill='url(#a)'/>",
        "<defs><g id='a'><rect/></g></defs><use href='#a'/><use xlink:href='#a'/>",
        "<text x='1' y='2' font-size='3' fill='{{ink}}'>Dear {{name}}!</text>",
        "<image href='{{logo}}' width='3' height='3'/><image href='{{link}}' width='3' fill='{{ink}}'/>",
        "<image href='data:image/png;base64,AAAA' width='3' height='3'/>",
    ] {
        assert_eq!(check(&svg(inside)), Ok(()), "{inside}");
    }
}

#[test]
fn whatever_runs_or_reaches_outside_is_refused() {
    for inside in [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<style>@import url(https://x.example/a.css)</style>",
        "<a href='https://x.example/'><rect/></a>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<iframe src='https://x.example/'/>",
        "<filter id='a'><feImage href='https://x.example/'/></filter>",
        "<pattern id='a'/>",
        "<g onload='alert(1)'/>",
        "<g ONCLICK='alert(1)'/>",
        "<image href='https://x.example/a.png'/>",
        "<image xlink:href='//x.example/a.png'/>",
        "<image href='file:///etc/passwd'/>",
        "<image href='../../a.png'/>",
        "<image href=' javascript:alert(1)'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
        "<image href='data:text/html,x'/>",
        "<use href='other.svg#a'/>",
        "<rect fill='url(https://x.example/a.svg#b)'/>",
        "<rect fill='url( \"https://x.example/a\" )'/>",
        "<rect fill='url(#a) url(//x.example)'/>",
        "<rect style='fill:url(//x.example)'/>",
        "<rect style='fill:\\75rl(//x.example)'/>",
        "<rect style='fill:ur/**/l(//x.example)'/>",
        "<g xml:base='https://x.example/'/>",
        "<?xml-stylesheet href='https://x.example/a.css'?>",
        "<?php x ?>",
    ] {
        let error = check(&svg(inside)).unwrap_err();
        assert!(matches!(error, TemplateError::Forbidden(_)), "{inside}: {error}");
    }
    for start in ["<!DOCTYPE svg>", "<!doctype svg>", "<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>"]
    {
        let error = check(&format!("{start}{}", svg(""))).unwrap_err();
        assert!(matches!(error, TemplateError::Forbidden(_)), "{start}: {error}");
    }
}

#[test]
fn what_costs_too_much_is_refused() {
    let too_large = |svg: &str| matches!(check(svg), Err(TemplateError::TooLarge(_)));
    assert!(too_large(&svg(&" ".repeat(600_000))));
    assert!(too_large(&svg(&"<g/>".repeat(20_001))));
    let attributes: String = (0..1_000).map(|n| format!(" a{n}=''")).collect();
    assert!(too_large(&svg(&format!("<g{attributes}/>"))));
    let many = format!("<g id='a'>{}</g>{}", "<g/>".repeat(200), "<use href='#a'/>".repeat(200));
    assert!(too_large(&svg(&many)), "two hundred times two hundred");
    for doubling in [
        "<g id='a'><rect/></g><g id='b'><use href='#a'/><use href='#a'/></g><use href='#b'/>",
        "<g id='a'><use href='#a'/></g>",
        "<mask id='a'><rect mask='url(#a)'/></mask><rect mask='url(#a)'/>",
        "<clipPath id='b'><path clip-path='url(#a)'/></clipPath><clipPath id='a'><rect/></clipPath><g clip-path='url(#b)'/>",
    ] {
        let error = check(&svg(doubling)).unwrap_err();
        assert!(matches!(error, TemplateError::Forbidden(_)), "{doubling}: {error}");
    }
    let deep = |levels| svg(&format!("{}{}", "<g>".repeat(levels), "</g>".repeat(levels)));
    assert_eq!(check(&deep(60)), Ok(()));
    assert!(too_large(&deep(65)) && too_large(&deep(9_000)));
}

#[test]
fn what_is_no_svg_is_refused() {
    for text in ["", "<svg/>", "<html/>", "<svg xmlns='http://www.w3.org/2000/svg'>", "\u{0}", "{}"] {
        assert!(matches!(check(text), Err(TemplateError::Malformed(_))), "{text}");
    }
}

#[test]
fn placeholders_stand_where_they_can_be_filled_in() {
    for inside in [
        "<text font-size='3'>{{nobody}}</text>",
        "<text font-size='3'>{{name</text>",
        "<text font-size='3'>{{logo}}</text>",
        "<text>{{name}}</text>",
        "<text font-size='big'>{{name}}</text>",
        "<text font-size='3'><tspan>{{name}}</tspan></text>",
        "<text font-size='3' data-grow='left'>{{name}}</text>",
        "<title>{{name}}</title>",
        "<rect fill='{{name}}'/>",
        "<rect width='{{ink}}'/>",
        "<rect style='fill:{{ink}}'/>",
        "<rect fill='a{{ink}}'/>",
        "<image href='{{name}}' width='3'/>",
        "<image href='{{link}}'/>",
        "<g data-if='nobody'/>",
        "<g data-unless='ink'/>",
    ] {
        let error = check(&svg(inside)).unwrap_err();
        assert!(matches!(error, TemplateError::Placeholder(_)), "{inside}: {error}");
    }
}

#[test]
fn wrong_fields_are_refused() {
    let wrong = |fields: Vec<Field>| {
        matches!(Template::new(&TemplateDefinition { svg: svg(""), fields }), Err(TemplateError::Schema(_)))
    };
    for key in ["", "1a", "a-b", "a b", "ä", &"a".repeat(65)] {
        assert!(wrong(vec![field(key, FieldType::Text)]), "{key}");
    }
    assert!(wrong(vec![field("a", FieldType::Text), field("a", FieldType::Date)]));
    assert!(wrong((0..65).map(|n| field(&format!("a{n}"), FieldType::Text)).collect()));
    for (kind, default) in [(FieldType::Color, "red"), (FieldType::Image, "x"), (FieldType::Date, "today")] {
        assert!(wrong(vec![Field { default: Some(default.to_owned()), ..field("a", kind) }]), "{default}");
    }
}
