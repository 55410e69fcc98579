// What every environment must answer: one list of questions, asked wherever the package runs. It uses nothing but the
// package and what it is handed.

const now = "2026-03-01T12:00:00Z";
const pdf = new TextEncoder().encode("%PDF-1.7\n");
const older = JSON.stringify({
  "@context": "https://w3id.org/openbadges/v2",
  type: "Assertion",
  id: "https://badges.example.edu/1",
});

const questions = {
  "a good badge is valid": async ({ verify, assertValid }, badge) => {
    const report = await verify(badge, { now, offline: true });
    assertValid(report);
    return `${report.verdict} ${report.digest}`;
  },
  "bytes and text are the same": async ({ verify }, badge) => {
    const reports = await Promise.all(
      [badge, new TextEncoder().encode(badge)].map((input) => verify(input, { now, offline: true })),
    );
    return `${JSON.stringify(reports[0]) === JSON.stringify(reports[1])}`;
  },
  "a changed badge is not": async ({ verify }, badge) => {
    const { verdict, reason } = await verify(badge.replace(/("name": ?")/, "$1x"), { now, offline: true });
    return `${verdict} ${reason}`;
  },
  "a parsed object is refused": async ({ verify }, badge) =>
    verify(JSON.parse(badge)).catch((error) => `${error.name} ${error.code}`),
  "nothing is fetched offline": async ({ verify }) =>
    verify(new URL("https://badges.example.edu/1.json"), { offline: true }).catch(({ code }) => code),
  "an address in a private network is not asked": async ({ verify }) =>
    verify(new URL("https://10.0.0.1/1.json")).catch(({ code, cause }) => `${code} ${cause.failure}`),
  "what fetch refuses names the host": async ({ verify }) => {
    const fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    const url = new URL("https://badges.example.edu/1.json");
    return verify(url, { fetch }).catch(({ message }) => `${message.includes("badges.example.edu")}`);
  },
  "a file that needs the full build gets it": async ({ verify }) => {
    const reports = [await verify(pdf, { now, offline: true }), await verify(older, { now, offline: true })];
    return reports.map((report) => report.checks.find(({ code }) => code)?.code).join(" ");
  },
  "explain says why": async ({ explain }, badge) => {
    const { verdict, diagnoses } = await explain(badge.replace(/("name": ?")/, "$1x"), {
      now,
      offline: true,
    });
    return `${verdict} ${diagnoses.length > 0}`;
  },
  "many at once": async ({ verifyAll }, badge) => {
    const results = await verifyAll([badge, "{}", 7], { now, offline: true });
    return results.map(({ report, error }) => report?.verdict ?? error.code).join(" ");
  },
  "tools answer": async ({ canonicalize, digest, extract }, badge) => {
    const document = JSON.stringify({
      "@context": "https://www.w3.org/ns/credentials/v2",
      id: "urn:x",
      name: "y",
    });
    const { container } = await extract(badge);
    return `${(await digest("abc")).sri.slice(0, 12)} ${container} ${(await canonicalize(document)).trim()}`;
  },
};

/** Asks `proofmark` everything; an answer is a text, or `threw …`. */
export async function answers(proofmark, badge) {
  const found = {};
  for (const [name, ask] of Object.entries(questions)) {
    found[name] = await ask(proofmark, badge).catch((error) => `threw ${error?.stack ?? error}`);
  }
  return found;
}

/** The answers that are right. `digest` is the SHA-256 of the badge. */
export function expected(digest) {
  return {
    "a good badge is valid": `valid ${digest}`,
    "bytes and text are the same": "true",
    "a changed badge is not": "invalid proof",
    "a parsed object is refused": "InputError parsed_object",
    "nothing is fetched offline": "input_unavailable",
    "an address in a private network is not asked": "input_unavailable blocked",
    "what fetch refuses names the host": "true",
    "a file that needs the full build gets it": "malformed_container missing_member",
    "explain says why": "invalid true",
    "many at once": "valid invalid unsupported_input",
    "tools answer": 'sha256-ungWv json <urn:x> <https://schema.org/name> "y" .',
  };
}
