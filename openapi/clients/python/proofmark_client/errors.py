"""What the server says when it refuses."""

from typing import Any


class ProofmarkError(Exception):
    """The server did not carry out the request.

    Attributes:
        status: The HTTP status.
        code: What programs decide by, out of the server's closed list. `unexpected_answer` is no answer of
            Proofmark: a proxy's page, for example.
        details: Every fault of the request: dictionaries of `pointer` and `message`.
        request_id: Identifies the request in the server's log.
    """

    def __init__(self, status: int, body: Any) -> None:
        error = body.get("error") if isinstance(body, dict) else None
        error = error if isinstance(error, dict) else {}
        self.status = status
        self.code: str = error.get("code", "unexpected_answer")
        self.details: list[dict[str, str]] = error.get("details", [])
        self.request_id: str | None = error.get("requestId")
        message = error.get("message", f"The server answered {status} without saying why.")
        faults = [f"\n  {fault.get('pointer')}: {fault.get('message')}" for fault in self.details]
        super().__init__(message + "".join(faults))
