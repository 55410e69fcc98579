//! Credentials of a chosen size, for measuring.

use crate::{CREDENTIALS_V2, Json, OPEN_BADGES};

/// The smallest credential that Open Badges 3.0 accepts, issued by `issuer`.
pub fn minimal(issuer: &str) -> String {
    badge(issuer, Vec::new()).to_text()
}

/// A credential by `issuer` that becomes about `quads` quads: a minimal one with as many alignments as that needs.
/// Each alignment is a blank node of its own, as in real badges. The answer is within five quads of `quads`, from 20 up.
pub fn of_size(issuer: &str, quads: usize) -> String {
    const MINIMAL: usize = 15;
    const PER_ALIGNMENT: usize = 6;
    let count = quads.saturating_sub(MINIMAL) / PER_ALIGNMENT;
    let alignments = (0..count)
        .map(|n| {
            Json::object([
                ("type", vec!["Alignment".into()].into()),
                ("targetCode", format!("ESCO-S{n}").into()),
                ("targetName", format!("analysing and evaluating information, part {n}").into()),
                ("targetFramework", "ESCO".into()),
                ("targetUrl", format!("http://data.europa.eu/esco/skill/S{n}").into()),
            ])
        })
        .collect();
    badge(issuer, alignments).to_text()
}

fn badge(issuer: &str, alignments: Vec<Json>) -> Json {
    let mut achievement = Json::object([
        ("id", "https://issuer.example.edu/achievements/1".into()),
        ("type", vec!["Achievement".into()].into()),
        ("name", "Data Science Foundations".into()),
        ("description", "The learner can clean, explore and model data sets.".into()),
        ("criteria", Json::object([("narrative", "Six labs and an exam.".into())])),
    ]);
    if !alignments.is_empty() {
        achievement.set("alignment", alignments);
    }
    Json::object([
        ("@context", vec![CREDENTIALS_V2.into(), OPEN_BADGES.into()].into()),
        ("id", "urn:uuid:d663f94f-80ca-451e-8639-cb960486124e".into()),
        ("type", vec!["VerifiableCredential".into(), "OpenBadgeCredential".into()].into()),
        (
            "issuer",
            Json::object([
                ("id", issuer.into()),
                ("type", vec!["Profile".into()].into()),
                ("name", "Example University".into()),
            ]),
        ),
        ("validFrom", "2025-09-01T00:00:00Z".into()),
        (
            "credentialSubject",
            Json::object([
                ("id", "did:example:learner-874e6340".into()),
                ("type", vec!["AchievementSubject".into()].into()),
                ("achievement", achievement),
            ]),
        ),
    ])
}
