// The shape check against the published JSON Schema of Open Badges 3.0: thousands of badges with one change each, two
// opinions on every one of them. Where the answers are meant to differ, a rule below says so with its reason.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import Ajv2019 from "ajv/dist/2019.js";
import { installPackage, repository } from "./installed.mjs";

const suites = process.env.PROOFMARK_SUITES ?? join(repository, "../shared/suites");
const schemaFile = resolve(suites, "../schemas/ob3-ghpages/achievementcredential.json");
const present = existsSync(schemaFile);
if (!present)
  console.log(`!!! NO SCHEMA at ${schemaFile}: set PROOFMARK_SUITES; the schema test checks nothing`);

const profile = () => ({
  id: "https://school.example/",
  type: ["Profile"],
  name: "School",
  url: "https://school.example/",
  email: "office@school.example",
  image: { id: "https://school.example/logo.png", type: "Image", caption: "Logo" },
  official: "Dr. Grey",
  address: {
    type: ["Address"],
    addressCountry: "Wales",
    geo: { type: "GeoCoordinates", latitude: 51.5, longitude: -3.2 },
  },
  otherIdentifier: [{ type: "IdentifierEntry", identifier: "4711", identifierType: "systemId" }],
  parentOrg: { id: "https://board.example/", type: ["Profile"], name: "Board" },
  endorsementJwt: ["eyJh.eyJi.c2ln"],
});

const alignment = () => ({
  type: ["Alignment"],
  targetName: "Knots",
  targetUrl: "https://framework.example/knots",
  targetType: "CFItem",
  targetCode: "K.1",
});

/** A badge that has a member of every class of the schema. */
const badge = () => ({
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  ],
  id: "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80",
  type: ["VerifiableCredential", "OpenBadgeCredential"],
  name: "Knots",
  description: "Ties knots",
  image: { id: "https://school.example/knots.png", type: "Image" },
  awardedDate: "2026-01-01T00:00:00Z",
  issuer: profile(),
  validFrom: "2026-01-01T00:00:00Z",
  validUntil: "2036-01-01T00:00:00Z",
  credentialSubject: {
    id: "did:example:ada",
    type: ["AchievementSubject"],
    identifier: [
      { type: "IdentityObject", hashed: false, identityHash: "Ada", identityType: "name", salt: "s" },
    ],
    creditsEarned: 2.5,
    activityStartDate: "2025-01-01T00:00:00Z",
    narrative: "Well done",
    role: "Student",
    source: profile(),
    result: [
      {
        type: ["Result"],
        resultDescription: "urn:x:r1",
        value: "A",
        status: "Completed",
        alignment: [alignment()],
      },
    ],
    achievement: {
      id: "urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b",
      type: ["Achievement"],
      name: "Knots",
      description: "Ties twelve knots.",
      achievementType: "Certificate",
      creator: profile(),
      creditsAvailable: 3,
      criteria: { id: "https://school.example/criteria", narrative: "Tie them." },
      inLanguage: "en-GB",
      alignment: [alignment()],
      tag: ["rope"],
      related: [{ id: "urn:x:2", type: ["Related"], inLanguage: "de", version: "2" }],
      otherIdentifier: [{ type: "IdentifierEntry", identifier: "1", identifierType: "ext:own" }],
      resultDescription: [
        {
          id: "urn:x:r1",
          type: ["ResultDescription"],
          name: "Grade",
          resultType: "LetterGrade",
          allowedValue: ["B", "A"],
          rubricCriterionLevel: [
            { id: "urn:x:l1", type: ["RubricCriterionLevel"], name: "Good", points: "3" },
          ],
        },
      ],
    },
  },
  evidence: [{ type: ["Evidence"], id: "https://school.example/evidence", genre: "Film" }],
  credentialSchema: [{ id: "https://school.example/schema", type: "1EdTechJsonSchemaValidator2019" }],
  credentialStatus: { id: "https://school.example/status#1", type: "BitstringStatusListEntry" },
  refreshService: { id: "https://school.example/refresh", type: "1EdTechCredentialRefresh" },
  termsOfUse: [{ id: "https://school.example/terms", type: "Terms" }],
});

const replacements = [
  null,
  true,
  7,
  2.5,
  "",
  "text",
  "ext:x",
  "en",
  "a.b.c",
  [],
  {},
  ["text"],
  [{}],
  [7],
  [[]],
];

