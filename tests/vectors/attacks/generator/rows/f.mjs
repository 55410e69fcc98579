// F: status lists. What is wrong with a list leaves the question open; what is wrong with the badge's own entry does too,
// because nothing else of the badge is in doubt.

import { badge, changed, entry, statusList } from "../badge.mjs";
import { Folder, inconclusive, invalid, valid } from "../folder.mjs";
import { school, thief } from "../keys.mjs";
import { signed } from "../proof.mjs";
import { bits, crc32, deflate, encodedList, gzip, zlib } from "../status-list.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const open = (code) => inconclusive("status", code);
const REVOKED = invalid("status", "revoked");
const SUSPENDED = invalid("status", "suspended");
const UNAVAILABLE = open("status_unavailable");
const VERIFICATION = open("status_verification");
const MALFORMED_LIST = open("malformed_status_list");
const MALFORMED_ENTRY = open("malformed_status_entry");
const RANGE = open("status_index_range");
const urlOf = (name) => `https://status.example/${name}`;

/** A badge with an entry in a list of its own; `list` is the document behind that list's URL. */
async function listed(id, name, what, expect, { list, entries, members, by = school, now } = {}) {
  const url = urlOf(`${id}-${name}`.toLowerCase());
  const document = list === undefined ? undefined : await list(url, by);
  add(
    id,
    `${name}.json`,
    await signed(badge({ credentialStatus: entries?.(url) ?? entry(url, members) })),
    what,
    expect,
    { now, documents: document === undefined ? {} : { [url]: document } },
  );
}
const sound = (subject, members) => (url) => signed(statusList(url, subject, members));
const withBits = (set, length) => sound({ encodedList: encodedList(bits(set, length)) });

await listed("F00", "clear", "A badge that its issuer has not withdrawn.", valid(), { list: sound() });
await listed("F00", "revoked", "A badge that its issuer has withdrawn.", REVOKED, { list: withBits([94_567]) });
await listed("F01", "list-not-there", "The list cannot be had.", UNAVAILABLE);
await listed("F02", "unsigned", "A list that nobody signed.", VERIFICATION, { list: (url) => statusList(url) });
await listed("F02", "tampered", "A list that was changed after signing: the bit was cleared.", VERIFICATION, {
  list: async (url) =>
    changed(await withBits([94_567])(url), (it) => {
      it.credentialSubject.encodedList = encodedList(bits());
    }),
});
await listed("F03", "list-of-another-issuer", "A list that somebody else issued and signed.", VERIFICATION, {
  list: (url) => signed(statusList(url, {}, { issuer: thief.did }), { by: thief }),
});
await listed(
  "F03",
  "list-signed-by-another",
  "A list in the issuer's name with a stranger's signature.",
  VERIFICATION,
  { list: (url) => signed(statusList(url), { by: thief }) },
);
await listed(
  "F04",
  "other-list-of-the-issuer",
  "Another list of the same issuer, in which nothing is set, served at this address.",
  VERIFICATION,
  { list: () => signed(statusList(urlOf("another"))) },
);
await listed("F04", "list-without-id", "A list that does not say which it is.", VERIFICATION, {
  list: (url) => signed(statusList(url, {}, { id: undefined })),
});
await listed("F05", "expired", "A list that is over.", open("status_stale"), {
  list: sound({}, { validUntil: "2026-02-01T00:00:00Z" }),
});
await listed("F05", "not-yet-valid", "A list of the future.", VERIFICATION, {
  list: sound({}, { validFrom: "2026-04-01T00:00:00Z" }),
});
await listed("F08", "purpose-other", "A list for another purpose.", VERIFICATION, {
  list: sound({ statusPurpose: "suspension" }),
});
await listed("F08", "purpose-list-with-it", "A list for several purposes, among them the entry's.", valid(), {
  list: sound({ statusPurpose: ["suspension", "revocation"] }),
});
await listed("F08", "purpose-list-without-it", "A list for several purposes, none of them the entry's.", VERIFICATION, {
  list: sound({ statusPurpose: ["suspension", "message"] }),
});
await listed("F09", "type-missing", "A list that is no status list by its type.", VERIFICATION, {
  list: sound({}, { type: ["VerifiableCredential"] }),
});
await listed("F09", "subject-type-other", "A list whose subject is of another type.", VERIFICATION, {
  list: sound({ type: "StatusList2021" }),
});
await listed("F09", "subject-array", "A list with two subjects.", MALFORMED_LIST, {
  list: (url) =>
    signed(
      changed(statusList(url), (it) => {
        it.credentialSubject = [it.credentialSubject, { ...it.credentialSubject, id: `${url}#other` }];
      }),
    ),
});
await listed("F09", "subject-missing", "A list without a subject.", MALFORMED_LIST, {
  list: (url) => signed(statusList(url, {}, { credentialSubject: undefined })),
});
await listed("F09", "list-is-a-page", "A web page where the list should be.", VERIFICATION, {
  list: () => "<!doctype html><title>Status</title>\n",
});

