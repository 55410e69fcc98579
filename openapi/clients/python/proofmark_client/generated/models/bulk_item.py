from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credential_status import CredentialStatus
from ..models.error_code import ErrorCode
from ..types import UNSET, Unset


T = TypeVar("T", bound="BulkItem")


@_attrs_define
class BulkItem:
    """What became of one credential.

    Attributes:
        id (str): As the request named it.
        status (CredentialStatus | Unset): What a credential is worth.
        error (ErrorCode | Unset): The closed list of codes.
    """

    id: str
    status: CredentialStatus | Unset = UNSET
    error: ErrorCode | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        error: str | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        _status = d.pop("status", UNSET)
        status: CredentialStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = CredentialStatus(_status)

        _error = d.pop("error", UNSET)
        error: ErrorCode | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = ErrorCode(_error)

        bulk_item = cls(
            id=id,
            status=status,
            error=error,
        )

        bulk_item.additional_properties = d
        return bulk_item

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
