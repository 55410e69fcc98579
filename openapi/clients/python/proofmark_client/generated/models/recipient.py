from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Recipient")


@_attrs_define
class Recipient:
    """Who earned it: at least one of `email`, `id` and `identifier`.

    Attributes:
        name (str | Unset): Stands in the credential, readable by everybody.
        email (str | Unset): Stands in the credential only as a salted hash.
        id (str | Unset): A DID or URL; the `id` of the credential's subject.
        identifier (str | Unset): Another identifier, of `identifierType`; stands in the credential only as a salted
            hash.
        identifier_type (str | Unset): Which kind of identifier that is: an `IdentifierTypeEnum` of Open Badges 3.0,
            such as `sisSourcedId` or
            `nationalIdentityNumber`, or a term that starts with `ext:`.
    """

    name: str | Unset = UNSET
    email: str | Unset = UNSET
    id: str | Unset = UNSET
    identifier: str | Unset = UNSET
    identifier_type: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        email = self.email

        id = self.id

        identifier = self.identifier

        identifier_type = self.identifier_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if email is not UNSET:
            field_dict["email"] = email
        if id is not UNSET:
            field_dict["id"] = id
        if identifier is not UNSET:
            field_dict["identifier"] = identifier
        if identifier_type is not UNSET:
            field_dict["identifierType"] = identifier_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        email = d.pop("email", UNSET)

        id = d.pop("id", UNSET)

        identifier = d.pop("identifier", UNSET)

        identifier_type = d.pop("identifierType", UNSET)

        recipient = cls(
            name=name,
            email=email,
            id=id,
            identifier=identifier,
            identifier_type=identifier_type,
        )

        recipient.additional_properties = d
        return recipient

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
