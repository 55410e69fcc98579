from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="ExportRequest")


@_attrs_define
class ExportRequest:
    """What is wanted.

    Attributes:
        documents (bool | Unset): Whether pictures and PDF documents are made for each credential: most of the time and
            most of the bytes. Yes, if not said.
    """

    documents: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        documents = self.documents

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if documents is not UNSET:
            field_dict["documents"] = documents

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        documents = d.pop("documents", UNSET)

        export_request = cls(
            documents=documents,
        )

        return export_request
