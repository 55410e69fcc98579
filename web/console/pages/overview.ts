// The first page: a guide from nothing to the first badge, and what happened lately once there is one.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { buttonLink, link, panel, statusPill } from "../parts/controls.js";
import { compact, Form } from "../parts/form.js";
import { table, twoLines } from "../parts/list.js";
import { recipientOf } from "../parts/recipient.js";

/** What the guide asks for, in its order. */
type Step = "issuer" | "achievement" | "badge";

/** The guide, or an overview. */
export async function overview(app: App): Promise<View> {
  const [credentials, achievements, issuers] = await Promise.all([
    app.api.listCredentials({ limit: 5, total: true }),
    app.api.listAchievements({ limit: 20, archived: false }),
    app.api.listIssuers(),
  ]);
  if (credentials.items.length === 0) return guide(app, issuers.items, achievements.items);
  const t = app.texts.overview;
  const usage = await app.api.getUsage();
  return {
    title: t.title,
    actions: [buttonLink(t.issue, "issue", "primary")],
    body: [
      numbers(app, credentials.total ?? credentials.items.length, usage),
      element("h2", {}, t.latest),
      latest(app, credentials.items, new Map(achievements.items.map(({ id, name }) => [id, name]))),
      element("p", {}, link(t.all, "credentials")),
    ],
  };
}

function numbers(app: App, issued: number, usage: Schema<"Usage">): HTMLElement {
  const t = app.texts.overview;
  const people =
    usage.recipientLimit === undefined
      ? app.locale.number(usage.recipients)
      : `${app.locale.number(usage.recipients)} / ${app.locale.number(usage.recipientLimit)}`;
  const list = element("dl", { class: "numbers" });
  for (const [label, value] of [
    [t.issued, app.locale.number(issued)],
    [t.people, people],
  ] as const) {
    list.append(element("div", {}, element("dt", {}, label), element("dd", {}, value)));
  }
  return panel(undefined, list);
}

function latest(app: App, items: Schema<"Credential">[], names: Map<string, string>): HTMLElement {
  const { texts, locale } = app;
  return table(
    texts.overview.latest,
    [
      {
        heading: texts.fields.recipient,
        cell: (item: Schema<"Credential">) =>
          twoLines(
            link(recipientOf(item, texts.nobody), `credentials/${item.id}`),
            names.get(item.achievementId),
          ),
      },
      { heading: texts.fields.status, cell: (item) => statusPill(item.status, texts) },
      { heading: texts.fields.issuedAt, cell: (item) => locale.ago(item.issuedAt), extra: true },
    ],
    items,
  );
}

function guide(app: App, issuers: Schema<"Issuer">[], achievements: Schema<"Achievement">[]): View {
  const t = app.texts.guide;
  const issuer = issuers.find((candidate) => candidate.default) ?? issuers[0];
  const [achievement] = achievements;
  const now: Step = issuer === undefined ? "issuer" : achievement === undefined ? "achievement" : "badge";
  const order: Step[] = ["issuer", "achievement", "badge"];
  const step = (which: Step, title: string, done: string | undefined, form: () => HTMLElement) => {
    const state = which === now ? "now" : order.indexOf(which) < order.indexOf(now) ? "done" : "later";
    const body =
      state === "now" ? form() : state === "done" && done !== undefined && element("p", {}, name(done));
    return element(
      "li",
      { "data-state": state, "aria-current": state === "now" && "step" },
      element("h2", {}, title),
      body && element("div", { class: "guide-body" }, body),
    );
  };
  return {
    title: t.title,
    lede: t.lede,
    body: [
      element(
        "ol",
        { class: "guide" },
        step("issuer", t.issuer, issuer?.name, () => issuerForm(app)),
        step("achievement", t.achievement, achievement?.name, () => achievementForm(app)),
        step("badge", t.badge, undefined, () => badgeForm(app, achievement?.id ?? "")),
      ),
    ],
  };
}

function issuerForm(app: App): HTMLElement {
  const { texts } = app;
  const form = new Form(texts, texts.guide.issuerAction, async () => {
    await app.api.createIssuer({
      body: compact<Schema<"NewIssuerRequest">>({ name: issuerName() ?? "", url: url() }),
    });
    app.refresh();
  });
  const [nameField, issuerName] = form.text("/name", texts.fields.name, { required: true });
  const [urlField, url] = form.text("/url", texts.fields.homepage, { type: "url" });
  return form.add(element("p", {}, texts.guide.issuerText), nameField, urlField).element;
}

function achievementForm(app: App): HTMLElement {
  const { texts } = app;
  const t = texts.achievement;
  const form = new Form(texts, texts.guide.achievementAction, async () => {
    await app.api.createAchievement({
      body: {
        name: title() ?? "",
        description: description() ?? "",
        criteria: { narrative: criteria() ?? "" },
      },
    });
    app.refresh();
  });
  const [titleField, title] = form.text("/name", texts.fields.name, {
    required: true,
    placeholder: t.nameExample,
  });
  const [descriptionField, description] = form.text("/description", t.description, {
    required: true,
    lines: true,
  });
  const [criteriaField, criteria] = form.text("/criteria", t.criteria, {
    required: true,
    lines: true,
    hint: t.criteriaHint,
  });
  return form.add(element("p", {}, texts.guide.achievementText), titleField, descriptionField, criteriaField)
    .element;
}

function badgeForm(app: App, achievementId: string): HTMLElement {
  const { texts } = app;
  // One key for the life of the form: pressing twice issues once.
  const idempotencyKey = crypto.randomUUID();
  const form = new Form(texts, texts.guide.badgeAction, async () => {
    const recipient = compact<Schema<"Recipient">>({ name: person(), email: email() });
    const issued = await app.api.issueCredential({ body: { achievementId, recipient } }, { idempotencyKey });
    app.go(`credentials/${issued.id}?new`);
  });
  const [personField, person] = form.text("/recipient/name", texts.fields.recipientName, { required: true });
  const [emailField, email] = form.text("/recipient/email", texts.fields.email, {
    required: true,
    type: "email",
  });
  return form.add(
    element("p", {}, texts.guide.badgeText),
    element("div", { class: "form-row" }, personField, emailField),
  ).element;
}
