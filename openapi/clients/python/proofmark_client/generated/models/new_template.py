from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.metadata_schema import MetadataSchema


T = TypeVar("T", bound="NewTemplate")


@_attrs_define
class NewTemplate:
    """How documents are to look.

    Attributes:
        name (str): What people call it.
        svg (str): The drawing, with placeholders such as `{{recipient}}`. 512 KiB at most; nothing in it may run or
            fetch.
        metadata_schema (MetadataSchema): The fields of a template.
        language (str | Unset): The language of its documents (BCP 47), such as `de`; dates are written out in it. `en`
            by default.
    """

    name: str
    svg: str
    metadata_schema: MetadataSchema
    language: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        name = self.name

        svg = self.svg

        metadata_schema = self.metadata_schema.to_dict()

        language = self.language

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "svg": svg,
                "metadataSchema": metadata_schema,
            }
        )
        if language is not UNSET:
            field_dict["language"] = language

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        svg = d.pop("svg")

        metadata_schema = MetadataSchema.from_dict(d.pop("metadataSchema"))

        language = d.pop("language", UNSET)

        new_template = cls(
            name=name,
            svg=svg,
            metadata_schema=metadata_schema,
            language=language,
        )

        return new_template
