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


T = TypeVar("T", bound="TemplateChange")


@_attrs_define
class TemplateChange:
    """What to change; whatever is not named stays. Credentials that were issued before keep the version that they have.

    Attributes:
        name (str | Unset): What people call it.
        language (str | Unset): The language of its documents.
        svg (str | Unset): The drawing.
        metadata_schema (MetadataSchema | Unset): The fields of a template.
    """

    name: str | Unset = UNSET
    language: str | Unset = UNSET
    svg: str | Unset = UNSET
    metadata_schema: MetadataSchema | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        name = self.name

        language = self.language

        svg = self.svg

        metadata_schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata_schema, Unset):
            metadata_schema = self.metadata_schema.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if language is not UNSET:
            field_dict["language"] = language
        if svg is not UNSET:
            field_dict["svg"] = svg
        if metadata_schema is not UNSET:
            field_dict["metadataSchema"] = metadata_schema

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        language = d.pop("language", UNSET)

        svg = d.pop("svg", UNSET)

        _metadata_schema = d.pop("metadataSchema", UNSET)
        metadata_schema: MetadataSchema | Unset
        if isinstance(_metadata_schema, Unset):
            metadata_schema = UNSET
        else:
            metadata_schema = MetadataSchema.from_dict(_metadata_schema)

        template_change = cls(
            name=name,
            language=language,
            svg=svg,
            metadata_schema=metadata_schema,
        )

        return template_change
