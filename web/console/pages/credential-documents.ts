// The page and the documents of a credential, and links to those that are private.

import { element } from "../../widget/element.js";
import type { Schema } from "../api.js";
import type { App } from "../app.js";
import { button, copyable, outside } from "../parts/controls.js";
import { ask, tell } from "../parts/dialog.js";

const FORMATS = ["pdf", "png", "svg", "json", "jwt"] as const satisfies Schema<"DocumentFormat">[];

/** Ways to its page and its documents, as far as anybody may have them. */
export function documents(app: App, known: Schema<"Credential">): HTMLElement {
  const t = app.texts.credential;
  const page = outside(t.openPage, known.verificationUrl, true);
  if (known.forgottenAt !== undefined) return actions();
  if (known.awaitsClaim) return remark(t.awaitsClaim, page);
  if (known.visibility === "private")
    return remark(
      t.docLinkPrivate,
      button(t.docLink, () => void makeLink(app, known)),
    );
  return actions(
    page,
    ...FORMATS.map((format) => outside(format.toUpperCase(), known.links.documents[format])),
  );
}

function actions(...what: Node[]): HTMLElement {
  return element("p", { class: "actions" }, ...what);
}

function remark(words: string, deed: Node): HTMLElement {
  return element("div", { class: "form" }, element("p", {}, words), actions(deed));
}

/** A link that works for a while, shown once: nothing about it is kept. */
async function makeLink(app: App, { id }: Schema<"Credential">): Promise<void> {
  const { texts, locale } = app;
  const { credential: t, apiKeys } = texts;
  let read: () => Schema<"DocumentLinkRequest">;
  let made: Schema<"DocumentLink"> | undefined;
  await ask(app, {
    title: t.docLink,
    text: t.docLinkText,
    action: t.docLink,
    fields: (form) => {
      const formats = FORMATS.map((format) => [format, format.toUpperCase()] as const);
      const [formatField, format] = form.select("/format", t.docFormat, formats, { required: true });
      const spans = [
        ["3600", apiKeys.overlapHour],
        ["86400", apiKeys.overlapDay],
        ["604800", apiKeys.overlapWeek],
      ] as const;
      const [spanField, span] = form.select("/expiresIn", t.docLinkFor, spans, { required: true });
      read = () => ({ format: format() as Schema<"DocumentFormat">, expiresIn: Number(span()) });
      return [element("div", { class: "form-row" }, formatField, spanField)];
    },
    act: async () => {
      made = await app.api.createDocumentLink({ id, body: read() });
    },
  });
  if (made === undefined) return;
  const until = t.docLinkOnce.replace("{time}", locale.moment(made.expiresAt));
  await tell(app, t.docLink, until, copyable(t.docLink, made.url, texts));
}
