// H: time and recipient.

import { createHash } from "node:crypto";
import { badge, withSubject } from "../badge.mjs";
import { Folder, invalid, valid } from "../folder.mjs";
import { signed } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const BAD_DATE = invalid("data_model", "invalid_date_time");
// H01: validUntil in ways that JavaScript's Date, or a lenient parser, would take for a time far away.
for (const [name, text] of Object.entries({
  empty: "",
  zone: "Z",
  year: "2099",
  "month-day-year": "Jan 1 2099",
  date: "2099-01-01",
  "february-30": "2098-02-30T00:00:00Z",
  "february-29": "2099-02-29T00:00:00Z",
  "february-29-2100": "2100-02-29T00:00:00Z",
  "april-31": "2099-04-31T00:00:00Z",
  "month-13": "2099-13-01T00:00:00Z",
  "month-0": "2099-00-01T00:00:00Z",
  "day-0": "2099-01-00T00:00:00Z",
  "day-32": "2099-01-32T00:00:00Z",
  "no-zone": "2099-01-01T00:00:00",
  "no-seconds": "2099-01-01T00:00Z",
  "space-for-t": "2099-01-01 00:00:00Z",
  "small-t": "2099-01-01t00:00:00Z",
  "small-z": "2099-01-01T00:00:00z",
  "after-24": "2099-01-01T24:00:01Z",
  "fraction-after-24": "2099-01-01T24:00:00.1Z",
  "hour-25": "2099-01-01T25:00:00Z",
  "minute-60": "2099-01-01T00:60:00Z",
  "second-60": "2099-01-01T23:59:60Z",
  "point-without-digits": "2099-01-01T00:00:00.Z",
  comma: "2099-01-01T00:00:00,5Z",
  "zone-14-01": "2099-01-01T00:00:00+14:01",
  "zone-15": "2099-01-01T00:00:00+15:00",
  "zone-hours-only": "2099-01-01T00:00:00+01",
  "zone-without-colon": "2099-01-01T00:00:00+0100",
  "zone-minute-60": "2099-01-01T00:00:00+01:60",
  "zone-plus-as-space": "2099-01-01T00:00:00 01:00",
  "zone-minus-sign": "2099-01-01T00:00:00−01:00",
  "zone-utc": "2099-01-01T00:00:00UTC",
  "zone-twice": "2099-01-01T00:00:00ZZ",
  "one-digit-month": "2099-1-01T00:00:00Z",
  "two-digit-year": "99-01-01T00:00:00Z",
  "five-digit-year": "12099-01-01T00:00:00Z",
  "plus-year": "+2099-01-01T00:00:00Z",
  "minus-year": "-2099-01-01T00:00:00Z",
  "leading-space": " 2099-01-01T00:00:00Z",
  "trailing-space": "2099-01-01T00:00:00Z ",
  week: "2099-W01-1T00:00:00Z",
  "day-of-year": "2099-001T00:00:00Z",
  basic: "20990101T000000Z",
  "plus-second": "2099-01-01T00:00:+5Z",
  "full-width": "２０９９-01-01T00:00:00Z",
  "unix-time": "4070908800",
  nul: "2099-01-01T00:00:00Z\0",
})) {
  add(
    "H01",
    `date-${name}.json`,
    await signed(badge({ validUntil: text })),
    `An end of ${JSON.stringify(text)}, which is no dateTimeStamp.`,
    BAD_DATE,
  );
}
for (const [name, value] of [
  ["number", 4_070_908_800],
  ["list", ["2099-01-01T00:00:00Z"]],
  ["boolean", true],
]) {
  add("H01", `date-type-${name}.json`, await signed(badge({ validUntil: value })), "An end that is no text.", BAD_DATE);
}
for (const [name, text] of Object.entries({
  "zone-plus": "2099-01-01T00:00:00+14:00",
  "zone-minus": "2099-01-01T00:00:00-14:00",
  "zone-minus-zero": "2099-01-01T00:00:00-00:00",
  fraction: "2099-01-01T00:00:00.123456789Z",
  "hour-24": "2098-12-31T24:00:00Z",
  "leap-day": "2096-02-29T00:00:00Z",
  "leap-day-2000": "2400-02-29T00:00:00Z",
})) {
  add(
    "H01",
    `date-good-${name}.json`,
    await signed(badge({ validUntil: text })),
    `An end of ${text}, which is right.`,
    valid(),
  );
}
const NOT_YET = invalid("validity_period", "not_yet_valid");
const EXPIRED = invalid("validity_period", "expired");
const good = await signed(badge());
for (const [name, now, expect] of [
  ["four-minutes", "2025-12-31T23:56:00Z", valid()],
  ["six-minutes", "2025-12-31T23:54:00Z", NOT_YET],
  ["a-year", "2025-01-01T00:00:00Z", NOT_YET],
]) {
  const early = expect.verdict === "valid" ? valid("clock_suspect") : expect;
  add(
    "H02",
    `valid-from-in-${name}.json`,
    good,
    "A badge that is valid only later; five minutes are forgiven.",
    early,
    { now },
  );
}
add("H03", "at-the-end.json", good, "The last moment of validity counts.", valid(), { now: "2036-01-01T00:00:00Z" });
add("H03", "after-the-end.json", good, "A second later it does not.", EXPIRED, { now: "2036-01-01T00:00:01Z" });
add(
  "H03",
  "long-after-the-end.json",
  await signed(badge({ validUntil: "2026-02-01T00:00:00Z" })),
  "A badge that is over.",
  EXPIRED,
);
add(
  "H03",
  "end-before-start.json",
  await signed(badge({ validUntil: "2025-12-31T00:00:00Z" })),
  "An end before the start.",
  invalid("data_model", "invalid_period"),
);
add(
  "H03",
  "end-in-another-zone.json",
  await signed(badge({ validUntil: "2026-03-01T23:59:59+14:00" })),
  "An end that has passed, although its digits are greater than those of now.",
  EXPIRED,
);
add(
  "H03",
  "start-in-another-zone.json",
  await signed(badge({ validFrom: "2026-03-01T23:59:59+14:00" })),
  "A start that has passed, although its digits are greater than those of now.",
  valid(),
);
add(
  "H04",
  "two-starts-that-differ.json",
  { ...good, issuanceDate: "2025-01-01T00:00:00Z" },
  "issuanceDate beside validFrom, with another date.",
  invalid("data_model", "malformed_value"),
);
add(
  "H04",
  "two-ends-that-differ.json",
  { ...good, expirationDate: "2099-01-01T00:00:00Z" },
  "expirationDate beside validUntil, with another date.",
  invalid("data_model", "malformed_value"),
);
add(
  "H05",
  "clock-before-the-build.json",
  await signed(badge({ validFrom: "2020-01-01T00:00:00Z" }), { members: { created: "2020-01-01T00:00:00Z" } }),
  "The clock says a time before this verifier was built.",
  valid("clock_suspect"),
  { now: "2020-06-01T00:00:00Z" },
);

