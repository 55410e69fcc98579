from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="IssuerChangeRequest")


@_attrs_define
class IssuerChangeRequest:
    """What to change; whatever is not named stays. Credentials that were issued before keep what they say.

    Attributes:
        name (str | Unset): As people know it; the sandbox puts `TEST – ` before it.
        url (str | Unset): Its home page.
        description (str | Unset): One or two sentences.
        image (str | Unset): A picture.
        email (str | Unset): Where to write to; readable by everybody.
        phone (str | Unset): Where to call; readable by everybody.
        default (bool | Unset): `true` makes it the one that signs when a request names no issuer. Default: False.
    """

    name: str | Unset = UNSET
    url: str | Unset = UNSET
    description: str | Unset = UNSET
    image: str | Unset = UNSET
    email: str | Unset = UNSET
    phone: str | Unset = UNSET
    default: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        url = self.url

        description = self.description

        image = self.image

        email = self.email

        phone = self.phone

        default = self.default

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if url is not UNSET:
            field_dict["url"] = url
        if description is not UNSET:
            field_dict["description"] = description
        if image is not UNSET:
            field_dict["image"] = image
        if email is not UNSET:
            field_dict["email"] = email
        if phone is not UNSET:
            field_dict["phone"] = phone
        if default is not UNSET:
            field_dict["default"] = default

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        url = d.pop("url", UNSET)

        description = d.pop("description", UNSET)

        image = d.pop("image", UNSET)

        email = d.pop("email", UNSET)

        phone = d.pop("phone", UNSET)

        default = d.pop("default", UNSET)

        issuer_change_request = cls(
            name=name,
            url=url,
            description=description,
            image=image,
            email=email,
            phone=phone,
            default=default,
        )

        return issuer_change_request
