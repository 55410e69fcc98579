// What every page of the console is given, and what it gives back.

import type { ConsoleTexts } from "../languages/console/index.js";
import type { Locale } from "../widget/locale.js";
import type { Api, Schema } from "./api.js";
import type { Environment } from "./session.js";

/** What a page works with. */
export interface App {
  api: Api;
  texts: ConsoleTexts;
  locale: Locale;
  environment: Environment;
  organization: Schema<"Organization">;
  /** Aborted when the reader leaves the page: whoever polls stops then. */
  signal: AbortSignal;
  /** What follows the `?` in the address of the page. */
  query: URLSearchParams;
  /** Leads to another page, such as `credentials/ID`. */
  go(address: string): void;
  /** Loads the page again. */
  refresh(): void;
  /** Says something to everybody, screen readers included, without taking the focus away. */
  announce(words: string): void;
}

/** What a page shows. */
export interface View {
  title: string;
  lede?: string;
  /** Where it leads back to. */
  back?: { address: string; label: string };
  /** Buttons beside the title. */
  actions?: Node[];
  body: (Node | undefined | false)[];
}

/** A page: `parameters` are the parts of its address that vary. */
export type Page = (app: App, ...parameters: string[]) => View | Promise<View>;
