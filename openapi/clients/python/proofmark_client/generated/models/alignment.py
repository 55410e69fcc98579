from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Alignment")


@_attrs_define
class Alignment:
    """What an achievement corresponds to in a framework of others.

    Attributes:
        target_name (str): What the target is called.
        target_url (str): Where it is described.
        target_description (str | Unset): A sentence about it.
        target_framework (str | Unset): Which framework it stands in: `European Qualifications Framework`.
        target_code (str | Unset): Its code there: `EQF 5`.
        target_type (str | Unset): An `AlignmentTargetType` of Open Badges 3.0 or a term that starts with `ext:`.
    """

    target_name: str
    target_url: str
    target_description: str | Unset = UNSET
    target_framework: str | Unset = UNSET
    target_code: str | Unset = UNSET
    target_type: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        target_name = self.target_name

        target_url = self.target_url

        target_description = self.target_description

        target_framework = self.target_framework

        target_code = self.target_code

        target_type = self.target_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "targetName": target_name,
                "targetUrl": target_url,
            }
        )
        if target_description is not UNSET:
            field_dict["targetDescription"] = target_description
        if target_framework is not UNSET:
            field_dict["targetFramework"] = target_framework
        if target_code is not UNSET:
            field_dict["targetCode"] = target_code
        if target_type is not UNSET:
            field_dict["targetType"] = target_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        target_name = d.pop("targetName")

        target_url = d.pop("targetUrl")

        target_description = d.pop("targetDescription", UNSET)

        target_framework = d.pop("targetFramework", UNSET)

        target_code = d.pop("targetCode", UNSET)

        target_type = d.pop("targetType", UNSET)

        alignment = cls(
            target_name=target_name,
            target_url=target_url,
            target_description=target_description,
            target_framework=target_framework,
            target_code=target_code,
            target_type=target_type,
        )

        alignment.additional_properties = d
        return alignment

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
