// E: JSON. Each file is a signed badge whose text is spoilt in one place, so a lenient reader would let it through.

import { badge, withSubject } from "../badge.mjs";
import { Folder, invalid, valid } from "../folder.mjs";
import { signed, signedJcs } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const good = await signed(badge());
const text = JSON.stringify(good, null, 2);
const put = (from, to) => {
  if (!text.includes(from)) throw new Error(from);
  return text.replace(from, to);
};
const NAME = '"name": "Knots"';
const DUPLICATE = invalid("parse", "duplicate_member");
const SYNTAX = invalid("parse", "invalid_json");
const NUMBER = invalid("parse", "number_precision");
const UNICODE = invalid("parse", "invalid_unicode");
const ENCODING = invalid("parse", "invalid_encoding");
const UNDEFINED = invalid("canonicalization", "undefined_term");

// E01: a member named twice.
add(
  "E01",
  "duplicate-first-true.json",
  put(NAME, `${NAME}, "name": "Doctor"`),
  "A name twice, the signed one first.",
  DUPLICATE,
);
add(
  "E01",
  "duplicate-last-true.json",
  put(NAME, `"name": "Doctor", ${NAME}`),
  "A name twice, the signed one last.",
  DUPLICATE,
);
add("E01", "duplicate-same-value.json", put(NAME, `${NAME}, ${NAME}`), "The same name and value twice.", DUPLICATE);
add(
  "E01",
  "duplicate-escaped.json",
  put(NAME, `${NAME}, "n\\u0061me": "Doctor"`),
  "A name twice, once with an escape.",
  DUPLICATE,
);
add(
  "E01",
  "duplicate-proof.json",
  put('"proof": {', '"proof": {}, "proof": {'),
  "Two proofs under one name.",
  DUPLICATE,
);
add(
  "E01",
  "duplicate-issuer.json",
  put('"issuer": {', '"issuer": "did:example:evil", "issuer": {'),
  "Two issuers.",
  DUPLICATE,
);
add(
  "E01",
  "duplicate-in-proof.json",
  put('"proofPurpose"', '"proofPurpose": "authentication", "proofPurpose"'),
  "Two purposes.",
  DUPLICATE,
);
// E02: numbers that readers round differently.
for (const [name, number] of [
  ["2-53-plus-1", "9007199254740993"],
  ["2-53", "9007199254740992"],
  ["minus-2-53", "-9007199254740993"],
  ["1e20", "1e20"],
  ["18-digits", "0.123456789012345678"],
  ["underflow", "1e-400"],
]) {
  add(
    "E02",
    `number-${name}.json`,
    put(NAME, `${NAME}, "extra": ${number}`),
    "A number that a double cannot hold.",
    NUMBER,
  );
}
for (const [name, number] of [
  ["leading-zero", "01"],
  ["plus", "+1"],
  ["leading-point", ".5"],
  ["trailing-point", "5."],
  ["hexadecimal", "0x10"],
  ["nan", "NaN"],
  ["infinity", "-Infinity"],
]) {
  add(
    "E02",
    `number-${name}.json`,
    put(NAME, `${NAME}, "extra": ${number}`),
    "A number that JSON does not have.",
    SYNTAX,
  );
}
// E03: literals.
for (const [name, literal] of [
  ["capital", "True"],
  ["cut", "tru"],
  ["undefined", "undefined"],
  ["apostrophes", "'Knots'"],
  ["bare", "Knots"],
]) {
  add("E03", `literal-${name}.json`, put('"Knots"', literal), "A value that JSON does not have.", SYNTAX);
}
// E04: strings and escapes.
for (const [name, string] of [
  ["raw-newline", "Kno\nts"],
  ["raw-tab", "Kno\tts"],
  ["raw-nul", "Kno\0ts"],
  ["escape-x", "\\x4bnots"],
  ["escape-apostrophe", "Knot\\'s"],
  ["escape-short", "\\u4b"],
  ["escape-capital-u", "\\U0000004bnots"],
]) {
  add("E04", `string-${name}.json`, put('"Knots"', `"${string}"`), "A string that JSON does not have.", SYNTAX);
}
add(
  "E04",
  "string-escaped-letters.json",
  put('"Knots"', '"\\u004bn\\u006fts"'),
  "Escapes where none are needed: the same text.",
  valid(),
);
add("E04", "string-noncharacter.json", put("Knots", "Knots\ufdd0"), "A code point that is no character.", UNICODE);
// E05: encodings.
add("E05", "bom.json", `\ufeff${text}`, "A byte order mark in front.", ENCODING);
add(
  "E05",
  "utf-16.json",
  Buffer.from(`\ufeff${text}`, "utf16le"),
  "UTF-16.",
  invalid("parse", "unsupported_container"),
);
add("E05", "latin-1.json", Buffer.from(put("Knots", "Kn\u00f6ts"), "latin1"), "Latin-1.", ENCODING);
add("E05", "overlong.json", spliced("Knots", [0xc1, 0x8b]), "A letter in two bytes that needs one.", ENCODING);
add("E05", "encoded-surrogate.json", spliced("Knots", [0xed, 0xa0, 0x80]), "A surrogate in UTF-8.", ENCODING);
add(
  "E05",
  "composed-letters.json",
  put("Knots", "Knöts"),
  "Another text that looks alike is another text.",
  invalid("signature", "invalid_signature"),
);
// E06: structure.
for (const [name, content] of [
  [
    "trailing-comma",
    put('"Ties twelve knots."', '"Ties twelve knots.",').replace('twelve knots.",,', 'twelve knots.",,'),
  ],
  ["trailing-comma-list", put('"Achievement"', '"Achievement",')],
  ["second-value", `${text}{}`],
  ["stray-bracket", `${text}]`],
  ["nul-behind", `${text}\0`],
  ["missing-comma", put(`${NAME},`, NAME)],
  ["missing-colon", put(NAME, '"name" "Knots"')],
  ["bare-name", put('"name": "Knots"', 'name: "Knots"')],
  ["cut-off", text.slice(0, -1)],
  ["empty", ""],
  ["white-space", " \n"],
]) {
  add("E06", `${name}.json`, content, "Not one JSON text.", SYNTAX);
}
// E07: white space and comments.
add("E07", "line-comment.json", put("{\n", "{ // signed\n"), "A comment.", SYNTAX);
add("E07", "block-comment.json", put(NAME, `/* signed */ ${NAME}`), "A comment.", SYNTAX);
add("E07", "form-feed.json", put("{\n", "{\f\n"), "White space that JSON does not have.", SYNTAX);
add("E07", "no-break-space.json", put("{\n", "{\u00a0\n"), "White space that JSON does not have.", SYNTAX);
add("E07", "all-white-space.json", put("{\n", "{\t\r\n \n"), "All the white space that JSON has.", valid());
// E08: names that differ.
add(
  "E08",
  "name-in-capitals.json",
  put(NAME, `${NAME}, "Name": "Doctor"`),
  "A second name in capitals: another member, which nothing signs.",
  UNDEFINED,
);
add("E08", "name-with-space.json", put(NAME, `${NAME}, "name ": "Doctor"`), "A second name with a space.", UNDEFINED);
add("E08", "name-empty.json", put(NAME, `${NAME}, "": "Doctor"`), "A member without a name.", UNDEFINED);
add(
  "E08",
  "name-cyrillic.json",
  put(NAME, `${NAME}, "n\u0430me": "Doctor"`),
  "A second name with a Cyrillic letter.",
  UNDEFINED,
);

