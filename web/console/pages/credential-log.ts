// What became of a credential: how often it was used, what was written about it, who verified it.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App } from "../app.js";
import { panel, statusPill } from "../parts/controls.js";
import { listing, table, twoLines } from "../parts/list.js";

const USES = ["views", "downloads", "shares", "verifications"] as const;
/** As far back as the API counts at once. */
const DAYS = 365;

/** How often it was opened, taken, shared and verified. */
export async function uses(app: App, known: Schema<"Credential">): Promise<HTMLElement> {
  const t = app.texts.credential;
  const from = new Date(Date.now() - DAYS * 86_400_000).toISOString();
  const counted = await app.api.getCredentialAnalytics({ id: known.id, from });
  const numbers = element("dl", { class: "numbers" });
  for (const use of USES) {
    const { total, people } = counted[use];
    const visitors = t.usePeople.replace("{count}", app.locale.number(people));
    numbers.append(
      element(
        "div",
        {},
        element("dt", {}, t.useNames[use]),
        element("dd", {}, app.locale.number(total)),
        total > 0 && element("dd", { class: "numbers-more" }, visitors),
      ),
    );
  }
  return panel(t.uses, element("p", { class: "form-hint" }, t.usesText), numbers);
}

/** What was written to its recipient, and whether it was taken. */
export async function emails(app: App, id: string): Promise<HTMLElement> {
  const { texts, locale } = app;
  const t = texts.credential;
  const { items } = await app.api.listEmails({ id });
  if (items.length === 0) return section(t.emails, element("p", { class: "view-lede" }, t.noEmails));
  return section(
    t.emails,
    table(
      t.emails,
      [
        { heading: texts.webhooks.event, cell: ({ kind }: Schema<"Email">) => t.emailKinds[kind] },
        {
          heading: texts.fields.status,
          cell: ({ state, reason }) => twoLines(t.emailStates[state], reason && name(reason)),
        },
        { heading: t.verifiedAt, cell: ({ queuedAt }) => locale.ago(queuedAt), extra: true },
      ],
      items,
    ),
  );
}

/** Who asked this server whether it is valid: when, and what the answer was. */
export async function verifications(app: App, id: string): Promise<HTMLElement> {
  const { texts, locale } = app;
  const t = texts.credential;
  const list = listing<Schema<"Verification">>(app, {
    caption: t.verifications,
    columns: [
      { heading: t.verifiedAt, cell: ({ at }) => locale.moment(at) },
      { heading: texts.fields.status, cell: ({ status }) => statusPill(status, texts) },
    ],
    load: (cursor) => app.api.listVerifications({ id, limit: 10, ...(cursor && { cursor }) }),
    empty: () => element("p", { class: "view-lede" }, t.noVerifications),
  });
  await list.reload();
  return section(t.verifications, list.element);
}

function section(title: string, content: HTMLElement): HTMLElement {
  return element("section", { class: "view-section" }, element("h2", {}, title), content);
}
