// Lists that come in pages.

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

/**
 * Every item of a list, page by page: `for await (const credential of everyItem(client.listCredentials))`.
 *
 * @param list A function of the client.
 * @param given What that function takes: filters, and with `limit` the size of the pages.
 */
export async function* everyItem<Item, Given extends { cursor?: string }>(
  list: (given: Given) => Promise<Page<Item>>,
  given?: Omit<Given, "cursor">,
): AsyncGenerator<Item, void> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...given, ...(cursor === undefined ? {} : { cursor }) } as Given);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
