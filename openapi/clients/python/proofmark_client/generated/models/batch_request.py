from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="BatchRequest")


@_attrs_define
class BatchRequest:
    """Rows with what they have in common.

    Attributes:
        rows (list[Any]): One request each, as for `POST /v1/credentials`.
        defaults (Any | Unset): What every row asks for, unless it says otherwise itself. Stands before `rows`.
    """

    rows: list[Any]
    defaults: Any | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        defaults = self.defaults

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rows": rows,
            }
        )
        if defaults is not UNSET:
            field_dict["defaults"] = defaults

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rows = cast(list[Any], d.pop("rows"))

        defaults = d.pop("defaults", UNSET)

        batch_request = cls(
            rows=rows,
            defaults=defaults,
        )

        return batch_request
