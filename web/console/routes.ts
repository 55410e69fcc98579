// Which address shows which page. Addresses stand behind the `#`, so that the server never sees them; each page is a
// file of its own, loaded when somebody goes there.

import type { ConsoleTexts } from "../languages/console/index.js";
import type { Page } from "./app.js";

/** An address, its page, and its place in the menu. */
interface Route {
  /** `*` stands for a part that varies, such as an identifier. */
  address: string;
  page: () => Promise<Page>;
}

const ROUTES: readonly Route[] = [
  { address: "", page: async () => (await import("./pages/overview.js")).overview },
  { address: "issue", page: async () => (await import("./pages/issue.js")).issue },
  { address: "upload", page: async () => (await import("./pages/upload.js")).upload },
  { address: "batches/*", page: async () => (await import("./pages/batch.js")).batch },
  { address: "credentials", page: async () => (await import("./pages/credentials.js")).credentials },
  { address: "credentials/*", page: async () => (await import("./pages/credential.js")).credential },
  { address: "achievements", page: async () => (await import("./pages/achievements.js")).achievements },
  { address: "achievements/new", page: async () => (await import("./pages/achievement.js")).newAchievement },
  { address: "achievements/*", page: async () => (await import("./pages/achievement.js")).achievement },
  { address: "templates", page: async () => (await import("./pages/templates.js")).templates },
  { address: "templates/new", page: async () => (await import("./pages/template.js")).newTemplate },
  { address: "templates/*", page: async () => (await import("./pages/template.js")).template },
  { address: "webhooks", page: async () => (await import("./pages/webhooks.js")).webhooks },
  { address: "webhooks/*", page: async () => (await import("./pages/webhook.js")).webhook },
  { address: "deliveries/*", page: async () => (await import("./pages/delivery.js")).delivery },
  { address: "email", page: async () => (await import("./pages/email.js")).email },
  { address: "email/*", page: async () => (await import("./pages/email-template.js")).emailTemplate },
  { address: "issuers", page: async () => (await import("./pages/issuers.js")).issuers },
  { address: "issuers/*", page: async () => (await import("./pages/issuer.js")).issuer },
  { address: "api-keys", page: async () => (await import("./pages/api-keys.js")).apiKeys },
  { address: "usage", page: async () => (await import("./pages/usage.js")).usage },
];

type MenuKey = keyof ConsoleTexts["menu"];

/** The menu: groups of addresses with the names of their texts. */
export const MENU: readonly (readonly [
  group: MenuKey,
  entries: readonly (readonly [address: string, label: MenuKey])[],
])[] = [
  [
    "groupIssue",
    [
      ["", "overview"],
      ["issue", "issue"],
      ["upload", "upload"],
      ["credentials", "credentials"],
    ],
  ],
  [
    "groupDesign",
    [
      ["achievements", "achievements"],
      ["templates", "templates"],
    ],
  ],
  [
    "groupSettings",
    [
      ["email", "email"],
      ["webhooks", "webhooks"],
      ["issuers", "issuers"],
      ["api-keys", "apiKeys"],
      ["usage", "usage"],
    ],
  ],
];

/** The page of an address, and the parts of it that vary; `undefined` when there is none. */
export function routeOf(address: string): { page: () => Promise<Page>; parameters: string[] } | undefined {
  const parts = address.split("/");
  for (const { address: pattern, page } of ROUTES) {
    const wanted = pattern.split("/");
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, index) => part === "*" || part === parts[index])) continue;
    const parameters = parts.filter((_, index) => wanted[index] === "*").map(decodeURIComponent);
    return { page, parameters };
  }
  return undefined;
}
