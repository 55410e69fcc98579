from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.endpoint_disabled_reason import EndpointDisabledReason
from ..models.event_type import EventType
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="WebhookEndpoint")


@_attrs_define
class WebhookEndpoint:
    """Who is told of what, without the secret.

    Attributes:
        id (str): Opaque identifier.
        url (str): Where messages are posted to.
        description (str): In your words.
        event_types (list[EventType]): What it is told of; everything, if empty.
        enabled (bool): Whether it is told anything.
        pending_deliveries (int): Deliveries that wait for an attempt.
        dead_deliveries (int): Deliveries that were given up after three days of attempts.
        created_at (datetime.datetime): When it was made.
        disabled_at (datetime.datetime | Unset): Since when it is not.
        disabled_reason (EndpointDisabledReason | Unset): Why an endpoint is told nothing.
        notify_email (str | Unset): Who is written to when it stops working.
        updated_at (datetime.datetime | Unset): When it was last changed.
    """

    id: str
    url: str
    description: str
    event_types: list[EventType]
    enabled: bool
    pending_deliveries: int
    dead_deliveries: int
    created_at: datetime.datetime
    disabled_at: datetime.datetime | Unset = UNSET
    disabled_reason: EndpointDisabledReason | Unset = UNSET
    notify_email: str | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        url = self.url

        description = self.description

        event_types = []
        for event_types_item_data in self.event_types:
            event_types_item = event_types_item_data.value
            event_types.append(event_types_item)

        enabled = self.enabled

        pending_deliveries = self.pending_deliveries

        dead_deliveries = self.dead_deliveries

        created_at = self.created_at.isoformat()

        disabled_at: str | Unset = UNSET
        if not isinstance(self.disabled_at, Unset):
            disabled_at = self.disabled_at.isoformat()

        disabled_reason: str | Unset = UNSET
        if not isinstance(self.disabled_reason, Unset):
            disabled_reason = self.disabled_reason.value

        notify_email = self.notify_email

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "url": url,
                "description": description,
                "eventTypes": event_types,
                "enabled": enabled,
                "pendingDeliveries": pending_deliveries,
                "deadDeliveries": dead_deliveries,
                "createdAt": created_at,
            }
        )
        if disabled_at is not UNSET:
            field_dict["disabledAt"] = disabled_at
        if disabled_reason is not UNSET:
            field_dict["disabledReason"] = disabled_reason
        if notify_email is not UNSET:
            field_dict["notifyEmail"] = notify_email
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        url = d.pop("url")

        description = d.pop("description")

        event_types = []
        _event_types = d.pop("eventTypes")
        for event_types_item_data in _event_types:
            event_types_item = EventType(event_types_item_data)

            event_types.append(event_types_item)

        enabled = d.pop("enabled")

        pending_deliveries = d.pop("pendingDeliveries")

        dead_deliveries = d.pop("deadDeliveries")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        _disabled_at = d.pop("disabledAt", UNSET)
        disabled_at: datetime.datetime | Unset
        if isinstance(_disabled_at, Unset):
            disabled_at = UNSET
        else:
            disabled_at = datetime.datetime.fromisoformat(_disabled_at)

        _disabled_reason = d.pop("disabledReason", UNSET)
        disabled_reason: EndpointDisabledReason | Unset
        if isinstance(_disabled_reason, Unset):
            disabled_reason = UNSET
        else:
            disabled_reason = EndpointDisabledReason(_disabled_reason)

        notify_email = d.pop("notifyEmail", UNSET)

        _updated_at = d.pop("updatedAt", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        webhook_endpoint = cls(
            id=id,
            url=url,
            description=description,
            event_types=event_types,
            enabled=enabled,
            pending_deliveries=pending_deliveries,
            dead_deliveries=dead_deliveries,
            created_at=created_at,
            disabled_at=disabled_at,
            disabled_reason=disabled_reason,
            notify_email=notify_email,
            updated_at=updated_at,
        )

        webhook_endpoint.additional_properties = d
        return webhook_endpoint

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
