// One achievement: made, changed, archived.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, buttonLink, facts, outside, panel, pill } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { compact, Form } from "../parts/form.js";
import { pictureField } from "../parts/picture.js";
import { Problem } from "../problem.js";

/** Those of Open Badges 3.0 that people ask for; another one can be kept when an achievement has it. */
const TYPES = [
  "Badge",
  "Certificate",
  "CertificateOfCompletion",
  "Course",
  "Competency",
  "Degree",
  "License",
  "Membership",
  "MicroCredential",
];
const UNITS = ["D", "M", "Y"] as const;

/** The form for a new one. */
export async function newAchievement(app: App): Promise<View> {
  const { texts } = app;
  const form = achievementForm(
    app,
    texts.achievement.create,
    undefined,
    await templatesOf(app),
    async (content) => {
      const made = await app.api.createAchievement({ body: content });
      app.announce(texts.saved);
      app.go(`achievements/${made.id}`);
    },
  );
  return {
    title: texts.achievement.newTitle,
    back: { address: "achievements", label: texts.achievements.title },
    body: [element("div", { class: "panel panel-narrow" }, form)],
  };
}

/** One that exists. */
export async function achievement(app: App, id: string): Promise<View> {
  const { texts, locale } = app;
  const t = texts.achievement;
  const known = await app.api.getAchievement({ id });
  const form = achievementForm(app, t.save, known, await templatesOf(app), async (content) => {
    await app.api.updateAchievement({ id, body: content });
    app.refresh();
    app.announce(texts.saved);
  });
  const archived = known.archivedAt !== undefined;
  return {
    title: name(known.name),
    back: { address: "achievements", label: texts.achievements.title },
    actions: archived
      ? [button(t.unarchive, () => void unarchive(app, id))]
      : [
          buttonLink(texts.achievements.issue, `issue?achievement=${id}`, "primary"),
          button(t.archive, () => void archive(app, known)),
        ],
    body: [
      archived && element("p", {}, pill(t.isArchived, "neutral")),
      element(
        "div",
        { class: "panel panel-narrow" },
        element("p", { class: "form-hint" }, t.changeHint),
        form,
      ),
      panel(
        t.about,
        facts(
          [texts.fields.createdAt, locale.moment(known.createdAt)],
          [t.publicPage, outside(known.url, known.url)],
          [texts.fields.id, element("code", {}, known.id)],
        ),
      ),
    ],
  };
}

/** How its certificates may look. */
async function templatesOf(app: App): Promise<Schema<"Template">[]> {
  return (await app.api.listTemplates({ limit: 100, archived: false })).items;
}

async function archive(app: App, { id, name: title }: Schema<"Achievement">): Promise<void> {
  const t = app.texts.achievement;
  const done = await ask(app, {
    title: t.archiveTitle.replace("{name}", () => name(title)),
    text: t.archiveText,
    action: t.archive,
    act: async () => {
      await app.api.archiveAchievement({ id });
    },
  });
  if (done) app.refresh();
}

async function unarchive(app: App, id: string): Promise<void> {
  await ask(app, {
    title: app.texts.achievement.unarchive,
    text: app.texts.achievement.unarchiveText,
    action: app.texts.achievement.unarchive,
    act: async () => {
      await app.api.unarchiveAchievement({ id });
      app.refresh();
    },
  });
}

function achievementForm(
  app: App,
  action: string,
  known: Schema<"Achievement"> | undefined,
  templates: Schema<"Template">[],
  save: (content: Schema<"NewAchievement">) => Promise<void>,
): HTMLElement {
  const { texts } = app;
  const t = texts.achievement;
  const form = new Form(texts, action, async () => {
    const content = compact<Schema<"NewAchievement">>({
      name: title() ?? "",
      description: description() ?? "",
      criteria: compact<Schema<"Criteria">>({ narrative: criteria(), id: criteriaUrl() }),
      achievementType: type(),
      image: image.value(),
      validityPeriod: period(),
      templateId: templateId(),
      tags: list(tags()),
      alignments: alignments.values(),
    });
    refuseToTakeAway(known, content, texts.cannotClear);
    await save(content);
  });
  const [titleField, title] = form.text("/name", texts.fields.name, {
    required: true,
    value: known?.name,
    placeholder: t.nameExample,
  });
  const [descriptionField, description] = form.text("/description", t.description, {
    required: true,
    lines: true,
    value: known?.description,
  });
  const [criteriaField, criteria] = form.text("/criteria", t.criteria, {
    lines: true,
    value: known?.criteria.narrative,
    hint: t.criteriaHint,
  });
  const [criteriaUrlField, criteriaUrl] = form.text("/criteria/id", t.criteriaUrl, {
    type: "url",
    value: known?.criteria.id,
  });
  const types =
    known?.achievementType && !TYPES.includes(known.achievementType)
      ? [known.achievementType, ...TYPES]
      : TYPES;
  const [typeField, type] = form.select(
    "/achievementType",
    t.type,
    [["", t.noType], ...types.map((word) => [word, typeName(word, texts.achievementTypes)] as const)],
    { value: known?.achievementType },
  );
  const [tagsField, tags] = form.text("/tags", t.tags, { value: known?.tags.join(", "), hint: t.tagsHint });
  const looks = templates.map((template) => [template.id, name(template.name)] as const);
  const [templateField, templateId] = form.select(
    "/templateId",
    texts.issue.template,
    [["", "–"], ...looks],
    {
      value: known?.templateId,
    },
  );
  const image = pictureField(form, "/image", texts, known?.image);
  const [periodFields, period] = periodField(form, texts, known?.validityPeriod);
  const alignments = alignmentFields(form, texts, known?.alignments ?? []);
  return form.add(
    titleField,
    descriptionField,
    criteriaField,
    image.element,
    element(
      "details",
      { class: "form-more", open: known !== undefined },
      element("summary", {}, texts.more),
      element(
        "div",
        { class: "form" },
        element("div", { class: "form-row" }, typeField, periodFields),
        criteriaUrlField,
        tagsField,
        templateField,
        alignments.element,
      ),
    ),
  ).element;
}

