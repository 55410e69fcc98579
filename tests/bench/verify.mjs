// Our package under Node, for measuring: node verify.mjs PACKAGE, then one JSON request per line.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { canonicalize, verify } = await import(pathToFileURL(process.argv[2]));

/** At a time when the measured badges are valid, and without network: what is not in the file stays unknown. */
const options = { now: new Date("2026-01-01T00:00:00Z"), offline: true };

const operations = {
  verify: async ({ document }) => ({ verdict: (await verify(document, options)).verdict }),

  // A document that should be refused, and how much processor time that took.
  refuse: async ({ document }) => {
    const start = process.cpuUsage();
    let problem = null;
    try {
      await canonicalize(document);
    } catch (error) {
      problem = error.code ?? error.message;
    }
    const { user, system } = process.cpuUsage(start);
    return { problem, nanoseconds: 1000 * (user + system) };
  },

  bench: async ({ document, iterations }) => {
    // Processor time: the clock on the wall also counts what other programs do.
    const start = process.cpuUsage();
    for (let i = 0; i < iterations; i++) {
      await verify(document, options);
    }
    const { user, system } = process.cpuUsage(start);
    return { nanoseconds: 1000 * (user + system) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await operations[request.op](request);
  } catch (error) {
    answer = { error: `${error.code ?? error.name}: ${error.message}` };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