// F10: how an index can be written; the text has to be a whole number in plain digits.
const clearList = urlOf("f10");
folder.document(clearList, await signed(statusList(clearList)));
const index = async (name, statusListIndex, expect) =>
  add(
    "F10",
    `index-${name}.json`,
    await signed(badge({ credentialStatus: entry(clearList, { statusListIndex }) })),
    `The index ${JSON.stringify(String(statusListIndex)).slice(0, 60)}.`,
    expect,
  );
for (const text of ["0", "1", "7", "8", "94567", "131071"]) await index(text, text, valid());
for (const [name, text] of [
  ["131072", "131072"],
  ["million", "1000000"],
  ["2-31", "2147483648"],
  ["2-32", "4294967296"],
  ["2-53", "9007199254740992"],
  ["2-63", "9223372036854775808"],
])
  await index(name, text, RANGE);
for (const [name, text] of [
  ["2-64", "18446744073709551616"],
  ["hundred-digits", "9".repeat(100)],
  ["minus-one", "-1"],
  ["minus-zero", "-0"],
  ["plus", "+1"],
  ["leading-zero", "01"],
  ["zeros", "00"],
  ["empty", ""],
  ["space", " "],
  ["leading-space", " 1"],
  ["trailing-space", "1 "],
  ["newline", "1\n"],
  ["tab", "\t1"],
  ["nul", "1\0"],
  ["word", "abc"],
  ["digits-then-word", "1abc"],
  ["fraction", "1.0"],
  ["comma", "1,0"],
  ["exponent", "1e3"],
  ["hexadecimal", "0x10"],
  ["octal", "0o17"],
  ["binary", "0b11"],
  ["underscore", "1_000"],
  ["apostrophe", "1'000"],
  ["arabic-digits", "٣"],
  ["full-width", "１"],
  ["superscript", "²"],
  ["roman", "Ⅷ"],
  ["nan", "NaN"],
  ["infinity", "Infinity"],
  ["null-word", "null"],
  ["list-word", "[1]"],
  ["minus-sign", "−1"],
  ["zero-width", "1\u200b"],
])
  await index(name, text, MALFORMED_ENTRY);
for (const [name, value] of [
  ["number", 94_567],
  ["list", ["94567"]],
  ["true", true],
]) {
  await index(`type-${name}`, value, MALFORMED_ENTRY);
}
await index("missing", undefined, MALFORMED_ENTRY);

await listed("F11", "first-bit", "Index 0 is the highest bit of the first byte.", REVOKED, {
  list: withBits([0]),
  members: { statusListIndex: "0" },
});
await listed("F11", "eighth-bit", "The lowest bit of the first byte is index 7, not 0.", valid(), {
  list: withBits([7]),
  members: { statusListIndex: "0" },
});
await listed("F11", "last-of-byte", "Index 7 is the lowest bit of the first byte.", REVOKED, {
  list: withBits([7]),
  members: { statusListIndex: "7" },
});
const messages = (count) =>
  Array.from({ length: count }, (_, number) => ({ status: `0x${number.toString(16)}`, message: `state ${number}` }));