/** Every badge with one change: [what was changed, the badge]. */
function* mutants() {
  for (const path of paths(badge())) {
    const name = path.join("/");
    const changed = (edit) => {
      const copy = badge();
      const parent = path.slice(0, -1).reduce((value, key) => value[key], copy);
      edit(parent, path.at(-1));
      return copy;
    };
    yield [
      `without ${name}`,
      changed((parent, key) => {
        if (Array.isArray(parent)) parent.splice(key, 1);
        else delete parent[key];
      }),
    ];
    for (const value of replacements) {
      yield [
        `${name} = ${JSON.stringify(value)}`,
        changed((parent, key) => {
          parent[key] = value;
        }),
      ];
    }
    yield [
      `${name} in a list`,
      changed((parent, key) => {
        parent[key] = [parent[key]];
      }),
    ];
    yield [
      `${name} twice in a list`,
      changed((parent, key) => {
        parent[key] = [parent[key], parent[key]];
      }),
    ];
    yield [
      `another member in ${name}`,
      changed((parent, key) => {
        if (parent[key] !== null && typeof parent[key] === "object" && !Array.isArray(parent[key]))
          parent[key].extra = 1;
      }),
    ];
    yield [
      `${name} unwrapped`,
      changed((parent, key) => {
        if (Array.isArray(parent[key]) && parent[key].length === 1) parent[key] = parent[key][0];
      }),
    ];
  }
}

function* paths(value, path = []) {
  if (path.length > 0) yield path;
  if (value !== null && typeof value === "object")
    for (const key of Object.keys(value)) yield* paths(value[key], [...path, key]);
}

/** What version 1.3 of the serialization rules lets issuers write without a list is put back into one. */
function expand(value, key = "") {
  if (Array.isArray(value)) return value.map((item) => expand(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const expanded = expand(inner, name);
      // Classes whose type the schema wants as a plain string stay as they are.
      const plainType =
        name === "type" && typeof inner === "string" && !["", ...plain].includes(key) && open.has(inner);
      const compactable = plainType || (key === "" && ["credentialSchema", "termsOfUse"].includes(name));
      return [name, compactable && !Array.isArray(expanded) ? [expanded] : expanded];
    }),
  );
}
const plain = ["credentialStatus", "credentialSchema", "refreshService", "termsOfUse"];
const open = new Set([
  "Profile",
  "Address",
  "AchievementSubject",
  "Achievement",
  "Result",
  "ResultDescription",
  "RubricCriterionLevel",
  "Related",
  "Evidence",
  "Alignment",
]);

/** Differences that are meant. */
const meant = [
  {
    reason: "the specification's step 1 wants an id or an identifier, which the schema cannot say",
    when: ({ credentialSubject: subject }) =>
      subject &&
      subject.id === undefined &&
      !(Array.isArray(subject.identifier) && subject.identifier.length),
  },
  {
    reason: "dates of the validity period are checked as dateTimeStamp, not as any string",
    when: ({ validFrom, validUntil }) =>
      [validFrom, validUntil].some((date) => date !== undefined && !/^\d{4}-\d\d-\d\dT/.test(date)),
  },
  {
    reason: "credentialStatus may be a list, and its id is optional since version 1.4",
    when: ({ credentialStatus: status }) =>
      status !== undefined && (Array.isArray(status) || status?.id === undefined),
  },
  {
    reason: "the type of a whole credential may be compacted too, but then it is not an Open Badge",
    when: ({ type }) => !Array.isArray(type),
  },
  {
    reason: "one of the two type names makes a badge; without either the answer is that it is none",
    when: ({ type }) => !type.includes?.("OpenBadgeCredential"),
  },
];

test("our shape check and the JSON Schema agree on every badge with one change", {
  skip: !present,
}, async (t) => {
  const { folder, remove } = installPackage();
  after(remove);
  const { verify } = await import(
    pathToFileURL(join(folder, "node_modules/proofmark/dist/index.inline.mjs")).href
  );
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync(schemaFile, "utf8")),
  );
  const ours = async (document) => {
    const report = await verify(JSON.stringify(document), { now: "2026-03-01T00:00:00Z", offline: true });
    return report.checks.filter(({ id, outcome }) => id === "data_model" && outcome !== "passed");
  };
  assert.deepEqual(await ours(badge()), []);
  assert.ok(validate(badge()), JSON.stringify(validate.errors));

  let agreed = 0;
  let both = 0;
  const unexpected = [];
  for (const [what, document] of mutants()) {
    if (meant.some(({ when }) => when(document))) continue;
    const problems = await ours(document);
    const theirs = validate(expand(document));
    if ((problems.length === 0) === theirs) {
      agreed += 1;
      both += theirs ? 0 : 1;
    } else {
      unexpected.push(
        `${what}: schema ${theirs ? "accepts" : JSON.stringify(validate.errors?.[0])}, ours ${JSON.stringify(problems[0] ?? "accepts")}`,
      );
    }
  }
  t.diagnostic(`${agreed} badges with one change judged alike, ${both} of them refused by both`);
  assert.deepEqual(unexpected.slice(0, 20), [], `${unexpected.length} unexpected differences`);
  assert.ok(agreed > 3000, `only ${agreed} compared`);
  assert.ok(both > 1000, `only ${both} refused`);
});
