// Asks the browser to keep this page, so that it opens when the server is gone. A comfort: where browsers or static
// hosts do not allow it, everything else works the same.

/** Registers the service worker that lies beside the built scripts, or its copy at the root of a static host. */
export async function keepPagesForOffline(): Promise<void> {
  // Not written as `new URL("…", import.meta.url)`: the bundler would take the service worker for a picture.
  const here = import.meta.url;
  const scope = new URL("../", here).pathname;
  for (const path of ["service-worker.js", "../service-worker.js"]) {
    try {
      await navigator.serviceWorker?.register(new URL(path, here), { scope });
      return;
    } catch {
      // Not over plain HTTP or in a private window; and the first not without the header `Service-Worker-Allowed`,
      // which our server sends and static hosts do not.
    }
  }
}
