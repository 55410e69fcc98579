// One credential: what it says, where it is, what was done with it, and what can be done.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { copyable, facts, link, outside, panel, statusPill } from "../parts/controls.js";
import { recipientOf } from "../parts/recipient.js";
import { dangerZone, deeds } from "./credential-deeds.js";
import { documents } from "./credential-documents.js";
import { emails, uses, verifications } from "./credential-log.js";

/** The page. `?new` greets one that was issued a moment ago. */
export async function credential(app: App, id: string): Promise<View> {
  const { texts, locale } = app;
  const t = texts.credential;
  const known = await app.api.getCredential({ id });
  const [achievement, ...lists] = await Promise.all([
    app.api.getAchievement({ id: known.achievementId }),
    uses(app, known),
    emails(app, known.id),
    verifications(app, known.id),
  ]);
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
          documents(app, known),
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
      ...lists,
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

function metadata(title: string, values: Record<string, unknown>): HTMLElement | undefined {
  const entries = Object.entries(values).map(
    ([key, value]) => [name(key), name(String(value))] as [string, string],
  );
  return entries.length === 0 ? undefined : panel(title, facts(...entries));
}
