from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.analytics_day import AnalyticsDay
    from ..models.use_count import UseCount


T = TypeVar("T", bound="Analytics")


@_attrs_define
class Analytics:
    """How often credentials were used, and by how many. Nothing is kept about who they were.

    Attributes:
        views (UseCount): How often something happened.
        shares (UseCount): How often something happened.
        verifications (UseCount): How often something happened.
        downloads (UseCount): How often something happened.
        days (list[AnalyticsDay]): The same for each day (UTC) on which there was any, oldest first.
    """

    views: UseCount
    shares: UseCount
    verifications: UseCount
    downloads: UseCount
    days: list[AnalyticsDay]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.analytics_day import AnalyticsDay  # noqa: PLC0415
        from ..models.use_count import UseCount  # noqa: PLC0415

        views = self.views.to_dict()

        shares = self.shares.to_dict()

        verifications = self.verifications.to_dict()

        downloads = self.downloads.to_dict()

        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "views": views,
                "shares": shares,
                "verifications": verifications,
                "downloads": downloads,
                "days": days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.analytics_day import AnalyticsDay  # noqa: PLC0415
        from ..models.use_count import UseCount  # noqa: PLC0415

        d = dict(src_dict)
        views = UseCount.from_dict(d.pop("views"))

        shares = UseCount.from_dict(d.pop("shares"))

        verifications = UseCount.from_dict(d.pop("verifications"))

        downloads = UseCount.from_dict(d.pop("downloads"))

        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = AnalyticsDay.from_dict(days_item_data)

            days.append(days_item)

        analytics = cls(
            views=views,
            shares=shares,
            verifications=verifications,
            downloads=downloads,
            days=days,
        )

        analytics.additional_properties = d
        return analytics

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
