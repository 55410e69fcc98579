//! What a status list of 131,072 entries adds to a verification, once it has been verified and unpacked before.

use crate::input::{Inputs, issuer, options, signed};
use crate::measure::{Contender, contest};
use crate::native::verify;
use crate::table::{Goal, Table};
use anyhow::{Result, bail};
use data_encoding::BASE64URL_NOPAD;
use proofmark::{Contexts, Document, FetchFailure, Report, Source, StatusLists, Step, Verification};
use serde_json::{Value, json};

const LIST: &str = "https://issuer.example.org/status/1";
const ENTRIES: usize = 131_072;

/// One badge, three times: its list not at hand, its list kept from before, its list new each time.
pub(crate) fn measure(inputs: &Inputs, table: &mut Table) -> Result<()> {
    let badge = badge(inputs)?;
    let list = signed(&list())?;
    let (mut alone, mut with_kept, mut with_new) = (Contexts::new(), Contexts::new(), Contexts::new());
    let mut kept = StatusLists::new();
    let report = verify_with(&badge, &list, &mut with_kept, &mut kept);
    if report.verdict.as_str() != "valid" || kept.len() != 1 {
        bail!("the badge with a status list does not verify: {}", report.to_json());
    }
    let times = contest(vec![
        Contender::here("without the list", || verify(&badge, &mut alone)),
        Contender::here("with the list kept", || verify_with(&badge, &list, &mut with_kept, &mut kept)),
        Contender::here("with a new list", || {
            verify_with(&badge, &list, &mut with_new, &mut StatusLists::with_capacity(0))
        }),
    ])?;
    let detail =
        |index| format!("{:?} / {:?}; list of {} bytes", times.median(index), times.median(0), list.len());
    table.ratio(
        "native, realistic: with a status list seen before / proof only",
        times.ratio(1, 0),
        Goal::AtMost(1.3),
        detail(1),
    );
    table.ratio(
        "native, realistic: with a status list never seen / proof only",
        times.ratio(2, 0),
        Goal::None,
        detail(2),
    );
    Ok(())
}

/// The realistic badge with one entry in our list.
fn badge(inputs: &Inputs) -> Result<String> {
    let mut document: Value = serde_json::from_str(&inputs.for_ssi.unsecured()?)?;
    document["credentialStatus"] = json!({
        "id": format!("{LIST}#94567"),
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST
    });
    signed(&document.to_string())
}

/// An unsecured list in which one entry in fifty is set, at places that do not compress well.
fn list() -> String {
    let mut bits = vec![0_u8; ENTRIES / 8];
    let mut state = 1_u32;
    for _ in 0..ENTRIES / 50 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let index = (state >> 15) as usize;
        if index != 94_567 {
            bits[index / 8] |= 0x80 >> (index % 8);
        }
    }
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer(),
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "id": format!("{LIST}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": format!("u{}", BASE64URL_NOPAD.encode(&gzip(&bits)))
        }
    })
    .to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let length = (bytes.len() as u32).to_le_bytes();
    let body = miniz_oxide::deflate::compress_to_vec(bytes, 6);
    [&header[..], &body, &crc32(bytes).to_le_bytes(), &length].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

/// The whole verification from bytes, its list at hand.
fn verify_with(text: &str, list: &str, contexts: &mut Contexts, kept: &mut StatusLists) -> Report {
    let options = options();
    let retrieved_at = options.now;
    let mut verification = Verification::new(text.as_bytes().to_vec(), options);
    loop {
        match verification.step_with(contexts, kept) {
            Step::Needs(requests) => {
                for request in requests {
                    let bytes = list.as_bytes().to_vec();
                    let answer = if request.url == LIST {
                        Ok(Document { bytes, retrieved_at, source: Source::Cache })
                    } else {
                        Err((FetchFailure::Offline, String::new()))
                    };
                    verification.supply(&request.url, answer);
                }
            }
            Step::Done(report) => return report,
        }
    }
}
