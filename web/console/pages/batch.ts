// One batch: its progress while it goes on, what became of each row, and the step from checking to issuing.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, link, pill, save, type Tone } from "../parts/controls.js";
import { readTable } from "../parts/csv.js";
import { ask } from "../parts/dialog.js";
import { listing, twoLines } from "../parts/list.js";
import { recall, remember } from "../parts/sent.js";
import { BATCH_TONES, queryOf, textOf } from "./upload.js";

/** Progress is looked at this often; a key may ask 120 times a minute. */
const PAUSE_MILLISECONDS = 1200;
/** Rows of the own table that are read for showing. */
const MOST_OWN_ROWS = 100_000;

const ROW_TONES: Record<Schema<"BatchRowState">, Tone> = {
  waiting: "neutral",
  issued: "valid",
  checked: "valid",
  failed: "invalid",
  cancelled: "neutral",
};

/** The page. */
export async function batch(app: App, id: string): Promise<View> {
  const { texts } = app;
  const t = texts.batch;
  let known = await app.api.getBatch({ id });
  const own = await ownRows(id);
  const actions = element("div", { class: "actions" });
  const progress = element("div", { class: "panel" });
  const rows = rowList(app, id, own);
  const draw = () => {
    progress.replaceChildren(...progressOf(app, known));
    actions.replaceChildren(...deedsOf(app, known));
  };
  draw();
  await rows.reload();
  if (!isOver(known)) {
    void follow(app, id, async (now) => {
      known = now;
      draw();
      if (!isOver(now)) return;
      app.announce(t.states[now.state]);
      await rows.reload();
    });
  }
  return {
    title: known.dryRun ? t.checkTitle : t.issueTitle,
    lede: known.dryRun ? t.checkText : t.issueText,
    back: { address: "upload", label: texts.upload.title },
    body: [progress, actions, element("h2", {}, t.rows), rows.element],
  };
}

const isOver = ({ state }: Schema<"Batch">) => state === "completed" || state === "cancelled";

/** Tells each change until the batch is over or the reader has left. A failed look is made up for by the next. */
async function follow(app: App, id: string, tell: (now: Schema<"Batch">) => Promise<void>): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    if (app.signal.aborted) return;
    const now = await app.api.getBatch({ id }).catch(() => undefined);
    if (app.signal.aborted) return;
    if (now === undefined) continue;
    await tell(now);
    if (isOver(now)) return;
  }
}

function progressOf(app: App, known: Schema<"Batch">): Node[] {
  const { locale, texts } = app;
  const t = texts.batch;
  const numbers = element("dl", { class: "numbers" });
  for (const [label, value] of [
    [t.rows, known.total],
    [known.dryRun ? t.good : t.issued, known.succeeded],
    [t.failed, known.failed],
  ] as const) {
    numbers.append(element("div", {}, element("dt", {}, label), element("dd", {}, locale.number(value))));
  }
  return [
    element("p", {}, pill(t.states[known.state], BATCH_TONES[known.state])),
    element("progress", {
      class: "meter",
      max: `${Math.max(known.total, 1)}`,
      value: `${known.done}`,
      "aria-label": t.progress,
    }),
    numbers,
  ];
}

function deedsOf(app: App, known: Schema<"Batch">): Node[] {
  const t = app.texts.batch;
  if (!isOver(known)) return [button(t.cancel, () => void cancel(app, known), "danger")];
  const results = button(t.results, async () =>
    save(await app.api.getBatchResults({ id: known.id }), "results.csv"),
  );
  if (!known.dryRun || known.succeeded === 0 || known.state === "cancelled") return [results];
  if (recall(known.id) === undefined)
    return [element("p", {}, t.chooseAgain, " ", link(app.texts.upload.title, "upload")), results];
  return [
    button(app.locale.count(t.issue.count, known.succeeded), () => void issueChecked(app, known), "primary"),
    results,
  ];
}

