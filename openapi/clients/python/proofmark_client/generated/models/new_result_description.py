from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="NewResultDescription")


@_attrs_define
class NewResultDescription:
    """One kind of result.

    Attributes:
        name (str): What is measured.
        result_type (str): A `ResultType` of Open Badges 3.0, such as `LetterGrade` or `Percent`, or a term that starts
            with `ext:`.
        allowed_values (list[str] | Unset): The only values it may have, from the least to the best.
        required_value (str | Unset): What has to be reached.
        value_min (str | Unset): The least number.
        value_max (str | Unset): The greatest number.
    """

    name: str
    result_type: str
    allowed_values: list[str] | Unset = UNSET
    required_value: str | Unset = UNSET
    value_min: str | Unset = UNSET
    value_max: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        result_type = self.result_type

        allowed_values: list[str] | Unset = UNSET
        if not isinstance(self.allowed_values, Unset):
            allowed_values = self.allowed_values

        required_value = self.required_value

        value_min = self.value_min

        value_max = self.value_max

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "resultType": result_type,
            }
        )
        if allowed_values is not UNSET:
            field_dict["allowedValues"] = allowed_values
        if required_value is not UNSET:
            field_dict["requiredValue"] = required_value
        if value_min is not UNSET:
            field_dict["valueMin"] = value_min
        if value_max is not UNSET:
            field_dict["valueMax"] = value_max

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        result_type = d.pop("resultType")

        allowed_values = cast(list[str], d.pop("allowedValues", UNSET))

        required_value = d.pop("requiredValue", UNSET)

        value_min = d.pop("valueMin", UNSET)

        value_max = d.pop("valueMax", UNSET)

        new_result_description = cls(
            name=name,
            result_type=result_type,
            allowed_values=allowed_values,
            required_value=required_value,
            value_min=value_min,
            value_max=value_max,
        )

        return new_result_description
