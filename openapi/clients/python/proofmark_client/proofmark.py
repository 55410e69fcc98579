"""The client."""

import inspect
import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import httpx

from .errors import ProofmarkError
from .generated.client import AuthenticatedClient, Client
from .retry import PatientTransport


class Operation(Protocol):
    """A module of `generated.api`: `issue_credential`, for one."""

    sync_detailed: Callable[..., Any]


class Proofmark:
    """A client of one server.

    Args:
        base_url: The server's address.
        api_key: `pm_sandbox_…` or `pm_live_…`; none for what anybody may ask.
        retries: How often a request is sent again; 0 for never.
        longest_wait_seconds: A longer `Retry-After` is not waited for: the call fails.
        sleep: Waits. Only tests need another.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        retries: int = 3,
        longest_wait_seconds: float = 90,
        timeout_seconds: float = 30,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        transport = PatientTransport(httpx.HTTPTransport(), retries, longest_wait_seconds, sleep)
        options: dict[str, Any] = {
            "base_url": base_url,
            "timeout": httpx.Timeout(timeout_seconds),
            "httpx_args": {"transport": transport},
        }
        self.client = Client(**options) if api_key is None else AuthenticatedClient(token=api_key, **options)

    def call(self, operation: Operation, *arguments: Any, **named: Any) -> Any:
        """Carries an operation out and gives its answer.

        Operations that can be repeated get an `Idempotency-Key` for this call, unless one is given.

        Raises:
            ProofmarkError: The server refuses.
        """
        takes = inspect.signature(operation.sync_detailed).parameters
        if "idempotency_key" in takes:
            named.setdefault("idempotency_key", str(uuid.uuid4()))
        response = operation.sync_detailed(*arguments, client=self.client, **named)
        if not 200 <= response.status_code < 300:
            raise ProofmarkError(int(response.status_code), _json_or_none(response.content))
        return response.parsed

    def every_item(self, operation: Operation, *arguments: Any, **named: Any) -> Iterator[Any]:
        """Every item of a list, page by page; `limit` is the size of the pages."""
        while True:
            page = self.call(operation, *arguments, **named)
            yield from page.items
            if not isinstance(page.next_cursor, str):
                return
            named["cursor"] = page.next_cursor


def _json_or_none(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
