from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.issuer import Issuer


T = TypeVar("T", bound="RevokedKey")


@_attrs_define
class RevokedKey:
    """What revoking a key has done.

    Attributes:
        issuer (Issuer): Who issues.
        affected_credentials (int): How many credentials no longer verify. `GET /v1/credentials?issuerKeyId=` names
            them, and
            `POST /v1/credentials/{id}/reissue` issues each again.
    """

    issuer: Issuer
    affected_credentials: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.issuer import Issuer  # noqa: PLC0415

        issuer = self.issuer.to_dict()

        affected_credentials = self.affected_credentials

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "issuer": issuer,
                "affectedCredentials": affected_credentials,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.issuer import Issuer  # noqa: PLC0415

        d = dict(src_dict)
        issuer = Issuer.from_dict(d.pop("issuer"))

        affected_credentials = d.pop("affectedCredentials")

        revoked_key = cls(
            issuer=issuer,
            affected_credentials=affected_credentials,
        )

        revoked_key.additional_properties = d
        return revoked_key

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