/** The table that was checked, now for real. */
async function issueChecked(app: App, checked: Schema<"Batch">): Promise<void> {
  const { texts, locale } = app;
  const t = texts.batch;
  const sent = recall(checked.id);
  if (sent === undefined) return;
  const idempotencyKey = crypto.randomUUID();
  const text = app.environment === "live" ? t.issueLive : t.issueSandbox;
  let made: Schema<"Batch"> | undefined;
  await ask(app, {
    title: locale.count(t.issueQuestion.count, checked.succeeded),
    text: text.replace("{failed}", locale.number(checked.failed)),
    action: locale.count(t.issue.count, checked.succeeded),
    act: async () => {
      made = await app.api.createBatch({ ...queryOf(sent), body: textOf(sent.file) }, { idempotencyKey });
      remember(made.id, sent);
    },
  });
  if (made) app.go(`batches/${made.id}`);
}

async function cancel(app: App, { id }: Schema<"Batch">): Promise<void> {
  const t = app.texts.batch;
  const done = await ask(app, {
    title: t.cancelTitle,
    text: t.cancelText,
    action: t.cancel,
    danger: true,
    act: async () => {
      await app.api.cancelBatch({ id });
    },
  });
  if (done) app.refresh();
}

/** What stands in the own table, by row: the server keeps no names of rows that were only checked. */
async function ownRows(id: string): Promise<string[][]> {
  const sent = recall(id);
  return sent === undefined ? [] : readTable(await sent.file.text(), MOST_OWN_ROWS).rows;
}

function rowList(
  app: App,
  id: string,
  own: string[][],
): { element: HTMLElement; reload: () => Promise<void> } {
  const { texts } = app;
  const t = texts.batch;
  const filter = element(
    "select",
    { class: "field", id: "row-state" },
    ...[
      ["", texts.credentials.any] as const,
      ...(["failed", "checked", "issued", "waiting"] as const).map(
        (state) => [state, t.rowStates[state]] as const,
      ),
    ].map(([value, words]) => element("option", { value }, words)),
  );
  const words = ({ row, line }: Schema<"BatchRow">) =>
    `${t.row} ${app.locale.number(row)}${line === undefined ? "" : `, ${t.line} ${app.locale.number(line)}`}`;
  const cells = ({ row }: Schema<"BatchRow">) => {
    const filled = (own[row - 1] ?? []).map(name).filter((cell) => cell !== "");
    return filled.length === 0 ? undefined : filled.slice(0, 3).join(" · ");
  };
  const list = listing<Schema<"BatchRow">>(app, {
    caption: t.rows,
    columns: [
      {
        heading: t.row,
        cell: (row) =>
          twoLines(
            row.credentialId === undefined ? words(row) : link(words(row), `credentials/${row.credentialId}`),
            cells(row),
          ),
      },
      { heading: texts.fields.status, cell: ({ state }) => pill(t.rowStates[state], ROW_TONES[state]) },
      { heading: t.fault, cell: (row) => faultOf(app, row) },
    ],
    load: (cursor) =>
      app.api.listBatchRows({
        id,
        ...(filter.value !== "" && { state: filter.value as Schema<"BatchRowState"> }),
        ...(cursor && { cursor }),
      }),
    empty: () => element("p", { class: "view-lede" }, t.noRows),
  });
  filter.addEventListener("change", () => void list.reload());
  const label = element("label", { for: filter.id }, texts.fields.status);
  return {
    element: element(
      "div",
      { class: "view" },
      element("div", { class: "filters" }, element("div", { class: "form-field" }, label, filter)),
      list.element,
    ),
    reload: list.reload,
  };
}

function faultOf(app: App, { error }: Schema<"BatchRow">): Node | undefined {
  if (error === undefined) return undefined;
  const details = error.details.map(({ pointer, message }) =>
    element("li", {}, element("code", {}, pointer), ` ${name(message)}`),
  );
  const title = Object.hasOwn(app.texts.errors, error.code)
    ? app.texts.errors[error.code as keyof typeof app.texts.errors].title
    : name(error.message);
  return element("div", {}, title, details.length > 0 && element("ul", { class: "faults" }, ...details));
}
