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
    from ..models.metadata_schema import MetadataSchema


T = TypeVar("T", bound="Template")


@_attrs_define
class Template:
    """A template.

    Attributes:
        id (str): Opaque identifier; a built-in one's name.
        name (str): What people call it.
        built_in (bool): Whether it comes along with the server and cannot be changed.
        language (str): The language of its documents.
        metadata_schema (MetadataSchema): The fields of a template.
        version (int | Unset): Counts its versions from 1.
        svg (str | Unset): The drawing; lists leave it out.
        created_at (datetime.datetime | Unset): When it was made.
        updated_at (datetime.datetime | Unset): When it was last changed.
        archived_at (datetime.datetime | Unset): Since when it is no longer used for new credentials.
    """

    id: str
    name: str
    built_in: bool
    language: str
    metadata_schema: MetadataSchema
    version: int | Unset = UNSET
    svg: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    archived_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        id = self.id

        name = self.name

        built_in = self.built_in

        language = self.language

        metadata_schema = self.metadata_schema.to_dict()

        version = self.version

        svg = self.svg

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        archived_at: str | Unset = UNSET
        if not isinstance(self.archived_at, Unset):
            archived_at = self.archived_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "builtIn": built_in,
                "language": language,
                "metadataSchema": metadata_schema,
            }
        )
        if version is not UNSET:
            field_dict["version"] = version
        if svg is not UNSET:
            field_dict["svg"] = svg
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if archived_at is not UNSET:
            field_dict["archivedAt"] = archived_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_schema import MetadataSchema  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        built_in = d.pop("builtIn")

        language = d.pop("language")

        metadata_schema = MetadataSchema.from_dict(d.pop("metadataSchema"))

        version = d.pop("version", UNSET)

        svg = d.pop("svg", UNSET)

        _created_at = d.pop("createdAt", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        _updated_at = d.pop("updatedAt", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        _archived_at = d.pop("archivedAt", UNSET)
        archived_at: datetime.datetime | Unset
        if isinstance(_archived_at, Unset):
            archived_at = UNSET
        else:
            archived_at = datetime.datetime.fromisoformat(_archived_at)

        template = cls(
            id=id,
            name=name,
            built_in=built_in,
            language=language,
            metadata_schema=metadata_schema,
            version=version,
            svg=svg,
            created_at=created_at,
            updated_at=updated_at,
            archived_at=archived_at,
        )

        template.additional_properties = d
        return template

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
