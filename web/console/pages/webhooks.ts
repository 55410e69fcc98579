// Who else is told what happens: the list of webhook endpoints.

import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { button, copyable, link, pill } from "../parts/controls.js";
import { ask, tell } from "../parts/dialog.js";
import { compact, type Form } from "../parts/form.js";
import { emptyState, listing, twoLines } from "../parts/list.js";

/** Every endpoint of this environment. */
export async function webhooks(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.webhooks;
  const create = () => button(t.create, () => void createEndpoint(app), "primary");
  const list = listing<Schema<"WebhookEndpoint">>(app, {
    caption: t.title,
    columns: [
      {
        heading: t.url,
        cell: (endpoint) =>
          twoLines(link(endpoint.url, `webhooks/${endpoint.id}`), name(endpoint.description)),
      },
      { heading: texts.fields.status, cell: (endpoint) => standing(app, endpoint) },
      {
        heading: t.waiting,
        cell: ({ pendingDeliveries }) => app.locale.number(pendingDeliveries),
        extra: true,
      },
      { heading: t.dead, cell: ({ deadDeliveries }) => app.locale.number(deadDeliveries), extra: true },
    ],
    load: (cursor) => app.api.listWebhookEndpoints(cursor ? { cursor } : {}),
    empty: () => emptyState("inbox", t.empty, t.emptyText, create()),
  });
  await list.reload();
  return { title: t.title, lede: t.lede, actions: [create()], body: [list.element] };
}

/** Whether an endpoint is told anything. */
export function standing(app: App, { enabled, disabledReason }: Schema<"WebhookEndpoint">): HTMLElement {
  const t = app.texts.webhooks;
  if (enabled) return pill(t.on, "valid");
  return disabledReason === "gone" ? pill(t.gone, "invalid") : pill(t.off, "neutral");
}

/** The fields of an endpoint, new or not. */
export function endpointFields(
  app: App,
  form: Form,
  known?: Schema<"WebhookEndpoint">,
): [Node[], () => { url: string; description: string; eventTypes: Schema<"EventType">[] }] {
  const t = app.texts.webhooks;
  const [urlField, url] = form.text("/url", t.url, {
    required: true,
    type: "url",
    value: known?.url,
    hint: t.urlHint,
  });
  const [descriptionField, description] = form.text("/description", app.texts.achievement.description, {
    value: known?.description,
  });
  const [typesField, types] = form.choices(
    "/eventTypes",
    t.events,
    Object.entries(eventNames(app)).filter(([type]) => type !== "webhook.test"),
    known?.eventTypes ?? [],
    t.eventsHint,
  );
  const read = () => ({
    url: url() ?? "",
    description: description() ?? "",
    eventTypes: types() as Schema<"EventType">[],
  });
  return [[urlField, descriptionField, typesField], read];
}

/** What can happen, in the reader's language. */
export function eventNames(app: App): Record<Schema<"EventType">, string> {
  return app.texts.webhooks.eventNames;
}

async function createEndpoint(app: App): Promise<void> {
  const t = app.texts.webhooks;
  let read: ReturnType<typeof endpointFields>[1];
  let made: { id: string; secret: string } | undefined;
  await ask(app, {
    title: t.create,
    text: t.createText,
    action: t.create,
    fields: (form) => {
      const [fields, value] = endpointFields(app, form);
      read = value;
      return fields;
    },
    act: async () => {
      const { webhookEndpoint, secret } = await app.api.createWebhookEndpoint({ body: compact(read()) });
      made = { id: webhookEndpoint.id, secret };
    },
  });
  if (made === undefined) return;
  await showSecret(app, made.secret);
  app.go(`webhooks/${made.id}`);
}

/** Shows a secret, this once. */
export function showSecret(app: App, secret: string): Promise<void> {
  const t = app.texts.webhooks;
  return tell(app, t.secretTitle, t.secretText, copyable(t.secret, secret, app.texts));
}
