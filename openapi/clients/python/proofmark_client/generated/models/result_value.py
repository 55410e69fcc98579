from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="ResultValue")


@_attrs_define
class ResultValue:
    """One result: at least one of `value` and `status`.

    Attributes:
        result_description (str): The `id` of one of the achievement's `resultDescriptions`.
        value (str | Unset): The value.
        status (str | Unset): `Completed`, `Enrolled`, `Failed`, `InProgress`, `OnHold`, `Provisional` or `Withdrew`.
    """

    result_description: str
    value: str | Unset = UNSET
    status: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        result_description = self.result_description

        value = self.value

        status = self.status

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "resultDescription": result_description,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        result_description = d.pop("resultDescription")

        value = d.pop("value", UNSET)

        status = d.pop("status", UNSET)

        result_value = cls(
            result_description=result_description,
            value=value,
            status=status,
        )

        return result_value
