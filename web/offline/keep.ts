// Asks the browser to keep this page, so that it opens when the server is gone. A comfort: where browsers or static
// hosts do not allow it, everything else works the same.

/** Registers the service worker that lies beside the built scripts. */
export async function keepPagesForOffline(): Promise<void> {
  // Not written as `new URL("…", import.meta.url)`: the bundler would take the service worker for a picture.
  const here = import.meta.url;
  try {
    await navigator.serviceWorker?.register(new URL("service-worker.js", here), {
      scope: new URL("../", here).pathname,
    });
  } catch {
    // Not over plain HTTP, in a private window, or without the header `Service-Worker-Allowed`.
  }
}
