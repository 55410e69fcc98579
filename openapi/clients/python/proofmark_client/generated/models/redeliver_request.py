from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="RedeliverRequest")


@_attrs_define
class RedeliverRequest:
    """Which deliveries to send again.

    Attributes:
        since (datetime.datetime): Those of events from then on.
        until (datetime.datetime | Unset): Those of events before then; now, if not said.
        include_delivered (bool | Unset): Also those that arrived; no, if not said.
    """

    since: datetime.datetime
    until: datetime.datetime | Unset = UNSET
    include_delivered: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        since = self.since.isoformat()

        until: str | Unset = UNSET
        if not isinstance(self.until, Unset):
            until = self.until.isoformat()

        include_delivered = self.include_delivered

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "since": since,
            }
        )
        if until is not UNSET:
            field_dict["until"] = until
        if include_delivered is not UNSET:
            field_dict["includeDelivered"] = include_delivered

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        since = datetime.datetime.fromisoformat(d.pop("since"))

        _until = d.pop("until", UNSET)
        until: datetime.datetime | Unset
        if isinstance(_until, Unset):
            until = UNSET
        else:
            until = datetime.datetime.fromisoformat(_until)

        include_delivered = d.pop("includeDelivered", UNSET)

        redeliver_request = cls(
            since=since,
            until=until,
            include_delivered=include_delivered,
        )

        return redeliver_request
