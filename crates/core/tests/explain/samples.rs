//! The broken samples: how each is made, and the diagnosis that has to come first.
//!
//! One sample is one line of thought: sign a good badge, then do to it what the world does. More than 600 lines: a list of
//! samples, which is read entry by entry.

use proofmark::Cryptosuite;

use super::badge::*;

/// One broken file.
pub(crate) struct Sample {
    /// File name in the folder.
    pub(crate) file: &'static str,
    /// Code of the first diagnosis.
    pub(crate) first: &'static str,
    /// What happened, for the index.
    pub(crate) story: &'static str,
    pub(crate) bytes: Vec<u8>,
}

fn sample(file: &'static str, first: &'static str, story: &'static str, bytes: impl Into<Vec<u8>>) -> Sample {
    Sample { file, first, story, bytes: bytes.into() }
}

pub(crate) const LIST_SHORT: &str = "https://school.example/status/short";
pub(crate) const LIST_STALE: &str = "https://school.example/status/stale";
pub(crate) const LIST_OTHER: &str = "https://school.example/status/other";
pub(crate) const LIST_GOOD: &str = "https://school.example/status/good";

/// Documents that the samples need, by URL. What is not here cannot be had.
pub(crate) fn documents() -> Vec<(&'static str, String)> {
    let issuer = crate::common::Issuer::new(1);
    let list = |url: &str, bytes: usize, extra: &str| {
        let mut bits = vec![0; bytes];
        bits[0] = 0x40;
        let unsecured = issuer.status_list(url, "revocation", &bits);
        issuer.sign(&replaced(&unsecured, r#""validFrom""#, &format!(r#"{extra}"validFrom""#)))
    };
    vec![
        (SCHOOL_DOCUMENT, school_document()),
        (LIST_SHORT, list(LIST_SHORT, 64, "")),
        (LIST_STALE, list(LIST_STALE, 16_384, r#""validUntil":"2026-02-01T00:00:00Z","#)),
        (LIST_OTHER, list("https://school.example/status/elsewhere", 16_384, "")),
        (LIST_GOOD, list(LIST_GOOD, 16_384, "")),
    ]
}

/// Every sample.
pub(crate) fn all() -> Vec<Sample> {
    [files(), contexts(), members(), texts(), proofs(), keys(), facts()].into_iter().flatten().collect()
}

fn files() -> Vec<Sample> {
    let credential = signed();
    let utf16: Vec<u8> =
        [0xfeff].into_iter().chain(credential.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> = credential
        .chars()
        .map(|c| if c == '–' { 0x96 } else { u8::try_from(u32::from(c)).unwrap() })
        .collect();
    let mut picture = png(&credential);
    let at = picture.windows(4).position(|window| window == b"iTXt").unwrap();
    picture[at - 1] ^= 4;
    let token = jwt(1, &did_method(1), &did(1));
    let (head, tail) = token.split_at(token.len() / 2);
    let base64 = data_encoding::BASE64.encode(credential.as_bytes());
    vec![
        sample(
            "byte-order-mark.json",
            "byte_order_mark",
            "saved by an editor that adds a mark",
            format!("\u{feff}{credential}"),
        ),
        sample("utf-16.json", "other_encoding", "saved as \"Unicode\", which is UTF-16", utf16),
        sample("windows-1252.json", "other_encoding", "saved in the old encoding of Windows", windows),
        sample(
            "e-mail.json",
            "surrounding_text",
            "copied out of an e-mail with its greeting",
            format!("Dear Ada,\n\nhere is your badge:\n\n{credential}\n\nYours, the school"),
        ),
        sample(
            "envelope.json",
            "wrapped",
            "the answer of an interface, stored whole",
            format!(r#"{{"status":"ok","data":{{"credential":{credential}}}}}"#),
        ),
        sample(
            "string.json",
            "credential_as_text",
            "encoded as JSON twice",
            serde_json::to_string(&credential).unwrap(),
        ),
        sample("base64.txt", "base64_file", "stored as Base64", base64),
        sample(
            "trailing-comma.json",
            "trailing_comma",
            "touched up by hand",
            replaced(&credential, r#""boats"]"#, r#""boats",]"#),
        ),
        sample("wrong-length.png", "damaged_picture", "a picture whose chunk has a wrong length", picture),
        sample("re-saved.png", "picture_saved_again", "a picture that was scaled", png_of(&[])),
        sample(
            "page.html",
            "web_page",
            "the page about the badge instead of the badge",
            "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body></body></html>\n",
        ),
        sample(
            "cut-off.json",
            "truncated",
            "a download that broke off",
            &credential.as_bytes()[..credential.len() * 2 / 3],
        ),
        sample(
            "broken-lines.jwt",
            "jwt_white_space",
            "a JWT with a line break from an e-mail",
            format!("{head}\n{tail}"),
        ),
        sample(
            "padded.jwt",
            "jwt_alphabet",
            "a JWT whose parts have padding",
            token.replace('.', "==.") + "=",
        ),
        sample(
            "two-parts.jwt",
            "jwt_segment",
            "a JWT without its signature",
            token.rsplit_once('.').unwrap().0,
        ),
    ]
}

fn contexts() -> Vec<Sample> {
    let credential = signed();
    let ob = r#""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json""#;
    let older = r#""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json""#;
    let vc = r#""https://www.w3.org/ns/credentials/v2""#;
    let refresh =
        r#""refreshService":{"id":"https://school.example/refresh","type":"1EdTechCredentialRefresh"},"#;
    let extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    let with_extension = replaced(&badge_with(&did(1), refresh), ob, &format!("{ob},\"{extensions}\""));
    let old = sign(&replaced(&badge(), ob, older));
    vec![
        sample(
            "context-appended.json",
            "context_added",
            "an older context was appended",
            replaced(&credential, ob, &format!("{ob},{older}")),
        ),
        sample(
            "context-in-front.json",
            "context_added",
            "a context was put in front",
            replaced(&credential, vc, &format!("\"https://www.w3.org/2018/credentials/v1\",{vc}")),
        ),
        sample(
            "context-order.json",
            "context_order",
            "the contexts were sorted",
            replaced(&sign_jcs(&badge()), &format!("{vc},{ob}"), &format!("{ob},{vc}")),
        ),
        sample(
            "context-newer.json",
            "context_version",
            "signed under 3.0.2, moved to 3.0.3",
            replaced(&old, older, ob),
        ),
        sample(
            "context-missing.json",
            "context_missing",
            "a context was dropped",
            replaced(&sign(&with_extension), &format!("{ob},\"{extensions}\""), ob),
        ),
        sample(
            "context-slash.json",
            "context_address",
            "a slash was added to a context",
            replaced(&credential, vc, "\"https://www.w3.org/ns/credentials/v2/\""),
        ),
    ]
}

fn members() -> Vec<Sample> {
    let credential = signed();
    let alignment = r#"[{"type":["Alignment"],"targetName":"Ropework","targetUrl":"https://skills.example/rope%20work"}]"#;
    let single = alignment.trim_matches(['[', ']']);
    let subject =
        credential.split_once(r#""credentialSubject":"#).unwrap().1.split_once(r#","proof""#).unwrap().0;
    vec![
        sample(
            "misspelt.json",
            "misspelt_member",
            "a member lost a letter",
            replaced(&credential, "creditsAvailable", "creditAvailable"),
        ),
        sample(
            "added.json",
            "member_added",
            "a description was added to the signed badge",
            replaced(&credential, r#""name":"Knots"#, r#""description":"With honours","name":"Knots"#),
        ),
        sample(
            "added-undefined.json",
            "member_added",
            "a portal added a member of its own",
            replaced(
                &credential,
                r#""name":"Knots"#,
                r#""shareUrl":"https://portal.example/7","name":"Knots"#,
            ),
        ),
        sample(
            "null.json",
            "member_added",
            "a database added a member without a value",
            replaced(&credential, r#""name":"Knots"#, r#""awardedDate":null,"name":"Knots"#),
        ),
        sample(
            "type-missing.json",
            "member_missing",
            "the type of the achievement got lost",
            replaced(&credential, r#""type":["Achievement"],"#, ""),
        ),
        sample(
            "object-for-list.json",
            "list_expected",
            "a list of one became its element",
            replaced(&credential, alignment, single),
        ),
        sample(
            "list-for-object.json",
            "list_not_expected",
            "an object became a list of one",
            replaced(&credential, subject, &format!("[{subject}]")),
        ),
        sample(
            "sorted-list.json",
            "list_order",
            "the tags were sorted under a proof that covers their order",
            replaced(&sign_jcs(&badge()), r#"["ropes","knots","boats"]"#, r#"["boats","knots","ropes"]"#),
        ),
        sample(
            "relative-id.json",
            "relative_identifier",
            "an id lost its beginning",
            replaced(&credential, "urn:uuid:0b0e", "0b0e"),
        ),
        sample(
            "object-as-text.json",
            "object_as_text",
            "an object was stored as text",
            replaced(
                &credential,
                r#""criteria":{"narrative":"Tie them.\n\nThen untie them."}"#,
                r#""criteria":"{\"narrative\":\"Tie them.\\n\\nThen untie them.\"}""#,
            ),
        ),
        sample(
            "number-as-text.json",
            "number_as_text",
            "a number was stored as text",
            replaced(&sign_jcs(&badge()), r#""creditsAvailable":36.5"#, r#""creditsAvailable":"36.5""#),
        ),
    ]
}

fn texts() -> Vec<Sample> {
    let credential = signed();
    let narrative = "Tie them.\\n\\nThen untie them.";
    vec![
        sample(
            "decomposed.json",
            "unicode_form",
            "a file system decomposed ü and ä",
            credential.replace('ü', "u\u{308}").replace('ä', "a\u{308}"),
        ),
        sample(
            "html.json",
            "html_entities",
            "a page escaped the name",
            replaced(&credential, "Knots & Splices", "Knots &amp; Splices"),
        ),
        sample(
            "quotes.json",
            "typographic",
            "a word processor made quotes pretty",
            replaced(&replaced(&credential, r#"\"twelve\""#, "“twelve”"), "can't", "can’t"),
        ),
        sample(
            "windows-lines.json",
            "line_endings",
            "line breaks became those of Windows",
            replaced(&credential, narrative, "Tie them.\\r\\n\\r\\nThen untie them.")
                .replace("fail.\\n", "fail.\\r\\n"),
        ),
        sample(
            "mojibake.json",
            "double_encoding",
            "UTF-8 was taken for Latin-1",
            replaced(&credential, "Palstek für Anfänger", "Palstek fÃ¼r AnfÃ¤nger"),
        ),
        sample(
            "escaped-twice.json",
            "escaped_text",
            "line breaks were escaped twice",
            replaced(&credential, narrative, "Tie them.\\\\n\\\\nThen untie them."),
        ),
        sample(
            "trimmed.json",
            "white_space",
            "the last line break was trimmed",
            replaced(&credential, "fail.\\n", "fail."),
        ),
        sample(
            "double-space.json",
            "white_space",
            "a space was typed twice",
            replaced(&credential, "Tie them.\\n", "Tie  them.\\n"),
        ),
        sample(
            "invisible.json",
            "invisible_characters",
            "a zero-width space came with copying",
            replaced(&credential, "Knots & Splices", "Knots\u{200b} & Splices"),
        ),
        sample(
            "offset.json",
            "date_form",
            "Z became +00:00",
            replaced(&credential, "2036-01-01T00:00:00Z", "2036-01-01T00:00:00+00:00"),
        ),
        sample(
            "milliseconds.json",
            "date_form",
            "a date was read and written by a library",
            replaced(&credential, "2036-01-01T00:00:00Z", "2036-01-01T00:00:00.000Z"),
        ),
        sample(
            "slash.json",
            "url_form",
            "a slash was taken off an address",
            replaced(&credential, "\"https://school.example/\"", "\"https://school.example\""),
        ),
        sample(
            "http.json",
            "url_form",
            "https became http",
            replaced(&credential, "https://skills.example", "http://skills.example"),
        ),
        sample("capitals.json", "letter_case", "a title was put in capitals", {
            let sentence = replaced(&badge(), "Palstek für Anfänger", "palstek für anfänger");
            replaced(&sign(&sentence), "palstek für anfänger", "Palstek Für Anfänger")
        }),
        sample(
            "lost-letters.json",
            "lost_characters",
            "letters became question marks",
            replaced(&credential, "Palstek für Anfänger", "Palstek f?r Anf?nger"),
        ),
    ]
}

fn proofs() -> Vec<Sample> {
    let credential = signed();
    let value = proof_value(&credential);
    let raw = base58_bytes(&value);
    let with_value = |text: &str| replaced(&credential, &value, text);
    let both = |proof: &[u8], document: &[u8]| [proof, document].concat();
    let second = sign_with(&badge(), 2, &did_method(2), Cryptosuite::EddsaRdfc2022);
    let proof_of =
        |text: &str| text.split_once(r#","proof":"#).unwrap().1.strip_suffix('}').unwrap().to_owned();
    let stranger = replaced(&proof_of(&second), "\"z", "\"z1");
    let two =
        replaced(&credential, &proof_of(&credential), &format!("[{},{stranger}]", proof_of(&credential)));
    vec![
        sample(
            "value-base64.json",
            "proof_value_encoding",
            "the signature in Base64",
            with_value(&data_encoding::BASE64.encode(&raw)),
        ),
        sample(
            "value-base64url.json",
            "proof_value_encoding",
            "the signature in multibase base64url",
            with_value(&format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&raw))),
        ),
        sample(
            "value-hex.json",
            "proof_value_encoding",
            "the signature in hex",
            with_value(&data_encoding::HEXLOWER.encode(&raw)),
        ),
        sample(
            "value-twice.json",
            "proof_value_encoding",
            "the signature encoded twice",
            with_value(&base58(value.as_bytes())),
        ),
        sample(
            "value-without-z.json",
            "proof_value_encoding",
            "the letter of the encoding is missing",
            with_value(&value[1..]),
        ),
        sample(
            "suite-renamed.json",
            "suite_name",
            "the suite was renamed after signing",
            replaced(&credential, "eddsa-rdfc-2022", "eddsa-jcs-2022"),
        ),
        sample(
            "suite-capitals.json",
            "suite_name",
            "the suite was written in capitals",
            replaced(&credential, "eddsa-rdfc-2022", "EDDSA-RDFC-2022"),
        ),
        sample(
            "purpose.json",
            "proof_purpose",
            "the purpose was changed",
            replaced(
                &credential,
                "\"proofPurpose\":\"assertionMethod\"",
                "\"proofPurpose\":\"authentication\"",
            ),
        ),
        sample(
            "proof-context.json",
            "proof_context",
            "a context was put into the proof",
            replaced(
                &credential,
                "\"proof\":{",
                "\"proof\":{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],",
            ),
        ),
        sample(
            "hash-order.json",
            "other_transformation",
            "signed with the two hashes the wrong way round",
            signed_oddly(&badge(), "eddsa-rdfc-2022", |proof, document| both(document, proof)),
        ),
        sample(
            "document-only.json",
            "other_transformation",
            "signed without the proof's own members",
            signed_oddly(&badge(), "eddsa-rdfc-2022", |_, document| document.to_vec()),
        ),
        sample("jcs-as-rdfc.json", "other_transformation", "signed over JSON, named after N-Quads", {
            // What a signer of eddsa-jcs-2022 hashes when it writes the other name into the proof.
            let draft = signed_oddly(&badge(), "eddsa-rdfc-2022", both);
            let proof = proof_of(&draft).replace(&format!(",\"proofValue\":\"{}\"", proof_value(&draft)), "");
            let hash = |text: &str| {
                let value = proofmark::json::parse(text.as_bytes(), &proofmark::Limits::default()).unwrap();
                let canonical = proofmark::jcs::canonicalize(&value).unwrap();
                <sha2::Sha256 as sha2::Digest>::digest(canonical.as_bytes()).to_vec()
            };
            let message = [hash(&proof), hash(&badge())].concat();
            replaced(&draft, &proof_value(&draft), &base58(&key(1).sign(&message)))
        }),
        sample("second-proof.json", "other_proof", "somebody added a proof that does not hold", two),
        sample("unsigned.json", "missing_proof", "a draft that nobody signed", badge()),
        sample(
            "unknown-suite.json",
            "unsupported_cryptosuite",
            "signed with a suite that is not known here",
            replaced(&with_value("u2V0ChVhQp1smqO-Qmc-4K6XZ-HLz"), "eddsa-rdfc-2022", "bbs-2023"),
        ),
    ]
}

fn keys() -> Vec<Sample> {
    let rdfc = Cryptosuite::EddsaRdfc2022;
    let school = badge_with(SCHOOL, "");
    let credential = signed();
    let forged = sign_with(&school, 9, &did_method(9), rdfc);
    vec![
        sample(
            "wrong-key-id.json",
            "wrong_key_named",
            "signed with the key of 2026, named that of 2025",
            sign_with(&school, 2, &format!("{SCHOOL}#2025"), rdfc),
        ),
        sample(
            "renamed-key.json",
            "key_id_changed",
            "the name of the key was changed after signing",
            replaced(&sign_with(&school, 2, &format!("{SCHOOL}#2026"), rdfc), "#2026", "#key-1"),
        ),
        sample(
            "no-fragment.json",
            "key_id_form",
            "a did:key without its fragment",
            sign_with(&badge(), 1, &did(1), rdfc),
        ),
        sample(
            "login-key.json",
            "key_for_other_purpose",
            "signed with the key for logging in",
            sign_with(&school, 3, &format!("{SCHOOL}#login"), rdfc),
        ),
        sample(
            "unlisted-key.json",
            "key_not_listed",
            "signed with a key that the issuer does not list",
            sign_with(&school, 9, &format!("{SCHOOL}#2024"), rdfc),
        ),
        sample(
            "stranger.json",
            "not_the_issuers_key",
            "signed by somebody else in the issuer's name",
            forged,
        ),
        sample(
            "other-name.json",
            "key_under_other_name",
            "signed with the issuer's own key under its did:key",
            sign_with(&school, 1, &did_method(1), rdfc),
        ),
        sample(
            "issuer-changed.json",
            "issuer_changed",
            "another issuer was put in",
            replaced(
                &credential,
                &format!(r#""issuer":{{"id":"{}""#, did(1)),
                &format!(r#""issuer":{{"id":"{SCHOOL}""#),
            ),
        ),
        sample(
            "no-document.json",
            "issuer_document_unavailable",
            "the issuer's site is down",
            sign_with(&badge_with("did:web:down.example", ""), 1, "did:web:down.example#1", rdfc),
        ),
        sample(
            "wrong-kid.jwt",
            "wrong_key_named",
            "a JWT with the name of another key",
            jwt(2, &format!("{SCHOOL}#2025"), SCHOOL),
        ),
    ]
}

fn facts() -> Vec<Sample> {
    let dated = |from: &str, until: &str| {
        let badge =
            replaced(&badge(), r#""validFrom":"2026-01-01T00:00:00Z""#, &format!(r#""validFrom":"{from}""#));
        sign(&replaced(&badge, "2036-01-01T00:00:00Z", until))
    };
    let listed = |list: &str, index: u32| {
        let entry = format!(
            r#""credentialStatus":{{"id":"{list}#{index}","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"{index}","statusListCredential":"{list}"}},"#
        );
        sign(&badge_with(&did(1), &entry))
    };
    let undefined = |from: &str, to: &str| replaced(&signed(), from, to);
    vec![
        sample(
            "clock.json",
            "clock_skew",
            "the issuer's clock is a few minutes ahead",
            dated("2026-03-01T12:07:00Z", "2036-01-01T00:00:00Z"),
        ),
        sample(
            "time-zone.json",
            "time_zone",
            "a local time was written as UTC",
            sign_at(
                &replaced(&badge(), "2026-01-01T00:00:00Z", "2026-03-01T13:58:10Z"),
                "2026-03-01T11:58:11Z",
            ),
        ),
        sample(
            "next-year.json",
            "not_yet_valid",
            "issued for next year",
            dated("2027-01-01T00:00:00Z", "2036-01-01T00:00:00Z"),
        ),
        sample(
            "expired.json",
            "expired",
            "its time is over",
            dated("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ),
        sample(
            "no-zone.json",
            "date_form",
            "a date lost its time zone",
            replaced(&signed(), "2036-01-01T00:00:00Z", "2036-01-01T00:00:00"),
        ),
        sample("revoked.json", "revoked", "the issuer took it back", listed(LIST_GOOD, 1)),
        sample(
            "short-list.json",
            "status_list_length",
            "the status list is too short",
            listed(LIST_SHORT, 5),
        ),
        sample("stale-list.json", "status_stale", "the status list was not renewed", listed(LIST_STALE, 5)),
        sample(
            "wrong-list.json",
            "status_verification",
            "another list is served at the address",
            listed(LIST_OTHER, 5),
        ),
        sample(
            "no-list.json",
            "status_unavailable",
            "the status list is not there",
            listed("https://school.example/status/none", 5),
        ),
        sample(
            "foreign-context.json",
            "unknown_context",
            "a vocabulary that nobody pinned",
            replaced(
                &replaced(&signed(), "36.5", "60"),
                "context-3.0.3.json\"",
                "context-3.0.3.json\",\"https://portal.example/context.jsonld\"",
            ),
        ),
        sample(
            "open-badges-2-word.json",
            "undefined_term",
            "a word of Open Badges 2.0",
            undefined(r#""name":"Knots & Splices""#, r#""issuedOn":"2026-01-01""#),
        ),
        sample(
            "changed.json",
            "changed",
            "a better result was written in",
            replaced(&signed(), "36.5", "60"),
        ),
    ]
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let checked = [kind.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [length.as_slice(), &checked, &crc32(&checked).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunks.concat(), chunk(b"IEND", &[])].concat()
}

fn png(credential: &str) -> Vec<u8> {
    png_with(&[credential])
}

/// A picture with so many credentials in it; one is what there should be.
pub(crate) fn png_with(credentials: &[&str]) -> Vec<u8> {
    let chunks = credentials.iter().map(|credential| {
        let text = [b"openbadgecredential\0\0\0\0\0", credential.as_bytes()].concat();
        chunk(b"iTXt", &text)
    });
    png_of(&chunks.collect::<Vec<_>>())
}
