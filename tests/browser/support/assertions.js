// What has to hold for everything that people look at.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** axe-core finds nothing; the context needs `bypassCSP`. */
export async function assertAccessible(page, what = "the page") {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`),
    [],
  );
}

/** Nothing is wider than the window. */
export async function assertNoSidewaysScroll(page, what = "the page") {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  assert.ok(content <= window, `${what} is ${content} px wide in a window of ${window} px`);
}
