from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="DocumentLinks")


@_attrs_define
class DocumentLinks:
    """The files of a credential. Whoever has the link gets them, of a private credential only its issuer.

    Attributes:
        json (str): The signed credential.
        jwt (str): The credential signed as a JWT.
        pdf (str): A certificate (PDF/A-3) with the signed credential attached.
        png (str): A picture with the signed credential baked in.
        svg (str): A drawing with the signed credential baked in.
    """

    json: str
    jwt: str
    pdf: str
    png: str
    svg: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        json = self.json

        jwt = self.jwt

        pdf = self.pdf

        png = self.png

        svg = self.svg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "json": json,
                "jwt": jwt,
                "pdf": pdf,
                "png": png,
                "svg": svg,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        json = d.pop("json")

        jwt = d.pop("jwt")

        pdf = d.pop("pdf")

        png = d.pop("png")

        svg = d.pop("svg")

        document_links = cls(
            json=json,
            jwt=jwt,
            pdf=pdf,
            png=png,
            svg=svg,
        )

        document_links.additional_properties = d
        return document_links

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
