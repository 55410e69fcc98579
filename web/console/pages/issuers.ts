// In whose name credentials are signed; and the organization that they belong to.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, link, panel, picture, pill } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { compact, Form } from "../parts/form.js";
import { emptyState, table, twoLines } from "../parts/list.js";

/** Every issuer of this environment, and the organization. */
export async function issuers(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.issuers;
  const { items } = await app.api.listIssuers();
  const create = () => button(t.create, () => void createIssuer(app), "primary");
  return {
    title: t.title,
    lede: t.lede,
    actions: [create()],
    body: [
      items.length === 0
        ? emptyState("inbox", t.empty, t.emptyText, create())
        : table(
            t.title,
            [
              {
                heading: texts.fields.name,
                cell: (item: Schema<"Issuer">) =>
                  element(
                    "span",
                    { class: "with-picture" },
                    picture(item.image),
                    twoLines(link(item.name, `issuers/${item.id}`), item.url && name(item.url)),
                  ),
              },
              {
                heading: texts.fields.status,
                cell: (item) => (item.default ? pill(t.isDefault, "valid") : undefined),
              },
              { heading: "DID", cell: ({ did }) => element("code", {}, did), extra: true },
            ],
            items,
          ),
      organizationPanel(app),
    ],
  };
}

async function createIssuer(app: App): Promise<void> {
  const { texts } = app;
  const t = texts.issuers;
  let body: () => Schema<"NewIssuerRequest">;
  let made: Schema<"Issuer"> | undefined;
  await ask(app, {
    title: t.create,
    text: t.createText,
    action: t.create,
    fields: (form) => {
      const [nameField, title] = form.text("/name", texts.fields.name, { required: true });
      const [urlField, url] = form.text("/url", texts.fields.homepage, { type: "url" });
      body = () => compact<Schema<"NewIssuerRequest">>({ name: title() ?? "", url: url() });
      return [nameField, urlField];
    },
    act: async () => {
      made = await app.api.createIssuer({ body: body() });
    },
  });
  if (made) app.go(`issuers/${made.id}`);
}

function organizationPanel(app: App): HTMLElement {
  const { texts, organization } = app;
  const t = texts.organization;
  const form = new Form(texts, texts.achievement.save, async () => {
    const changed = await app.api.updateOrganization({
      body: compact<Schema<"OrganizationChange">>({ name: title(), baseUrl: baseUrl() }),
    });
    // The band above names it too.
    Object.assign(organization, changed);
    for (const place of document.querySelectorAll(".band-organization"))
      place.textContent = name(changed.name);
    app.announce(texts.saved);
    app.refresh();
  });
  const [nameField, title] = form.text("/name", texts.fields.name, {
    required: true,
    value: organization.name,
  });
  const [urlField, baseUrl] = form.text("/baseUrl", t.baseUrl, {
    required: true,
    type: "url",
    value: organization.baseUrl,
    hint: t.baseUrlHint,
  });
  return panel(t.title, element("p", { class: "form-hint" }, t.hint), form.add(nameField, urlField).element);
}
