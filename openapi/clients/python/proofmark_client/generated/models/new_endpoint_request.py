from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.event_type import EventType
from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="NewEndpointRequest")


@_attrs_define
class NewEndpointRequest:
    """Who is to be told of what.

    Attributes:
        url (str): Where messages are posted to: `https`, a public name, port 443 or 8443. Without a user name, because
            it would be
            shown to everybody who may read this resource.
        description (str | Unset): In your words.
        event_types (list[EventType] | Unset): What it is told of; everything, if not said or empty.
        enabled (bool | Unset): Whether it is told anything; yes, if not said.
        notify_email (str | Unset): Who is written to, once a day at most, when it answered 410 or a delivery was given
            up. Needs a mail server.
    """

    url: str
    description: str | Unset = UNSET
    event_types: list[EventType] | Unset = UNSET
    enabled: bool | Unset = UNSET
    notify_email: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        description = self.description

        event_types: list[str] | Unset = UNSET
        if not isinstance(self.event_types, Unset):
            event_types = []
            for event_types_item_data in self.event_types:
                event_types_item = event_types_item_data.value
                event_types.append(event_types_item)

        enabled = self.enabled

        notify_email = self.notify_email

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if event_types is not UNSET:
            field_dict["eventTypes"] = event_types
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if notify_email is not UNSET:
            field_dict["notifyEmail"] = notify_email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        description = d.pop("description", UNSET)

        _event_types = d.pop("eventTypes", UNSET)
        event_types: list[EventType] | Unset = UNSET
        if _event_types is not UNSET:
            event_types = []
            for event_types_item_data in _event_types:
                event_types_item = EventType(event_types_item_data)

                event_types.append(event_types_item)

        enabled = d.pop("enabled", UNSET)

        notify_email = d.pop("notifyEmail", UNSET)

        new_endpoint_request = cls(
            url=url,
            description=description,
            event_types=event_types,
            enabled=enabled,
            notify_email=notify_email,
        )

        return new_endpoint_request
