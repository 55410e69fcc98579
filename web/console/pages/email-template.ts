// The words of one kind of e-mail, beside what they look like with made-up data.

import { LANGUAGE_NAMES } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, panel, save } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { Form } from "../parts/form.js";
import { Following } from "../parts/preview.js";
import { EMAIL_KINDS } from "./email.js";

/** Typing pauses this long before it is shown; a key may ask 120 times a minute. */

/** What the server fills in. */
const VARIABLES = [
  "recipient",
  "achievement",
  "issuer",
  "sender",
  "link",
  "link_expires",
  "valid_until",
  "reason",
  "code",
  "language",
  "test",
];

type Words = Schema<"EmailTemplate">;
type Kind = Schema<"EmailKind">;

/** The page. */
export async function emailTemplate(app: App, wanted: string): Promise<View> {
  const { texts } = app;
  const t = texts.email;
  const kind = EMAIL_KINDS.find((known) => known === wanted) ?? "issued";
  const known = await app.api.getEmailTemplate({ kind });
  const form = new Form(texts, texts.achievement.save, async () => {
    await app.api.replaceEmailTemplate({ kind, body: read() });
    app.announce(texts.saved);
    app.refresh();
  });
  const [subjectField, subject] = form.text("/subject", t.subject, { required: true, value: known.subject });
  const [textField, text] = form.text("/text", t.text, { required: true, lines: true, value: known.text });
  const [htmlField, html] = form.text("/html", t.html, { required: true, lines: true, value: known.html });
  for (const field of [textField, htmlField]) field.querySelector("textarea")?.classList.add("tall");
  htmlField.querySelector("textarea")?.classList.remove("prose");
  const read = (): Words => ({ subject: subject() ?? "", text: text() ?? "", html: html() ?? "" });
  const start = JSON.stringify(read());
  const preview = new Preview(app, kind, known.custom, () =>
    JSON.stringify(read()) === start ? undefined : read(),
  );
  form.element.addEventListener("input", () => preview.soon());
  form.add(subjectField, textField, htmlField, variables(app));
  return {
    title: t.kinds[kind],
    lede: known.custom ? t.ownText : t.builtInText,
    back: { address: "email", label: t.title },
    actions: known.custom ? [button(t.reset, () => void reset(app, kind))] : [],
    body: [
      element("div", { class: "split" }, element("div", { class: "panel" }, form.element), preview.element),
    ],
  };
}

function variables(app: App): HTMLElement {
  const names = VARIABLES.flatMap((variable) => [" ", element("code", {}, `{{ ${variable} }}`)]);
  return element("p", { class: "form-hint" }, app.texts.email.variables, ...names);
}

async function reset(app: App, kind: Kind): Promise<void> {
  const t = app.texts.email;
  const done = await ask(app, {
    title: t.reset,
    text: t.resetText,
    action: t.reset,
    danger: true,
    act: async () => {
      await app.api.resetEmailTemplate({ kind });
    },
  });
  if (done) app.refresh();
}

/**
 * Subject and plain text as they arrive. The HTML part is given as a file: the console's policy lets no text become
 * markup, so that nothing that somebody wrote can reach the API key in this tab.
 */
class Preview {
  readonly element: HTMLElement;
  readonly #subject = element("p", { class: "letter-subject" });
  readonly #text = element("p", { class: "letter-text" });
  readonly #language: HTMLSelectElement;
  readonly #following: Following<Schema<"EmailPreview">>;
  #html = "";

  /** @param edited The words in the form, unless they are those that are used now. */
  constructor(app: App, kind: Kind, custom: boolean, edited: () => Words | undefined) {
    const { texts } = app;
    const t = texts.email;
    const spoken = Object.entries(LANGUAGE_NAMES);
    this.#language = element(
      "select",
      { class: "field", id: "preview-language" },
      ...spoken.map(([value, words]) => element("option", { value }, words)),
    );
    this.#language.value = document.documentElement.lang;
    this.#language.addEventListener("change", () => this.soon(0));
    const preview = () => {
      const template = edited();
      const language = this.#language.value as Schema<"EmailLanguage">;
      return app.api.previewEmail({ kind, body: template === undefined ? { language } : { template } });
    };
    this.#following = new Following(app, preview, ({ subject, text, html }) => {
      this.#subject.textContent = name(subject);
      this.#text.textContent = text;
      this.#html = html;
    });
    const file = () => save(new Blob([this.#html], { type: "text/html" }), `${kind}.html`);
    this.element = panel(
      texts.templates.preview,
      element("p", { class: "form-hint" }, t.previewHint),
      // An own template is the same in every language.
      !custom &&
        element(
          "div",
          { class: "form-field" },
          element("label", { for: this.#language.id }, texts.language),
          this.#language,
        ),
      this.#following.remark,
      element("div", { class: "letter", dir: "auto" }, this.#subject, this.#text),
      element("div", {}, button(t.saveHtml, file, "small")),
    );
    this.soon(0);
  }

  /** Shows what is written when nothing has changed for a moment. */
  soon(pause?: number): void {
    this.#following.soon(pause);
  }
}
