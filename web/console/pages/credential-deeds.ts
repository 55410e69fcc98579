// What can be done with a credential that was issued.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App } from "../app.js";
import { button, copyable, dayOf, endOf, panel, startOf } from "../parts/controls.js";
import { ask, tell } from "../parts/dialog.js";
import { compact, type Form } from "../parts/form.js";
import { recipientOf } from "../parts/recipient.js";

/** Only what can be done now. */
export function deeds(app: App, known: Schema<"Credential">): Node[] {
  const t = app.texts.credential;
  const over = known.status === "revoked" || known.status === "renewed";
  if (known.forgottenAt !== undefined || over) return [];
  const possible = [
    known.recipient.email !== undefined && button(t.resend, () => void resend(app, known)),
    known.status === "pending" && button(t.claimLink, () => void makeClaimLink(app, known)),
    button(t.change, () => void change(app, known)),
    known.status === "suspended"
      ? button(t.reinstate, () => void changeStatus(app, known, "reinstate"))
      : button(t.suspend, () => void changeStatus(app, known, "suspend")),
    button(t.revoke, () => void changeStatus(app, known, "revoke"), "danger"),
  ];
  return possible.filter((deed) => deed !== false);
}

async function resend(app: App, known: Schema<"Credential">): Promise<void> {
  const t = app.texts.credential;
  const done = await ask(app, {
    title: t.resendTitle.replace("{name}", () => recipientOf(known, app.texts.nobody)),
    text: t.resendText,
    action: t.resend,
    act: async () => {
      await app.api.resendCredential({ id: known.id });
    },
  });
  if (!done) return;
  app.announce(t.resent);
  app.refresh();
}

async function makeClaimLink(app: App, { id }: Schema<"Credential">): Promise<void> {
  const t = app.texts.credential;
  let url: string | undefined;
  await ask(app, {
    title: t.claimLink,
    text: t.claimLinkText,
    action: t.claimLink,
    act: async () => {
      url = (await app.api.createClaimLink({ id })).claimUrl;
    },
  });
  if (url !== undefined) await tell(app, t.claimLink, t.claimLinkOnce, copyable(t.claimLink, url, app.texts));
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

/** Where a person is forgotten. */
export function dangerZone(app: App, email: string): HTMLElement {
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
