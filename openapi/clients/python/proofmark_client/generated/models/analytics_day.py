from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.use_count import UseCount


T = TypeVar("T", bound="AnalyticsDay")


@_attrs_define
class AnalyticsDay:
    """The numbers of one day.

    Attributes:
        day (str): The day (UTC), such as `2026-11-21`.
        views (UseCount): How often something happened.
        shares (UseCount): How often something happened.
        verifications (UseCount): How often something happened.
        downloads (UseCount): How often something happened.
    """

    day: str
    views: UseCount
    shares: UseCount
    verifications: UseCount
    downloads: UseCount
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.use_count import UseCount  # noqa: PLC0415

        day = self.day

        views = self.views.to_dict()

        shares = self.shares.to_dict()

        verifications = self.verifications.to_dict()

        downloads = self.downloads.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "views": views,
                "shares": shares,
                "verifications": verifications,
                "downloads": downloads,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.use_count import UseCount  # noqa: PLC0415

        d = dict(src_dict)
        day = d.pop("day")

        views = UseCount.from_dict(d.pop("views"))

        shares = UseCount.from_dict(d.pop("shares"))

        verifications = UseCount.from_dict(d.pop("verifications"))

        downloads = UseCount.from_dict(d.pop("downloads"))

        analytics_day = cls(
            day=day,
            views=views,
            shares=shares,
            verifications=verifications,
            downloads=downloads,
        )

        analytics_day.additional_properties = d
        return analytics_day

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
