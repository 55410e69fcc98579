from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="Organization")


@_attrs_define
class Organization:
    """The organization that the API key belongs to.

    Attributes:
        id (str): Opaque identifier.
        name (str): As people know it.
        environment (str): `sandbox` or `live`: what the API key speaks for.
        base_url (str): Where what it makes from now on is found.
        created_at (datetime.datetime): When it was made.
        accent_color (str | Unset): The colour of buttons and links on its pages, as `#rrggbb`.
        logo (str | Unset): Address of its logo, shown on its pages.
    """

    id: str
    name: str
    environment: str
    base_url: str
    created_at: datetime.datetime
    accent_color: str | Unset = UNSET
    logo: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        environment = self.environment

        base_url = self.base_url

        created_at = self.created_at.isoformat()

        accent_color = self.accent_color

        logo = self.logo

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "environment": environment,
                "baseUrl": base_url,
                "createdAt": created_at,
            }
        )
        if accent_color is not UNSET:
            field_dict["accentColor"] = accent_color
        if logo is not UNSET:
            field_dict["logo"] = logo

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        environment = d.pop("environment")

        base_url = d.pop("baseUrl")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        accent_color = d.pop("accentColor", UNSET)

        logo = d.pop("logo", UNSET)

        organization = cls(
            id=id,
            name=name,
            environment=environment,
            base_url=base_url,
            created_at=created_at,
            accent_color=accent_color,
            logo=logo,
        )

        organization.additional_properties = d
        return organization

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
