//! The reader against JSONTestSuite: `y_` files are read and `n_` files refused, except where I-JSON (RFC 7493) is
//! stricter than RFC 8259; what the suite leaves open (`i_`, `test_transform`) is decided here, file by file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "common/suites.rs"]
mod suites;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proofmark::Code::{
    self, DuplicateMember, InvalidEncoding, InvalidUnicode, LimitExceeded, NumberPrecision,
};
use proofmark::{Limits, json};

/// Valid under RFC 8259, forbidden by I-JSON.
const REFUSED_BY_I_JSON: &[(&str, Code, &str)] = &[
    ("y_object_duplicated_key.json", DuplicateMember, "RFC 7493 2.3: names are unique"),
    ("y_object_duplicated_key_and_value.json", DuplicateMember, "RFC 7493 2.3: even with equal values"),
    ("y_string_escaped_noncharacter.json", InvalidUnicode, "RFC 7493 2.1: U+FFFF, escaped"),
    ("y_string_last_surrogates_1_and_2.json", InvalidUnicode, "RFC 7493 2.1: the pair is U+10FFFF"),
    ("y_string_nonCharacterInUTF-8_U+10FFFF.json", InvalidUnicode, "RFC 7493 2.1: U+10FFFF"),
    ("y_string_nonCharacterInUTF-8_U+FFFF.json", InvalidUnicode, "RFC 7493 2.1: U+FFFF"),
    ("y_string_unicode_U+10FFFE_nonchar.json", InvalidUnicode, "RFC 7493 2.1: U+10FFFE"),
    ("y_string_unicode_U+1FFFE_nonchar.json", InvalidUnicode, "RFC 7493 2.1: U+1FFFE"),
    ("y_string_unicode_U+FDD0_nonchar.json", InvalidUnicode, "RFC 7493 2.1: U+FDD0"),
    ("y_string_unicode_U+FFFE_nonchar.json", InvalidUnicode, "RFC 7493 2.1: U+FFFE"),
];

/// The suite leaves these to the reader; a strict one refuses every one of them.
const DECIDED: &[(&str, Code, &str)] = &[
    ("i_number_double_huge_neg_exp.json", NumberPrecision, "would become 0"),
    ("i_number_huge_exp.json", NumberPrecision, "infinite as a double"),
    ("i_number_neg_int_huge_exp.json", NumberPrecision, "infinite as a double"),
    ("i_number_pos_double_huge_exp.json", NumberPrecision, "infinite as a double"),
    ("i_number_real_neg_overflow.json", NumberPrecision, "infinite as a double"),
    ("i_number_real_pos_overflow.json", NumberPrecision, "infinite as a double"),
    ("i_number_real_underflow.json", NumberPrecision, "would become 0"),
    ("i_number_too_big_neg_int.json", NumberPrecision, "would lose digits"),
    ("i_number_too_big_pos_int.json", NumberPrecision, "an integer beyond 2^53 - 1, RFC 7493 2.2"),
    ("i_number_very_big_negative_int.json", NumberPrecision, "would lose digits"),
    ("i_object_key_lone_2nd_surrogate.json", InvalidUnicode, "RFC 7493 2.1 forbids surrogates, in names too"),
    ("i_string_1st_surrogate_but_2nd_missing.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_1st_valid_surrogate_2nd_invalid.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_UTF-16LE_with_BOM.json", InvalidEncoding, "RFC 8259 8.1: UTF-8 only"),
    ("i_string_UTF-8_invalid_sequence.json", InvalidEncoding, "not UTF-8"),
    ("i_string_UTF8_surrogate_U+D800.json", InvalidEncoding, "not UTF-8"),
    ("i_string_incomplete_surrogate_and_escape_valid.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_incomplete_surrogate_pair.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_incomplete_surrogates_escape_valid.json", InvalidUnicode, "two lone surrogates"),
    ("i_string_invalid_lonely_surrogate.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_invalid_surrogate.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_invalid_utf-8.json", InvalidEncoding, "not UTF-8"),
    ("i_string_inverted_surrogates_U+1D11E.json", InvalidUnicode, "surrogates in the wrong order"),
    ("i_string_iso_latin_1.json", InvalidEncoding, "not UTF-8"),
    ("i_string_lone_second_surrogate.json", InvalidUnicode, "a lone surrogate"),
    ("i_string_lone_utf8_continuation_byte.json", InvalidEncoding, "not UTF-8"),
    ("i_string_not_in_unicode_range.json", InvalidEncoding, "not UTF-8"),
    ("i_string_overlong_sequence_2_bytes.json", InvalidEncoding, "not UTF-8"),
    ("i_string_overlong_sequence_6_bytes.json", InvalidEncoding, "not UTF-8"),
    ("i_string_overlong_sequence_6_bytes_null.json", InvalidEncoding, "not UTF-8"),
    ("i_string_truncated-utf-8.json", InvalidEncoding, "not UTF-8"),
    ("i_string_utf16BE_no_BOM.json", InvalidEncoding, "RFC 8259 8.1: UTF-8 only"),
    ("i_string_utf16LE_no_BOM.json", InvalidEncoding, "RFC 8259 8.1: UTF-8 only"),
    ("i_structure_500_nested_arrays.json", LimitExceeded, "deeper than 64 levels"),
    ("i_structure_UTF-8_BOM_empty_object.json", InvalidEncoding, "RFC 8259 8.1: no byte order mark"),
];

