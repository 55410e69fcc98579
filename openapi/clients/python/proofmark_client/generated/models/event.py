from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.event_type import EventType
from typing import cast
import datetime


T = TypeVar("T", bound="Event")


@_attrs_define
class Event:
    """Something that happened: what webhooks carry.

    Attributes:
        id (str): Opaque identifier; the header `webhook-id`.
        type_ (EventType): What happened.
        timestamp (datetime.datetime): When.
        environment (str): `sandbox` or `live`.
        sequence (int): Counts the events of one credential from 1, in the order in which they happened.
        data (Any): More about it: identifiers and links, never names or addresses of people.
    """

    id: str
    type_: EventType
    timestamp: datetime.datetime
    environment: str
    sequence: int
    data: Any
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        type_ = self.type_.value

        timestamp = self.timestamp.isoformat()

        environment = self.environment

        sequence = self.sequence

        data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "type": type_,
                "timestamp": timestamp,
                "environment": environment,
                "sequence": sequence,
                "data": data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        type_ = EventType(d.pop("type"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        environment = d.pop("environment")

        sequence = d.pop("sequence")

        data = d.pop("data")

        event = cls(
            id=id,
            type_=type_,
            timestamp=timestamp,
            environment=environment,
            sequence=sequence,
            data=data,
        )

        event.additional_properties = d
        return event

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
