// One template, with a picture that follows while somebody changes it.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, buttonLink, panel, save } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { compact, Form } from "../parts/form.js";
import { Following } from "../parts/preview.js";

/** Typing pauses this long before it is drawn; a key may ask 120 times a minute. */
const TYPES = ["text", "date", "image", "qr", "color"] as const;

/** A copy of the template that `?from=` names. */
export async function newTemplate(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.templates;
  const pattern = await app.api.getTemplate({ id: app.query.get("from") ?? "" });
  const editor = new Editor(
    app,
    t.create,
    { ...pattern, name: t.copyOf.replace("{name}", () => pattern.name) },
    async (content) => {
      const made = await app.api.createTemplate({ body: content });
      app.announce(texts.saved);
      app.go(`templates/${made.id}`);
    },
  );
  return { title: t.newTitle, back: { address: "templates", label: t.title }, body: [editor.element] };
}

/** One that exists. */
export async function template(app: App, id: string): Promise<View> {
  const { texts } = app;
  const t = texts.templates;
  const known = await app.api.getTemplate({ id });
  const back = { address: "templates", label: t.title };
  const copy = buttonLink(t.copy, `templates/new?from=${id}`, known.builtIn ? "primary" : "small");
  if (known.builtIn) {
    const preview = new Preview(
      app,
      (fields) => app.api.previewTemplate({ id, body: { fields } }),
      known.metadataSchema.fields,
    );
    return { title: name(known.name), lede: t.builtInHint, back, actions: [copy], body: [preview.element] };
  }
  const editor = new Editor(app, texts.achievement.save, known, async (content) => {
    await app.api.updateTemplate({ id, body: content });
    app.announce(texts.saved);
    app.refresh();
  });
  const archived = known.archivedAt !== undefined;
  return {
    title: name(known.name),
    lede: texts.achievement.changeHint,
    back,
    actions: [
      copy,
      button(
        archived ? texts.achievement.unarchive : texts.achievement.archive,
        () => void archive(app, known),
      ),
    ],
    body: [editor.element],
  };
}

async function archive(app: App, { id, name: title, archivedAt }: Schema<"Template">): Promise<void> {
  const { achievement, templates } = app.texts;
  const done = await ask(app, {
    title:
      archivedAt === undefined
        ? achievement.archiveTitle.replace("{name}", () => name(title))
        : achievement.unarchive,
    text: archivedAt === undefined ? templates.archiveText : templates.unarchiveText,
    action: archivedAt === undefined ? achievement.archive : achievement.unarchive,
    act: async () => {
      await (archivedAt === undefined ? app.api.archiveTemplate({ id }) : app.api.unarchiveTemplate({ id }));
    },
  });
  if (done) app.refresh();
}

type Fields = Schema<"TemplateField">[];

/** A picture of a template, with a field for each thing that fills it in. */
class Preview {
  readonly element: HTMLElement;
  readonly #image = element("img", { class: "certificate", alt: "" });
  readonly #inputs = element("div", { class: "form" });
  readonly #values = new Map<string, string>();
  readonly #following: Following<unknown>;

