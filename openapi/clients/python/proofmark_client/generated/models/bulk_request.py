from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.bulk_filter import BulkFilter


T = TypeVar("T", bound="BulkRequest")


@_attrs_define
class BulkRequest:
    """Why, and for which credentials: either `ids` or `filter`.

    Attributes:
        reason (str): For the record and the recipients.
        ids (list[str] | Unset): Identifiers, short codes or your own identifiers.
        filter_ (BulkFilter | Unset): What credentials have in common; at least one field.
    """

    reason: str
    ids: list[str] | Unset = UNSET
    filter_: BulkFilter | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.bulk_filter import BulkFilter  # noqa: PLC0415

        reason = self.reason

        ids: list[str] | Unset = UNSET
        if not isinstance(self.ids, Unset):
            ids = self.ids

        filter_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.filter_, Unset):
            filter_ = self.filter_.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if ids is not UNSET:
            field_dict["ids"] = ids
        if filter_ is not UNSET:
            field_dict["filter"] = filter_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bulk_filter import BulkFilter  # noqa: PLC0415

        d = dict(src_dict)
        reason = d.pop("reason")

        ids = cast(list[str], d.pop("ids", UNSET))

        _filter_ = d.pop("filter", UNSET)
        filter_: BulkFilter | Unset
        if isinstance(_filter_, Unset):
            filter_ = UNSET
        else:
            filter_ = BulkFilter.from_dict(_filter_)

        bulk_request = cls(
            reason=reason,
            ids=ids,
            filter_=filter_,
        )

        return bulk_request