function typeName(word: string, names: Record<string, string>): string {
  return Object.hasOwn(names, word) ? (names[word] ?? word) : name(word);
}

/** The interface changes what is named and takes nothing away: better said than left undone in silence. */
function refuseToTakeAway(
  known: Schema<"Achievement"> | undefined,
  content: Schema<"NewAchievement">,
  words: string,
): void {
  const gone = (["achievementType", "image", "validityPeriod", "templateId"] as const).filter(
    (member) => known?.[member] !== undefined && content[member] === undefined,
  );
  if (gone.length > 0)
    throw new Problem(
      0,
      "validation_failed",
      words,
      gone.map((member) => ({ pointer: `/${member}`, message: words })),
    );
}

function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** A number and a unit, for an ISO 8601 duration such as `P2Y`; others are kept as they are. */
function periodField(
  form: Form,
  texts: App["texts"],
  known: string | undefined,
): [HTMLElement, () => string | undefined] {
  const t = texts.achievement;
  const simple = known?.match(/^P(\d+)([DMY])$/);
  if (known !== undefined && !simple)
    return form.text("/validityPeriod", t.period, { value: known, hint: t.periodHint });
  const amount = element("input", {
    class: "field",
    type: "number",
    min: "1",
    max: "9999",
    value: simple?.[1],
  });
  const unit = element(
    "select",
    { class: "field", "aria-label": t.periodUnit },
    ...UNITS.map((letter) => element("option", { value: letter }, t.units[letter])),
  );
  unit.value = simple?.[2] ?? "Y";
  const field = form.wrap("/validityPeriod", t.period, amount, { hint: t.periodHint });
  const row = element("div", { class: "secret" });
  amount.replaceWith(row);
  row.append(amount, unit);
  return [field, () => (amount.value === "" ? undefined : `P${amount.value}${unit.value}`)];
}

/** What an achievement corresponds to elsewhere: as many as somebody needs. */
function alignmentFields(
  form: Form,
  texts: App["texts"],
  known: Schema<"Alignment">[],
): { element: HTMLElement; values: () => Schema<"Alignment">[] } {
  const t = texts.achievement;
  const parts = new Map<HTMLElement, () => Schema<"Alignment">>();
  const place = element("div", { class: "form" });
  let made = 0;
  const append = (alignment: Partial<Schema<"Alignment">> = {}) => {
    const at = `/alignments/${made++}`;
    const [nameField, targetName] = form.text(`${at}/targetName`, t.alignmentName, {
      required: true,
      value: alignment.targetName,
    });
    const [urlField, targetUrl] = form.text(`${at}/targetUrl`, t.alignmentUrl, {
      required: true,
      type: "url",
      value: alignment.targetUrl,
    });
    const [frameworkField, targetFramework] = form.text(`${at}/targetFramework`, t.alignmentFramework, {
      value: alignment.targetFramework,
    });
    const [codeField, targetCode] = form.text(`${at}/targetCode`, t.alignmentCode, {
      value: alignment.targetCode,
    });
    const part = element(
      "div",
      { class: "form-part" },
      element("div", { class: "form-row" }, nameField, urlField),
      element("div", { class: "form-row" }, frameworkField, codeField),
      element(
        "div",
        {},
        button(texts.remove, () => remove(part, at), "small"),
      ),
    );
    // What is not asked for here stays as it was.
    parts.set(part, () =>
      compact({
        ...alignment,
        targetName: targetName() ?? "",
        targetUrl: targetUrl() ?? "",
        targetFramework: targetFramework(),
        targetCode: targetCode(),
      }),
    );
    place.append(part);
  };
  const remove = (part: HTMLElement, at: string) => {
    parts.delete(part);
    form.forget(at);
    part.remove();
  };
  for (const alignment of known) append(alignment);
  return {
    element: element(
      "fieldset",
      { class: "form-group" },
      element("legend", {}, t.alignments),
      element("p", { class: "form-hint" }, t.alignmentsHint),
      place,
      element(
        "div",
        {},
        button(t.addAlignment, () => append(), "small"),
      ),
    ),
    values: () => [...parts.values()].map((value) => value()),
  };
}
