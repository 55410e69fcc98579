// Which addresses may be contacted: HTTPS on public names, and the page's own origin. A browser or `fetch` resolves
// names by itself, so a public name that leads to a private address is beyond what can be seen from here.

/** Why an address may not be contacted, to follow "The address …"; `undefined` when it may. */
export function forbidden(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "") return "carries a user name or password";
  if (url.origin === ownOrigin()) return undefined;
  if (url.protocol !== "https:") return "does not start with https://";
  return isInner(url.hostname) ? "leads to this device or its own network" : undefined;
}

/** The origin of the page or worker that this script runs in; none in Node or in a sandboxed frame. */
function ownOrigin(): string | undefined {
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin;
  return origin === "null" ? undefined : origin;
}

/** Whether a host name (as `URL` normalises it) is an IP address or belongs to a private network by definition. */
function isInner(host: string): boolean {
  const name = host.replace(/\.$/, "");
  const isAddress = name.startsWith("[") || /^[\d.]+$/.test(name);
  return isAddress || !name.includes(".") || /\.(localhost|local|internal|home\.arpa)$/.test(name);
}
