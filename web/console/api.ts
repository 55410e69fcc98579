// The API, through its generated client and nothing else.

import { type Client, type components, createClient } from "@proofmark/client";

/** One function for each operation of the OpenAPI document. */
export type Api = Client;

/** A shape of the OpenAPI document, by its name there. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/**
 * The API of the server that this page came from. It gives up soon: a person who is told what is wrong decides better
 * than a program that waits.
 */
export function connect(apiKey: string): Api {
  return createClient({ baseUrl: "", apiKey, retries: 1, longestWaitSeconds: 2 });
}
