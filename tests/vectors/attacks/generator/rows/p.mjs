// P: PDF documents with a credential attached.

import { badge, changed } from "../badge.mjs";
import { Folder, invalid, valid } from "../folder.mjs";
import { jwt } from "../jwt.mjs";
import { thief } from "../keys.mjs";
import { attached, CATALOG, FILE, Pdf } from "../pdf.mjs";
import { signed } from "../proof.mjs";
import { zlib } from "../status-list.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const good = await signed(badge());
const credential = JSON.stringify(good);
const other = JSON.stringify(await signed(badge({}, thief.did), { by: thief }));
const tampered = JSON.stringify(
  changed(good, (it) => {
    it.credentialSubject.achievement.name = "Doctor";
  }),
);
const BROKEN = invalid("parse", "malformed_container");
const UNSUPPORTED = invalid("parse", "unsupported_container");
const AMBIGUOUS = invalid("parse", "ambiguous_container");
const NONE = invalid("parse", "no_credential");

add("P00", "untouched.pdf", attached(credential).finish(), "A document with a credential attached.", valid());
add("P00", "untouched-jwt.pdf", attached(jwt()).finish(), "The same with a JWT.", valid());
const two = (second) =>
  new Pdf()
    .object(1, "<</Names<</EmbeddedFiles<</Names[(a)2 0 R(b)4 0 R]>>>>>>")
    .object(2, FILE)
    .stream(3, "", Buffer.from(credential))
    .object(4, "<</EF<</F 5 0 R>>>>")
    .stream(5, "", Buffer.from(second))
    .finish();
