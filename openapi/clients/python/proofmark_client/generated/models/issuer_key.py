from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.issuer_key_state import IssuerKeyState
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="IssuerKey")


@_attrs_define
class IssuerKey:
    """A key of an issuer. Its secret half never leaves the server.

    Attributes:
        id (str): Opaque identifier.
        state (IssuerKeyState): What a key is for.
        verification_method (str): The DID URL that proofs name.
        public_key_multibase (str): The public half, as Multikey.
        created_at (datetime.datetime): When it was made and published.
        activated_at (datetime.datetime | Unset): Since when it signs.
        retired_at (datetime.datetime | Unset): Since when it no longer signs.
        revoked_at (datetime.datetime | Unset): When it was revoked.
        revoked_since (datetime.datetime | Unset): Proofs made since then do not count.
        revocation_reason (str | Unset): Why it was revoked.
    """

    id: str
    state: IssuerKeyState
    verification_method: str
    public_key_multibase: str
    created_at: datetime.datetime
    activated_at: datetime.datetime | Unset = UNSET
    retired_at: datetime.datetime | Unset = UNSET
    revoked_at: datetime.datetime | Unset = UNSET
    revoked_since: datetime.datetime | Unset = UNSET
    revocation_reason: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        state = self.state.value

        verification_method = self.verification_method

        public_key_multibase = self.public_key_multibase

        created_at = self.created_at.isoformat()

        activated_at: str | Unset = UNSET
        if not isinstance(self.activated_at, Unset):
            activated_at = self.activated_at.isoformat()

        retired_at: str | Unset = UNSET
        if not isinstance(self.retired_at, Unset):
            retired_at = self.retired_at.isoformat()

        revoked_at: str | Unset = UNSET
        if not isinstance(self.revoked_at, Unset):
            revoked_at = self.revoked_at.isoformat()

        revoked_since: str | Unset = UNSET
        if not isinstance(self.revoked_since, Unset):
            revoked_since = self.revoked_since.isoformat()

        revocation_reason = self.revocation_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "verificationMethod": verification_method,
                "publicKeyMultibase": public_key_multibase,
                "createdAt": created_at,
            }
        )
        if activated_at is not UNSET:
            field_dict["activatedAt"] = activated_at
        if retired_at is not UNSET:
            field_dict["retiredAt"] = retired_at
        if revoked_at is not UNSET:
            field_dict["revokedAt"] = revoked_at
        if revoked_since is not UNSET:
            field_dict["revokedSince"] = revoked_since
        if revocation_reason is not UNSET:
            field_dict["revocationReason"] = revocation_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        state = IssuerKeyState(d.pop("state"))

        verification_method = d.pop("verificationMethod")

        public_key_multibase = d.pop("publicKeyMultibase")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        _activated_at = d.pop("activatedAt", UNSET)
        activated_at: datetime.datetime | Unset
        if isinstance(_activated_at, Unset):
            activated_at = UNSET
        else:
            activated_at = datetime.datetime.fromisoformat(_activated_at)

        _retired_at = d.pop("retiredAt", UNSET)
        retired_at: datetime.datetime | Unset
        if isinstance(_retired_at, Unset):
            retired_at = UNSET
        else:
            retired_at = datetime.datetime.fromisoformat(_retired_at)

        _revoked_at = d.pop("revokedAt", UNSET)
        revoked_at: datetime.datetime | Unset
        if isinstance(_revoked_at, Unset):
            revoked_at = UNSET
        else:
            revoked_at = datetime.datetime.fromisoformat(_revoked_at)

        _revoked_since = d.pop("revokedSince", UNSET)
        revoked_since: datetime.datetime | Unset
        if isinstance(_revoked_since, Unset):
            revoked_since = UNSET
        else:
            revoked_since = datetime.datetime.fromisoformat(_revoked_since)

        revocation_reason = d.pop("revocationReason", UNSET)

        issuer_key = cls(
            id=id,
            state=state,
            verification_method=verification_method,
            public_key_multibase=public_key_multibase,
            created_at=created_at,
            activated_at=activated_at,
            retired_at=retired_at,
            revoked_at=revoked_at,
            revoked_since=revoked_since,
            revocation_reason=revocation_reason,
        )

        issuer_key.additional_properties = d
        return issuer_key

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
