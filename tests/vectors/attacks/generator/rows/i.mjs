// I: what is shown and handed on. Files that hold what a page or a caller could stumble over; the pages themselves are
// tested in browsers.

import { badge, changed, didDocument, multikeyMethod, withAchievement } from "../badge.mjs";
import { Folder, valid } from "../folder.mjs";
import { thief } from "../keys.mjs";
import { signed } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

{
  const did = "did:web:evil.example";
  folder.document(
    "https://evil.example/.well-known/did.json",
    didDocument(did, [multikeyMethod(`${did}#key-1`, thief)]),
  );
  const document = changed(badge({}, did), (it) => {
    it.issuer.name = "Harvard University";
    it.issuer.url = "https://www.harvard.edu/";
  });
  add(
    "I01",
    "famous-name.json",
    await signed(document, { by: thief, members: { verificationMethod: `${did}#key-1` } }),
    "A stranger with a famous name: the report has the domain that signed.",
    { ...valid(), domain: "evil.example" },
  );
}
const named = (name) => signed(withAchievement({ name }));
for (const [name, text] of Object.entries({
  "right-to-left": "Knots \u202eeslaf\u202c",
  "zero-width": "Kno\u200bts\u200d\ufeff",
  zalgo: `K${"\u0301".repeat(200)}nots`,
  newline: "Knots\n\n✅ Verified by Harvard",
  check: "✅ Verified",
  long: "Knots ".repeat(1_700),
  "mixed-script": "Кnоts",
  control: "Knots\u0007\u001b[31m",
  tags: "Knots\u{e0041}\u{e0042}",
})) {
  add(
    "I02",
    `name-${name}.json`,
    await named(text),
    "A name that wants to look like something else: its signature is good, and pages show it as a claim.",
    valid(),
  );
}
const told = (narrative) => signed(withAchievement({ criteria: { narrative } }));
add(
  "I03",
  "html.json",
  await told("<img src=x onerror=alert(1)><svg onload=alert(1)><math><script>alert(1)</script>"),
  "A narrative with HTML.",
  valid(),
);
add(
  "I03",
  "markdown.json",
  await told("[a](javascript:alert(1)) ![b](https://tracker.evil.example/1.png) <script>alert(1)</script>"),
  "A narrative with Markdown.",
  valid(),
);
for (const [name, id] of [
  ["remote", "https://tracker.evil.example/pixel.png"],
  [
    "svg",
    `data:image/svg+xml;base64,${Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").toString("base64")}`,
  ],
  ["html", `data:text/html;base64,${Buffer.from("<script>alert(1)</script>").toString("base64")}`],
]) {
  add(
    "I05",
    `image-${name}.json`,
    await signed(withAchievement({ image: { id, type: "Image" } })),
    "A picture that tells its server who looks, or that is none.",
    { ...valid(), asks: 0 },
  );
}
add(
  "I06",
  "clobbering.json",
  await signed(
    withAchievement({
      name: '"><form id=verified name=ok><input name=attributes>',
      humanCode: "</style><style>*{display:none}",
    }),
  ),
  "Texts that would take the names of a page's own elements.",
  valid(),
);
add(
  "I15",
  "error-text.json",
  changed(await signed(badge()), (it) => {
    it["<img src=x onerror=alert(1)>\u001b[31m\n"] = 1;
  }),
  "A member whose name is markup and control characters: it appears in an error message.",
  { verdict: "invalid", check: "canonicalization", code: "undefined_term" },
);
add(
  "I17",
  "schema-elsewhere.json",
  await signed(
    badge({
      credentialSchema: [{ id: "https://evil.example/schema.json", type: "1EdTechJsonSchemaValidator2019" }],
      "@context": [...badge()["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
    }),
  ),
  "A schema at somebody else's address: it is not fetched.",
  { ...valid(), asks: 0 },
);
{
  const url = "https://refresh.example/1";
  const refreshable = (members, issuer) =>
    badge(
      {
        refreshService: { id: url, type: "1EdTechCredentialRefresh" },
        "@context": [...badge()["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
        ...members,
      },
      issuer,
    );
  folder.document(url, await signed(refreshable({}, thief.did), { by: thief }));
  add(
    "I18",
    "refresh-by-another-issuer.json",
    await signed(refreshable()),
    "A refresh service that answers with a badge of somebody else.",
    valid("refresh_failed"),
  );
  add(
    "I18",
    "refresh-of-tampered.json",
    changed(await signed(refreshable()), (it) => {
      it.credentialSubject.achievement.name = "Doctor";
    }),
    "A changed badge with a refresh service: nothing is asked before the proof held.",
    { verdict: "invalid", check: "signature", code: "invalid_signature", asks: 0 },
  );
  const other = "https://refresh.example/2";
  folder.document(
    other,
    await signed(
      changed(badge(), (it) => {
        it.id = "urn:uuid:00000000-1f6c-4a5d-8f3c-0d4b5a6e7f80";
      }),
    ),
  );
  add(
    "I18",
    "refresh-with-another-id.json",
    await signed(refreshable({ refreshService: { id: other, type: "1EdTechCredentialRefresh" } })),
    "A refresh service that answers with another badge of the same issuer.",
    valid("refresh_failed"),
  );
}
{
  const contexts = badge()["@context"];
  const endorsement = (number, members = {}) => ({
    "@context": contexts,
    id: `urn:uuid:22222222-1f6c-4a5d-8f3c-${String(number).padStart(12, "0")}`,
    type: ["VerifiableCredential", "EndorsementCredential"],
    name: "Endorsement",
    issuer: { id: thief.did, type: ["Profile"], name: "Famous Board" },
    validFrom: "2026-01-01T00:00:00Z",
    credentialSubject: {
      id: badge().credentialSubject.achievement.id,
      type: ["EndorsementSubject"],
      endorsementComment: "Excellent.",
    },
    ...members,
  });
  add(
    "I19",
    "endorsement-unsigned.json",
    await signed(
      badge({
        endorsement: [
          changed(endorsement(1), (it) => {
            delete it["@context"];
          }),
        ],
      }),
    ),
    "An endorsement that nobody signed: it counts for nothing, and the badge is as it is.",
    valid("endorsement_not_verified"),
  );
  const many = Array.from({ length: 40 }, (_, number) =>
    changed(endorsement(number), (it) => {
      delete it["@context"];
    }),
  );
  add(
    "I19",
    "forty-endorsements.json",
    await signed(badge({ endorsement: many })),
    "More endorsements than are looked at.",
    valid("endorsement_not_verified"),
  );
}
add(
  "I21",
  "evidence-elsewhere.json",
  await signed(badge({ evidence: [{ id: "https://evidence.example/1", type: ["Evidence"] }] })),
  "Evidence behind a link: nothing says what stands there, and nobody fetches it.",
  { ...valid(), asks: 0 },
);