add("P01", "two-credentials.pdf", two(other), "Two credentials attached.", AMBIGUOUS);
add("P01", "credential-and-token.pdf", two(jwt()), "Two credentials attached, one of them a JWT.", AMBIGUOUS);
add(
  "P01",
  "credential-and-letter.pdf",
  two("Dear Ada, congratulations!"),
  "A credential and a letter attached.",
  valid(),
);
add(
  "P02",
  "another-name.pdf",
  new Pdf()
    .object(1, CATALOG)
    .object(2, FILE.replace("credential.json", "photo.jpg"))
    .stream(3, "", Buffer.from(credential))
    .finish(),
  "The credential under the name of a picture: its content decides.",
  valid(),
);
{
  const updated = (content) => {
    const pdf = attached(credential).table("/Root 1 0 R");
    return pdf.stream(3, "", Buffer.from(content)).finish(`/Root 1 0 R/Prev ${pdf.start}`);
  };
  add(
    "P03",
    "update-replaces.pdf",
    updated(tampered),
    "A later revision replaces the credential by a changed one.",
    invalid("signature", "invalid_signature"),
  );
  add(
    "P03",
    "update-replaces-by-other.pdf",
    updated(other),
    "A later revision replaces it by another good one: the last revision counts, as in every reader.",
    valid(),
  );
  const pdf = attached(credential).table("/Root 1 0 R");
  add(
    "P03",
    "update-removes.pdf",
    pdf.object(1, "<</Type/Catalog>>").finish(`/Root 1 0 R/Prev ${pdf.start}`),
    "A later revision removes it.",
    NONE,
  );
}
add(
  "P04",
  "encrypted.pdf",
  attached(credential).finish("/Root 1 0 R/Encrypt 9 0 R"),
  "An encrypted document.",
  UNSUPPORTED,
);
{
  const header = `1 0 2 ${CATALOG.length + 1} `;
  const objects = (bytes) => {
    const pdf = new Pdf().stream(3, "", Buffer.from(credential));
    const four = pdf.length;
    pdf.stream(4, `/Type/ObjStm/N 2/First ${header.length}/Filter/FlateDecode`, zlib(bytes));
    const five = pdf.length;
    const first = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1").length;
    const row = (kind, value, index) => [kind, (value >> 16) & 255, (value >> 8) & 255, value & 255, index];
    const rows = Buffer.from(
      [row(0, 0, 0), row(2, 4, 0), row(2, 4, 1), row(1, first, 0), row(1, four, 0), row(1, five, 0)].flat(),
    );
    pdf.stream(5, "/Type/XRef/Size 6/W[1 3 1]/Root 1 0 R/Filter/FlateDecode", zlib(rows));
    return pdf.raw(`startxref\n${five}\n%%EOF`).bytes();
  };
  add(
    "P05",
    "object-stream.pdf",
    objects(Buffer.from(`${header}${CATALOG} ${FILE}`)),
    "Objects in a compressed stream, as many writers make them.",
    valid(),
  );
  add(
    "P05",
    "object-stream-bomb.pdf",
    objects(Buffer.concat([Buffer.from(`${header}${CATALOG} ${FILE}`), Buffer.alloc(20 << 20, 32)])),
    "An object stream that inflates beyond measure.",
    BROKEN,
  );
}
add(
  "P06",
  "filter-bomb.pdf",
  new Pdf()
    .object(1, CATALOG)
    .object(2, FILE)
    .stream(3, "/Filter/FlateDecode", zlib(Buffer.alloc(20 << 20, 123)))
    .finish(),
  "An attachment that inflates beyond measure.",
  BROKEN,
);
add(
  "P06",
  "filter-twice.pdf",
  new Pdf()
    .object(1, CATALOG)
    .object(2, FILE)
    .stream(3, "/Filter[/FlateDecode/FlateDecode]", zlib(zlib(Buffer.from(credential))))
    .finish(),
  "An attachment compressed twice.",
  UNSUPPORTED,
);
{
  const looped = new Pdf().object(1, CATALOG).object(2, FILE).stream(3, "", Buffer.from(credential));
  add(
    "P07",
    "table-loop.pdf",
    looped.finish(`/Root 1 0 R/Prev ${looped.length}`),
    "A table that names itself as the one before it.",
    BROKEN,
  );
}
add("P08", "truncated.pdf", attached(credential).finish().subarray(0, -60), "The end cut off.", BROKEN);
add("P08", "truncated-half.pdf", attached(credential).finish().subarray(0, 700), "Half of a document.", BROKEN);
add("P08", "only-header.pdf", "%PDF-1.7\n", "A header and nothing else.", BROKEN);
for (const [name, content] of [
  ["letter", "Dear Ada, congratulations!"],
  ["number", "42"],
  ["page", "<!doctype html><p>Badge</p>"],
]) {
  add("P09", `attached-${name}.pdf`, attached(content).finish(), "Something attached that is no credential.", NONE);
}
add(
  "P09",
  "attached-any-json.pdf",
  attached('{"a":1}').finish(),
  "Any JSON attached.",
  invalid("data_model", "missing_member"),
);
add(
  "P09",
  "attached-unsigned.pdf",
  attached(JSON.stringify(badge())).finish(),
  "A credential attached that nobody signed.",
  invalid("signature", "missing_proof"),
);
add(
  "P10",
  "drawn-not-attached.pdf",
  new Pdf().object(1, "<</Type/Catalog>>").stream(9, "", Buffer.from(credential)).finish(),
  "The credential on a page instead of attached.",
  NONE,
);
add(
  "P11",
  "references-in-a-circle.pdf",
  new Pdf().object(1, "2 0 R").object(2, "1 0 R").finish(),
  "References in a circle.",
  BROKEN,
);
add(
  "P11",
  "name-tree-in-a-circle.pdf",
  new Pdf().object(1, "<</Names<</EmbeddedFiles 4 0 R>>>>").object(4, "<</Kids[4 0 R]>>").finish(),
  "A tree of names in a circle.",
  BROKEN,
);
add(
  "P11",
  "name-tree-wide.pdf",
  new Pdf()
    .object(1, "<</Names<</EmbeddedFiles 4 0 R>>>>")
    .object(4, `<</Kids[${"4 0 R ".repeat(50)}]>>`)
    .finish(),
  "A tree of names that grows fiftyfold at every level.",
  BROKEN,
);
add(
  "P12",
  "nested-arrays.pdf",
  new Pdf().object(1, `${"[".repeat(50_000)}${"]".repeat(50_000)}`).finish(),
  "Fifty thousand lists, one in the other.",
  BROKEN,
);
add(
  "P12",
  "enormous-table.pdf",
  "%PDF-1.7\nxref\n0 4294967295\nstartxref\n9\n%%EOF\n",
  "A table of four thousand million objects.",
  BROKEN,
);
add(
  "P12",
  "table-beyond-file.pdf",
  "%PDF-1.7\nstartxref\n99999999999\n%%EOF\n",
  "A table that lies behind the end.",
  BROKEN,
);
add(
  "P13",
  "polyglot.pdf",
  Buffer.concat([Buffer.from("\u0089PNG\r\n", "latin1"), attached(credential).finish()]),
  "A document behind the start of a picture.",
  UNSUPPORTED,
);
