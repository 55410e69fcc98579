// Lists: a table, page by page.

import { element } from "../../widget/element.js";
import type { App } from "../app.js";
import { asProblem } from "../problem.js";
import { button } from "./controls.js";
import { emptyState, failedState, skeleton } from "./states.js";

/** A column of a table. */
export interface Column<Item> {
  heading: string;
  /** The first column names the row. */
  cell: (item: Item) => Node | string | undefined;
  /** Left out on phones. */
  extra?: boolean;
  /** For what can be done: its heading is only heard. */
  end?: boolean;
}

/** A table of what there is. */
export function table<Item>(caption: string, columns: Column<Item>[], items: Item[]): HTMLElement {
  const rows = items.map((item) =>
    element(
      "tr",
      {},
      ...columns.map((column, index) =>
        element(
          index === 0 ? "th" : "td",
          { scope: index === 0 && "row", class: kind(column) },
          column.cell(item) ?? "",
        ),
      ),
    ),
  );
  const headings = columns.map((column) => {
    const words = column.end ? element("span", { class: "visually-hidden" }, column.heading) : column.heading;
    return element("th", { scope: "col", class: kind(column) }, words);
  });
  return element(
    "div",
    { class: "table-frame" },
    element(
      "table",
      { class: "table" },
      element("caption", { class: "visually-hidden" }, caption),
      element("thead", {}, element("tr", {}, ...headings)),
      element("tbody", {}, ...rows),
    ),
  );
}

function kind({ extra, end }: Column<never> | { extra?: boolean; end?: boolean }): string | undefined {
  return extra ? "extra" : end ? "end" : undefined;
}

/** A name with something smaller under it. */
export function twoLines(first: Node | string, second: string | undefined): HTMLElement {
  return element("span", {}, first, second !== undefined && element("span", { class: "sub" }, second));
}

/** One page of a list, as the API gives it. */
export interface ListPage<Item> {
  items: Item[];
  nextCursor?: string | undefined;
  total?: number | undefined;
}

/** What a list needs to show itself. */
export interface Listing<Item> {
  caption: string;
  columns: Column<Item>[];
  /** The page that begins at `cursor`. */
  load: (cursor: string | undefined) => Promise<ListPage<Item>>;
  /** What stands there when nothing does. */
  empty: () => HTMLElement;
}

/** A list that turns pages, with `reload` for when its filters change. */
export function listing<Item>(
  app: App,
  list: Listing<Item>,
): { element: HTMLElement; reload: () => Promise<void> } {
  const { texts } = app;
  const place = element("div", { class: "view" });
  const words = element("p", { role: "status" });
  // Where each page up to this one began; the last is this one.
  let starts: (string | undefined)[] = [undefined];
  let turn = 0;

  async function show(): Promise<void> {
    const mine = ++turn;
    place.setAttribute("aria-busy", "true");
    if (place.childElementCount === 0) place.append(skeleton(app));
    try {
      const page = await list.load(starts.at(-1));
      if (mine === turn) place.replaceChildren(...draw(page));
    } catch (thrown) {
      if (mine === turn) place.replaceChildren(failedState(app, asProblem(thrown), show));
    } finally {
      if (mine === turn) place.removeAttribute("aria-busy");
    }
  }

  function draw({ items, nextCursor, total }: ListPage<Item>): HTMLElement[] {
    if (items.length === 0 && starts.length === 1) return [list.empty()];
    const previous = button(texts.previous, () => turnTo(starts.slice(0, -1)), "small");
    const next = button(texts.next, () => turnTo([...starts, nextCursor]), "small");
    previous.disabled = starts.length === 1;
    next.disabled = nextCursor === undefined;
    const count = total === undefined ? "" : app.locale.count(texts.count, total);
    words.textContent =
      starts.length === 1 ? count : `${count} ${texts.page.replace("{page}", `${starts.length}`)}`;
    const turns = starts.length > 1 || nextCursor !== undefined;
    const pager = element(
      "div",
      { class: "pager" },
      words,
      turns && element("div", { class: "actions" }, previous, next),
    );
    return [table(list.caption, list.columns, items), pager];
  }

  async function turnTo(to: (string | undefined)[]): Promise<void> {
    starts = to;
    await show();
    place.querySelector("table")?.scrollIntoView({ block: "nearest" });
  }

  return {
    element: place,
    reload: () => {
      starts = [undefined];
      return show();
    },
  };
}

export { emptyState };
