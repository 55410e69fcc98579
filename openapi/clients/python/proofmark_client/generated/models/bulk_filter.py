from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credential_status import CredentialStatus
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="BulkFilter")


@_attrs_define
class BulkFilter:
    """What credentials have in common; at least one field.

    Attributes:
        achievement_id (str | Unset): Only of this achievement.
        email (str | Unset): Only of the recipient with this e-mail address.
        status (CredentialStatus | Unset): What a credential is worth.
        issued_from (datetime.datetime | Unset): Only issued at this time or later.
        issued_before (datetime.datetime | Unset): Only issued before this time.
        issuer_key_id (str | Unset): Only signed with this key of an issuer.
    """

    achievement_id: str | Unset = UNSET
    email: str | Unset = UNSET
    status: CredentialStatus | Unset = UNSET
    issued_from: datetime.datetime | Unset = UNSET
    issued_before: datetime.datetime | Unset = UNSET
    issuer_key_id: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        achievement_id = self.achievement_id

        email = self.email

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        issued_from: str | Unset = UNSET
        if not isinstance(self.issued_from, Unset):
            issued_from = self.issued_from.isoformat()

        issued_before: str | Unset = UNSET
        if not isinstance(self.issued_before, Unset):
            issued_before = self.issued_before.isoformat()

        issuer_key_id = self.issuer_key_id

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if achievement_id is not UNSET:
            field_dict["achievementId"] = achievement_id
        if email is not UNSET:
            field_dict["email"] = email
        if status is not UNSET:
            field_dict["status"] = status
        if issued_from is not UNSET:
            field_dict["issuedFrom"] = issued_from
        if issued_before is not UNSET:
            field_dict["issuedBefore"] = issued_before
        if issuer_key_id is not UNSET:
            field_dict["issuerKeyId"] = issuer_key_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        achievement_id = d.pop("achievementId", UNSET)

        email = d.pop("email", UNSET)

        _status = d.pop("status", UNSET)
        status: CredentialStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = CredentialStatus(_status)

        _issued_from = d.pop("issuedFrom", UNSET)
        issued_from: datetime.datetime | Unset
        if isinstance(_issued_from, Unset):
            issued_from = UNSET
        else:
            issued_from = datetime.datetime.fromisoformat(_issued_from)

        _issued_before = d.pop("issuedBefore", UNSET)
        issued_before: datetime.datetime | Unset
        if isinstance(_issued_before, Unset):
            issued_before = UNSET
        else:
            issued_before = datetime.datetime.fromisoformat(_issued_before)

        issuer_key_id = d.pop("issuerKeyId", UNSET)

        bulk_filter = cls(
            achievement_id=achievement_id,
            email=email,
            status=status,
            issued_from=issued_from,
            issued_before=issued_before,
            issuer_key_id=issuer_key_id,
        )

        return bulk_filter
