// A site that has outlived its server says in its pages where its trust packs are. They answer for host names that nobody
// serves any more, so that the same files keep verifying under another name.

import type { VerifyOptions } from "proofmark/url";

/** The lists in the packs are the last there will ever be. */
const FOR_EVER = 100 * 365 * 24 * 3600;

/** What the site's own trust packs add to a verification; nothing where there are none. */
export async function optionsOfSite(): Promise<VerifyOptions> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="trust-pack"]')];
  if (links.length === 0) return {};
  const { TrustPack } = await import("proofmark/url");
  const read = async ({ href }: HTMLLinkElement) => {
    const response = await fetch(href);
    return response.ok ? [await TrustPack.read(await response.arrayBuffer())] : [];
  };
  // A pack that is gone or damaged only leaves questions open.
  const packs = await Promise.all(links.map((link) => read(link).catch(() => [])));
  const trustPack = packs.flat();
  // Whoever serves this page also serves what verifies here: their packs are trusted as they are.
  const trustedPublishers = trustPack.map(({ publisher }) => publisher.key);
  return { trustPack, policy: { trustedPublishers, statusMaxAgeSeconds: FOR_EVER } };
}
