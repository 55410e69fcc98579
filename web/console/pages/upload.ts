// Issues to many people at once: a table is chosen, its columns are understood, every row is checked before any is issued.

import { element } from "../../widget/element.js";
import { icon } from "../../widget/icons.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, link, pill, save, type Tone } from "../parts/controls.js";
import { readTable, type Table } from "../parts/csv.js";
import { Form } from "../parts/form.js";
import { emptyState, listing, twoLines } from "../parts/list.js";
import { remember, type Sent } from "../parts/sent.js";

/** The members of a request that tables usually have, in the order in which they are offered. */
const MEMBERS = [
  "recipient.name",
  "recipient.email",
  "validFrom",
  "validUntil",
  "externalId",
  "narrative",
  "licenseNumber",
  "evidence.0.id",
  "achievementId",
] as const;

/** What columns of that content are called, in the languages of the console; compared without case and signs. */
const USUAL: Record<string, RegExp> = {
  "recipient.name": /^((full|recipient|student|participant)?name|names?|nombre|nom|naam|氏名|名前)$/,
  "recipient.email": /^((recipient)?e?mail(address|adresse)?|correo|courriel|メール(アドレス)?)$/,
  validFrom: /^(validfrom|gultigab|validodesde|valabledu|geldigvanaf)$/,
  validUntil: /^(validuntil|expires|gultigbis|validohasta|valablejusquau|geldigtot)$/,
  externalId: /^(externalid|reference|referenz|referencia|kenmerk)$/,
};

/** The choice for a column that is not used; an empty one would mean that nothing was chosen. */
const LEFT_OUT = "-";

/** Colours of how far a batch has come. */
export const BATCH_TONES: Record<Schema<"BatchState">, Tone> = {
  queued: "neutral",
  running: "inconclusive",
  completed: "valid",
  cancelled: "neutral",
};

/** The upload, and what was uploaded before. */
export async function upload(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.upload;
  const achievements = (await app.api.listAchievements({ limit: 100, archived: false })).items;
  const past = pastBatches(app);
  await past.reload();
  return {
    title: t.title,
    lede: t.lede,
    body: [
      element("div", { class: "panel" }, uploadForm(app, achievements)),
      element("h2", {}, t.past),
      past.element,
    ],
  };
}

function uploadForm(app: App, achievements: Schema<"Achievement">[]): HTMLElement {
  const { texts } = app;
  const t = texts.upload;
  let file: File | undefined;
  let columns: Columns | undefined;
  const form = new Form(texts, t.check, async () => {
    if (file === undefined) return zone.complain();
    const sent: Sent = { file, mapping: columns?.mapping() ?? {}, achievementId: achievementId() };
    const batch = await app.api.createBatch({ ...queryOf(sent), dryRun: true, body: textOf(file) });
    remember(batch.id, sent);
    app.go(`batches/${batch.id}`);
  });
  const place = element("div", { class: "form" });
  const zone = fileZone(app, async (chosen) => {
    file = chosen;
    columns = columnChoice(app, form, readTable(await chosen.slice(0, 65_536).text(), 3));
    place.replaceChildren(columns.element);
  });
  const choices = [
    ["", t.inTable],
    ...achievements.map(({ id, name: title }) => [id, name(title)] as const),
  ] as const;
  const [achievementField, achievementId] = form.select(
    "/query/achievementId",
    texts.fields.achievement,
    choices,
    {
      required: false,
      value: achievements[0]?.id,
    },
  );
  return form.add(achievementField, zone.element, place).element;
}

/** The parameters that go with a table. */
export function queryOf({ mapping, achievementId }: Sent): { mapping?: string; achievementId?: string } {
  return {
    ...(Object.keys(mapping).length > 0 && { mapping: JSON.stringify(mapping) }),
    ...(achievementId !== undefined && { achievementId }),
  };
}

/** The file as the body of a request; the client sends what is no object as it is. */
export function textOf(file: Blob): never {
  return file as never;
}

