// What was used this month, and how much there may be.

import { element } from "../../widget/element.js";
import type { App, View } from "../app.js";
import { facts, panel } from "../parts/controls.js";

/** The page. */
export async function usage(app: App): Promise<View> {
  const { texts, locale } = app;
  const t = texts.usage;
  const used = await app.api.getUsage();
  const month = new Date(`${used.month}-15T12:00:00Z`).toLocaleDateString(locale.locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const { recipients, recipientLimit } = used;
  const meter =
    recipientLimit !== undefined &&
    element("progress", {
      class: "meter",
      max: `${recipientLimit}`,
      value: `${Math.min(recipients, recipientLimit)}`,
      "aria-label": t.recipients,
    });
  return {
    title: t.title,
    lede: app.environment === "sandbox" ? t.sandbox : t.lede,
    body: [
      panel(
        month,
        element(
          "dl",
          { class: "numbers" },
          element("div", {}, element("dt", {}, t.recipients), element("dd", {}, locale.number(recipients))),
          element(
            "div",
            {},
            element("dt", {}, t.limit),
            element("dd", {}, recipientLimit === undefined ? t.noLimit : locale.number(recipientLimit)),
          ),
        ),
        meter,
        facts([t.resetsAt, locale.moment(used.resetsAt)]),
      ),
      panel(t.rates, element("p", {}, t.ratesText)),
    ],
  };
}
