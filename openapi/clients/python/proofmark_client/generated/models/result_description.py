from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="ResultDescription")


@_attrs_define
class ResultDescription:
    """One kind of result.

    Attributes:
        id (str): What the results of credentials name.
        name (str): What is measured.
        result_type (str): A `ResultType`.
        allowed_values (list[str]): The only values it may have.
        required_value (str | Unset): What has to be reached.
        value_min (str | Unset): The least number.
        value_max (str | Unset): The greatest number.
    """

    id: str
    name: str
    result_type: str
    allowed_values: list[str]
    required_value: str | Unset = UNSET
    value_min: str | Unset = UNSET
    value_max: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        result_type = self.result_type

        allowed_values = self.allowed_values

        required_value = self.required_value

        value_min = self.value_min

        value_max = self.value_max

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "resultType": result_type,
                "allowedValues": allowed_values,
            }
        )
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
        id = d.pop("id")

        name = d.pop("name")

        result_type = d.pop("resultType")

        allowed_values = cast(list[str], d.pop("allowedValues"))

        required_value = d.pop("requiredValue", UNSET)

        value_min = d.pop("valueMin", UNSET)

        value_max = d.pop("valueMax", UNSET)

        result_description = cls(
            id=id,
            name=name,
            result_type=result_type,
            allowed_values=allowed_values,
            required_value=required_value,
            value_min=value_min,
            value_max=value_max,
        )

        result_description.additional_properties = d
        return result_description

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
