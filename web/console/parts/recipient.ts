import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";

/** Whom a credential is for, as far as it is known. */
export function recipientOf({ recipient }: Pick<Schema<"Credential">, "recipient">, nobody: string): string {
  return name(recipient.name ?? recipient.email ?? recipient.identifier ?? recipient.id ?? nobody);
}
