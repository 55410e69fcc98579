// Keeps the verify page, the pages of credentials that were opened, and their scripts. The network comes first: what
// is kept only answers when the server does not. Documents that verification needs (credentials, status lists) are
// none of its business; the pages keep those themselves and verify them again whenever they use them.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** Names of the built files beside this one; the build writes them. */
declare const __ASSETS__: string[];

const CACHE = "proofmark-pages";
const PATIENCE_MILLISECONDS = 4000;
const SCOPE = new URL(worker.registration.scope);
const VERIFY_PAGE = new URL("verify", SCOPE).pathname;
const PAGES = [VERIFY_PAGE, new URL("playground", SCOPE).pathname];
const CREDENTIAL_PAGES = new URL("credentials/", SCOPE).pathname;
const ASSETS = new URL("assets/", SCOPE).pathname;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepVerifyPage().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim().then(keepOpenPages));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && isOurs(request)) event.respondWith(fromNetworkOrKept(request));
});

async function keepVerifyPage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const page = await fetch(VERIFY_PAGE);
  if (!page.ok) throw new Error(`${VERIFY_PAGE} answers ${page.status}`);
  await cache.put(VERIFY_PAGE, withoutRedirect(page));
  await cache.addAll(__ASSETS__.map((name) => new URL(name, SCOPE).pathname));
}

/** Static hosts send `verify` on to `verify/`, and browsers refuse redirected answers to navigations. */
function withoutRedirect(response: Response): Response {
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

/** The page that registered this worker was loaded before it could see the request. */
async function keepOpenPages(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const client of await worker.clients.matchAll({ type: "window" })) {
    const { origin, pathname } = new URL(client.url);
    if (origin !== SCOPE.origin || !isPage(pathname)) continue;
    const response = await fetch(pathname).catch(() => undefined);
    if (response?.ok && mayBeKept(response)) await cache.put(keyOf(pathname), withoutRedirect(response));
  }
}

function isOurs({ url, mode }: Request): boolean {
  const { origin, pathname } = new URL(url);
  if (origin !== SCOPE.origin) return false;
  return mode === "navigate" ? isPage(pathname) : pathname.startsWith(ASSETS);
}

function isPage(pathname: string): boolean {
  // What has an ending is a file of a credential, and no page.
  const isCredential = pathname.startsWith(CREDENTIAL_PAGES) && !/\.\w+$/.test(pathname);
  return isCredential || PAGES.includes(keyOf(pathname));
}

/** The page of a private credential was opened by a link that ends; no copy may outlive it. */
function mayBeKept(response: Response): boolean {
  return !response.headers.get("cache-control")?.includes("no-store");
}

/** One copy of a page, by whichever of its addresses it was opened. */
function keyOf(pathname: string): string {
  return pathname.replace(/\/(index\.html)?$/, "");
}

async function fromNetworkOrKept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // By path alone, so that neither a query nor an Accept header makes a second copy.
  const pathname = keyOf(new URL(request.url).pathname);
  const kept = await cache.match(pathname);
  // Impatient only where there is something else to show, and only until the answer begins.
  const patience = new AbortController();
  const timer = kept && setTimeout(() => patience.abort(), PATIENCE_MILLISECONDS);
  try {
    const response = await fetch(request, { signal: patience.signal });
    if (response.ok && !response.redirected && mayBeKept(response))
      await cache.put(pathname, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
