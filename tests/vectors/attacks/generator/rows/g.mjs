// G: pictures with a credential in them.

import { badge, changed, withAchievement } from "../badge.mjs";
import { Folder, inconclusive, invalid, valid } from "../folder.mjs";
import { jwt } from "../jwt.mjs";
import { thief } from "../keys.mjs";
import { baked, chunk, header, png, SIGNATURE, text } from "../png.mjs";
import { signed } from "../proof.mjs";
import { gzip, zlib } from "../status-list.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const credential = JSON.stringify(await signed(badge()));
const token = jwt();
const ours = baked(credential);
const AMBIGUOUS = invalid("parse", "ambiguous_container");
const BROKEN = invalid("parse", "malformed_container");
const NONE = invalid("parse", "no_credential");
const LIMIT = invalid("parse", "limit_exceeded");
const REMARK = valid("container_remark");

add("G00", "untouched.png", png([ours]), "A picture with a credential, before anything is done to it.", valid());
add("G00", "untouched-jwt.png", png([baked(token)]), "The same with a JWT.", valid());
const other = baked(JSON.stringify(await signed(badge({}, thief.did), { by: thief })));
add("G01", "two-chunks.png", png([ours, other]), "Two credentials in one picture.", AMBIGUOUS);
add("G01", "same-chunk-twice.png", png([ours, ours]), "The same credential twice.", AMBIGUOUS);
add("G02", "chunk-behind-end.png", Buffer.concat([png([ours]), other]), "A second credential behind the end.", REMARK);
add(
  "G02",
  "bytes-behind-end.png",
  Buffer.concat([png([ours]), Buffer.from("PK\u0003\u0004")]),
  "Bytes behind the end.",
  REMARK,
);
add("G02", "only-behind-end.png", Buffer.concat([png([]), ours]), "The credential only behind the end.", NONE);
{
  const whole = png([ours]);
  const damaged = Buffer.from(whole);
  damaged[SIGNATURE.length + header().length + 8 + ours.length - 16] ^= 1;
  add("G03", "bad-crc.png", damaged, "A credential whose check sum is wrong.", BROKEN);
  for (const [name, length] of [
    ["beyond-file", 0x7fff_ffff],
    ["all-ones", 0xffff_ffff],
    ["one-more", ours.length - 11],
  ]) {
    const lying = Buffer.from(whole);
    lying.writeUInt32BE(length, SIGNATURE.length + header().length);
    add("G03", `length-${name}.png`, lying, "A chunk that says it is longer than it is.", BROKEN);
  }
  add("G03", "truncated.png", whole.subarray(0, whole.length - 20), "The end cut off.", BROKEN);
  add("G03", "only-signature.png", SIGNATURE, "Eight bytes of a picture.", BROKEN);
}
add(
  "G04",
  "compressed.png",
  png([text("openbadgecredential", zlib(Buffer.from(credential)), [1, 0])]),
  "A compressed credential, which the specification forbids.",
  BROKEN,
);
add(
  "G04",
  "compressed-flag-only.png",
  png([text("openbadgecredential", credential, [1, 0])]),
  "The flag of compression on plain text.",
  BROKEN,
);
add(
  "G04",
  "ztxt.png",
  png([chunk("zTXt", Buffer.concat([Buffer.from("openbadgecredential\0\0"), zlib(Buffer.from(credential))]))]),
  "A credential in a chunk that is always compressed.",
  BROKEN,
);
{
  const bomb = zlib(Buffer.alloc(8 << 20));
  add(
    "G05",
    "bombs-beside.png",
    png([
      chunk("zTXt", Buffer.concat([Buffer.from("Comment\0\0"), bomb])),
      chunk("iCCP", Buffer.concat([Buffer.from("Profile\0\0"), bomb])),
      ours,
    ]),
    "Other chunks that inflate to megabytes: nobody inflates them.",
    valid(),
  );
}
add(
  "G06",
  "too-many-chunks.png",
  png([...Array(10_001).fill(chunk("tEXt", Buffer.from("a\0"))), ours]),
  "Ten thousand chunks.",
  LIMIT,
);
for (const [name, keyword] of [
  ["capitals", "OpenBadgeCredential"],
  ["space", "openbadgecredential "],
  ["plural", "openbadgecredentials"],
  ["leading-space", " openbadgecredential"],
  ["cut", "openbadgecredentia"],
]) {
  add("G07", `keyword-${name}.png`, png([text(keyword, credential)]), "A keyword that is nearly right.", NONE);
}
add("G07", "keyword-nul.png", png([text("openbadge\0credential", credential)]), "A keyword with a NUL in it.", NONE);
add(
  "G08",
  "older-chunk-beside.png",
  png([text("openbadges", '{"verify":{"type":"hosted","url":"https://evil.example/1"}}'), ours]),
  "A badge of Open Badges 2.0 beside ours.",
  REMARK,
);
add(
  "G09",
  "older-text-with-url.png",
  png([chunk("tEXt", Buffer.from("openbadges\0https://evil.example/assertion.json"))]),
  "An address in the way of Open Badges 1.0: it is not fetched.",
  { ...NONE, asks: 0 },
);
add(
  "G10",
  "enormous-picture.png",
  png([ours], header(0x7fff_ffff, 0x7fff_ffff)),
  "A picture of 2^31 by 2^31: the pixels are not looked at.",
  valid(),
);
add(
  "G11",
  "picture-shows-another-name.png",
  png([ours, chunk("tEXt", Buffer.from("Title\0Doctor of Knots, awarded to Eve"))]),
  "A picture that shows something other than its credential: what counts is the credential.",
  valid(),
);
add(
  "G12",
  "html-in-front.png",
  Buffer.concat([Buffer.from("<!doctype html><script>alert(1)</script>"), png([ours])]),
  "A web page in front of the picture.",
  invalid("parse", "invalid_encoding"),
);
add(
  "G12",
  "zip-behind.png",
  Buffer.concat([png([ours]), Buffer.from("504b0506000000000000000000000000000000000000", "hex")]),
  "A picture that is an archive as well.",
  REMARK,
);
add(
  "G12",
  "gif.png",
  Buffer.concat([Buffer.from("GIF89a\u00ff", "latin1"), ours]),
  "A picture of another kind.",
  invalid("parse", "unsupported_container"),
);

const NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";
const svg = (inside, root = "") =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="${NAMESPACE}" width="1" height="1"${root}>${inside}<rect width="1" height="1"/></svg>`;
const element = (json = credential) => `<openbadges:credential><![CDATA[${json}]]></openbadges:credential>`;
const attribute = `<openbadges:credential verify="${token}"/>`;
add("G00", "untouched.svg", svg(element()), "A drawing with a credential.", valid());
add("G00", "untouched-jwt.svg", svg(attribute), "The same with a JWT.", valid());
add("G13", "two-elements.svg", svg(element() + element()), "Two credentials in one drawing.", AMBIGUOUS);
add("G13", "element-and-attribute.svg", svg(element() + attribute), "Two credentials, one of them a JWT.", AMBIGUOUS);
add("G14", "in-comment.svg", svg(`<!-- ${element()} -->`), "The credential in a comment.", NONE);
for (const [name, inside] of [
  ["nested-svg", `<svg>${element()}</svg>`],
  ["foreign-object", `<foreignObject>${element()}</foreignObject>`],
  ["group", `<g>${element()}</g>`],
  ["metadata", `<metadata>${element()}</metadata>`],
]) {
  add("G14", `${name}.svg`, svg(inside), "The credential at another place than right behind the start.", BROKEN);
}
add(
  "G14",
  "wrong-namespace.svg",
  svg(element()).replace(NAMESPACE, "https://purl.imsglobal.org/ob/v9"),
  "The credential in another namespace.",
  NONE,
);
add(
  "G14",
  "wrong-prefix.svg",
  svg(element()).replaceAll("openbadges:", "evil:").replace("xmlns:evil", "xmlns:openbadges"),
  "A prefix that is bound to nothing.",
  BROKEN,
);
add(
  "G14",
  "other-prefix.svg",
  svg(element()).replaceAll("openbadges", "ob"),
  "Another prefix for the right namespace, which is what counts.",
  valid(),
);
add(
  "G14",
  "no-namespace.svg",
  svg(element()).replaceAll("openbadges:credential", "credential"),
  "The credential in the namespace of the drawing.",
  NONE,
);
add(
  "G15",
  "body-and-attribute.svg",
  svg(`<openbadges:credential verify="${token}"><![CDATA[${credential}]]></openbadges:credential>`),
  "A JWT and a JSON text in one element.",
  AMBIGUOUS,
);
for (const [name, doctype] of [
  ["doctype", "<!DOCTYPE svg>"],
  [
    "doctype-public",
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
  ],
  ["external-entity", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
  [
    "billion-laughs",
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
  ],
]) {
  add("G16", `${name}.svg`, doctype + svg(element()), "A document type, with which entities could come in.", BROKEN);
}
add(
  "G17",
  "many-attributes.svg",
  svg(element() + `<g${Array.from({ length: 10_000 }, (_, n) => ` a${n}=""`).join("")}/>`),
  "An element with ten thousand attributes.",
  LIMIT,
);
add(
  "G17",
  "many-namespaces.svg",
  svg(element() + `<g${Array.from({ length: 10_000 }, (_, n) => ` xmlns:a${n}="x"`).join("")}/>`),
  "An element with ten thousand namespaces.",
  LIMIT,
);
add(
  "G17",
  "deep.svg",
  svg(element() + "<g>".repeat(5_000) + "</g>".repeat(5_000)),
  "Five thousand elements, one in the other: they are counted, not descended into.",
  valid(),
);
{
  const odd = JSON.stringify(await signed(withAchievement({ description: "Ends with ]]> and & and <b>." })));
  add(
    "G18",
    "cdata-end-split.svg",
    svg(`<openbadges:credential><![CDATA[${odd.replaceAll("]]>", "]]]]><![CDATA[>")}]]></openbadges:credential>`),
    "A text with ]]> in it, split over two sections.",
    valid(),
  );
  add(
    "G18",
    "cdata-end-unsplit.svg",
    svg(`<openbadges:credential><![CDATA[${odd}]]></openbadges:credential>`),
    "The same without splitting.",
    BROKEN,
  );
  add(
    "G18",
    "escaped-text.svg",
    svg(
      `<openbadges:credential>${odd.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}</openbadges:credential>`,
    ),
    "The credential as escaped text.",
    valid(),
  );
}
add(
  "G19",
  "utf-16.svg",
  Buffer.from(`\ufeff${svg(element())}`, "utf16le"),
  "A drawing in UTF-16.",
  invalid("parse", "unsupported_container"),
);
add(
  "G19",
  "utf-7.svg",
  `<?xml version="1.0" encoding="UTF-7"?>${svg(element()).replaceAll("<openbadges", "+ADw-openbadges")}`,
  "A drawing in UTF-7.",
  BROKEN,
);
add(
  "G19",
  "gzip.svg",
  gzip(Buffer.from(svg(element()))),
  "A compressed drawing.",
  invalid("parse", "unsupported_container"),
);
add(
  "G20",
  "script.svg",
  svg(`${element()}<script>alert(1)</script>`, ' onload="alert(1)"'),
  "A drawing with scripts: the verifier does not run them, pages show it as a picture only.",
  valid(),
);
add(
  "G20",
  "set-href.svg",
  svg(`${element()}<a><set attributeName="href" to="javascript:alert(1)"/></a>`),
  "A drawing that changes its links.",
  valid(),
);
add(
  "G21",
  "external-references.svg",
  svg(`${element()}<image href="https://evil.example/a.png"/><use href="file:///etc/passwd#x"/>`),
  "A drawing that refers to files and addresses: nothing is fetched.",
  { ...valid(), asks: 0 },
);
const tampered = JSON.stringify(
  changed(JSON.parse(credential), (it) => {
    it.credentialSubject.achievement.name = "Doctor";
  }),
);
add(
  "G22",
  "tampered.png",
  png([baked(tampered)]),
  "A sound picture with a changed credential.",
  invalid("signature", "invalid_signature"),
);
add(
  "G22",
  "unsigned.png",
  png([baked(JSON.stringify(badge()))]),
  "A sound picture with a credential that nobody signed.",
  invalid("signature", "missing_proof"),
);
add(
  "G22",
  "any-json.png",
  png([baked("{}")]),
  "A sound picture with any JSON.",
  invalid("data_model", "missing_member"),
);
add(
  "G22",
  "tampered.svg",
  svg(element(tampered)),
  "A sound drawing with a changed credential.",
  invalid("signature", "invalid_signature"),
);
add(
  "G22",
  "unknown-issuer-method.png",
  png([
    baked(
      JSON.stringify(
        await signed(badge({}, "did:example:school"), { members: { verificationMethod: "did:example:school#1" } }),
      ),
    ),
  ]),
  "A sound picture with an issuer that cannot be resolved.",
  inconclusive("issuer_key", "unsupported_did_method"),
);
