from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.event_type import EventType
from ..models.webhook_delivery_status import WebhookDeliveryStatus
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="WebhookDelivery")


@_attrs_define
class WebhookDelivery:
    """An event on its way to an endpoint.

    Attributes:
        id (str): Opaque identifier.
        webhook_endpoint_id (str): Who is told.
        event_id (str): Of what: the header `webhook-id`, the same at each attempt.
        event_type (EventType): What happened.
        status (WebhookDeliveryStatus): What became of a delivery.
        failures (int): Attempts that failed since it was made or last sent again.
        created_at (datetime.datetime): When the event happened.
        next_attempt_at (datetime.datetime | Unset): When the next attempt is due; absent while one is under way and
            when there is none.
        finished_at (datetime.datetime | Unset): When it was delivered or given up.
    """

    id: str
    webhook_endpoint_id: str
    event_id: str
    event_type: EventType
    status: WebhookDeliveryStatus
    failures: int
    created_at: datetime.datetime
    next_attempt_at: datetime.datetime | Unset = UNSET
    finished_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        webhook_endpoint_id = self.webhook_endpoint_id

        event_id = self.event_id

        event_type = self.event_type.value

        status = self.status.value

        failures = self.failures

        created_at = self.created_at.isoformat()

        next_attempt_at: str | Unset = UNSET
        if not isinstance(self.next_attempt_at, Unset):
            next_attempt_at = self.next_attempt_at.isoformat()

        finished_at: str | Unset = UNSET
        if not isinstance(self.finished_at, Unset):
            finished_at = self.finished_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "webhookEndpointId": webhook_endpoint_id,
                "eventId": event_id,
                "eventType": event_type,
                "status": status,
                "failures": failures,
                "createdAt": created_at,
            }
        )
        if next_attempt_at is not UNSET:
            field_dict["nextAttemptAt"] = next_attempt_at
        if finished_at is not UNSET:
            field_dict["finishedAt"] = finished_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        webhook_endpoint_id = d.pop("webhookEndpointId")

        event_id = d.pop("eventId")

        event_type = EventType(d.pop("eventType"))

        status = WebhookDeliveryStatus(d.pop("status"))

        failures = d.pop("failures")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        _next_attempt_at = d.pop("nextAttemptAt", UNSET)
        next_attempt_at: datetime.datetime | Unset
        if isinstance(_next_attempt_at, Unset):
            next_attempt_at = UNSET
        else:
            next_attempt_at = datetime.datetime.fromisoformat(_next_attempt_at)

        _finished_at = d.pop("finishedAt", UNSET)
        finished_at: datetime.datetime | Unset
        if isinstance(_finished_at, Unset):
            finished_at = UNSET
        else:
            finished_at = datetime.datetime.fromisoformat(_finished_at)

        webhook_delivery = cls(
            id=id,
            webhook_endpoint_id=webhook_endpoint_id,
            event_id=event_id,
            event_type=event_type,
            status=status,
            failures=failures,
            created_at=created_at,
            next_attempt_at=next_attempt_at,
            finished_at=finished_at,
        )

        webhook_delivery.additional_properties = d
        return webhook_delivery

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
