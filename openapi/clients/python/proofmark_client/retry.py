"""Requests that are sent again, and how long to wait before."""

import random
import time
from collections.abc import Callable

import httpx

# Answers that may be others a moment later, if the server or something before it was just not ready.
PASSING = frozenset({500, 502, 503, 504})

# RFC 9110, section 9.2.2: sending these again changes nothing more.
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class PatientTransport(httpx.BaseTransport):
    """Sends again what was not carried out, or what can be repeated without harm."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        retries: int,
        longest_wait_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._inner = inner
        self._retries = retries
        self._longest_wait_seconds = longest_wait_seconds
        self._sleep = sleep

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()  # into memory, so that it can be sent again
        repeatable = request.method in REPEATABLE or "Idempotency-Key" in request.headers
        for attempt in range(self._retries):
            try:
                response = self._inner.handle_request(request)
            except httpx.TransportError:
                # No answer at all: whether the request was carried out, only a repetition can tell.
                if not repeatable:
                    raise
                self._sleep(_back_off(attempt))
                continue
            seconds = _wait_after(response, attempt, repeatable)
            if seconds is None or seconds > self._longest_wait_seconds:
                return response
            response.close()
            self._sleep(seconds)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def _wait_after(response: httpx.Response, attempt: int, repeatable: bool) -> float | None:
    """Seconds until the next attempt; `None` when this answer stands."""
    # A limited request was not carried out, whatever it was.
    if response.status_code != 429 and not (repeatable and response.status_code in PASSING):
        return None
    try:
        return float(response.headers["Retry-After"])
    except (KeyError, ValueError):
        return _back_off(attempt)


def _back_off(attempt: int) -> float:
    """Half a second, one, two …, and by chance up to as much more, so that callers do not come back together."""
    return 0.5 * 2**attempt * (1 + random.random())