  constructor(app: App, draw: (fields: Record<string, string>) => Promise<unknown>, fields: Fields) {
    const given = () => Object.fromEntries([...this.#values].filter(([, value]) => value !== ""));
    this.#following = new Following(
      app,
      () => draw(given()),
      (drawn) => {
        if (!(drawn instanceof Blob)) return;
        URL.revokeObjectURL(this.#image.src);
        this.#image.src = URL.createObjectURL(drawn);
      },
    );
    const t = app.texts.templates;
    this.#image.alt = t.previewAlt;
    this.element = panel(
      t.preview,
      this.#image,
      this.#following.remark,
      element("p", { class: "form-hint" }, t.previewHint),
      this.#inputs,
    );
    this.ask(fields);
    app.signal.addEventListener("abort", () => URL.revokeObjectURL(this.#image.src));
  }

  /** Fields for what fills the template in; and a new picture. */
  ask(fields: Fields): void {
    const asked = fields.filter(({ type }) => type !== "image");
    this.#inputs.replaceChildren(
      ...asked.map(({ key, label, type }) => {
        const input = element("input", {
          class: "field",
          type: type === "date" ? "date" : type === "color" ? "color" : "text",
          id: `sample-${key}`,
        });
        input.value = this.#values.get(key) ?? (type === "color" ? "#3b3fb6" : "");
        input.addEventListener("input", () => {
          this.#values.set(key, input.value);
          this.soon();
        });
        return element(
          "div",
          { class: "form-field" },
          element("label", { for: input.id }, name(label)),
          input,
        );
      }),
    );
    this.soon(0);
  }

  /** Draws when nothing has changed for a moment. */
  soon(pause?: number): void {
    this.#following.soon(pause);
  }
}

/** The form of a template beside its picture. */
class Editor {
  readonly element: HTMLElement;

  constructor(
    app: App,
    action: string,
    known: Schema<"Template">,
    keep: (content: Schema<"NewTemplate">) => Promise<void>,
  ) {
    const { texts } = app;
    const t = texts.templates;
    const read = (): Schema<"NewTemplate"> => ({
      ...compact({ language: language() }),
      name: title() ?? "",
      svg: svg() ?? "",
      metadataSchema: { fields: fields.values() },
    });
    const form = new Form(texts, action, () => keep(read()));
    const [nameField, title] = form.text("/name", texts.fields.name, { required: true, value: known.name });
    const [languageField, language] = form.text("/language", texts.language, {
      value: known.language,
      hint: t.languageHint,
    });
    const [svgField, svg] = form.text("/svg", t.svg, {
      required: true,
      lines: true,
      value: known.svg,
      hint: t.svgHint,
    });
    svgField.querySelector("textarea")?.classList.remove("prose");
    const fields = fieldList(form, app, known.metadataSchema.fields);
    const preview = new Preview(
      app,
      (given) => {
        const { language: spoken, svg: drawing, metadataSchema } = read();
        return app.api.previewNewTemplate({
          body: { ...compact({ language: spoken }), svg: drawing, metadataSchema, fields: given },
        });
      },
      known.metadataSchema.fields,
    );
    const replace = button(t.file, () => file.click(), "small");
    const file = element("input", {
      type: "file",
      accept: ".svg,image/svg+xml",
      hidden: true,
      "aria-label": t.file,
    });
    file.addEventListener("change", async () => {
      const area = svgField.querySelector("textarea");
      const chosen = file.files?.[0];
      if (area && chosen) area.value = await chosen.text();
      preview.soon(0);
    });
    const take = button(
      t.download,
      () => save(new Blob([svg() ?? ""], { type: "image/svg+xml" }), "template.svg"),
      "small",
    );
    form.add(
      element("div", { class: "form-row" }, nameField, languageField),
      svgField,
      element("div", { class: "actions" }, replace, file, take),
      fields.element,
    );
    form.element.addEventListener("input", () => preview.soon());
    form.element.addEventListener("fields-changed", () => preview.ask(fields.values()));
    this.element = element(
      "div",
      { class: "split" },
      preview.element,
      element("div", { class: "panel" }, form.element),
    );
  }
}

/** What fills the placeholders: as many fields as somebody needs. */
function fieldList(form: Form, app: App, known: Fields): { element: HTMLElement; values: () => Fields } {
  const { texts } = app;
  const t = texts.templates;
  const parts = new Map<HTMLElement, () => Schema<"TemplateField">>();
  const place = element("div", { class: "form" });
  let made = 0;
  const changed = () => form.element.dispatchEvent(new Event("fields-changed"));
  const append = (field: Partial<Schema<"TemplateField">> = {}) => {
    const at = `/metadataSchema/fields/${made++}`;
    const [keyField, key] = form.text(`${at}/key`, t.key, {
      required: true,
      value: field.key,
      hint: t.keyHint,
    });
    const [labelField, label] = form.text(`${at}/label`, t.label, { required: true, value: field.label });
    const [typeField, type] = form.select(
      `${at}/type`,
      t.type,
      TYPES.map((kind) => [kind, t.types[kind]] as const),
      { required: true, value: field.type ?? "text" },
    );
    const [flagsField, flags] = form.choices(
      `${at}/visibility`,
      t.rules,
      [
        ["required", t.required],
        ["private", t.private],
      ],
      [...(field.required ? ["required"] : []), ...(field.visibility === "private" ? ["private"] : [])],
    );
    const part = element(
      "div",
      { class: "form-part" },
      element("div", { class: "form-row" }, keyField, labelField),
      element("div", { class: "form-row" }, typeField, flagsField),
      element(
        "div",
        {},
        button(
          texts.remove,
          () => {
            parts.delete(part);
            form.forget(at);
            part.remove();
            changed();
          },
          "small",
        ),
      ),
    );
    part.addEventListener("change", changed);
    parts.set(part, () => ({
      // A default stays as it was.
      ...field,
      key: key() ?? "",
      label: label() ?? "",
      type: (type() ?? "text") as Schema<"TemplateFieldType">,
      required: flags().includes("required"),
      visibility: flags().includes("private") ? "private" : "public",
    }));
    place.append(part);
  };
  for (const field of known) append(field);
  return {
    element: element(
      "details",
      { class: "form-more" },
      element("summary", {}, t.fields),
      element("p", { class: "form-hint" }, t.fieldsHint),
      place,
      element(
        "p",
        {},
        button(t.addField, () => append(), "small"),
      ),
    ),
    values: () => [...parts.values()].map((value) => value()),
  };
}
