from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credential_visibility import CredentialVisibility
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.evidence import Evidence
    from ..models.result_value import ResultValue
    from ..models.update_request_fields import UpdateRequestFields
    from ..models.update_request_private_metadata import UpdateRequestPrivateMetadata
    from ..models.update_request_public_metadata import UpdateRequestPublicMetadata


T = TypeVar("T", bound="UpdateRequest")


@_attrs_define
class UpdateRequest:
    """What to change. `visibility` and `privateMetadata` change in place; with anything else the credential is issued
    again and the old one is superseded.

        Attributes:
            visibility (CredentialVisibility | Unset): Who may see a credential without an API key.
            private_metadata (UpdateRequestPrivateMetadata | Unset): Replaces all of it.
            recipient_name (str | Unset): The recipient's name.
            valid_from (datetime.datetime | Unset): Valid from.
            valid_until (datetime.datetime | Unset): Valid until.
            narrative (str | Unset): About this one achievement of this one recipient. Markdown.
            license_number (str | Unset): The number of the licence that comes with it.
            evidence (list[Evidence] | Unset): Replaces all of it.
            results (list[ResultValue] | Unset): Replaces all of them.
            template_id (str | Unset): How its documents look: a template's identifier.
            fields (UpdateRequestFields | Unset): Replaces all of them.
            public_metadata (UpdateRequestPublicMetadata | Unset): Replaces all of it.
    """

    visibility: CredentialVisibility | Unset = UNSET
    private_metadata: UpdateRequestPrivateMetadata | Unset = UNSET
    recipient_name: str | Unset = UNSET
    valid_from: datetime.datetime | Unset = UNSET
    valid_until: datetime.datetime | Unset = UNSET
    narrative: str | Unset = UNSET
    license_number: str | Unset = UNSET
    evidence: list[Evidence] | Unset = UNSET
    results: list[ResultValue] | Unset = UNSET
    template_id: str | Unset = UNSET
    fields: UpdateRequestFields | Unset = UNSET
    public_metadata: UpdateRequestPublicMetadata | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.evidence import Evidence  # noqa: PLC0415
        from ..models.result_value import ResultValue  # noqa: PLC0415
        from ..models.update_request_fields import UpdateRequestFields  # noqa: PLC0415
        from ..models.update_request_private_metadata import UpdateRequestPrivateMetadata  # noqa: PLC0415
        from ..models.update_request_public_metadata import UpdateRequestPublicMetadata  # noqa: PLC0415

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        private_metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.private_metadata, Unset):
            private_metadata = self.private_metadata.to_dict()

        recipient_name = self.recipient_name

        valid_from: str | Unset = UNSET
        if not isinstance(self.valid_from, Unset):
            valid_from = self.valid_from.isoformat()

        valid_until: str | Unset = UNSET
        if not isinstance(self.valid_until, Unset):
            valid_until = self.valid_until.isoformat()

        narrative = self.narrative

        license_number = self.license_number

        evidence: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.evidence, Unset):
            evidence = []
            for evidence_item_data in self.evidence:
                evidence_item = evidence_item_data.to_dict()
                evidence.append(evidence_item)

        results: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.results, Unset):
            results = []
            for results_item_data in self.results:
                results_item = results_item_data.to_dict()
                results.append(results_item)

        template_id = self.template_id

        fields: dict[str, Any] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields.to_dict()

        public_metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.public_metadata, Unset):
            public_metadata = self.public_metadata.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if visibility is not UNSET:
            field_dict["visibility"] = visibility
        if private_metadata is not UNSET:
            field_dict["privateMetadata"] = private_metadata
        if recipient_name is not UNSET:
            field_dict["recipientName"] = recipient_name
        if valid_from is not UNSET:
            field_dict["validFrom"] = valid_from
        if valid_until is not UNSET:
            field_dict["validUntil"] = valid_until
        if narrative is not UNSET:
            field_dict["narrative"] = narrative
        if license_number is not UNSET:
            field_dict["licenseNumber"] = license_number
        if evidence is not UNSET:
            field_dict["evidence"] = evidence
        if results is not UNSET:
            field_dict["results"] = results
        if template_id is not UNSET:
            field_dict["templateId"] = template_id
        if fields is not UNSET:
            field_dict["fields"] = fields
        if public_metadata is not UNSET:
            field_dict["publicMetadata"] = public_metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence import Evidence  # noqa: PLC0415
        from ..models.result_value import ResultValue  # noqa: PLC0415
        from ..models.update_request_fields import UpdateRequestFields  # noqa: PLC0415
        from ..models.update_request_private_metadata import UpdateRequestPrivateMetadata  # noqa: PLC0415
        from ..models.update_request_public_metadata import UpdateRequestPublicMetadata  # noqa: PLC0415

        d = dict(src_dict)
        _visibility = d.pop("visibility", UNSET)
        visibility: CredentialVisibility | Unset
        if isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = CredentialVisibility(_visibility)

        _private_metadata = d.pop("privateMetadata", UNSET)
        private_metadata: UpdateRequestPrivateMetadata | Unset
        if isinstance(_private_metadata, Unset):
            private_metadata = UNSET
        else:
            private_metadata = UpdateRequestPrivateMetadata.from_dict(_private_metadata)

        recipient_name = d.pop("recipientName", UNSET)

        _valid_from = d.pop("validFrom", UNSET)
        valid_from: datetime.datetime | Unset
        if isinstance(_valid_from, Unset):
            valid_from = UNSET
        else:
            valid_from = datetime.datetime.fromisoformat(_valid_from)

        _valid_until = d.pop("validUntil", UNSET)
        valid_until: datetime.datetime | Unset
        if isinstance(_valid_until, Unset):
            valid_until = UNSET
        else:
            valid_until = datetime.datetime.fromisoformat(_valid_until)

        narrative = d.pop("narrative", UNSET)

        license_number = d.pop("licenseNumber", UNSET)

        _evidence = d.pop("evidence", UNSET)
        evidence: list[Evidence] | Unset = UNSET
        if _evidence is not UNSET:
            evidence = []
            for evidence_item_data in _evidence:
                evidence_item = Evidence.from_dict(evidence_item_data)

                evidence.append(evidence_item)

        _results = d.pop("results", UNSET)
        results: list[ResultValue] | Unset = UNSET
        if _results is not UNSET:
            results = []
            for results_item_data in _results:
                results_item = ResultValue.from_dict(results_item_data)

                results.append(results_item)

        template_id = d.pop("templateId", UNSET)

        _fields = d.pop("fields", UNSET)
        fields: UpdateRequestFields | Unset
        if isinstance(_fields, Unset):
            fields = UNSET
        else:
            fields = UpdateRequestFields.from_dict(_fields)

        _public_metadata = d.pop("publicMetadata", UNSET)
        public_metadata: UpdateRequestPublicMetadata | Unset
        if isinstance(_public_metadata, Unset):
            public_metadata = UNSET
        else:
            public_metadata = UpdateRequestPublicMetadata.from_dict(_public_metadata)

        update_request = cls(
            visibility=visibility,
            private_metadata=private_metadata,
            recipient_name=recipient_name,
            valid_from=valid_from,
            valid_until=valid_until,
            narrative=narrative,
            license_number=license_number,
            evidence=evidence,
            results=results,
            template_id=template_id,
            fields=fields,
            public_metadata=public_metadata,
        )

        return update_request