await listed(
  "F12",
  "two-bits-low-bit-set",
  "Entries of two bits: the value 01 is set, although its first bit is not.",
  REVOKED,
  {
    list: withBits([11], 32_768),
    members: { statusListIndex: "5", statusSize: 2, statusMessage: messages(4) },
  },
);
await listed("F12", "two-bits-clear", "Entries of two bits: the neighbours are set, this one is not.", valid(), {
  list: withBits([9, 12], 32_768),
  members: { statusListIndex: "5", statusSize: 2, statusMessage: messages(4) },
});
for (const [name, statusSize] of [
  ["zero", 0],
  ["negative", -1],
  ["2-31", 2_147_483_648],
  ["fraction", 1.5],
  ["text", "1"],
]) {
  await listed("F13", `size-${name}`, "Entries of an impossible size.", MALFORMED_ENTRY, {
    list: sound(),
    members: { statusSize },
  });
}
await listed("F13", "size-times-index", "Index times size is beyond any number.", open("status_list_length"), {
  list: sound(),
  members: { statusListIndex: "9007199254740991", statusSize: 8, statusMessage: messages(256) },
});
await listed("F13", "across-bytes", "An entry of three bits that lies in two bytes.", REVOKED, {
  list: withBits([8], 49_152),
  members: { statusListIndex: "2", statusSize: 3, statusMessage: messages(8) },
});
await listed("F14", "short", "A list of 8 entries, which tells whose badge is looked at.", open("status_list_length"), {
  list: withBits([], 1),
  members: { statusListIndex: "5" },
});
await listed("F14", "one-too-few", "A list of 99,992 entries.", open("status_list_length"), {
  list: withBits([], 12_499),
  members: { statusListIndex: "5" },
});
await listed("F14", "hundred-thousand", "A list of 100,000 entries, as some in use have.", valid("short_status_list"), {
  list: withBits([], 12_500),
  members: { statusListIndex: "99999" },
});
await listed("F14", "empty", "A list without entries.", open("status_list_length"), {
  list: withBits([], 0),
  members: { statusListIndex: "0" },
});
await listed("F15", "bomb", "A list that inflates to 16 MiB, twice what is read.", MALFORMED_LIST, {
  list: sound({ encodedList: encodedList(bits([], 16 << 20)) }),
});
await listed("F15", "just-too-large", "A list that inflates to one byte more than is read.", MALFORMED_LIST, {
  list: sound({ encodedList: encodedList(bits([], (8 << 20) + 1)) }),
});
await listed("F15", "two-to-the-26", "A list of 2^26 entries, the largest that is read.", valid(), {
  list: withBits([], 8 << 20),
});
const raw = gzip(bits());
const withGzip = (bytes) => ({ list: sound({ encodedList: `u${Buffer.from(bytes).toString("base64url")}` }) });
await listed(
  "F16",
  "truncated",
  "A list cut off in the middle.",
  MALFORMED_LIST,
  withGzip(raw.subarray(0, raw.length >> 1)),
);
await listed(
  "F16",
  "bad-crc",
  "A list with a wrong check sum.",
  MALFORMED_LIST,
  withGzip(gzip(bits(), 16_384, (crc32(bits()) ^ 1) >>> 0)),
);
await listed(
  "F16",
  "bad-length",
  "A list that says another length than it has.",
  MALFORMED_LIST,
  withGzip(gzip(bits(), 16_385)),
);
await listed(
  "F16",
  "second-member",
  "Two lists one after the other.",
  MALFORMED_LIST,
  withGzip(Buffer.concat([raw, raw])),
);
await listed(
  "F16",
  "trailing-bytes",
  "A list with bytes behind.",
  MALFORMED_LIST,
  withGzip(Buffer.concat([raw, Buffer.from("x")])),
);
await listed("F16", "empty", "No bytes where the list should be.", MALFORMED_LIST, withGzip(Buffer.alloc(0)));
const inBase = (text) => ({ list: sound({ encodedList: text }) });
const base64url = raw.toString("base64url");
await listed("F17", "no-prefix", "A list without the multibase prefix.", MALFORMED_LIST, inBase(base64url));
await listed(
  "F17",
  "padded",
  "A list with padding.",
  MALFORMED_LIST,
  inBase(`u${base64url}${"=".repeat((4 - (base64url.length % 4)) % 4 || 4)}`),
);
await listed(
  "F17",
  "base64",
  "A list in base64.",
  MALFORMED_LIST,
  inBase(`m${raw.toString("base64").replaceAll("=", "")}`),
);
await listed("F17", "base58", "A list that calls itself base58.", MALFORMED_LIST, inBase(`z${base64url}`));
await listed("F17", "zlib", "A list compressed by zlib instead of GZIP.", MALFORMED_LIST, withGzip(zlib(bits())));
await listed("F17", "deflate", "A list compressed without any wrapping.", MALFORMED_LIST, withGzip(deflate(bits())));
await listed("F17", "not-compressed", "A list that is not compressed.", MALFORMED_LIST, withGzip(bits()));
await listed("F17", "number", "A list that is a number.", MALFORMED_LIST, inBase(7));
const two = (second) => (url) => [entry(url), entry(url, { id: `${url}#second`, ...second })];
await listed("F18", "second-entry-revoked", "Two entries: the first is clear, the second is revoked.", REVOKED, {
  list: withBits([7]),
  entries: two({ statusListIndex: "7" }),
});
await listed("F18", "first-entry-revoked", "Two entries: the first is revoked, the second is clear.", REVOKED, {
  list: withBits([94_567]),
  entries: two({ statusListIndex: "7" }),
});
await listed("F18", "second-list-not-there", "Two entries: the second's list cannot be had.", UNAVAILABLE, {
  list: sound(),
  entries: two({ statusListCredential: urlOf("f18-none") }),
});
const extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const withExtensions = { "@context": [...badge()["@context"], extensions] };
add(
  "F19",
  "unknown-type.json",
  await signed(
    badge({ ...withExtensions, credentialStatus: { id: urlOf("f19"), type: "1EdTechJsonSchemaValidator2019" } }),
  ),
  "Status of a kind that this verifier does not know.",
  open("unsupported_status_type"),
);
{
  const url = urlOf("f20");
  folder.document(url, await signed(statusList(url, { encodedList: encodedList(bits([94_567])) })));
  const revoked = await signed(badge({ credentialStatus: entry(url) }));
  add(
    "F20",
    "removed.json",
    changed(revoked, (it) => {
      delete it.credentialStatus;
    }),
    "The status of a revoked badge taken out.",
    invalid("signature", "invalid_signature"),
  );
  add(
    "F20",
    "null.json",
    changed(revoked, (it) => {
      it.credentialStatus = null;
    }),
    "The status of a revoked badge set to null.",
    invalid("canonicalization", "dropped_value"),
  );
  add(
    "F20",
    "purpose-changed.json",
    changed(revoked, (it) => {
      it.credentialStatus.statusPurpose = "message";
    }),
    "The purpose changed.",
    invalid("signature", "invalid_signature"),
  );
  add(
    "F20",
    "index-changed.json",
    changed(revoked, (it) => {
      it.credentialStatus.statusListIndex = "94566";
    }),
    "The index changed to that of somebody else.",
    invalid("signature", "invalid_signature"),
  );
  add(
    "F20",
    "list-changed.json",
    changed(revoked, (it) => {
      it.credentialStatus.statusListCredential = clearList;
    }),
    "The list changed to another one of the issuer.",
    invalid("signature", "invalid_signature"),
  );
}
const purpose = (statusPurpose, set) => ({
  list: sound({ statusPurpose, encodedList: encodedList(bits(set)) }),
  members: { statusPurpose },
});
await listed("F21", "suspended", "A badge that is suspended.", SUSPENDED, purpose("suspension", [94_567]));
await listed("F21", "not-suspended", "A badge that is not suspended.", valid(), purpose("suspension", []));
await listed(
  "F21",
  "refresh-set",
  "The issuer has a newer version: no reason to doubt this one.",
  valid(),
  purpose("refresh", [94_567]),
);
await listed("F21", "message-set", "The issuer has something to say about it.", valid(), {
  list: sound({ statusPurpose: "message", encodedList: encodedList(bits([94_567])) }),
  members: { statusPurpose: "message", statusSize: 1, statusMessage: messages(2) },
});
await listed(
  "F21",
  "unknown-purpose-set",
  "A purpose that nobody knows is set.",
  open("unsupported_status_type"),
  purpose("confiscation", [94_567]),
);
for (const [name, url] of [
  ["http", "http://status.example/f22"],
  ["file", "file:///etc/passwd"],
  ["data", `data:application/json,${encodeURIComponent(JSON.stringify({ id: "x" }))}`],
  ["javascript", "javascript:alert(1)"],
  ["private-address", "https://192.168.0.1/status"],
  ["loopback", "https://127.0.0.1/status"],
  ["metadata", "https://169.254.169.254/latest/meta-data"],
  ["number", "https://2130706433/status"],
  ["user", "https://school.example@evil.example/status"],
  ["ftp", "ftp://status.example/f22"],
]) {
  add(
    "F22",
    `url-${name}.json`,
    await signed(badge({ credentialStatus: entry(url, { id: "urn:uuid:11111111-0000-4000-8000-0000000000f2" }) })),
    "A list at an address that no verifier goes to.",
    UNAVAILABLE,
  );
}
{
  const url = urlOf("f23");
  folder.document(url, await signed(statusList(url)));
  add(
    "F23",
    "tampered-with-status.json",
    changed(await signed(badge({ credentialStatus: entry(url) })), (it) => {
      it.credentialStatus.statusListCredential = "https://tracker.evil.example/";
    }),
    "A changed badge whose list is at the attacker's: the signature is looked at first, and nothing is asked for.",
    { ...invalid("signature", "invalid_signature"), asks: 0 },
  );
}
await listed("F24", "list-with-own-status", "A list that has a status of its own, in itself.", valid(), {
  list: (url) => signed(statusList(url, {}, { credentialStatus: entry(url) })),
});
await listed("F24", "list-with-unreachable-status", "A list whose own status cannot be had.", valid(), {
  list: (url) => signed(statusList(url, {}, { credentialStatus: entry(urlOf("f24-none")) })),
});
await listed("F24", "badge-as-list", "The badge's list is a badge.", VERIFICATION, {
  list: (url) => signed({ ...badge(), id: url }),
});
for (const [name, query] of [
  ["query", "?cred=123"],
  ["query-id", "?id=urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80"],
]) {
  const url = `${urlOf(`f25-${name}`)}${query}`;
  folder.document(url, await signed(statusList(url)));
  add(
    "F25",
    `tracking-${name}.json`,
    await signed(badge({ credentialStatus: entry(url) })),
    "A list address that tells which badge is looked at.",
    valid("tracking_status_list"),
  );
}
{
  const url = urlOf("f26?timestamp=2026-01-15T00:00:00Z");
  folder.document(url, await signed(statusList(url, {}, { validUntil: "2026-01-16T00:00:00Z" })));
  add(
    "F26",
    "historic-list.json",
    await signed(badge({ credentialStatus: entry(url) })),
    "A list of an earlier day, given as today's.",
    open("status_stale"),
  );
}
{
  const revocation = async (name, what, expect, list) => {
    const url = urlOf(`f27-${name}`);
    add(
      "F27",
      `${name}.json`,
      await signed(badge({ ...withExtensions, credentialStatus: { id: url, type: "1EdTechRevocationList" } })),
      what,
      expect,
      { documents: { [url]: list } },
    );
  };
  const { id } = badge();
  await revocation(
    "clear",
    "A list of revoked badges, which does not name this one.",
    valid("unsigned_revocation_list"),
    { id: urlOf("f27-clear"), issuer: school.did, revokedCredential: [] },
  );
  await revocation("revoked", "One that does.", REVOKED, {
    id: urlOf("f27-revoked"),
    issuer: school.did,
    revokedCredential: [{ id, revoked: true, revocationReason: "Typo." }],
  });
  await revocation("revoked-false", "One that names it as not revoked.", valid("unsigned_revocation_list"), {
    id: urlOf("f27-revoked-false"),
    issuer: school.did,
    revokedCredential: [{ id, revoked: false }],
  });
  await revocation("other-issuer", "One of another issuer.", VERIFICATION, {
    id: urlOf("f27-other-issuer"),
    issuer: thief.did,
    revokedCredential: [],
  });
  await revocation("garbled", "One that is none.", MALFORMED_LIST, "<html>");
}
