// One credential: what it says, where it is, what was done with it, and what can be done.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import {
  button,
  copyable,
  dayOf,
  endOf,
  facts,
  link,
  outside,
  panel,
  startOf,
  statusPill,
} from "../parts/controls.js";
import { ask } from "../parts/dialog.js";
import { compact, type Form } from "../parts/form.js";
import { listing } from "../parts/list.js";
import { recipientOf } from "../parts/recipient.js";

/** The page. `?new` greets one that was issued a moment ago. */
export async function credential(app: App, id: string): Promise<View> {
  const { texts, locale } = app;
  const t = texts.credential;
  const known = await app.api.getCredential({ id });
  const achievement = await app.api.getAchievement({ id: known.achievementId });
  const moment = (time: string | undefined) => (time === undefined ? undefined : locale.moment(time));
  const { recipient } = known;
  return {
    title: recipientOf(known, texts.nobody),
    back: { address: "credentials", label: texts.credentials.title },
    actions: deeds(app, known),
    body: [
      app.query.has("new") && greeting(app, known),
      element(
        "p",
        { class: "actions" },
        statusPill(known.status, texts),
        link(achievement.name, `achievements/${achievement.id}`),
      ),
      reasonOf(app, known),
      element(
        "div",
        { class: "split" },
        panel(
          t.about,
          facts(
            [texts.fields.recipientName, recipient.name && name(recipient.name)],
            [texts.fields.email, recipient.email && name(recipient.email)],
            [t.identifier, name(recipient.identifier ?? recipient.id ?? "")],
            [texts.fields.issuedAt, moment(known.issuedAt)],
            [texts.fields.validFrom, moment(known.validFrom)],
            [texts.fields.validUntil, moment(known.validUntil) ?? t.forEver],
            [texts.fields.visibility, texts.visibility[known.visibility]],
            [t.forgottenAt, moment(known.forgottenAt)],
            [t.supersedes, known.supersedesId && link(t.older, `credentials/${known.supersedesId}`)],
            [t.supersededBy, known.supersededById && link(t.newer, `credentials/${known.supersededById}`)],
          ),
        ),
        panel(
          t.share,
          copyable(t.pageAddress, known.verificationUrl, texts),
          element(
            "p",
            { class: "actions" },
            outside(t.openPage, known.verificationUrl, true),
            ...downloads(known),
          ),
          facts(
            [t.code, element("code", {}, known.code)],
            [texts.fields.id, element("code", {}, known.id)],
            [texts.issue.externalId, known.externalId && element("code", {}, name(known.externalId))],
            [t.digest, element("code", {}, known.digest)],
          ),
        ),
      ),
      metadata(t.publicMetadata, known.publicMetadata),
      metadata(t.privateMetadata, known.privateMetadata),
      element("h2", {}, t.verifications),
      await verifications(app, known.id),
      known.recipient.email !== undefined && dangerZone(app, known.recipient.email),
    ],
  };
}

function greeting(app: App, { verificationUrl }: Schema<"Credential">): HTMLElement {
  const t = app.texts.credential;
  return element(
    "div",
    { class: "alert", "data-tone": "valid", role: "status" },
    element("strong", {}, app.texts.issue.done),
    element("p", {}, t.isNew, " ", outside(t.openPage, verificationUrl)),
  );
}

function reasonOf(app: App, known: Schema<"Credential">): HTMLElement | undefined {
  const { locale, texts } = app;
  const [at, reason, tone] =
    known.revokedAt !== undefined
      ? [known.revokedAt, known.revocationReason, "invalid"]
      : [known.suspendedAt, known.suspensionReason, "inconclusive"];
  if (at === undefined) return undefined;
  return element(
    "div",
    { class: "alert", "data-tone": tone },
    element("strong", {}, texts.status[known.status]),
    element("p", {}, locale.moment(at), reason === undefined ? "" : ` – ${name(reason)}`),
  );
}

/** The documents that the answer names, whichever there are. */
function downloads({ links }: Schema<"Credential">): Node[] {
  return Object.entries(links)
    .filter(([kind]) => kind !== "html")
    .map(([kind, url]) => outside(kind.toUpperCase(), String(url)));
}

function metadata(title: string, values: Record<string, unknown>): HTMLElement | undefined {
  const entries = Object.entries(values).map(
    ([key, value]) => [name(key), name(String(value))] as [string, string],
  );
  return entries.length === 0 ? undefined : panel(title, facts(...entries));
}

