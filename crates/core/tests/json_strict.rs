//! Strictness of the JSON reader, one row for each way in which two readers could see different documents. (E13, objects
//! with a `toJSON` of their own, cannot happen: the reader takes bytes, never an object.)

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use proofmark::Code::{
    self, DuplicateMember, InvalidEncoding, InvalidJson, InvalidUnicode, LimitExceeded, NumberPrecision,
};
use proofmark::{Limits, json};

/// Name, text, code and pointer of the problem.
#[rustfmt::skip]
const REFUSED: &[(&str, &[u8], Code, &str)] = &[
    // Two members of one name
    ("duplicate", br#"{"a":1,"a":2}"#, DuplicateMember, "/a"),
    ("duplicate with the same value", br#"{"a":1,"a":1}"#, DuplicateMember, "/a"),
    ("duplicate behind an escape", br#"{"a":1,"\u0061":2}"#, DuplicateMember, "/a"),
    ("duplicate, both escaped", br#"{"\u0061":1,"\u0061":2}"#, DuplicateMember, "/a"),
    ("duplicate surrogate pair", "{\"😀\":1,\"\\ud83d\\ude00\":2}".as_bytes(), DuplicateMember, "/😀"),
    ("duplicate deep inside", br#"{"x":[0,{"y":{"a":1,"b":2,"a":3}}]}"#, DuplicateMember, "/x/1/y/a"),
    ("duplicate empty name", br#"{"":1,"":2}"#, DuplicateMember, "/"),
    ("duplicate name with slash and tilde", br#"{"a/b~":1,"a/b~":2}"#, DuplicateMember, "/a~1b~0"),
    ("E14 __proto__ twice", br#"{"__proto__":1,"__proto__":2}"#, DuplicateMember, "/__proto__"),
    // Numbers
    ("2^53 + 1", b"[9007199254740993]", NumberPrecision, "/0"),
    ("2^53, to which its successor rounds", b"[9007199254740992]", NumberPrecision, "/0"),
    ("-2^53", b"[-9007199254740992]", NumberPrecision, "/0"),
    ("an unsafe integer with a fraction", b"[9007199254740993.0]", NumberPrecision, "/0"),
    ("an unsafe integer with an exponent", b"[9007199254740993e0]", NumberPrecision, "/0"),
    ("100000000000000000000 in other words", b"[1e20]", NumberPrecision, "/0"),
    ("a large integer in plain digits", b"[1000000000000000000000]", NumberPrecision, "/0"),
    ("18 digits", b"[0.123456789012345678]", NumberPrecision, "/0"),
    ("17 digits of which the 16th does not come back", b"[9007199254740.9931]", NumberPrecision, "/0"),
    ("17 digits that become one", b"[9.9999999999999999]", NumberPrecision, "/0"),
    ("16 digits that do not come back", b"[9007199254740.993]", NumberPrecision, "/0"),
    ("E09 1e400", b"[1e400]", NumberPrecision, "/0"),
    ("-1e400", b"[-1e400]", NumberPrecision, "/0"),
    ("1e-400", b"[1e-400]", NumberPrecision, "/0"),
    ("between the two smallest doubles", b"[7e-324]", NumberPrecision, "/0"),
    ("an exponent of many digits", b"[1e99999999999999999999]", NumberPrecision, "/0"),
    ("leading zero", b"[01]", InvalidJson, ""),
    ("leading plus", b"[+1]", InvalidJson, "/0"),
    ("leading point", b"[.5]", InvalidJson, "/0"),
    ("trailing point", b"[5.]", InvalidJson, "/0"),
    ("hexadecimal", b"[0x10]", InvalidJson, ""),
    ("NaN", b"[NaN]", InvalidJson, "/0"),
    ("-Infinity", b"[-Infinity]", InvalidJson, "/0"),
    // Characters
    ("E10 lone high surrogate", br#"{"a":"\ud800"}"#, InvalidUnicode, "/a"),
    ("lone low surrogate", br#"["\udc00"]"#, InvalidUnicode, "/0"),
    ("surrogates in the wrong order", br#"["\udc00\ud800"]"#, InvalidUnicode, "/0"),
    ("lone surrogate in a name", br#"{"\ud800":1}"#, InvalidUnicode, ""),
    ("noncharacter", "[\"\u{fdd0}\"]".as_bytes(), InvalidUnicode, "/0"),
    ("escaped noncharacter", br#"["\uffff"]"#, InvalidUnicode, "/0"),
    ("noncharacter of a high plane", "[\"\u{10fffe}\"]".as_bytes(), InvalidUnicode, "/0"),
    ("noncharacter in a name", "{\"\u{fffe}\":1}".as_bytes(), InvalidUnicode, ""),
    ("raw newline in a string", b"[\"a\nb\"]", InvalidJson, "/0"),
    ("raw NUL in a string", b"[\"a\0b\"]", InvalidJson, "/0"),
    ("unknown escape", br#"["\x41"]"#, InvalidJson, "/0"),
    ("escaped apostrophe", br#"["\'"]"#, InvalidJson, "/0"),
    ("short unicode escape", br#"["\u12"]"#, InvalidJson, "/0"),
    ("signed unicode escape", br#"["\u+041"]"#, InvalidJson, "/0"),
    ("upper case U", br#"["\U00000041"]"#, InvalidJson, "/0"),
    ("apostrophes for quotes", b"['a']", InvalidJson, "/0"),
    // Encoding
    ("byte order mark", b"\xef\xbb\xbf{}", InvalidEncoding, ""),
    ("Latin-1", b"[\"\xe9\"]", InvalidEncoding, ""),
    ("overlong", b"[\"\xc0\xaf\"]", InvalidEncoding, ""),
    ("encoded surrogate", b"[\"\xed\xa0\x80\"]", InvalidEncoding, ""),
    ("UTF-16", b"\xff\xfe[\0]\0", InvalidEncoding, ""),
    // Structure
    ("nothing", b"", InvalidJson, ""),
    ("white space only", b" \n", InvalidJson, ""),
    ("two values", b"{} {}", InvalidJson, ""),
    ("a stray bracket behind", b"[]]", InvalidJson, ""),
    ("a NUL behind", b"{}\0", InvalidJson, ""),
    ("trailing comma in an object", br#"{"a":1,}"#, InvalidJson, ""),
    ("trailing comma in an array", b"[1,]", InvalidJson, "/1"),
    ("missing comma", b"[1 2]", InvalidJson, ""),
    ("missing colon", br#"{"a" 1}"#, InvalidJson, "/a"),
    ("missing value", br#"{"a":}"#, InvalidJson, "/a"),
    ("bare name", b"{a:1}", InvalidJson, ""),
    ("line comment", b"[1] // x", InvalidJson, ""),
    ("block comment", b"[/**/1]", InvalidJson, "/0"),
    ("form feed as white space", b"[\x0c1]", InvalidJson, "/0"),
    ("no-break space as white space", "[\u{a0}1]".as_bytes(), InvalidJson, "/0"),
    ("literal in upper case", b"[True]", InvalidJson, "/0"),
    ("literal cut off", b"[tru]", InvalidJson, "/0"),
    ("literal that goes on", b"[nulla]", InvalidJson, ""),
    ("array not closed", b"[1", InvalidJson, ""),
    ("object not closed", br#"{"a":[{"b":1"#, InvalidJson, "/a/0"),
    ("string not closed", br#"["a"#, InvalidJson, "/0"),
    ("wrong bracket", b"[1}", InvalidJson, ""),
];

/// Name, text, and how it is written again.
#[rustfmt::skip]
const READ: &[(&str, &str, &str)] = &[
    ("order, spelling of numbers, all white space", "\t{ \"b\" : 1.50 ,\r\n\"a\":[ ] , \"c\" : { } }\n", r#"{"b":1.50,"a":[],"c":{}}"#),
    ("names that differ in case", r#"{"a":1,"A":2}"#, r#"{"a":1,"A":2}"#),
    ("names that differ in normalization", "{\"é\":1,\"e\u{301}\":2}", "{\"é\":1,\"e\u{301}\":2}"),
    ("the same name at two levels", r#"{"a":{"a":1}}"#, r#"{"a":{"a":1}}"#),
    ("E14 names that JavaScript knows", r#"{"__proto__":1,"constructor":2,"toString":3}"#, r#"{"__proto__":1,"constructor":2,"toString":3}"#),
    ("2^53 - 1", "[9007199254740991,-9007199254740991]", "[9007199254740991,-9007199254740991]"),
    ("minus zero", "[-0,-0.0,0e400]", "[-0,-0.0,0e400]"),
    ("17 digits", "[333333333.33333329,0.30000000000000004,0.29999999999999999]", "[333333333.33333329,0.30000000000000004,0.29999999999999999]"),
    ("zeros that say nothing", "[1.000000000000000000000000,0.000000000000000000000000000000001]", "[1.000000000000000000000000,0.000000000000000000000000000000001]"),
    ("the largest and the smallest double", "[1.7976931348623157e308,5e-324]", "[1.7976931348623157e308,5e-324]"),
    ("from 10^21 on in exponent form", "[1e21,1E+30]", "[1e21,1E+30]"),
    ("escapes that need not be", r#"["\u0041\/\u00e9\ud83d\ude00"]"#, "[\"A/é😀\"]"),
    ("escapes that must be", r#"["\"\\\b\f\n\r\t\u0000\u001F"]"#, r#"["\"\\\b\f\n\r\t\u0000\u001f"]"#),
    ("DEL, line separators and private use", "[\"\u{7f}\u{2028}\u{e000}\"]", "[\"\u{7f}\u{2028}\u{e000}\"]"),
    ("a lone value", " \"x\" ", "\"x\""),
];

#[test]
fn what_two_readers_could_see_differently_is_refused() {
    for (name, text, code, pointer) in REFUSED {
        let problem = json::parse(text, &Limits::default()).expect_err(name);
        assert_eq!(problem.code(), *code, "{name}: {problem}");
        assert_eq!(problem.pointer(), *pointer, "{name}: {problem}");
    }
    assert!(REFUSED.len() >= 38);
}

#[test]
fn everything_else_is_read_and_written_as_it_was() {
    for (name, text, written) in READ {
        let value = json::parse(text.as_bytes(), &Limits::default()).expect(name);
        assert_eq!(value.to_json(), *written, "{name}");
        assert_eq!(json::parse(written.as_bytes(), &Limits::default()).expect(name), value, "{name}");
    }
}

#[test]
fn the_detail_says_the_line_and_the_byte() {
    let problem = json::parse(b"{\n \"a\": 1,\n \"b\": 01\n}", &Limits::default()).unwrap_err();
    assert!(problem.detail().ends_with("(line 3, byte 18)."), "{problem}");
    let problem = json::parse(b"\n\n{\"a\":1,\"a\":2}", &Limits::default()).unwrap_err();
    assert_eq!(problem.detail(), "The object names the member \"a\" twice (line 3, byte 2).");
}

/// A41, E11: the depth is checked on the way down, so neither the stack nor `Drop` sees more of it.
#[test]
fn nesting_ends_at_the_limit() {
    let nested = |open: &str, close: &str, depth: usize| {
        open.repeat(depth) + close.repeat(depth).trim_start_matches(':')
    };
    let limits = Limits::default();
    assert!(json::parse(nested("[", "]", 64).as_bytes(), &limits).is_ok());
    for depth in [65, 1_000, 100_000, 1_000_000] {
        let problem = json::parse(nested("[", "]", depth).as_bytes(), &limits).unwrap_err();
        assert_eq!((problem.code(), problem.pointer()), (LimitExceeded, "/0".repeat(64).as_str()), "{depth}");
        let objects = json::parse(r#"{"a":"#.repeat(depth).as_bytes(), &limits).unwrap_err();
        assert_eq!((objects.code(), objects.pointer()), (LimitExceeded, "/a".repeat(64).as_str()), "{depth}");
    }
    // However much a caller allows, the stack is safe.
    let mut careless = Limits::default();
    careless.json_depth = usize::MAX;
    careless.json_values = usize::MAX;
    assert!(json::parse(nested("[", "]", 512).as_bytes(), &careless).is_ok());
    let problem = json::parse(nested("[", "]", 1_000_000).as_bytes(), &careless).unwrap_err();
    assert_eq!(problem.code(), LimitExceeded);
}

#[test]
fn the_number_of_values_ends_at_the_limit() {
    let array = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    let limits = Limits::default();
    assert!(json::parse(array(99_999).as_bytes(), &limits).is_ok(), "the array is a value too");
    let problem = json::parse(array(100_000).as_bytes(), &limits).unwrap_err();
    assert_eq!((problem.code(), problem.pointer()), (LimitExceeded, "/99999"));
}

/// Large objects look for duplicates by sorting, small ones by comparing; both find the same.
#[test]
fn duplicates_are_found_in_objects_of_any_size() {
    for size in [1, 2, 15, 16, 17, 18, 1_000, 90_000] {
        let member = |n: usize| format!("\"m{n}\":{n}");
        let members: Vec<_> = (0..size).map(member).collect();
        let fine = format!("{{{}}}", members.join(","));
        let fine = json::parse(fine.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(fine.as_object().unwrap().len(), size);
        for again in [0, size / 2, size - 1] {
            let text = format!("{{{},{}}}", members.join(","), member(again));
            let problem = json::parse(text.as_bytes(), &Limits::default()).unwrap_err();
            assert_eq!((problem.code(), problem.pointer()), (DuplicateMember, format!("/m{again}").as_str()));
        }
    }
}

#[test]
fn members_can_be_looked_up_changed_and_taken_out() {
    let mut value = json::parse(br#"{"a":1,"b":["x",true,null],"c":{"d":2.5}}"#, &Limits::default()).unwrap();
    assert_eq!(value.get("c").unwrap().get("d").unwrap().as_number().unwrap().value, 2.5);
    let list = value.get("b").unwrap().as_array().unwrap();
    assert_eq!((list[0].as_str(), list[1].as_bool(), list[2].is_null()), (Some("x"), Some(true), true));
    assert_eq!(value.get("a").unwrap().one_or_many().len(), 1);
    let object = value.as_object_mut().unwrap();
    assert!(object.insert("a", "y".into()).is_some());
    assert!(object.insert("e", "z".into()).is_none());
    assert!(object.remove("b").is_some() && object.remove("b").is_none());
    assert_eq!(value.to_json(), r#"{"a":"y","c":{"d":2.5},"e":"z"}"#);
}
