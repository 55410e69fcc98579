//! Fifty signed badges of every format, changed in one place at a time: none of them may stay valid, unless what was
//! changed says nothing. What says nothing is a written list: [`silent::Silence`].
//!
//! Short: 2,000 mutants. Long (`PROOFMARK_LONG`): 200,000. They are the same in every run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(unreachable_pub, reason = "one binary of several files")]

mod badges;
#[path = "../common/mod.rs"]
mod common;
mod mutate;
#[path = "../common/random.rs"]
mod random;
#[path = "../open_badges_2/rsa.rs"]
#[allow(dead_code, reason = "the tests of Open Badges 2.0 use the rest")]
mod rsa;
mod silent;

use std::collections::BTreeMap;

use proofmark::{Contexts, Verdict};
use random::Random;
use silent::Silence;

fn mutants() -> usize {
    if std::env::var_os("PROOFMARK_LONG").is_some() { 200_000 } else { 2_000 }
}

#[test]
fn there_are_fifty_badges_and_all_are_valid() {
    let badges = badges::all();
    assert_eq!(badges.len(), 50);
    let mut contexts = Contexts::new();
    for badge in &badges {
        let report = badge.verify(&badge.file, &mut contexts);
        assert_eq!(report.verdict, Verdict::Valid, "{}: {}", badge.name, report.to_json());
        let same = silent::reason(badge, &badges, &badge.file, &mut contexts);
        assert_eq!(same, Some(Silence::OutsideCredential), "{}: the same bytes", badge.name);
    }
    let names: Vec<_> = badges.iter().map(|badge| &badge.name).collect();
    for format in [
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
        "eddsa-2022",
        "Ed25519Signature2020",
        "ecdsa-rdfc-2019",
        "ecdsa-sd-2023",
        "vc-jwt",
        "vc-jose",
        "png",
        "svg",
        "pdf",
        "ob2-hosted",
        "ob2-signed",
    ] {
        assert!(names.iter().any(|name| name.contains(format)), "no {format} in {names:?}");
    }
}

#[test]
fn one_change_makes_every_badge_invalid_unless_it_says_nothing() {
    let badges = badges::all();
    let mut contexts = Contexts::new();
    let mut random = Random::new(50);
    let mut silences: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut refused, mut unchanged) = (0, 0);
    let mut false_answers: Vec<String> = Vec::new();
    for number in 0..mutants() {
        let badge = &badges[number % badges.len()];
        let file = mutate::one_change(badge, &badges, &mut random);
        if file == badge.file {
            unchanged += 1;
            continue;
        }
        let report = badge.verify(&file, &mut contexts);
        if report.verdict != Verdict::Valid {
            refused += 1;
            continue;
        }
        match silent::reason(badge, &badges, &file, &mut contexts) {
            Some(silence) => *silences.entry(silence.as_str()).or_default() += 1,
            None => false_answers.push(format!(
                "mutant {number} of {} is valid and says something else:\n{}",
                badge.name,
                file.escape_ascii()
            )),
        }
        let claims = |report: &proofmark::Report| report.credential.clone();
        assert_eq!(
            claims(&report).map(|claims| (claims.issuer.id, claims.recipient.id, claims.valid_until)),
            claims(&badge.verify(&badge.file, &mut contexts)).map(|claims| (
                claims.issuer.id,
                claims.recipient.id,
                claims.valid_until
            )),
            "mutant {number} of {}: {}",
            badge.name,
            file.escape_ascii()
        );
    }
    assert!(
        false_answers.is_empty(),
        "{} false answers, such as:\n{}",
        false_answers.len(),
        false_answers.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
    eprintln!("{refused} mutants refused, {unchanged} changes changed nothing, still valid: {silences:?}");
    assert!(refused > mutants() / 2, "too few mutants say anything");
}
