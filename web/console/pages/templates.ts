// How certificates look: the list of templates.

import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { buttonLink, link, pill } from "../parts/controls.js";
import { emptyState, listing, twoLines } from "../parts/list.js";

/** The own templates and those that come with the server. */
export async function templates(app: App): Promise<View> {
  const { texts } = app;
  const t = texts.templates;
  const list = listing<Schema<"Template">>(app, {
    caption: t.title,
    columns: [
      {
        heading: texts.fields.name,
        cell: (template) => twoLines(link(template.name, `templates/${template.id}`), template.language),
      },
      {
        heading: t.fields,
        cell: ({ metadataSchema }) => metadataSchema.fields.map(({ label }) => name(label)).join(", "),
        extra: true,
      },
      {
        heading: texts.fields.status,
        cell: ({ builtIn, archivedAt }) =>
          builtIn
            ? pill(t.builtIn, "neutral")
            : archivedAt === undefined
              ? pill(t.own, "valid")
              : pill(t.archived, "neutral"),
      },
      {
        heading: t.copy,
        end: true,
        cell: ({ id }) => buttonLink(t.copy, `templates/new?from=${id}`, "small"),
      },
    ],
    load: (cursor) => app.api.listTemplates(cursor ? { cursor } : {}),
    empty: () => emptyState("inbox", t.title, t.lede),
  });
  await list.reload();
  return { title: t.title, lede: t.lede, body: [list.element] };
}