add(
  "E09",
  "1e400.json",
  put(NAME, `${NAME}, "extra": 1e400`),
  "A number that becomes Infinity, and null when it is written again.",
  NUMBER,
);
add("E10", "lone-surrogate.json", put("Knots", "Knots\\ud800"), "Half of a surrogate pair.", UNICODE);
add("E10", "lone-surrogate-name.json", put(NAME, `${NAME}, "\\udc00": 1`), "The same in a name.", UNICODE);
add("E10", "surrogates-reversed.json", put("Knots", "\\udc00\\ud800"), "A pair in the wrong order.", UNICODE);
add(
  "E11",
  "depth-100000.json",
  put(NAME, `${NAME}, "extra": ${"[".repeat(100_000)}${"]".repeat(100_000)}`),
  "A hundred thousand lists, one in the other.",
  invalid("parse", "limit_exceeded"),
);
{
  // JCS sorts by UTF-16 code unit: U+1F600 (D83D DE00) stands before U+FB33, although its code point is greater.
  const document = withSubject({ "\u{1f600}": "a", "\ufb33": "b" });
  add(
    "E12",
    "jcs-order.json",
    signedJcs(document),
    "Names whose order differs by code unit and by code point, signed in that of code units.",
    valid(),
  );
  add(
    "E12",
    "jcs-order-by-code-point.json",
    signedJcs(document, { byCodePoint: true }),
    "The same, signed in the other order.",
    invalid("signature", "invalid_signature"),
  );
}
for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
  add(
    "E14",
    `member-${name.replaceAll("_", "")}.json`,
    put(NAME, `${NAME}, "${name}": {"name": "Doctor"}`),
    "A member that every JavaScript object has already.",
    UNDEFINED,
  );
}
add(
  "E14",
  "only-proto.json",
  JSON.stringify(good).replace('"name":"Knots"', '"__proto__":{"name":"Knots"}'),
  "The name only in __proto__: it is not the achievement's own.",
  invalid("data_model", "missing_member"),
);

/** The text with bytes put behind the first `after`. */
function spliced(after, bytes) {
  const whole = Buffer.from(text);
  const at = whole.indexOf(after);
  return Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)]);
}