/// Texts that readers change on the way through: what ours makes of them.
const TRANSFORMED: &[(&str, Result<&str, Code>, &str)] = &[
    ("number_-9223372036854775808.json", Err(NumberPrecision), "an integer beyond 2^53 - 1"),
    ("number_-9223372036854775809.json", Err(NumberPrecision), "an integer beyond 2^53 - 1"),
    ("number_1.0.json", Ok("[1.0]"), "the spelling stays"),
    ("number_1.000000000000000005.json", Err(NumberPrecision), "19 digits"),
    ("number_1000000000000000.json", Ok("[1000000000000000]"), "exact"),
    ("number_10000000000000000999.json", Err(NumberPrecision), "an integer beyond 2^53 - 1"),
    ("number_1e-999.json", Err(NumberPrecision), "would become 0"),
    ("number_1e6.json", Ok("[1E6]"), "the spelling stays"),
    ("number_9223372036854775807.json", Err(NumberPrecision), "an integer beyond 2^53 - 1"),
    ("number_9223372036854775808.json", Err(NumberPrecision), "an integer beyond 2^53 - 1"),
    (
        "object_key_nfc_nfd.json",
        Ok("{\"\u{e9}\":\"NFC\",\"e\u{301}\":\"NFD\"}"),
        "no normalization: two names",
    ),
    (
        "object_key_nfd_nfc.json",
        Ok("{\"e\u{301}\":\"NFD\",\"\u{e9}\":\"NFC\"}"),
        "no normalization: two names",
    ),
    ("object_same_key_different_values.json", Err(DuplicateMember), "names are unique"),
    ("object_same_key_same_value.json", Err(DuplicateMember), "names are unique"),
    ("object_same_key_unclear_values.json", Err(DuplicateMember), "names are unique"),
    ("string_1_escaped_invalid_codepoint.json", Err(InvalidUnicode), "a lone surrogate"),
    ("string_1_invalid_codepoint.json", Err(InvalidEncoding), "not UTF-8"),
    ("string_2_escaped_invalid_codepoints.json", Err(InvalidUnicode), "a lone surrogate"),
    ("string_2_invalid_codepoints.json", Err(InvalidEncoding), "not UTF-8"),
    ("string_3_escaped_invalid_codepoints.json", Err(InvalidUnicode), "a lone surrogate"),
    ("string_3_invalid_codepoints.json", Err(InvalidEncoding), "not UTF-8"),
    ("string_with_escaped_NULL.json", Ok("[\"A\\u0000B\"]"), "U+0000 is a character"),
];

#[test]
fn every_file_is_read_or_refused_as_decided() {
    let Some(suites) = suites::suites("json-test-suite") else { return };
    let decided: BTreeMap<_, _> =
        REFUSED_BY_I_JSON.iter().chain(DECIDED).map(|(name, code, _)| (*name, *code)).collect();
    assert_eq!(decided.len(), REFUSED_BY_I_JSON.len() + DECIDED.len(), "each file once");
    let mut met = 0;
    let mut counts = BTreeMap::new();
    for path in files(&suites.join("json-test-suite/test_parsing")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let found = json::parse(&bytes, &Limits::default()).map_err(|problem| problem.code());
        *counts.entry(name[..2].to_owned()).or_insert(0) += 1;
        if let Some(&code) = decided.get(name.as_str()) {
            assert_eq!(found.unwrap_err(), code, "{name}");
            met += 1;
            continue;
        }
        match &name[..2] {
            "y_" => {
                let value = found.unwrap_or_else(|code| panic!("{name}: {code}"));
                let written = value.to_json();
                assert_eq!(json::parse(written.as_bytes(), &Limits::default()).unwrap(), value, "{name}");
            }
            "n_" => assert!(found.is_err(), "{name} was read"),
            _ => panic!("{name} is not decided"),
        }
    }
    assert_eq!(met, decided.len(), "a decision for a file that is not there");
    assert_eq!(
        counts,
        BTreeMap::from([("i_".to_owned(), 35), ("n_".to_owned(), 188), ("y_".to_owned(), 95)])
    );
}

#[test]
fn what_other_readers_change_is_kept_or_refused() {
    let Some(suites) = suites::suites("json-test-suite transforms") else { return };
    let files = files(&suites.join("json-test-suite/test_transform"));
    assert_eq!(files.len(), TRANSFORMED.len());
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (_, expected, why) = TRANSFORMED.iter().find(|(own, ..)| *own == name).expect(name);
        let bytes = fs::read(&path).unwrap();
        let found = json::parse(&bytes, &Limits::default());
        let found = found.map(|value| value.to_json()).map_err(|problem| problem.code());
        assert_eq!(found, expected.map(str::to_owned), "{name}: {why}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