async function verifications(app: App, id: string): Promise<HTMLElement> {
  const { texts, locale } = app;
  const t = texts.credential;
  const list = listing<Schema<"Verification">>(app, {
    caption: t.verifications,
    columns: [
      { heading: t.verifiedAt, cell: ({ at }) => locale.moment(at) },
      { heading: texts.fields.status, cell: ({ status }) => statusPill(status, texts) },
    ],
    load: (cursor) => app.api.listVerifications({ id, limit: 10, ...(cursor && { cursor }) }),
    empty: () => element("p", { class: "view-lede" }, t.noVerifications),
  });
  await list.reload();
  return list.element;
}

/** Only what can be done now. */
function deeds(app: App, known: Schema<"Credential">): Node[] {
  const t = app.texts.credential;
  const over = known.status === "revoked" || known.status === "renewed";
  if (known.forgottenAt !== undefined || over) return [];
  return [
    button(t.change, () => void change(app, known)),
    known.status === "suspended"
      ? button(t.reinstate, () => void changeStatus(app, known, "reinstate"))
      : button(t.suspend, () => void changeStatus(app, known, "suspend")),
    button(t.revoke, () => void changeStatus(app, known, "revoke"), "danger"),
  ];
}

async function changeStatus(
  app: App,
  known: Schema<"Credential">,
  deed: "revoke" | "suspend" | "reinstate",
): Promise<void> {
  const { texts } = app;
  const t = texts.credential;
  const call = {
    revoke: app.api.revokeCredential,
    suspend: app.api.suspendCredential,
    reinstate: app.api.reinstateCredential,
  }[deed];
  let reason: () => string | undefined;
  const done = await ask(app, {
    title: t[`${deed}Title`].replace("{name}", () => recipientOf(known, texts.nobody)),
    text: t[`${deed}Text`],
    action: t[deed],
    danger: deed === "revoke",
    fields: (form) => {
      const [field, value] = form.text("/reason", t.reason, {
        required: true,
        lines: true,
        hint: t.reasonHint,
      });
      reason = value;
      return [field];
    },
    act: async () => {
      await call({ id: known.id, body: { reason: reason() ?? "" } });
    },
  });
  if (!done) return;
  app.announce(texts.saved);
  app.refresh();
}

/** What is signed cannot change: with a new name or new dates it is issued again, and the reader is told so. */
async function change(app: App, known: Schema<"Credential">): Promise<void> {
  const { texts } = app;
  const t = texts.credential;
  let read: () => Schema<"UpdateRequest"> = () => ({});
  let shownId = known.id;
  const done = await ask(app, {
    title: t.changeTitle,
    text: t.changeText,
    action: texts.achievement.save,
    fields: (form: Form) => {
      const before = { person: known.recipient.name, until: dayOf(known.validUntil) };
      const [personField, person] = form.text("/recipientName", texts.fields.recipientName, {
        value: before.person,
      });
      const [untilField, until] = form.text("/validUntil", texts.fields.validUntil, {
        type: "date",
        value: before.until,
      });
      const [fromField, from] = form.text("/validFrom", texts.fields.validFrom, {
        type: "date",
        value: dayOf(known.validFrom),
      });
      const choices = (["public", "unlisted", "private"] as const).map(
        (value) => [value, texts.visibility[value]] as const,
      );
      const [visibilityField, visibility] = form.select("/visibility", texts.fields.visibility, choices, {
        value: known.visibility,
      });
      const different = <Value>(now: Value, then: Value) => (now === then ? undefined : now);
      read = () =>
        compact<Schema<"UpdateRequest">>({
          recipientName: different(person(), before.person),
          validFrom: startOf(different(from() ?? "", dayOf(known.validFrom)) ?? ""),
          validUntil: endOf(different(until() ?? "", before.until) ?? ""),
          visibility: different(visibility(), known.visibility) as Schema<"CredentialVisibility"> | undefined,
        });
      return [personField, element("div", { class: "form-row" }, fromField, untilField), visibilityField];
    },
    act: async () => {
      shownId = (await app.api.updateCredential({ id: known.id, body: read() })).id;
    },
  });
  if (!done) return;
  app.announce(texts.saved);
  if (shownId === known.id) app.refresh();
  else app.go(`credentials/${shownId}?new`);
}

function dangerZone(app: App, email: string): HTMLElement {
  const t = app.texts.credential;
  const forget = async () => {
    const done = await ask(app, {
      title: t.forgetTitle.replace("{email}", () => name(email)),
      text: t.forgetText,
      action: t.forget,
      danger: true,
      act: async () => {
        await app.api.forgetRecipient({ email });
      },
    });
    if (done) app.refresh();
  };
  return panel(
    t.forgetHeading,
    element("p", {}, t.forgetHint),
    element(
      "div",
      {},
      button(t.forget, () => void forget(), "danger"),
    ),
  );
}
