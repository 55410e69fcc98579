// What is written to recipients, in whose name, and whether they claim their badges.

import { LANGUAGE_NAMES } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { link, pill } from "../parts/controls.js";
import { compact, Form } from "../parts/form.js";
import { table } from "../parts/list.js";

const SWITCHES = ["enabled", "sendByDefault", "claimByDefault", "reminders"] as const;

/** What e-mails are written about. */
export const EMAIL_KINDS = [
  "issued",
  "claim",
  "reminder",
  "revoked",
] as const satisfies Schema<"EmailKind">[];

/** The settings of this environment, and the way to each template. */
export async function email(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.email;
  const [known, templates] = await Promise.all([
    app.api.getEmailSettings(),
    Promise.all(EMAIL_KINDS.map((kind) => app.api.getEmailTemplate({ kind }))),
  ]);
  return {
    title: t.title,
    lede: t.lede,
    body: [
      element("div", { class: "panel panel-narrow" }, settingsForm(app, known)),
      element("h2", {}, t.templates),
      templateTable(app, templates),
    ],
  };
}

function settingsForm(app: App, known: Schema<"EmailSettings">): HTMLElement {
  const { texts } = app;
  const t = texts.email;
  const form = new Form(texts, texts.achievement.save, async () => {
    const on = new Set(switches());
    await app.api.replaceEmailSettings({
      body: compact<Schema<"EmailSettings">>({
        enabled: on.has("enabled"),
        sendByDefault: on.has("sendByDefault"),
        claimByDefault: on.has("claimByDefault"),
        reminders: on.has("reminders"),
        senderName: senderName(),
        replyTo: replyTo(),
        language: language() as Schema<"EmailLanguage"> | undefined,
      }),
    });
    app.announce(texts.saved);
    app.refresh();
  });
  const [switchField, switches] = form.choices(
    "/enabled",
    t.what,
    SWITCHES.map((key) => [key, t.switches[key]] as const),
    SWITCHES.filter((key) => known[key]),
  );
  const [senderField, senderName] = form.text("/senderName", t.senderName, {
    value: known.senderName,
    hint: t.senderHint,
  });
  const [replyField, replyTo] = form.text("/replyTo", t.replyTo, { type: "email", value: known.replyTo });
  const [languageField, language] = form.select(
    "/language",
    texts.language,
    [["", "–"], ...Object.entries(LANGUAGE_NAMES)],
    { value: known.language },
  );
  form.add(switchField, senderField, element("div", { class: "form-row" }, replyField, languageField));
  return form.element;
}

function templateTable(app: App, templates: Schema<"EmailTemplateResource">[]): HTMLElement {
  const t = app.texts.email;
  return table(
    t.templates,
    [
      { heading: t.title, cell: ({ kind }) => link(t.kinds[kind], `email/${kind}`) },
      {
        heading: app.texts.fields.status,
        cell: ({ custom }) => (custom ? pill(t.own, "valid") : pill(t.builtIn, "neutral")),
      },
    ],
    templates,
  );
}
