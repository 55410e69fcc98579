// One delivery: what was sent, each attempt and its answer, and sending it again.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, facts, panel, pill } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { DELIVERY_TONES } from "./webhook.js";
import { eventNames } from "./webhooks.js";

/** What waits is looked at again after this time. */
const PAUSE_MILLISECONDS = 2000;

/** The page. */
export async function delivery(app: App, id: string): Promise<View> {
  const { texts, locale } = app;
  const t = texts.webhooks;
  const { delivery: known, body, attempts } = await app.api.getWebhookDelivery({ id });
  const moment = (time: string | undefined) => (time === undefined ? undefined : locale.moment(time));
  if (known.status === "pending") {
    const timer = setTimeout(() => app.refresh(), PAUSE_MILLISECONDS);
    app.signal.addEventListener("abort", () => clearTimeout(timer));
  }
  return {
    title: eventNames(app)[known.eventType],
    back: { address: `webhooks/${known.webhookEndpointId}`, label: t.log },
    actions: [button(t.redeliver, () => void redeliver(app, id), "primary")],
    body: [
      element("p", {}, pill(t.deliveryStates[known.status], DELIVERY_TONES[known.status])),
      panel(
        t.message,
        facts(
          [t.happenedAt, moment(known.createdAt)],
          [t.nextAttempt, moment(known.nextAttemptAt)],
          [t.finishedAt, moment(known.finishedAt)],
        ),
        block(t.body, pretty(body)),
      ),
      element("h2", {}, t.attempts),
      attempts.length === 0 && element("p", { class: "view-lede" }, t.noAttempts),
      ...[...attempts].reverse().map((attempt) => attemptPanel(app, known.eventId, attempt)),
    ],
  };
}

/** Where a message went, with which headers, and what came back. */
function attemptPanel(app: App, eventId: string, attempt: Schema<"WebhookAttempt">): HTMLElement {
  const t = app.texts.webhooks;
  const { response } = attempt;
  const good = response !== undefined && response.status >= 200 && response.status < 300;
  const seconds = (Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)) / 1000;
  const header = (value: string) => element("code", {}, name(value));
  return panel(
    app.locale.moment(attempt.startedAt, { second: "2-digit" }),
    element(
      "p",
      {},
      pill(response === undefined ? t.noAnswer : `HTTP ${response.status}`, good ? "valid" : "invalid"),
    ),
    facts(
      [t.url, name(attempt.url)],
      [t.reason, attempt.error && name(attempt.error)],
      [t.took, t.tookSeconds.replace("{count}", app.locale.number(seconds))],
      ["webhook-id", header(eventId)],
      ["webhook-timestamp", header(`${attempt.timestamp}`)],
      ["webhook-signature", header(attempt.signature)],
    ),
    response !== undefined && response.body !== "" && block(t.answer, response.body),
    response !== undefined && !response.complete && element("p", { class: "form-hint" }, t.cut),
  );
}

/** A text as it came, which the keyboard can scroll. What would not be seen, or would reorder the rest, is written out. */
function block(title: string, text: string): HTMLElement {
  const plain = text.replace(
    /(?![\t\r\n])[\p{Cc}\p{Cf}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const words = element("pre", { class: "code-block", tabindex: "0", role: "region", dir: "ltr" }, plain);
  words.setAttribute("aria-label", title);
  return element("div", { class: "form-field" }, element("h3", {}, title), words);
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

async function redeliver(app: App, id: string): Promise<void> {
  const t = app.texts.webhooks;
  const done = await ask(app, {
    title: t.redeliver,
    text: t.redeliverText,
    action: t.redeliver,
    act: async () => {
      await app.api.redeliverWebhook({ id });
    },
  });
  if (done) app.refresh();
}
