from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.public_status import PublicStatus
from ..types import UNSET, Unset


T = TypeVar("T", bound="Verdict")


@_attrs_define
class Verdict:
    """What anybody may know about a credential.

    Attributes:
        id (str): The credential's identifier.
        code (str): Its short code.
        status (PublicStatus): What a credential is worth, as the public is told.
        verification_url (str): The page for people.
        credential_url (str): The signed credential; there is nothing yet while it waits to be claimed.
        superseded_by_url (str | Unset): Where the credential is that took its place.
        achievement (str | Unset): The achievement's name, as it is signed.
        issuer (str | Unset): The issuer's name, as it is signed.
        report (Any | Unset): Everything the verifier found: verdict, reason, checks, claims. Absent while it waits to
            be claimed.
    """

    id: str
    code: str
    status: PublicStatus
    verification_url: str
    credential_url: str
    superseded_by_url: str | Unset = UNSET
    achievement: str | Unset = UNSET
    issuer: str | Unset = UNSET
    report: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        code = self.code

        status = self.status.value

        verification_url = self.verification_url

        credential_url = self.credential_url

        superseded_by_url = self.superseded_by_url

        achievement = self.achievement

        issuer = self.issuer

        report = self.report

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "code": code,
                "status": status,
                "verificationUrl": verification_url,
                "credentialUrl": credential_url,
            }
        )
        if superseded_by_url is not UNSET:
            field_dict["supersededByUrl"] = superseded_by_url
        if achievement is not UNSET:
            field_dict["achievement"] = achievement
        if issuer is not UNSET:
            field_dict["issuer"] = issuer
        if report is not UNSET:
            field_dict["report"] = report

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        code = d.pop("code")

        status = PublicStatus(d.pop("status"))

        verification_url = d.pop("verificationUrl")

        credential_url = d.pop("credentialUrl")

        superseded_by_url = d.pop("supersededByUrl", UNSET)

        achievement = d.pop("achievement", UNSET)

        issuer = d.pop("issuer", UNSET)

        report = d.pop("report", UNSET)

        verdict = cls(
            id=id,
            code=code,
            status=status,
            verification_url=verification_url,
            credential_url=credential_url,
            superseded_by_url=superseded_by_url,
            achievement=achievement,
            issuer=issuer,
            report=report,
        )

        verdict.additional_properties = d
        return verdict

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
