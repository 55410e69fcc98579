//! Text, names and identifiers that appear in documents.

use crate::Random;

const WORDS: &[&str] = &[
    "data",
    "science",
    "welding",
    "Grundkurs",
    "naïve",
    "Übung",
    "école",
    "学習",
    "証明書",
    "бейдж",
    "شهادة",
    "תעודה",
    "प्रमाण",
    "🏅",
    "👩🏽‍🎓",
    "e\u{301}",
    "\u{e9}",
    "ﬁ",
    "Ω",
    "İstanbul",
    "ß",
    "𝔅adge",
    "x\u{200d}y",
    "\u{feff}mark",
    "C++",
    "R&D",
    "a<b>c",
    "100%",
    "\"quoted\"",
    "back\\slash",
    "tab\there",
    "line\nbreak",
    "cr\rlf",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{b}",
    "\u{c}",
    "\u{8}",
    "\u{1}",
    "\u{1f}",
    "\u{fffd}",
    "\u{10fffd}",
    "\u{e000}",
    "**bold**",
    "https://example.org/",
    "_:b0",
    "@id",
    "  ",
];

/// A few words, most of them ordinary, some full of traps for a serialiser.
pub(crate) fn text(random: &mut Random) -> String {
    if random.chance(2) {
        return String::new();
    }
    if random.chance(50) {
        let name = ["Foundations of", "Advanced", "Introduction to", "Certificate in"];
        let field = ["Data Science", "Botany", "Nursing", "Carpentry", "Law"];
        return format!("{} {}", random.pick(&name), random.pick(&field));
    }
    if random.chance(1) && random.chance(10) {
        return "a noncharacter: \u{1ffff}".to_owned();
    }
    let count = 1 + random.below(5);
    (0..count).map(|_| random.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

/// A language tag of BCP 47.
pub(crate) fn language(random: &mut Random) -> &'static str {
    random.pick(&["en", "de", "fr-CH", "zh-Hant", "ar", "he", "en-GB", "sr-Latn-RS"])
}

/// `urn:uuid:…`
pub(crate) fn uuid(random: &mut Random) -> String {
    let (a, b) = (random.bits(), random.bits());
    format!(
        "urn:uuid:{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        0x8000 | ((b >> 48) & 0x3fff),
        b & 0xffff_ffff_ffff
    )
}

/// An absolute IRI in one of many shapes.
pub(crate) fn iri(random: &mut Random) -> String {
    let n = random.below(1000);
    match random.below(12) {
        0..=3 => uuid(random),
        4 => format!("https://issuer.example.edu/badges/{n}"),
        5 => format!("https://issuer.example.edu/badges/{n}?year=2026&lang=de#top"),
        6 => format!("https://issuer.example.edu/b%C3%A4dge/{n}"),
        7 => format!("https://例え.example/バッジ/{n}"),
        8 => format!("did:example:learner-{n}"),
        9 => format!("did:web:issuer.example.edu%3A8443:people:{n}#me"),
        10 => format!("tag:issuer.example.edu,2026:{n}"),
        _ => format!("http://[2001:db8::{:x}]/x/../y;v=1?q=a/b", n + 1),
    }
}

/// A time of `xsd:dateTimeStamp`, in several spellings.
pub(crate) fn time(random: &mut Random) -> String {
    let (year, month, day) = (2019 + random.below(10), 1 + random.below(12), 1 + random.below(28));
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    let zone = random.pick(&["Z", "Z", "Z", "+00:00", "-05:00", "+13:45"]);
    let fraction = random.pick(&["", "", ".5", ".000", ".123456789"]);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

/// A date of `xsd:date`.
pub(crate) fn date(random: &mut Random) -> String {
    format!("{}-{:02}-{:02}", 2019 + random.below(10), 1 + random.below(12), 1 + random.below(28))
}

/// A JSON number that a strict reader accepts, in any spelling.
pub(crate) fn number(random: &mut Random) -> String {
    match random.below(10) {
        0..=2 => random.below(500).to_string(),
        3 => format!("{}.5", random.below(500)),
        4 => format!("{}.0", random.below(500)),
        5 => format!("-{}.{:03}", random.below(500), random.below(1000)),
        6 => format!("{}e{}", 1 + random.below(9), random.below(15)),
        7 => format!("{}.25E-{}", 1 + random.below(9), 1 + random.below(9)),
        8 => random
            .pick(&[
                "0",
                "0.0",
                "-0",
                "1e0",
                "0.1",
                "0.30000001",
                "1.10",
                "9007199254740991",
                "-9007199254740991",
            ])
            .to_owned(),
        _ => random
            .pick(&[
                "1e21",
                "1e22",
                "123e-20",
                "5e-324",
                "1.7976931348623e308",
                "4.35",
                "1E+2",
                "100000000000000000000",
            ])
            .to_owned(),
    }
}
