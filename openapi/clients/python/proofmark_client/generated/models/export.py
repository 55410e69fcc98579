from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.export_state import ExportState
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="Export")


@_attrs_define
class Export:
    """An export of the organization, with both environments.

    Attributes:
        id (str): Opaque identifier.
        state (ExportState): How far an export has come.
        documents (bool): Whether pictures and PDF documents are in it.
        done (int): Credentials that are written.
        total (int): Credentials there are, as far as it is known.
        created_at (datetime.datetime): When it was asked for.
        bytes_ (int | Unset): Size of the archive, when there is one.
        archive_url (str | Unset): Where the archive is, when there is one.
        finished_at (datetime.datetime | Unset): When it was completed or failed.
        expires_at (datetime.datetime | Unset): When it is removed.
    """

    id: str
    state: ExportState
    documents: bool
    done: int
    total: int
    created_at: datetime.datetime
    bytes_: int | Unset = UNSET
    archive_url: str | Unset = UNSET
    finished_at: datetime.datetime | Unset = UNSET
    expires_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        state = self.state.value

        documents = self.documents

        done = self.done

        total = self.total

        created_at = self.created_at.isoformat()

        bytes_ = self.bytes_

        archive_url = self.archive_url

        finished_at: str | Unset = UNSET
        if not isinstance(self.finished_at, Unset):
            finished_at = self.finished_at.isoformat()

        expires_at: str | Unset = UNSET
        if not isinstance(self.expires_at, Unset):
            expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "documents": documents,
                "done": done,
                "total": total,
                "createdAt": created_at,
            }
        )
        if bytes_ is not UNSET:
            field_dict["bytes"] = bytes_
        if archive_url is not UNSET:
            field_dict["archiveUrl"] = archive_url
        if finished_at is not UNSET:
            field_dict["finishedAt"] = finished_at
        if expires_at is not UNSET:
            field_dict["expiresAt"] = expires_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        state = ExportState(d.pop("state"))

        documents = d.pop("documents")

        done = d.pop("done")

        total = d.pop("total")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        bytes_ = d.pop("bytes", UNSET)

        archive_url = d.pop("archiveUrl", UNSET)

        _finished_at = d.pop("finishedAt", UNSET)
        finished_at: datetime.datetime | Unset
        if isinstance(_finished_at, Unset):
            finished_at = UNSET
        else:
            finished_at = datetime.datetime.fromisoformat(_finished_at)

        _expires_at = d.pop("expiresAt", UNSET)
        expires_at: datetime.datetime | Unset
        if isinstance(_expires_at, Unset):
            expires_at = UNSET
        else:
            expires_at = datetime.datetime.fromisoformat(_expires_at)

        export = cls(
            id=id,
            state=state,
            documents=documents,
            done=done,
            total=total,
            created_at=created_at,
            bytes_=bytes_,
            archive_url=archive_url,
            finished_at=finished_at,
            expires_at=expires_at,
        )

        export.additional_properties = d
        return export

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
