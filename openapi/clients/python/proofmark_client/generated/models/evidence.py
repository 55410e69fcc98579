from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="Evidence")


@_attrs_define
class Evidence:
    """One piece of evidence: at least one of `id`, `name` and `narrative`.

    Attributes:
        id (str | Unset): A page that shows it.
        name (str | Unset): A short name.
        description (str | Unset): One or two sentences.
        narrative (str | Unset): A longer text. Markdown.
        genre (str | Unset): What kind of thing it is: photograph, essay, portfolio.
        audience (str | Unset): Whom it is for.
    """

    id: str | Unset = UNSET
    name: str | Unset = UNSET
    description: str | Unset = UNSET
    narrative: str | Unset = UNSET
    genre: str | Unset = UNSET
    audience: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        description = self.description

        narrative = self.narrative

        genre = self.genre

        audience = self.audience

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if narrative is not UNSET:
            field_dict["narrative"] = narrative
        if genre is not UNSET:
            field_dict["genre"] = genre
        if audience is not UNSET:
            field_dict["audience"] = audience

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id", UNSET)

        name = d.pop("name", UNSET)

        description = d.pop("description", UNSET)

        narrative = d.pop("narrative", UNSET)

        genre = d.pop("genre", UNSET)

        audience = d.pop("audience", UNSET)

        evidence = cls(
            id=id,
            name=name,
            description=description,
            narrative=narrative,
            genre=genre,
            audience=audience,
        )

        return evidence
