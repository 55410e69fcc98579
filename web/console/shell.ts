// What stays while pages come and go: the band that names the environment, the menu, the place of the page.

import { wordmark } from "../page/page-header.js";
import { element } from "../widget/element.js";
import { icon } from "../widget/icons.js";
import { name } from "../widget/words.js";
import type { App, View } from "./app.js";
import { button } from "./parts/controls.js";
import { languageChoice } from "./parts/languages.js";
import { MENU } from "./routes.js";

/** The frame of the console. */
export class Shell {
  readonly #app: Pick<App, "texts" | "environment" | "organization">;
  readonly #main = element("main", { id: "main" });
  readonly #status = element("p", { class: "visually-hidden", role: "status" });
  readonly #links = new Map<string, HTMLAnchorElement>();
  readonly #side = element("nav", { class: "side" });
  readonly #toggle: HTMLButtonElement;

  constructor(app: Pick<App, "texts" | "environment" | "organization">, signOut: () => void) {
    this.#app = app;
    const { texts } = app;
    this.#side.setAttribute("aria-label", texts.menu.open);
    this.#toggle = button(texts.menu.open, () => this.#open(!this.#side.hasAttribute("data-open")), "small");
    this.#toggle.classList.add("side-toggle");
    this.#toggle.setAttribute("aria-expanded", "false");
    this.#toggle.setAttribute("aria-controls", "side-menu");
    this.#side.append(
      element("div", { class: "side-head" }, wordmark("#/"), this.#toggle),
      element(
        "div",
        { class: "side-menu", id: "side-menu" },
        this.#navigation(),
        element(
          "div",
          { class: "side-foot" },
          languageChoice(texts),
          button(texts.signOut, signOut, "small"),
        ),
      ),
    );
    const skip = element("a", { class: "skip button", href: "#main" }, texts.skip);
    skip.addEventListener("click", (event) => {
      // `#main` would be read as the address of a page.
      event.preventDefault();
      this.#main.querySelector("h1")?.focus();
    });
    document.body.replaceChildren(
      skip,
      this.#band(),
      element("div", { class: "console" }, this.#side, this.#main),
      this.#status,
    );
  }

  /** Shows something in place of the page: it is on its way, or did not come. */
  hold(content: HTMLElement): void {
    this.#main.replaceChildren(content);
  }

  /** Shows a page, and tells the browser and screen readers its name. */
  show(view: View, address: string): void {
    const { texts, environment } = this.#app;
    const heading = element("h1", { tabindex: "-1" }, view.title);
    this.#main.replaceChildren(
      element(
        "div",
        { class: "view" },
        view.back &&
          element("a", { class: "view-back", href: `#/${view.back.address}` }, `← ${view.back.label}`),
        element(
          "div",
          { class: "view-head" },
          heading,
          view.actions && element("div", { class: "actions" }, ...view.actions),
        ),
        view.lede !== undefined && element("p", { class: "view-lede" }, view.lede),
        ...view.body,
      ),
    );
    document.title = `${view.title} – ${texts.environments[environment].name} – Proofmark`;
    this.mark(address);
    heading.focus({ preventScroll: true });
  }

  /** Marks the entry of the menu that an address belongs to, and closes the menu. */
  mark(address: string): void {
    const [first = ""] = address.split("/");
    for (const [entry, anchor] of this.#links) {
      if (entry === first) anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
    }
    this.#open(false);
  }

  /** Says something without taking the focus away. */
  announce(words: string): void {
    this.#status.textContent = "";
    // The same words twice would not be read twice.
    requestAnimationFrame(() => {
      this.#status.textContent = words;
    });
  }

  #band(): HTMLElement {
    const { texts, environment, organization } = this.#app;
    const { name: word, meaning } = texts.environments[environment];
    return element(
      "header",
      { class: "band", "data-environment": environment },
      icon(environment === "sandbox" ? "flask" : "check", 18),
      element("strong", {}, word),
      element("span", {}, meaning),
      element("span", { class: "band-organization" }, name(organization.name)),
    );
  }

  #navigation(): HTMLElement {
    const { menu } = this.#app.texts;
    const groups = MENU.flatMap(([group, entries]) => {
      const items = entries.map(([address, label]) => {
        const anchor = element("a", { href: `#/${address}` }, menu[label]);
        // The page that is open already would not answer otherwise.
        anchor.addEventListener("click", () => this.#open(false));
        this.#links.set(address, anchor);
        return element("li", {}, anchor);
      });
      return element("div", {}, element("h2", {}, menu[group]), element("ul", {}, ...items));
    });
    return element("div", { class: "side-nav" }, ...groups);
  }

  #open(isOpen: boolean): void {
    this.#side.toggleAttribute("data-open", isOpen);
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
