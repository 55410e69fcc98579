from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.preview_format import PreviewFormat
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.metadata_schema import MetadataSchema
    from ..models.new_preview_request_fields import NewPreviewRequestFields


T = TypeVar("T", bound="NewPreviewRequest")


@_attrs_define
class NewPreviewRequest:
    """A template that is not stored, to look at.

    Attributes:
        svg (str): The drawing.
        metadata_schema (MetadataSchema): The fields of a template.
        language (str | Unset): The language of its documents; `en` by default.
        fields (NewPreviewRequestFields | Unset): What the fields are filled in with. What a credential says is made up,
            and so is what is missing.
        format_ (PreviewFormat | Unset): The files that a template becomes.
    """

    svg: str
    metadata_schema: MetadataSchema
    language: str | Unset = UNSET
    fields: NewPreviewRequestFields | Unset = UNSET
    format_: PreviewFormat | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415
        from ..models.new_preview_request_fields import NewPreviewRequestFields  # noqa: PLC0415

        svg = self.svg

        metadata_schema = self.metadata_schema.to_dict()

        language = self.language

        fields: dict[str, Any] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields.to_dict()

        format_: str | Unset = UNSET
        if not isinstance(self.format_, Unset):
            format_ = self.format_.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "svg": svg,
                "metadataSchema": metadata_schema,
            }
        )
        if language is not UNSET:
            field_dict["language"] = language
        if fields is not UNSET:
            field_dict["fields"] = fields
        if format_ is not UNSET:
            field_dict["format"] = format_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415
        from ..models.new_preview_request_fields import NewPreviewRequestFields  # noqa: PLC0415

        d = dict(src_dict)
        svg = d.pop("svg")

        metadata_schema = MetadataSchema.from_dict(d.pop("metadataSchema"))

        language = d.pop("language", UNSET)

        _fields = d.pop("fields", UNSET)
        fields: NewPreviewRequestFields | Unset
        if isinstance(_fields, Unset):
            fields = UNSET
        else:
            fields = NewPreviewRequestFields.from_dict(_fields)

        _format_ = d.pop("format", UNSET)
        format_: PreviewFormat | Unset
        if isinstance(_format_, Unset):
            format_ = UNSET
        else:
            format_ = PreviewFormat(_format_)

        new_preview_request = cls(
            svg=svg,
            metadata_schema=metadata_schema,
            language=language,
            fields=fields,
            format_=format_,
        )

        return new_preview_request
