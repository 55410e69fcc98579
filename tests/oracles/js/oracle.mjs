// jsonld.js and @digitalbazaar/vc as an oracle: one JSON request per line in, one JSON answer per line out.
// The protocol is described in ../README.md.
import { createInterface } from "node:readline";
import jsonld from "jsonld";
import { add, load } from "./documents.mjs";
import { issue } from "./issue.mjs";
import { verify } from "./verify.mjs";

// More work than its default allows, so that a document with many equal parts is not refused at once.
const canonizeOptions = { maxDeepIterations: 3000 };

const operations = {
  documents: () => ({}),

  // Safe mode and no base, as the cryptosuite of Digital Bazaar calls it.
  to_rdf_canonical: async ({ document }) => ({
    nquads: await jsonld.canonize(JSON.parse(document), {
      safe: true,
      base: null,
      documentLoader: load,
      canonizeOptions,
    }),
  }),

  canonicalize: async ({ nquads }) => ({
    nquads: await jsonld.canonize(nquads, { inputFormat: "application/n-quads", canonizeOptions }),
  }),

  verify: async ({ document }) => {
    await verify(document);
    return { verified: true };
  },

  issue: async ({ document }) => ({ credential: JSON.stringify(await issue(document)) }),

  bench: async ({ of, iterations, ...request }) => {
    const operation = operations[of];
    // Processor time: the clock on the wall also counts what other programs do.
    const start = process.cpuUsage();
    for (let i = 0; i < iterations; i++) {
      await operation(request);
    }
    const { user, system } = process.cpuUsage(start);
    return { nanoseconds: 1000 * (user + system) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    add(request.documents);
    const operation = operations[request.op];
    if (!operation) {
      throw new Error(`unknown operation ${request.op}`);
    }
    answer = await operation(request);
  } catch (error) {
    const event = error.details?.event;
    answer = { error: [error.name, error.message, event?.code, event?.message].filter(Boolean).join(": ") };
  }
  process.stdout.write(JSON.stringify({ id: request.id, ...answer }) + "\n");
}