/** A place to drop a table on, with a button for those who do not drop. */
function fileZone(
  app: App,
  take: (file: File) => Promise<void>,
): { element: HTMLElement; complain: () => void } {
  const t = app.texts.upload;
  const field = element("input", { type: "file", accept: ".csv,text/csv,.tsv,.txt" });
  const remark = element("p", { class: "dropzone-remark", role: "status" });
  const zone = element(
    "div",
    { class: "dropzone" },
    element("span", { class: "dropzone-icon" }, icon("inbox", 28)),
    element("h2", { class: "dropzone-title" }, t.drop),
    element("p", { class: "dropzone-hint" }, t.kinds),
    element(
      "div",
      { class: "dropzone-buttons" },
      element("label", { class: "button" }, field, t.choose),
      button(t.template, () => void download(app)),
    ),
    remark,
  );
  const chosen = async (file: File | undefined) => {
    if (file === undefined) return;
    zone.setAttribute("data-compact", "");
    remark.textContent = name(file.name);
    await take(file);
  };
  field.addEventListener("change", () => void chosen(field.files?.[0]));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.setAttribute("data-over", "");
  });
  zone.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.removeAttribute("data-over");
    void chosen(event.dataTransfer?.files[0]);
  });
  const complain = () => {
    remark.textContent = t.noFile;
    field.focus();
  };
  return { element: element("div", { class: "dropzone-frame" }, zone), complain };
}

async function download(app: App): Promise<void> {
  save(await app.api.getBatchTemplate(), "badges.csv");
}

interface Columns {
  element: HTMLElement;
  /** Only the columns that are not named like a member already. */
  mapping: () => Record<string, string>;
}

/** Which column is what, with an example of each. */
function columnChoice(app: App, form: Form, { header, rows }: Table): Columns {
  const t = app.texts.upload;
  form.forget("/query/mapping");
  const names: Record<string, string> = t.members;
  const choices = header.map((column, index) => {
    const known = guess(column);
    const own =
      known === undefined || (MEMBERS as readonly string[]).includes(known) ? [] : [[known, known] as const];
    const options = [
      [LEFT_OUT, t.ignore] as const,
      ...MEMBERS.map((member) => [member, names[member] ?? member] as const),
      ...own,
    ];
    const example = rows.map((row) => name(row[index] ?? "")).find((cell) => cell !== "");
    const [field, value] = form.select(`/query/mapping/${index}`, name(column) || "–", options, {
      required: true,
      value: known ?? LEFT_OUT,
      ...(example !== undefined && { hint: t.example.replace("{example}", () => example) }),
    });
    return { field, column, value };
  });
  return {
    element: element(
      "fieldset",
      { class: "form-group" },
      element("legend", {}, t.columns),
      element("div", { class: "form-row" }, ...choices.map(({ field }) => field)),
    ),
    mapping: () =>
      Object.fromEntries(
        choices
          .map(({ column, value }) => [column, value() === LEFT_OUT ? "" : (value() ?? "")] as const)
          .filter(([column, member]) => column !== member),
      ),
  };
}

function guess(column: string): string | undefined {
  // Names of members, also those that are not offered, such as `fields.grade`.
  if (
    (MEMBERS as readonly string[]).includes(column) ||
    /^(fields|results|evidence|publicMetadata|privateMetadata|recipient)\./.test(column)
  )
    return column;
  const plain = column
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}]/gu, "");
  return Object.keys(USUAL).find((member) => USUAL[member]?.test(plain));
}

function pastBatches(app: App): { element: HTMLElement; reload: () => Promise<void> } {
  const { texts, locale } = app;
  const t = texts.upload;
  return listing<Schema<"Batch">>(app, {
    caption: t.past,
    columns: [
      {
        heading: texts.fields.createdAt,
        cell: (batch) =>
          twoLines(
            link(locale.moment(batch.createdAt), `batches/${batch.id}`),
            batch.dryRun ? t.onlyChecked : undefined,
          ),
      },
      {
        heading: texts.fields.status,
        cell: ({ state }) => pill(texts.batch.states[state], BATCH_TONES[state]),
      },
      { heading: texts.batch.rows, cell: ({ total }) => locale.number(total), extra: true },
      { heading: texts.batch.failed, cell: ({ failed }) => locale.number(failed), extra: true },
    ],
    load: (cursor) => app.api.listBatches({ limit: 10, ...(cursor && { cursor }) }),
    empty: () => emptyState("inbox", t.none, t.noneText),
  });
}
