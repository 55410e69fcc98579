from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="OrganizationChange")


@_attrs_define
class OrganizationChange:
    """What to change; whatever is not named stays.

    Attributes:
        name (str | Unset): As people know it. Issuers have names of their own.
        base_url (str | Unset): An own address that leads to this server, such as `https://badges.example.edu`. New
            credentials, achievements,
            status lists and issuers are found there; those that exist keep the address that was signed.
        accent_color (str | Unset): The colour of buttons and links on its pages. Where it could not be read it is made
            darker or lighter.
        logo (str | Unset): Address of its logo, shown on its pages: `https:` or `data:image/…`.
    """

    name: str | Unset = UNSET
    base_url: str | Unset = UNSET
    accent_color: str | Unset = UNSET
    logo: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        base_url = self.base_url

        accent_color = self.accent_color

        logo = self.logo

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if base_url is not UNSET:
            field_dict["baseUrl"] = base_url
        if accent_color is not UNSET:
            field_dict["accentColor"] = accent_color
        if logo is not UNSET:
            field_dict["logo"] = logo

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        base_url = d.pop("baseUrl", UNSET)

        accent_color = d.pop("accentColor", UNSET)

        logo = d.pop("logo", UNSET)

        organization_change = cls(
            name=name,
            base_url=base_url,
            accent_color=accent_color,
            logo=logo,
        )

        return organization_change