// Recipients.
const EMAIL = "ada@example.org";
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const identified = (members) =>
  signed(withSubject({ identifier: [{ type: "IdentityObject", identityType: "emailAddress", ...members }] }));
const hashed = (identityHash, salt) => identified({ hashed: true, identityHash, ...(salt !== undefined && { salt }) });
const MISMATCH = invalid("recipient", "recipient_mismatch");
const hash = sha256(`${EMAIL}Kosher`);
const recipient = async (id, name, document, what, expect, who = EMAIL) =>
  add(id, `${name}.json`, await document, what, expect, { recipient: who });
await recipient("H07", "sha256", hashed(`sha256$${hash}`, "Kosher"), "A salted hash of the address.", valid());
await recipient(
  "H07",
  "sha256-capitals",
  hashed(`sha256$${hash.toUpperCase()}`, "Kosher"),
  "The same in capitals.",
  valid(),
);
await recipient(
  "H07",
  "sha256-mixed",
  hashed(`sha256$${hash.slice(0, 32)}${hash.slice(32).toUpperCase()}`, "Kosher"),
  "The same in both.",
  valid(),
);
await recipient(
  "H07",
  "sha256-truncated",
  hashed(`sha256$${hash.slice(0, 62)}`, "Kosher"),
  "The hash cut off.",
  MISMATCH,
);
await recipient(
  "H07",
  "sha256-one-letter",
  hashed(`sha256$${hash.slice(0, 1)}`, "Kosher"),
  "One letter of it.",
  MISMATCH,
);
await recipient("H07", "sha256-empty", hashed("sha256$", "Kosher"), "Nothing of it.", MISMATCH);
await recipient("H07", "sha256-longer", hashed(`sha256$${hash}00`, "Kosher"), "The hash and more.", MISMATCH);
await recipient("H07", "no-dollar", hashed(hash, "Kosher"), "The hash without its kind.", MISMATCH);
await recipient(
  "H07",
  "sha512",
  hashed(`sha512$${createHash("sha512").update(`${EMAIL}Kosher`).digest("hex")}`, "Kosher"),
  "A hash of another kind.",
  MISMATCH,
);
await recipient(
  "H07",
  "salt-in-front",
  hashed(`sha256$${sha256(`Kosher${EMAIL}`)}`, "Kosher"),
  "A hash of the salt and then the address.",
  MISMATCH,
);
await recipient(
  "H08",
  "md5",
  hashed(`md5$${createHash("md5").update(`${EMAIL}Kosher`).digest("hex")}`, "Kosher"),
  "A hash that can be forged.",
  invalid("recipient", "weak_identity_hash"),
);
await recipient(
  "H09",
  "no-salt",
  hashed(`sha256$${sha256(EMAIL)}`),
  "A hash without a salt: whoever has the badge can try all addresses.",
  valid("guessable_recipient"),
);
await recipient(
  "H09",
  "salt-is-the-id",
  hashed(`sha256$${sha256(`${EMAIL}${badge().id}`)}`, badge().id),
  "A salt that the badge tells itself.",
  valid("guessable_recipient"),
);
await recipient(
  "H10",
  "hashed-flag-without-hash",
  identified({ hashed: true, identityHash: EMAIL }),
  "An address that calls itself a hash.",
  MISMATCH,
);
await recipient(
  "H10",
  "hash-without-flag",
  identified({ hashed: false, identityHash: `sha256$${hash}`, salt: "Kosher" }),
  "A hash that calls itself an address.",
  MISMATCH,
);
await recipient(
  "H10",
  "hash-as-recipient",
  identified({ hashed: false, identityHash: `sha256$${hash}` }),
  "The hash itself given as recipient.",
  MISMATCH,
  `sha256$${hash}`,
);
await recipient(
  "H10",
  "flag-is-a-text",
  identified({ hashed: "true", identityHash: EMAIL }),
  "A flag that is a text.",
  invalid("data_model", "malformed_value"),
);
await recipient(
  "H10",
  "salt-number",
  hashed(`sha256$${sha256(`${EMAIL}7`)}`, 7),
  "A salt that is a number.",
  invalid("data_model", "malformed_value"),
);
await recipient(
  "H10",
  "salt-null",
  {
    ...(await hashed(`sha256$${sha256(EMAIL)}`)),
    credentialSubject: {
      ...withSubject({}).credentialSubject,
      identifier: [
        {
          type: "IdentityObject",
          identityType: "emailAddress",
          hashed: true,
          identityHash: `sha256$${sha256(EMAIL)}`,
          salt: null,
        },
      ],
    },
  },
  "A salt that is null.",
  invalid("data_model", "malformed_value"),
);
await recipient(
  "H10",
  "salt-long",
  hashed(`sha256$${sha256(EMAIL + "x".repeat(100_000))}`, "x".repeat(100_000)),
  "A salt of a hundred thousand letters.",
  MISMATCH,
);
await recipient(
  "H11",
  "capitals",
  identified({ hashed: false, identityHash: EMAIL }),
  "The address in capitals is another address.",
  MISMATCH,
  "Ada@Example.org",
);
await recipient(
  "H11",
  "plus-tag",
  identified({ hashed: false, identityHash: EMAIL }),
  "The address with a tag is another one.",
  MISMATCH,
  "ada+badges@example.org",
);
await recipient(
  "H11",
  "homoglyph",
  identified({ hashed: false, identityHash: "\u0430da@example.org" }),
  "An address with a Cyrillic letter.",
  MISMATCH,
);
await recipient(
  "H11",
  "idn",
  identified({ hashed: false, identityHash: "ada@b\u00fccher.example" }),
  "A host name in its other spelling.",
  MISMATCH,
  "ada@xn--bcher-kva.example",
);
await recipient(
  "H11",
  "trailing-space",
  identified({ hashed: false, identityHash: `${EMAIL} ` }),
  "A space behind the address.",
  MISMATCH,
);
await recipient("H11", "exact", identified({ hashed: false, identityHash: EMAIL }), "The same bytes.", valid());
await recipient(
  "H12",
  "somebody-else",
  identified({ hashed: false, identityHash: EMAIL }),
  "A badge of somebody else.",
  MISMATCH,
  "eve@example.org",
);
await recipient(
  "H12",
  "other-identity-type",
  signed(
    withSubject({
      identifier: [{ type: "IdentityObject", identityType: "accountId", hashed: false, identityHash: EMAIL }],
    }),
  ),
  "The address as an identifier of another kind.",
  MISMATCH,
);
await recipient("H12", "subject-id", signed(badge()), "The subject's own identifier.", valid(), "did:example:ada");
await recipient("H12", "no-identifier", signed(badge()), "A badge that names no address.", MISMATCH);
add(
  "H12",
  "nobody-named.json",
  await identified({ hashed: false, identityHash: EMAIL }),
  "Nobody is named: the report says that the recipient was not checked.",
  valid(),
);
add(
  "H13",
  "somebody-elses-file.json",
  await identified({ hashed: false, identityHash: EMAIL }),
  "A badge shown by who knows whom: its signature holds, and says nothing about who shows it.",
  valid(),
);
