// Requests that are sent again, and how long to wait before.

/** How patient a client is. */
export interface RetryOptions {
  /** How often a request is sent again; 3 by default, 0 for never. */
  retries?: number;
  /** A longer `Retry-After` is not waited for: the call fails. In seconds, 90 by default. */
  longestWaitSeconds?: number;
  /** Waits. Only tests need another. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Answers that may be others a moment later, if the server or something before it was just not ready. */
const PASSING = [500, 502, 503, 504];

/** RFC 9110, section 9.2.2: sending these again changes nothing more. */
const REPEATABLE = ["GET", "HEAD", "PUT", "DELETE"];

/**
 * A `fetch` that sends again what was not carried out, or what can be repeated without harm.
 *
 * @internal
 */
export function patient(
  send: (request: Request) => Promise<Response>,
  { retries = 3, longestWaitSeconds = 90, sleep = wait }: RetryOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const repeatable = REPEATABLE.includes(request.method) || request.headers.has("Idempotency-Key");
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt >= retries;
      try {
        const response = await send(request.clone());
        const seconds = waitAfter(response, attempt, repeatable);
        if (isLast || seconds === undefined || seconds > longestWaitSeconds) return response;
        await response.body?.cancel();
        await sleep(seconds * 1000, request.signal);
      } catch (error) {
        // No answer at all: whether the request was carried out, only a repetition can tell.
        if (isLast || !repeatable || request.signal.aborted) throw error;
        await sleep(backOff(attempt) * 1000, request.signal);
      }
    }
  };
}

/** Seconds until the next attempt; `undefined` when this answer stands. */
function waitAfter(response: Response, attempt: number, repeatable: boolean): number | undefined {
  // A limited request was not carried out, whatever it was.
  if (response.status !== 429 && !(repeatable && PASSING.includes(response.status))) return undefined;
  const told = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(told) ? told : backOff(attempt);
}

/** Half a second, one, two …, and by chance up to as much more, so that many callers do not come back together. */
function backOff(attempt: number): number {
  return 0.5 * 2 ** attempt * (1 + Math.random());
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
