from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.template_field_type import TemplateFieldType
from ..models.template_field_visibility import TemplateFieldVisibility
from ..types import UNSET, Unset


T = TypeVar("T", bound="TemplateField")


@_attrs_define
class TemplateField:
    """One field. Some keys are filled in from the credential itself: `recipient`, `achievement`, `description`, `issuer`,
    `date`, `validUntil`, `licenseNumber`, `code`, `verificationUrl`, `credentialLink`.

        Attributes:
            key (str): The name in placeholders: a letter, then letters, digits and `_`.
            label (str): What people read.
            type_ (TemplateFieldType): What a field takes.
            visibility (TemplateFieldVisibility | Unset): Who sees a field.
            required (bool | Unset): Whether nothing is issued without it. Default: False.
            default (str | Unset): What stands there when nothing is given; of a picture its `data:image/png;base64,…`.
    """

    key: str
    label: str
    type_: TemplateFieldType
    visibility: TemplateFieldVisibility | Unset = UNSET
    required: bool | Unset = False
    default: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        label = self.label

        type_ = self.type_.value

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        required = self.required

        default = self.default

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "label": label,
                "type": type_,
            }
        )
        if visibility is not UNSET:
            field_dict["visibility"] = visibility
        if required is not UNSET:
            field_dict["required"] = required
        if default is not UNSET:
            field_dict["default"] = default

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        label = d.pop("label")

        type_ = TemplateFieldType(d.pop("type"))

        _visibility = d.pop("visibility", UNSET)
        visibility: TemplateFieldVisibility | Unset
        if isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = TemplateFieldVisibility(_visibility)

        required = d.pop("required", UNSET)

        default = d.pop("default", UNSET)

        template_field = cls(
            key=key,
            label=label,
            type_=type_,
            visibility=visibility,
            required=required,
            default=default,
        )

        template_field.additional_properties = d
        return template_field

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
