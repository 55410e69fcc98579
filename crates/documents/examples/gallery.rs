//! Writes every built-in template in every colour scheme into a folder, as PNG, PDF and SVG:
//! `cargo run -p proofmark-documents --features render --example gallery -- FOLDER`

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use proofmark::Timestamp;
use proofmark_documents::{Details, Fonts, Value, Values, built_in};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    fs::create_dir_all(&folder)?;
    let fonts = match std::env::args().nth(2) {
        Some(fonts) => Fonts::with_folders(&[fonts])?,
        None => Fonts::bundled(),
    };
    let samples = [
        ("", "Ada Lovelace", "Foundations of Analytical Computing", "en"),
        (
            "-long",
            "María de los Ángeles Fernández-Villaverde y Montenegro de la Santísima Trinidad",
            "Advanced Interdisciplinary Methods in Sustainable Water Resource Management and Climate Adaptation",
            "en",
        ),
        ("-greek", "Ιωάννης Παπαδόπουλος", "Щирі вітання та Їжак", "el"),
    ];
    for (suffix, recipient, achievement, language) in samples {
        let details = Details {
            title: format!("{achievement}: {recipient}"),
            language: language.to_owned(),
            author: "Northfield University".to_owned(),
            issued: Timestamp::parse("2026-11-21T10:00:00Z").map_err(|problem| problem.to_string())?,
        };
        let all = [
            ("recipient", recipient),
            ("achievement", achievement),
            (
                "description",
                "Twelve weeks of study and a final project: designing, programming and proving correct a machine that weaves algebraic patterns.",
            ),
            ("issuer", "Northfield University"),
            ("date", "2026-11-21"),
            ("signatory", "Prof. Charles Babbage"),
            ("signatoryTitle", "Dean of the Faculty of Engineering"),
            ("verificationUrl", "https://badges.northfield.example/c/AC-7F3K9Q2M"),
            ("code", "AC-7F3K9Q2M"),
            ("workload", "40 hours"),
            ("result", "With distinction"),
        ];
        for built_in in built_in() {
            for scheme in built_in.schemes()? {
                let template = built_in.template(&scheme)?;
                let has = |key: &str| template.fields().iter().any(|field| field.key == key);
                let given = all.iter().filter(|(key, _)| has(key));
                let values: Values =
                    given.map(|(key, text)| ((*key).to_owned(), Value::from(*text))).collect();
                let certificate = template.fill(&values, &details, &fonts)?;
                let name = format!("{}-{scheme}{suffix}", built_in.id);
                fs::write(folder.join(format!("{name}.png")), certificate.png(150, None)?)?;
                fs::write(folder.join(format!("{name}.pdf")), certificate.pdf(None)?)?;
                fs::write(folder.join(format!("{name}.svg")), certificate.svg(None)?)?;
            }
        }
    }
    Ok(())
}
