// Renders Markdown. marked makes HTML of it, DOMPurify keeps the few elements that a narrative needs and hands over
// nodes, so that no text ever becomes markup in the page itself.

import createDOMPurify from "dompurify";
import { Marked } from "marked";
import { lines } from "./words.js";

const marked = new Marked({ async: false, gfm: true, breaks: true });
const purify = createDOMPurify(window);

// Neither pictures (they tell their server who looks) nor anything that takes input or a style of its own.
const TAGS = ["p", "br", "em", "strong", "del", "ul", "ol", "li", "blockquote", "code", "pre", "h4", "a"];

marked.use({
  renderer: {
    // Below the headings of the card, whatever the text says.
    heading({ tokens }) {
      return `<h4>${this.parser.parseInline(tokens)}</h4>`;
    },
    // HTML in Markdown is shown, not obeyed.
    html({ text }) {
      return escaped(text);
    },
    // The words that stand for a picture.
    image({ text }) {
      return escaped(text);
    },
  },
});

/** The nodes of a narrative: paragraphs, emphasis, lists, quotes, code, and links to `https:`. */
export function rendered(markdown: string): DocumentFragment {
  const fragment = purify.sanitize(marked.parse(lines(markdown)) as string, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href"],
    ALLOWED_URI_REGEXP: /^https:\/\//i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) guard(link);
  return fragment;
}

/** A link leads away only in a tab of its own, tells nothing, and shows where it leads. */
function guard(link: HTMLAnchorElement): void {
  const url = plainAddress(link.getAttribute("href") ?? "");
  if (url === undefined) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow ugc";
  if (!link.textContent?.includes(url.host)) link.append(` (${url.host})`);
}

/** A full `https:` address, without a name before the host, which serves to deceive: https://harvard.edu@evil.example */
function plainAddress(href: string): URL | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "" ? url : undefined;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
