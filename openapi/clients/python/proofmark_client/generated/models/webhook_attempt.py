from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.webhook_response import WebhookResponse


T = TypeVar("T", bound="WebhookAttempt")


@_attrs_define
class WebhookAttempt:
    """One attempt.

    Attributes:
        id (str): Opaque identifier.
        url (str): Where to.
        timestamp (int): The header `webhook-timestamp`: seconds since 1970.
        signature (str): The header `webhook-signature`.
        started_at (datetime.datetime): When it was begun.
        ended_at (datetime.datetime): When it was over.
        response (WebhookResponse | Unset): What a receiver answered.
        error (str | Unset): Why there was no answer.
    """

    id: str
    url: str
    timestamp: int
    signature: str
    started_at: datetime.datetime
    ended_at: datetime.datetime
    response: WebhookResponse | Unset = UNSET
    error: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.webhook_response import WebhookResponse  # noqa: PLC0415

        id = self.id

        url = self.url

        timestamp = self.timestamp

        signature = self.signature

        started_at = self.started_at.isoformat()

        ended_at = self.ended_at.isoformat()

        response: dict[str, Any] | Unset = UNSET
        if not isinstance(self.response, Unset):
            response = self.response.to_dict()

        error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "url": url,
                "timestamp": timestamp,
                "signature": signature,
                "startedAt": started_at,
                "endedAt": ended_at,
            }
        )
        if response is not UNSET:
            field_dict["response"] = response
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_response import WebhookResponse  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        url = d.pop("url")

        timestamp = d.pop("timestamp")

        signature = d.pop("signature")

        started_at = datetime.datetime.fromisoformat(d.pop("startedAt"))

        ended_at = datetime.datetime.fromisoformat(d.pop("endedAt"))

        _response = d.pop("response", UNSET)
        response: WebhookResponse | Unset
        if isinstance(_response, Unset):
            response = UNSET
        else:
            response = WebhookResponse.from_dict(_response)

        error = d.pop("error", UNSET)

        webhook_attempt = cls(
            id=id,
            url=url,
            timestamp=timestamp,
            signature=signature,
            started_at=started_at,
            ended_at=ended_at,
            response=response,
            error=error,
        )

        webhook_attempt.additional_properties = d
        return webhook_attempt

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
