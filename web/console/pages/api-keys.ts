// API keys: made, replaced, revoked. A key's text is shown once.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, copyable, endOf, pill } from "../parts/controls.js";
import { ask, tell } from "../parts/dialog.js";
import { compact } from "../parts/form.js";
import { emptyState, listing, twoLines } from "../parts/list.js";

const SCOPES = ["issue", "read", "manage", "admin"] as const;

/** Every key of this environment. */
export async function apiKeys(app: App): Promise<View> {
  const { texts, locale } = app;
  const t = texts.apiKeys;
  const list = listing<Schema<"ApiKey">>(app, {
    caption: t.title,
    columns: [
      { heading: texts.fields.name, cell: (key) => twoLines(name(key.name), `…${key.lastFour}`) },
      {
        heading: t.scopes,
        cell: ({ scopes }) => locale.list(scopes.map((scope) => t.scopeNames[scope])),
        extra: true,
      },
      {
        heading: t.lastUsed,
        cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? t.never : locale.ago(lastUsedAt)),
        extra: true,
      },
      { heading: texts.fields.status, cell: (key) => standing(app, key) },
      { heading: texts.actions, end: true, cell: (key) => deeds(app, key) },
    ],
    load: (cursor) => app.api.listApiKeys(cursor ? { cursor } : {}),
    empty: () => emptyState("inbox", t.title, t.lede),
  });
  await list.reload();
  return {
    title: t.title,
    lede: t.lede,
    actions: [button(t.create, () => void create(app), "primary")],
    body: [list.element],
  };
}

function standing(app: App, key: Schema<"ApiKey">): HTMLElement {
  const t = app.texts.apiKeys;
  if (key.revokedAt !== undefined) return pill(app.texts.status.revoked, "invalid");
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= Date.now())
    return pill(app.texts.status.expired, "inconclusive");
  return pill(
    key.replacedAt === undefined ? t.works : t.replaced,
    key.replacedAt === undefined ? "valid" : "inconclusive",
  );
}

function deeds(app: App, key: Schema<"ApiKey">): HTMLElement | undefined {
  const t = app.texts.apiKeys;
  if (key.revokedAt !== undefined) return undefined;
  const rename = (made: HTMLButtonElement) => {
    // Many buttons with the same word: whoever hears them needs to know which key.
    made.setAttribute("aria-label", `${made.textContent}: ${name(key.name)} …${key.lastFour}`);
    return made;
  };
  return element(
    "span",
    { class: "actions" },
    key.replacedAt === undefined && rename(button(t.rotate, () => void rotate(app, key), "small")),
    rename(button(t.revoke, () => void revoke(app, key), "small", "danger")),
  );
}

async function create(app: App): Promise<void> {
  const { texts } = app;
  const t = texts.apiKeys;
  let body: () => Schema<"NewKeyRequest">;
  let made: Schema<"NewKeyResource"> | undefined;
  await ask(app, {
    title: t.create,
    text: t.createText,
    action: t.create,
    fields: (form) => {
      const [nameField, title] = form.text("/name", texts.fields.name, { required: true, hint: t.nameHint });
      const [scopeField, scopes] = form.choices(
        "/scopes",
        t.scopes,
        SCOPES.map((scope) => [scope, t.scopeNames[scope], t.scopeHints[scope]] as const),
        ["issue", "read"],
      );
      const [expiryField, expiresAt] = form.text("/expiresAt", t.expiresAt, { type: "date" });
      body = () =>
        compact<Schema<"NewKeyRequest">>({
          name: title() ?? "",
          scopes: scopes() as Schema<"ApiKeyScope">[],
          expiresAt: endOf(expiresAt() ?? ""),
        });
      return [nameField, scopeField, expiryField];
    },
    act: async () => {
      made = await app.api.createApiKey({ body: body() });
    },
  });
  if (made) await showOnce(app, made.key);
}

async function rotate(app: App, { id, name: title }: Schema<"ApiKey">): Promise<void> {
  const { texts } = app;
  const t = texts.apiKeys;
  let hours: () => string | undefined;
  let made: Schema<"NewKeyResource"> | undefined;
  await ask(app, {
    title: t.rotateTitle.replace("{name}", () => name(title)),
    text: t.rotateText,
    action: t.rotate,
    fields: (form) => {
      const choices = [
        ["0", t.overlapNone],
        ["3600", t.overlapHour],
        ["86400", t.overlapDay],
        ["604800", t.overlapWeek],
      ] as const;
      const [field, value] = form.select("/overlapSeconds", t.overlap, choices, {
        value: "86400",
        required: true,
      });
      hours = value;
      return [field];
    },
    act: async () => {
      made = await app.api.rotateApiKey({ id, body: { overlapSeconds: Number(hours()) } });
    },
  });
  if (made) await showOnce(app, made.key);
}

async function showOnce(app: App, key: string): Promise<void> {
  const t = app.texts.apiKeys;
  await tell(app, t.onceTitle, t.onceText, copyable(t.key, key, app.texts));
  app.refresh();
}

async function revoke(app: App, { id, name: title }: Schema<"ApiKey">): Promise<void> {
  const t = app.texts.apiKeys;
  const done = await ask(app, {
    title: t.revokeTitle.replace("{name}", () => name(title)),
    text: t.revokeText,
    action: t.revoke,
    danger: true,
    act: async () => {
      await app.api.revokeApiKey({ id });
    },
  });
  if (done) app.refresh();
}
