from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="Usage")


@_attrs_define
class Usage:
    """What was used this month (UTC).

    Attributes:
        month (str): Such as `2026-11`.
        recipients (int): Different recipients of live credentials.
        resets_at (datetime.datetime): When counting starts again.
        recipient_limit (int | Unset): How many there may be; absent when there is no limit.
    """

    month: str
    recipients: int
    resets_at: datetime.datetime
    recipient_limit: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        month = self.month

        recipients = self.recipients

        resets_at = self.resets_at.isoformat()

        recipient_limit = self.recipient_limit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "month": month,
                "recipients": recipients,
                "resetsAt": resets_at,
            }
        )
        if recipient_limit is not UNSET:
            field_dict["recipientLimit"] = recipient_limit

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        month = d.pop("month")

        recipients = d.pop("recipients")

        resets_at = datetime.datetime.fromisoformat(d.pop("resetsAt"))

        recipient_limit = d.pop("recipientLimit", UNSET)

        usage = cls(
            month=month,
            recipients=recipients,
            resets_at=resets_at,
            recipient_limit=recipient_limit,
        )

        usage.additional_properties = d
        return usage

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
