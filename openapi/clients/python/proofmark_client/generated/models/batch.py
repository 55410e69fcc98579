from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.batch_state import BatchState
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="Batch")


@_attrs_define
class Batch:
    """A batch.

    Attributes:
        id (str): Opaque identifier.
        state (BatchState): How far a batch has come.
        dry_run (bool): Whether rows are only checked.
        total (int): Rows.
        done (int): Rows of which something became.
        succeeded (int): Rows of which a credential was issued; with `dryRun`, rows without a fault.
        failed (int): Rows that were refused; `/rows` says why.
        created_at (datetime.datetime): When it came.
        finished_at (datetime.datetime | Unset): When it was completed or cancelled.
    """

    id: str
    state: BatchState
    dry_run: bool
    total: int
    done: int
    succeeded: int
    failed: int
    created_at: datetime.datetime
    finished_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        state = self.state.value

        dry_run = self.dry_run

        total = self.total

        done = self.done

        succeeded = self.succeeded

        failed = self.failed

        created_at = self.created_at.isoformat()

        finished_at: str | Unset = UNSET
        if not isinstance(self.finished_at, Unset):
            finished_at = self.finished_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "dryRun": dry_run,
                "total": total,
                "done": done,
                "succeeded": succeeded,
                "failed": failed,
                "createdAt": created_at,
            }
        )
        if finished_at is not UNSET:
            field_dict["finishedAt"] = finished_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        state = BatchState(d.pop("state"))

        dry_run = d.pop("dryRun")

        total = d.pop("total")

        done = d.pop("done")

        succeeded = d.pop("succeeded")

        failed = d.pop("failed")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        _finished_at = d.pop("finishedAt", UNSET)
        finished_at: datetime.datetime | Unset
        if isinstance(_finished_at, Unset):
            finished_at = UNSET
        else:
            finished_at = datetime.datetime.fromisoformat(_finished_at)

        batch = cls(
            id=id,
            state=state,
            dry_run=dry_run,
            total=total,
            done=done,
            succeeded=succeeded,
            failed=failed,
            created_at=created_at,
            finished_at=finished_at,
        )

        batch.additional_properties = d
        return batch

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
