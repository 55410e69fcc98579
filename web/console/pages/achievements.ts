// What can be earned: the list.

import { element } from "../../widget/element.js";
import { name } from "../../widget/words.js";
import type { Schema } from "../api.js";
import type { App, View } from "../app.js";
import { buttonLink, link, picture } from "../parts/controls.js";
import { emptyState, listing, twoLines } from "../parts/list.js";

/** All achievements, without those that are archived or only those. */
export async function achievements(app: App): Promise<View> {
  const { texts, locale } = app;
  const t = texts.achievements;
  const archived = app.query.has("archived");
  const create = () => buttonLink(t.create, "achievements/new", "primary");
  const list = listing<Schema<"Achievement">>(app, {
    caption: t.title,
    columns: [
      { heading: texts.fields.name, cell: nameOf },
      {
        heading: texts.achievement.type,
        cell: ({ achievementType }) => name(achievementType ?? ""),
        extra: true,
      },
      { heading: texts.fields.createdAt, cell: ({ createdAt }) => locale.ago(createdAt), extra: true },
      {
        heading: t.issue,
        end: true,
        cell: ({ id }) => (archived ? undefined : buttonLink(t.issue, `issue?achievement=${id}`, "small")),
      },
    ],
    load: (cursor) => app.api.listAchievements({ archived, total: true, ...(cursor && { cursor }) }),
    empty: () =>
      archived
        ? emptyState("dash", t.noneArchived, t.noneArchivedText)
        : emptyState("inbox", t.empty, t.emptyText, create()),
  });
  await list.reload();
  return {
    title: archived ? t.archived : t.title,
    lede: t.lede,
    actions: [create()],
    body: [
      list.element,
      element(
        "p",
        {},
        archived ? link(t.showCurrent, "achievements") : link(t.showArchived, "achievements?archived"),
      ),
    ],
  };
}

function nameOf({ id, name: title, description, image }: Schema<"Achievement">): HTMLElement {
  const short = name(description);
  return element(
    "span",
    { class: "with-picture" },
    picture(image),
    twoLines(link(title, `achievements/${id}`), short.length > 90 ? `${short.slice(0, 90)}…` : short),
  );
}
