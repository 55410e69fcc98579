from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.issuer_key import IssuerKey


T = TypeVar("T", bound="Issuer")


@_attrs_define
class Issuer:
    """Who issues.

    Attributes:
        id (str): Opaque identifier.
        did (str): Its identifier in credentials: did:web when live, did:key in the sandbox.
        name (str): As people know it.
        default (bool): Whether it signs when a request names no issuer.
        keys (list[IssuerKey]): Its keys, oldest first.
        created_at (datetime.datetime): When it was made.
        url (str | Unset): Its home page.
        description (str | Unset): One or two sentences.
        image (str | Unset): A picture.
        email (str | Unset): Where to write to.
        phone (str | Unset): Where to call.
    """

    id: str
    did: str
    name: str
    default: bool
    keys: list[IssuerKey]
    created_at: datetime.datetime
    url: str | Unset = UNSET
    description: str | Unset = UNSET
    image: str | Unset = UNSET
    email: str | Unset = UNSET
    phone: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.issuer_key import IssuerKey  # noqa: PLC0415

        id = self.id

        did = self.did

        name = self.name

        default = self.default

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        created_at = self.created_at.isoformat()

        url = self.url

        description = self.description

        image = self.image

        email = self.email

        phone = self.phone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "did": did,
                "name": name,
                "default": default,
                "keys": keys,
                "createdAt": created_at,
            }
        )
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.issuer_key import IssuerKey  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        did = d.pop("did")

        name = d.pop("name")

        default = d.pop("default")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = IssuerKey.from_dict(keys_item_data)

            keys.append(keys_item)

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        url = d.pop("url", UNSET)

        description = d.pop("description", UNSET)

        image = d.pop("image", UNSET)

        email = d.pop("email", UNSET)

        phone = d.pop("phone", UNSET)

        issuer = cls(
            id=id,
            did=did,
            name=name,
            default=default,
            keys=keys,
            created_at=created_at,
            url=url,
            description=description,
            image=image,
            email=email,
            phone=phone,
        )

        issuer.additional_properties = d
        return issuer

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
