// One issuer: its profile, and the keys that sign for it.

import { element } from "../../widget/element.js";
import { abbreviated, name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, facts, panel, pill, startOf, type Tone } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { compact, Form } from "../parts/form.js";
import { table, twoLines } from "../parts/list.js";
import { pictureField } from "../parts/picture.js";

const TONES: Record<Schema<"IssuerKeyState">, Tone> = {
  next: "inconclusive",
  current: "valid",
  retired: "neutral",
  revoked: "invalid",
};

/** The page. */
export async function issuer(app: App, id: string): Promise<View> {
  const { texts, locale } = app;
  const t = texts.issuer;
  const known = await app.api.getIssuer({ id });
  return {
    title: name(known.name),
    back: { address: "issuers", label: texts.issuers.title },
    body: [
      panel(t.profile, profileForm(app, known)),
      panel(
        t.keys,
        element("p", { class: "form-hint" }, t.keysHint),
        table(
          t.keys,
          [
            {
              heading: t.key,
              cell: (key: Schema<"IssuerKey">) =>
                twoLines(
                  element("code", {}, abbreviated(key.publicKeyMultibase)),
                  locale.moment(key.createdAt),
                ),
            },
            { heading: texts.fields.status, cell: ({ state }) => pill(t.states[state], TONES[state]) },
            { heading: texts.actions, end: true, cell: (key) => deeds(app, known, key) },
          ],
          known.keys,
        ),
        !known.did.startsWith("did:key:") &&
          !known.keys.some(({ state }) => state === "next") &&
          element(
            "div",
            {},
            button(t.makeNext, () => void makeNext(app, known.id)),
          ),
      ),
      panel(
        t.about,
        facts(
          ["DID", element("code", {}, known.did)],
          [texts.fields.createdAt, locale.moment(known.createdAt)],
          [texts.fields.id, element("code", {}, known.id)],
        ),
      ),
    ],
  };
}

function profileForm(app: App, known: Schema<"Issuer">): HTMLElement {
  const { texts } = app;
  const form = new Form(texts, texts.achievement.save, async () => {
    const body = compact<Schema<"IssuerChangeRequest">>({
      name: title(),
      url: url(),
      description: description(),
      email: email(),
      phone: phone(),
      image: image.value(),
      default: standard().includes("default") && !known.default ? true : undefined,
    });
    await app.api.updateIssuer({ id: known.id, body });
    app.announce(texts.saved);
    app.refresh();
  });
  const [nameField, title] = form.text("/name", texts.fields.name, {
    required: true,
    value: known.name.replace(/^TEST – /, ""),
  });
  const [urlField, url] = form.text("/url", texts.fields.homepage, { type: "url", value: known.url });
  const [descriptionField, description] = form.text("/description", texts.achievement.description, {
    lines: true,
    value: known.description,
  });
  const [emailField, email] = form.text("/email", texts.fields.email, {
    type: "email",
    value: known.email,
    hint: texts.issuer.publicHint,
  });
  const [phoneField, phone] = form.text("/phone", texts.issuer.phone, {
    type: "tel",
    value: known.phone,
    hint: texts.issuer.publicHint,
  });
  const image = pictureField(form, "/image", texts, known.image);
  const [defaultField, standard] = form.choices(
    "/default",
    texts.issuers.isDefault,
    [["default", texts.issuer.makeDefault]],
    known.default ? ["default"] : [],
  );
  return form.add(
    element("div", { class: "form-row" }, nameField, urlField),
    descriptionField,
    element("div", { class: "form-row" }, emailField, phoneField),
    image.element,
    ...(known.default ? [] : [defaultField]),
  ).element;
}

function deeds(app: App, { id }: Schema<"Issuer">, key: Schema<"IssuerKey">): HTMLElement | undefined {
  const t = app.texts.issuer;
  if (key.state === "revoked") return undefined;
  return element(
    "span",
    { class: "actions" },
    key.state === "next" && button(t.activate, () => void activate(app, id, key.id), "small"),
    button(t.revoke, () => void revoke(app, id, key.id), "small", "danger"),
  );
}

async function makeNext(app: App, id: string): Promise<void> {
  const t = app.texts.issuer;
  const done = await ask(app, {
    title: t.makeNext,
    text: t.makeNextText,
    action: t.makeNext,
    act: async () => {
      await app.api.createIssuerKey({ id });
    },
  });
  if (done) app.refresh();
}

async function activate(app: App, id: string, key: string): Promise<void> {
  const t = app.texts.issuer;
  const done = await ask(app, {
    title: t.activate,
    text: t.activateText,
    action: t.activate,
    act: async () => {
      await app.api.activateIssuerKey({ id, key });
    },
  });
  if (done) app.refresh();
}

async function revoke(app: App, id: string, key: string): Promise<void> {
  const { texts } = app;
  const t = texts.issuer;
  let body: () => Schema<"RevokeKeyRequest">;
  let affected = 0;
  const done = await ask(app, {
    title: t.revokeTitle,
    text: t.revokeText,
    action: t.revoke,
    danger: true,
    fields: (form) => {
      const [reasonField, reason] = form.text("/reason", texts.credential.reason, {
        required: true,
        lines: true,
      });
      const [sinceField, since] = form.text("/since", t.since, { type: "date", hint: t.sinceHint });
      body = () =>
        compact<Schema<"RevokeKeyRequest">>({ reason: reason() ?? "", since: startOf(since() ?? "") });
      return [reasonField, sinceField];
    },
    act: async () => {
      affected = (await app.api.revokeIssuerKey({ id, key, body: body() })).affectedCredentials;
    },
  });
  if (!done) return;
  app.announce(t.affected.replace("{count}", app.locale.number(affected)));
  app.refresh();
}
