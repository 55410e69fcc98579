// Issues one credential.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { buttonLink, endOf, startOf } from "../parts/controls.js";
import { compact, Form } from "../parts/form.js";
import { emptyState } from "../parts/list.js";

/** More than this are chosen from the page of achievements, which can turn pages. */
const MOST_ACHIEVEMENTS = 100;

/** The form. `?achievement=ID` chooses one. */
export async function issue(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.issue;
  const [{ items }, templates] = await Promise.all([
    app.api.listAchievements({ limit: MOST_ACHIEVEMENTS, archived: false }),
    app.api.listTemplates({ limit: MOST_ACHIEVEMENTS, archived: false }),
  ]);
  const wanted = app.query.get("achievement");
  if (wanted !== null && !items.some(({ id }) => id === wanted))
    items.unshift(await app.api.getAchievement({ id: wanted }));
  if (items.length === 0) {
    const create = buttonLink(texts.achievements.create, "achievements/new", "primary");
    return {
      title: t.title,
      body: [emptyState("inbox", texts.achievements.empty, texts.achievements.emptyText, create)],
    };
  }
  return {
    title: t.title,
    lede: app.environment === "sandbox" ? t.ledeSandbox : t.ledeLive,
    body: [
      element(
        "div",
        { class: "panel panel-narrow" },
        issueForm(app, items, templates.items, wanted ?? undefined),
      ),
    ],
  };
}

function issueForm(
  app: App,
  achievements: Schema<"Achievement">[],
  templates: Schema<"Template">[],
  wanted: string | undefined,
): HTMLElement {
  const { texts } = app;
  const t = texts.issue;
  // One key for the life of the form: what is sent twice is issued once.
  const idempotencyKey = crypto.randomUUID();
  const form = new Form(texts, t.action, async () => {
    const recipient = compact<Schema<"Recipient">>({ name: person(), email: email() });
    const body = compact<Schema<"IssueRequest">>({
      achievementId: achievementId() ?? "",
      recipient,
      validFrom: startOf(validFrom() ?? ""),
      validUntil: endOf(validUntil() ?? ""),
      narrative: narrative(),
      evidence: evidence() === undefined ? undefined : [{ id: evidence() ?? "" }],
      results: results.values(),
      templateId: template.id(),
      fields: template.fields(),
      externalId: externalId(),
      licenseNumber: licenseNumber(),
      visibility: visibility() as Schema<"CredentialVisibility"> | undefined,
      claim: answer(claim()),
      sendEmail: answer(sendEmail()),
      onDuplicate: onDuplicate() as Schema<"OnDuplicate"> | undefined,
    });
    const issued = await app.api.issueCredential({ body }, { idempotencyKey });
    app.announce(t.done);
    app.go(`credentials/${issued.id}?new`);
  });
  const choices = achievements.map(({ id, name: title }) => [id, name(title)] as const);
  const [achievementField, achievementId, achievementSelect] = form.select(
    "/achievementId",
    texts.fields.achievement,
    choices,
    { required: true, value: wanted },
  );
  const [personField, person] = form.text("/recipient/name", texts.fields.recipientName, {
    hint: t.nameHint,
  });
  const [emailField, email] = form.text("/recipient", texts.fields.email, {
    required: true,
    type: "email",
    hint: t.emailHint,
  });
  const [fromField, validFrom] = form.text("/validFrom", texts.fields.validFrom, { type: "date" });
  const [untilField, validUntil] = form.text("/validUntil", texts.fields.validUntil, {
    type: "date",
    hint: t.untilHint,
  });
  const [narrativeField, narrative] = form.text("/narrative", t.narrative, {
    lines: true,
    hint: t.narrativeHint,
  });
  const [evidenceField, evidence] = form.text("/evidence", t.evidence, { type: "url", hint: t.evidenceHint });
  const [externalField, externalId] = form.text("/externalId", t.externalId, { hint: t.externalIdHint });
  const [licenseField, licenseNumber] = form.text("/licenseNumber", t.licenseNumber);
  const [visibilityField, visibility] = form.select("/visibility", texts.fields.visibility, [
    ["", texts.visibility.unlisted],
    ["public", texts.visibility.public],
    ["private", texts.visibility.private],
  ]);
  const [duplicateField, onDuplicate] = form.select("/onDuplicate", t.onDuplicate, [
    ["", t.duplicateDefault],
    ["reissue", t.duplicateReissue],
    ["reject", t.duplicateReject],
    ["allow", t.duplicateAllow],
  ]);
  const [claimField, claim] = form.select("/claim", t.claim, [
    ["", t.byDefault],
    ["yes", t.claimYes],
    ["no", t.claimNo],
  ]);
  const [emailingField, sendEmail] = form.select("/sendEmail", t.sendEmail, [
    ["", t.byDefault],
    ["yes", t.yes],
    ["no", t.no],
  ]);
  const template = templateFields(form, app, achievements, achievementSelect, templates);
  const results = resultFields(form, app, achievements, achievementSelect);
  return form.add(
    achievementField,
    element("div", { class: "form-row" }, personField, emailField),
    template.element,
    results.element,
    element(
      "details",
      { class: "form-more" },
      element("summary", {}, texts.more),
      element(
        "div",
        { class: "form" },
        element("div", { class: "form-row" }, fromField, untilField),
        narrativeField,
        evidenceField,
        element("div", { class: "form-row" }, externalField, licenseField),
        element("div", { class: "form-row" }, emailingField, claimField),
        element("div", { class: "form-row" }, visibilityField, duplicateField),
      ),
    ),
  ).element;
}

