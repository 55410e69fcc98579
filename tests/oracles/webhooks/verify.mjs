// Asks `standardwebhooks` of npm: messages as JSON on standard input, a list of true and false on standard output.

import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const believes = ({ secret, body, headers }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(believes)));
