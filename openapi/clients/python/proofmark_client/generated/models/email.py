from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.email_kind import EmailKind
from ..models.email_state import EmailState
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="Email")


@_attrs_define
class Email:
    """An e-mail about a credential.

    Attributes:
        id (str): Opaque identifier; the `Message-ID` begins with it.
        kind (EmailKind): What an e-mail is about.
        state (EmailState): What became of an e-mail.
        queued_at (datetime.datetime): When it was queued.
        reason (str | Unset): Why it was dropped or given up.
        done_at (datetime.datetime | Unset): When it was sent, dropped or given up.
    """

    id: str
    kind: EmailKind
    state: EmailState
    queued_at: datetime.datetime
    reason: str | Unset = UNSET
    done_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind.value

        state = self.state.value

        queued_at = self.queued_at.isoformat()

        reason = self.reason

        done_at: str | Unset = UNSET
        if not isinstance(self.done_at, Unset):
            done_at = self.done_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "state": state,
                "queuedAt": queued_at,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason
        if done_at is not UNSET:
            field_dict["doneAt"] = done_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = EmailKind(d.pop("kind"))

        state = EmailState(d.pop("state"))

        queued_at = datetime.datetime.fromisoformat(d.pop("queuedAt"))

        reason = d.pop("reason", UNSET)

        _done_at = d.pop("doneAt", UNSET)
        done_at: datetime.datetime | Unset
        if isinstance(_done_at, Unset):
            done_at = UNSET
        else:
            done_at = datetime.datetime.fromisoformat(_done_at)

        email = cls(
            id=id,
            kind=kind,
            state=state,
            queued_at=queued_at,
            reason=reason,
            done_at=done_at,
        )

        email.additional_properties = d
        return email

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
