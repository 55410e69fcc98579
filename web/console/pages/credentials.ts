// What was issued: found by person, status, achievement and time.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, buttonLink, link, startOf, statusPill } from "../parts/controls.js";
import { emptyState, listing, twoLines } from "../parts/list.js";
import { recipientOf } from "../parts/recipient.js";

/** Typing pauses this long before it is searched. */
const PAUSE_MILLISECONDS = 300;
const STATUSES = ["pending", "valid", "expired", "revoked", "suspended", "renewed"] as const;

/** All credentials, newest first. Filters stand in the address: `?status=revoked`. */
export async function credentials(app: App): Promise<View> {
  const { texts, locale } = app;
  const t = texts.credentials;
  const known = (await app.api.listAchievements({ limit: 100 })).items;
  const names = new Map(known.map(({ id, name: title }) => [id, name(title)]));
  const filters = new Filters(app, known, () => void list.reload());
  const list = listing<Schema<"Credential">>(app, {
    caption: t.title,
    columns: [
      {
        heading: texts.fields.recipient,
        cell: (item) =>
          twoLines(
            link(recipientOf(item, texts.nobody), `credentials/${item.id}`),
            name(item.recipient.email ?? ""),
          ),
      },
      {
        heading: texts.fields.achievement,
        cell: (item) => names.get(item.achievementId) ?? item.achievementId,
        extra: true,
      },
      { heading: texts.fields.status, cell: (item) => statusPill(item.status, texts) },
      { heading: texts.fields.issuedAt, cell: (item) => locale.ago(item.issuedAt), extra: true },
    ],
    load: (cursor) => app.api.listCredentials({ ...filters.query(), total: true, ...(cursor && { cursor }) }),
    empty: () =>
      filters.areSet()
        ? emptyState(
            "question",
            t.noneFound,
            t.noneFoundText,
            button(t.clear, () => filters.clear()),
          )
        : emptyState("inbox", t.empty, t.emptyText, buttonLink(texts.overview.issue, "issue", "primary")),
  });
  await list.reload();
  return {
    title: t.title,
    actions: [buttonLink(texts.overview.issue, "issue", "primary")],
    body: [filters.element, list.element],
  };
}

type Query = NonNullable<Parameters<App["api"]["listCredentials"]>[0]>;

class Filters {
  readonly element: HTMLElement;
  readonly #controls: Record<
    "name" | "status" | "achievement" | "from" | "before",
    HTMLInputElement | HTMLSelectElement
  >;
  readonly #app: App;
  readonly #changed: () => void;

  constructor(app: App, achievements: Schema<"Achievement">[], changed: () => void) {
    this.#app = app;
    this.#changed = changed;
    const { texts } = app;
    const t = texts.credentials;
    const all: readonly (readonly [string, string])[] = [["", t.any]];
    this.#controls = {
      name: element("input", {
        class: "field",
        type: "search",
        placeholder: t.searchExample,
        autocomplete: "off",
      }),
      status: options([...all, ...STATUSES.map((status) => [status, texts.status[status]] as const)]),
      achievement: options([
        ...all,
        ...achievements.map(({ id, name: title }) => [id, name(title)] as const),
      ]),
      from: element("input", { class: "field", type: "date" }),
      before: element("input", { class: "field", type: "date" }),
    };
    for (const [key, control] of Object.entries(this.#controls)) control.value = app.query.get(key) ?? "";
    const labels = {
      name: t.search,
      status: texts.fields.status,
      achievement: texts.fields.achievement,
      from: t.from,
      before: t.until,
    };
    this.element = element("form", { class: "filters", role: "search", "aria-label": t.search });
    for (const [key, control] of Object.entries(this.#controls)) {
      control.id = `filter-${key}`;
      this.element.append(
        element(
          "div",
          { class: "form-field" },
          element("label", { for: control.id }, labels[key as keyof typeof labels]),
          control,
        ),
      );
    }
    this.element.addEventListener("submit", (event) => event.preventDefault());
    let pause: ReturnType<typeof setTimeout> | undefined;
    this.element.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.#apply(), PAUSE_MILLISECONDS);
    });
  }

  /** An address is looked up whole, since the server keeps only its hash for searching; a name by any part of it. */
  query(): Query {
    const { name: search, status, achievement, from, before } = this.#controls;
    const words = search.value.trim();
    const query: Query = {};
    if (words.includes("@")) query.email = words;
    else if (words !== "") query.name = words;
    if (status.value !== "") query.status = status.value as Schema<"CredentialStatus">;
    if (achievement.value !== "") query.achievementId = achievement.value;
    const issuedFrom = startOf(from.value);
    if (issuedFrom !== undefined) query.issuedFrom = issuedFrom;
    const issuedBefore = startOf(dayAfter(before.value));
    if (issuedBefore !== undefined) query.issuedBefore = issuedBefore;
    return query;
  }

  areSet(): boolean {
    return Object.values(this.#controls).some(({ value }) => value !== "");
  }

  clear(): void {
    for (const control of Object.values(this.#controls)) control.value = "";
    this.#apply();
  }

  /** Into the address too, so that coming back finds the same list; without loading the page anew. */
  #apply(): void {
    if (this.#app.signal.aborted) return;
    const set = Object.entries(this.#controls).filter(([, { value }]) => value !== "");
    const query = new URLSearchParams(set.map(([key, { value }]) => [key, value]));
    history.replaceState(undefined, "", `#/credentials${set.length > 0 ? `?${query}` : ""}`);
    this.#changed();
  }
}

function options(choices: readonly (readonly [string, string])[]): HTMLSelectElement {
  return element(
    "select",
    { class: "field" },
    ...choices.map(([value, label]) => element("option", { value }, label)),
  );
}

/** "Until" includes its day; the server's "before" does not. */
function dayAfter(day: string): string {
  if (day === "") return "";
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
