from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.document_format import DocumentFormat
from ..types import UNSET, Unset


T = TypeVar("T", bound="DocumentLinkRequest")


@_attrs_define
class DocumentLinkRequest:
    """Which document, and for how long.

    Attributes:
        format_ (DocumentFormat): A document of a credential.
        expires_in (int | Unset): Seconds until the link is over, 30 days at most; an hour, if not said.
    """

    format_: DocumentFormat
    expires_in: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        format_ = self.format_.value

        expires_in = self.expires_in

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "format": format_,
            }
        )
        if expires_in is not UNSET:
            field_dict["expiresIn"] = expires_in

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        format_ = DocumentFormat(d.pop("format"))

        expires_in = d.pop("expiresIn", UNSET)

        document_link_request = cls(
            format_=format_,
            expires_in=expires_in,
        )

        return document_link_request
