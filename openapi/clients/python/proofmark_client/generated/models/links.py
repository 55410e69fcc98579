from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.document_links import DocumentLinks


T = TypeVar("T", bound="Links")


@_attrs_define
class Links:
    """The documents of a credential.

    Attributes:
        html (str): The page for people.
        json (str): The signed credential.
        documents (DocumentLinks): The files of a credential. Whoever has the link gets them, of a private credential
            only its issuer.
    """

    html: str
    json: str
    documents: DocumentLinks
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.document_links import DocumentLinks  # noqa: PLC0415

        html = self.html

        json = self.json

        documents = self.documents.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "html": html,
                "json": json,
                "documents": documents,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.document_links import DocumentLinks  # noqa: PLC0415

        d = dict(src_dict)
        html = d.pop("html")

        json = d.pop("json")

        documents = DocumentLinks.from_dict(d.pop("documents"))

        links = cls(
            html=html,
            json=json,
            documents=documents,
        )

        links.additional_properties = d
        return links

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
