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
    from ..models.preview_request_fields import PreviewRequestFields


T = TypeVar("T", bound="PreviewRequest")


@_attrs_define
class PreviewRequest:
    """What to look at.

    Attributes:
        fields (PreviewRequestFields | Unset): What the fields are filled in with. What a credential says is made up,
            and so is what is missing.
        format_ (PreviewFormat | Unset): The files that a template becomes.
    """

    fields: PreviewRequestFields | Unset = UNSET
    format_: PreviewFormat | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.preview_request_fields import PreviewRequestFields  # noqa: PLC0415

        fields: dict[str, Any] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields.to_dict()

        format_: str | Unset = UNSET
        if not isinstance(self.format_, Unset):
            format_ = self.format_.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if fields is not UNSET:
            field_dict["fields"] = fields
        if format_ is not UNSET:
            field_dict["format"] = format_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.preview_request_fields import PreviewRequestFields  # noqa: PLC0415

        d = dict(src_dict)
        _fields = d.pop("fields", UNSET)
        fields: PreviewRequestFields | Unset
        if isinstance(_fields, Unset):
            fields = UNSET
        else:
            fields = PreviewRequestFields.from_dict(_fields)

        _format_ = d.pop("format", UNSET)
        format_: PreviewFormat | Unset
        if isinstance(_format_, Unset):
            format_ = UNSET
        else:
            format_ = PreviewFormat(_format_)

        preview_request = cls(
            fields=fields,
            format_=format_,
        )

        return preview_request
