// The Python that has what the client and the tests need: `cargo xtask setup` makes it from requirements.txt.

import { fileURLToPath } from "node:url";

export const folder =
  process.env.PROOFMARK_PYTHON ?? fileURLToPath(new URL("../../../target/python", import.meta.url));

export const python = `${folder}/bin/python`;
