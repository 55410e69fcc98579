from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.batch_row_state import BatchRowState
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.row_error import RowError


T = TypeVar("T", bound="BatchRow")


@_attrs_define
class BatchRow:
    """A row and what became of it.

    Attributes:
        row (int): Counts the rows from 1, without a header.
        state (BatchRowState): How far a row has come.
        line (int | Unset): The line of the table on which it begins.
        external_id (str | Unset): Your own identifier.
        credential_id (str | Unset): The credential.
        code (str | Unset): Its short code.
        verification_url (str | Unset): The page where anybody can verify it.
        error (RowError | Unset): Why a row was refused.
    """

    row: int
    state: BatchRowState
    line: int | Unset = UNSET
    external_id: str | Unset = UNSET
    credential_id: str | Unset = UNSET
    code: str | Unset = UNSET
    verification_url: str | Unset = UNSET
    error: RowError | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.row_error import RowError  # noqa: PLC0415

        row = self.row

        state = self.state.value

        line = self.line

        external_id = self.external_id

        credential_id = self.credential_id

        code = self.code

        verification_url = self.verification_url

        error: dict[str, Any] | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "row": row,
                "state": state,
            }
        )
        if line is not UNSET:
            field_dict["line"] = line
        if external_id is not UNSET:
            field_dict["externalId"] = external_id
        if credential_id is not UNSET:
            field_dict["credentialId"] = credential_id
        if code is not UNSET:
            field_dict["code"] = code
        if verification_url is not UNSET:
            field_dict["verificationUrl"] = verification_url
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.row_error import RowError  # noqa: PLC0415

        d = dict(src_dict)
        row = d.pop("row")

        state = BatchRowState(d.pop("state"))

        line = d.pop("line", UNSET)

        external_id = d.pop("externalId", UNSET)

        credential_id = d.pop("credentialId", UNSET)

        code = d.pop("code", UNSET)

        verification_url = d.pop("verificationUrl", UNSET)

        _error = d.pop("error", UNSET)
        error: RowError | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = RowError.from_dict(_error)

        batch_row = cls(
            row=row,
            state=state,
            line=line,
            external_id=external_id,
            credential_id=credential_id,
            code=code,
            verification_url=verification_url,
            error=error,
        )

        batch_row.additional_properties = d
        return batch_row

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
