// The buttons for passing a credential on. Those that need a script are hidden until here.

import type { PageTexts } from "../languages/index.js";

/** Lets the buttons work that a script is needed for, and counts each press without saying whose it was. */
export function offerSharing(main: HTMLElement, texts: PageTexts["credential"]): void {
  const url = main.dataset.pageUrl ?? location.href;
  const title = document.title;
  const say = (words: string) => {
    const place = main.querySelector("#copied");
    if (place) place.textContent = words;
  };

  const share = button(main, "#share");
  if (share && "share" in navigator) {
    share.hidden = false;
    // Whoever closes the list of apps again has not done anything wrong.
    share.addEventListener("click", () => void navigator.share({ title, url }).catch(() => undefined));
  }
  for (const [selector, text] of [
    ["#copy-link", url],
    ["#copy-embed", main.querySelector<HTMLTextAreaElement>("#embed-code")?.value],
  ] as const) {
    const copy = button(main, selector);
    if (!copy || text === undefined) continue;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      if (!(await copied(text, main))) return;
      const words = copy.textContent;
      copy.textContent = texts.copied;
      say(texts.copied);
      setTimeout(() => {
        copy.textContent = words;
        say("");
      }, 2500);
    });
  }

  const { sharesUrl } = main.dataset;
  if (sharesUrl === undefined) return;
  for (const place of main.querySelectorAll("[data-share]")) {
    place.addEventListener("click", () => {
      // Nothing depends on it, and it may outlive the page.
      void fetch(sharesUrl, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => undefined);
    });
  }
}

/** Puts the text on the clipboard; where that is not allowed, shows it to be copied by hand. */
async function copied(text: string, main: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = main.querySelector<HTMLTextAreaElement>("#embed-code");
    const place = main.querySelector("#copied");
    if (field?.value === text) field.select();
    else if (place) {
      place.textContent = text;
      place.classList.remove("visually-hidden");
    }
    return false;
  }
}

function button(main: HTMLElement, selector: string): HTMLButtonElement | null {
  return main.querySelector<HTMLButtonElement>(selector);
}
