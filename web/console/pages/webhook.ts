// One webhook endpoint: what it is told, its secret, and the log of what was sent.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, dayOf, link, panel, pill, startOf, type Tone } from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { Form } from "../parts/form.js";
import { listing, twoLines } from "../parts/list.js";
import { endpointFields, eventNames, showSecret, standing } from "./webhooks.js";

/** Colours of what became of a delivery. */
export const DELIVERY_TONES: Record<Schema<"WebhookDeliveryStatus">, Tone> = {
  pending: "inconclusive",
  delivered: "valid",
  dead: "invalid",
};

/** The page. */
export async function webhook(app: App, id: string): Promise<View> {
  const { texts } = app;
  const t = texts.webhooks;
  const known = await app.api.getWebhookEndpoint({ id });
  const log = deliveryLog(app, id);
  await log.reload();
  const form = new Form(texts, texts.achievement.save, async () => {
    await app.api.updateWebhookEndpoint({ id, body: read() });
    app.announce(texts.saved);
    app.refresh();
  });
  const [fields, read] = endpointFields(app, form, known);
  return {
    title: name(known.url),
    back: { address: "webhooks", label: t.title },
    actions: [
      button(t.test, () => void test(app, id), "primary"),
      button(known.enabled ? t.disable : t.enable, () => void toggle(app, known)),
      button(t.rotate, () => void rotate(app, id)),
      button(texts.remove, () => void remove(app, known), "danger"),
    ],
    body: [
      element("p", {}, standing(app, known)),
      log.element,
      panel(t.settings, form.add(...fields).element),
    ],
  };
}

/** A list of what was sent, which a filter narrows. */
function deliveryLog(app: App, id: string): { element: HTMLElement; reload: () => Promise<void> } {
  const { texts, locale } = app;
  const t = texts.webhooks;
  const states = ["pending", "delivered", "dead"] as const;
  const choices = [
    ["", texts.credentials.any] as const,
    ...states.map((state) => [state, t.deliveryStates[state]] as const),
  ];
  const filter = element(
    "select",
    { class: "field", id: "delivery-state" },
    ...choices.map(([value, words]) => element("option", { value }, words)),
  );
  const list = listing<Schema<"WebhookDelivery">>(app, {
    caption: t.log,
    columns: [
      {
        heading: t.event,
        cell: (delivery) =>
          twoLines(
            link(eventNames(app)[delivery.eventType], `deliveries/${delivery.id}`),
            locale.ago(delivery.createdAt),
          ),
      },
      {
        heading: texts.fields.status,
        cell: ({ status }) => pill(t.deliveryStates[status], DELIVERY_TONES[status]),
      },
      { heading: t.failures, cell: ({ failures }) => locale.number(failures), extra: true },
    ],
    load: (cursor) =>
      app.api.listWebhookDeliveries({
        id,
        ...(filter.value !== "" && { status: filter.value as Schema<"WebhookDeliveryStatus"> }),
        ...(cursor && { cursor }),
      }),
    empty: () => element("p", { class: "view-lede" }, t.noDeliveries),
  });
  filter.addEventListener("change", () => void list.reload());
  const label = element("label", { for: filter.id }, texts.fields.status);
  const again = button(t.reload, () => void list.reload(), "small");
  const revive = button(t.redeliverDead, () => void redeliverDead(app, id), "small");
  return {
    element: element(
      "div",
      { class: "view" },
      element(
        "div",
        { class: "view-head" },
        element("h2", {}, t.log),
        element("div", { class: "actions" }, again, revive),
      ),
      element("div", { class: "filters" }, element("div", { class: "form-field" }, label, filter)),
      list.element,
    ),
    reload: list.reload,
  };
}

async function test(app: App, id: string): Promise<void> {
  const t = app.texts.webhooks;
  let made = "";
  const done = await ask(app, {
    title: t.test,
    text: t.testText,
    action: t.test,
    act: async () => {
      made = (await app.api.testWebhookEndpoint({ id })).id;
    },
  });
  if (done) app.go(`deliveries/${made}`);
}

async function redeliverDead(app: App, id: string): Promise<void> {
  const { texts } = app;
  const t = texts.webhooks;
  let since: () => string | undefined;
  let count = 0;
  const done = await ask(app, {
    title: t.redeliverDead,
    text: t.redeliverDeadText,
    action: t.redeliver,
    fields: (form) => {
      const weekAgo = new Date(Date.now() - 7 * 86_400_000).toISOString();
      const [field, value] = form.text("/since", t.redeliverSince, {
        required: true,
        type: "date",
        value: dayOf(weekAgo),
      });
      since = value;
      return [field];
    },
    act: async () => {
      const body = { since: startOf(since() ?? "") ?? "" };
      count = (await app.api.redeliverWebhookRange({ id, body })).deliveries;
    },
  });
  if (!done) return;
  app.announce(t.redelivered.replace("{count}", app.locale.number(count)));
  app.refresh();
}

async function toggle(app: App, { id, enabled }: Schema<"WebhookEndpoint">): Promise<void> {
  const t = app.texts.webhooks;
  const done = await ask(app, {
    title: enabled ? t.disable : t.enable,
    text: enabled ? t.disableText : t.enableText,
    action: enabled ? t.disable : t.enable,
    act: async () => {
      await app.api.updateWebhookEndpoint({ id, body: { enabled: !enabled } });
    },
  });
  if (done) app.refresh();
}

async function rotate(app: App, id: string): Promise<void> {
  const { texts } = app;
  const t = texts.webhooks;
  let overlap: () => string | undefined;
  let secret: string | undefined;
  await ask(app, {
    title: t.rotate,
    text: t.rotateText,
    action: t.rotate,
    fields: (form) => {
      const keys = texts.apiKeys;
      const choices = [
        ["0", keys.overlapNone],
        ["3600", keys.overlapHour],
        ["86400", keys.overlapDay],
        ["604800", keys.overlapWeek],
      ] as const;
      const [field, value] = form.select("/overlapSeconds", t.overlap, choices, {
        value: "86400",
        required: true,
      });
      overlap = value;
      return [field];
    },
    act: async () => {
      secret = (
        await app.api.rotateWebhookEndpointSecret({ id, body: { overlapSeconds: Number(overlap()) } })
      ).secret;
    },
  });
  if (secret !== undefined) await showSecret(app, secret);
}

async function remove(app: App, { id, url }: Schema<"WebhookEndpoint">): Promise<void> {
  const t = app.texts.webhooks;
  const done = await ask(app, {
    title: t.removeTitle.replace("{url}", () => name(url)),
    text: t.removeText,
    action: app.texts.remove,
    danger: true,
    act: async () => {
      await app.api.deleteWebhookEndpoint({ id });
    },
  });
  if (done) app.go("webhooks");
}