/** What a choice between yes, no and neither says. */
function answer(choice: string | undefined): boolean | undefined {
  return choice === undefined ? undefined : choice === "yes";
}

/** What a credential says itself; the server fills it in. */
const OWN_KEYS = [
  "recipient",
  "achievement",
  "description",
  "issuer",
  "date",
  "validUntil",
  "licenseNumber",
  "code",
  "verificationUrl",
  "credentialLink",
];

/** The choice of a certificate, and a field for each thing that it asks for. */
function templateFields(
  form: Form,
  app: App,
  achievements: Schema<"Achievement">[],
  achievement: HTMLSelectElement,
  templates: Schema<"Template">[],
): {
  element: HTMLElement;
  id: () => string | undefined;
  fields: () => Record<string, string> | undefined;
} {
  const t = app.texts.issue;
  const choices = templates.map((template) => [template.id, name(template.name)] as const);
  const [choice, id, select] = form.select("/templateId", t.template, [["", t.templateDefault], ...choices]);
  const place = element("div", { class: "form" });
  let values: () => (readonly [string, string | undefined])[] = () => [];
  const draw = () => {
    form.forget("/fields");
    const byDefault = achievements.find((item) => item.id === achievement.value)?.templateId;
    const template = templates.find((item) => item.id === (select.value || byDefault));
    const asked = (template?.metadataSchema.fields ?? []).filter(
      ({ key, type }) => !OWN_KEYS.includes(key) && type !== "image",
    );
    const fields = asked.map(({ key, label, type, required }) => {
      const kind = type === "date" ? "date" : "text";
      const [field, value] = form.text(`/fields/${key}`, name(label), {
        required: required ?? false,
        type: kind,
      });
      return { key, field, value };
    });
    values = () => fields.map(({ key, value }) => [key, value()] as const);
    place.hidden = fields.length === 0;
    place.replaceChildren(...fields.map(({ field }) => field));
  };
  achievement.addEventListener("change", draw);
  select.addEventListener("change", draw);
  draw();
  return {
    element: element("div", { class: "form" }, choice, place),
    id,
    fields: () => {
      const given = values().filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
      return given.length === 0 ? undefined : Object.fromEntries(given);
    },
  };
}

/** A field for each result that the chosen achievement describes. */
function resultFields(
  form: Form,
  app: App,
  achievements: Schema<"Achievement">[],
  select: HTMLSelectElement,
): { element: HTMLElement; values: () => Schema<"ResultValue">[] | undefined } {
  const place = element("div", { class: "form" });
  let values: (() => Schema<"ResultValue">[]) | undefined;
  const draw = () => {
    form.forget("/results");
    const described = achievements.find(({ id }) => id === select.value)?.resultDescriptions ?? [];
    const fields = described.map(({ id, name: title, allowedValues }, index) => {
      const at = `/results/${index}/value`;
      const [field, value] =
        allowedValues.length > 0
          ? form.select(at, name(title), [
              ["", "–"],
              ...allowedValues.map((allowed) => [allowed, name(allowed)] as const),
            ])
          : form.text(at, name(title));
      return { field, result: () => ({ resultDescription: id, value: value() }) };
    });
    values = () =>
      fields.flatMap(({ result }) => {
        const { resultDescription, value } = result();
        return value === undefined ? [] : [{ resultDescription, value }];
      });
    place.hidden = fields.length === 0;
    place.replaceChildren(
      element("h2", { class: "form-hint" }, app.texts.issue.results),
      ...fields.map(({ field }) => field),
    );
  };
  select.addEventListener("change", draw);
  draw();
  return {
    element: place,
    values: () => {
      const given = values?.() ?? [];
      return given.length === 0 ? undefined : given;
    },
  };
}
