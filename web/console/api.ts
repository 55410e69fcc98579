// The API, through its generated client and nothing else.

import { type Client, type components, createClient, ProofmarkError } from "@proofmark/client";

/** One function for each operation of the OpenAPI document. */
export type Api = Client;

/** A shape of the OpenAPI document, by its name there. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/**
 * The API of the server that this page came from. It gives up soon: a person who is told what is wrong decides better
 * than a program that waits.
 *
 * @param refused Called when the server no longer takes the key, whatever was asked.
 */
export function connect(apiKey: string, refused: () => void = () => undefined): Api {
  const client = createClient({ baseUrl: "", apiKey, retries: 1, longestWaitSeconds: 2 });
  const watched = Object.entries(client).map(([id, call]) => [
    id,
    (...given: []) =>
      (call as () => Promise<unknown>)(...given).catch((thrown: unknown) => {
        if (thrown instanceof ProofmarkError && thrown.status === 401) refused();
        throw thrown;
      }),
  ]);
  return Object.fromEntries(watched) as Api;
}
