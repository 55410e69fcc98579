from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credential_visibility import CredentialVisibility
from ..models.email_language import EmailLanguage
from ..models.on_duplicate import OnDuplicate
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.evidence import Evidence
    from ..models.issue_request_fields import IssueRequestFields
    from ..models.issue_request_private_metadata import IssueRequestPrivateMetadata
    from ..models.issue_request_public_metadata import IssueRequestPublicMetadata
    from ..models.recipient import Recipient
    from ..models.result_value import ResultValue


T = TypeVar("T", bound="IssueRequest")


@_attrs_define
class IssueRequest:
    """What is to be issued.

    Attributes:
        achievement_id (str): The achievement's identifier.
        recipient (Recipient): Who earned it: at least one of `email`, `id` and `identifier`.
        issuer_id (str | Unset): The issuer's identifier; the default issuer of the environment, if not said.
        valid_from (datetime.datetime | Unset): Valid from; now by default.
        valid_until (datetime.datetime | Unset): Valid until; by default as the achievement's `validityPeriod` says,
            else for ever.
        narrative (str | Unset): About this one achievement of this one recipient. Markdown.
        license_number (str | Unset): The number of the licence that comes with it.
        evidence (list[Evidence] | Unset): What shows that it was earned.
        results (list[ResultValue] | Unset): What came out of it, by the achievement's `resultDescriptions`.
        template_id (str | Unset): How its documents look: a template's identifier. By default the achievement's; else a
            built-in certificate for
            the PDF file and a built-in badge for the pictures.
        fields (IssueRequestFields | Unset): What fills the template in, by the keys of its fields; a picture as
            `data:image/png;base64,…`. What the
            credential itself says (`recipient`, `achievement`, `issuer`, `date` …) is filled in already.
        public_metadata (IssueRequestPublicMetadata | Unset): Further facts, 100 at most. They are signed with the
            credential, as Open Badges results of the type
            `ext:Metadata`, and readable by everybody.
        private_metadata (IssueRequestPrivateMetadata | Unset): Further facts, 100 at most, that only this interface
            shows.
        external_id (str | Unset): Your own identifier, unique in your environment.
        visibility (CredentialVisibility | Unset): Who may see a credential without an API key.
        claim (bool | Unset): Whether the credential is `pending` until its recipient claims it by a link; as the
            environment's
            `claimByDefault` says, if not said. Without an e-mail address, or with `sendEmail` off, get the link from
            `POST /v1/credentials/{id}/claim-link`.
        send_email (bool | Unset): Whether the recipient gets e-mails: that it was issued or can be claimed, a reminder
            before it ends, that it was
            revoked. As the environment's `sendByDefault` says, if not said; with `claim`, yes.
        language (EmailLanguage | Unset): A language with built-in words.
        on_duplicate (OnDuplicate | Unset): What to do when the recipient holds the achievement already.
    """

    achievement_id: str
    recipient: Recipient
    issuer_id: str | Unset = UNSET
    valid_from: datetime.datetime | Unset = UNSET
    valid_until: datetime.datetime | Unset = UNSET
    narrative: str | Unset = UNSET
    license_number: str | Unset = UNSET
    evidence: list[Evidence] | Unset = UNSET
    results: list[ResultValue] | Unset = UNSET
    template_id: str | Unset = UNSET
    fields: IssueRequestFields | Unset = UNSET
    public_metadata: IssueRequestPublicMetadata | Unset = UNSET
    private_metadata: IssueRequestPrivateMetadata | Unset = UNSET
    external_id: str | Unset = UNSET
    visibility: CredentialVisibility | Unset = UNSET
    claim: bool | Unset = UNSET
    send_email: bool | Unset = UNSET
    language: EmailLanguage | Unset = UNSET
    on_duplicate: OnDuplicate | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.evidence import Evidence  # noqa: PLC0415
        from ..models.issue_request_fields import IssueRequestFields  # noqa: PLC0415
        from ..models.issue_request_private_metadata import IssueRequestPrivateMetadata  # noqa: PLC0415
        from ..models.issue_request_public_metadata import IssueRequestPublicMetadata  # noqa: PLC0415
        from ..models.recipient import Recipient  # noqa: PLC0415
        from ..models.result_value import ResultValue  # noqa: PLC0415

        achievement_id = self.achievement_id

        recipient = self.recipient.to_dict()

        issuer_id = self.issuer_id

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

        private_metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.private_metadata, Unset):
            private_metadata = self.private_metadata.to_dict()

        external_id = self.external_id

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        claim = self.claim

        send_email = self.send_email

        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language.value

        on_duplicate: str | Unset = UNSET
        if not isinstance(self.on_duplicate, Unset):
            on_duplicate = self.on_duplicate.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "achievementId": achievement_id,
                "recipient": recipient,
            }
        )
        if issuer_id is not UNSET:
            field_dict["issuerId"] = issuer_id
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
        if private_metadata is not UNSET:
            field_dict["privateMetadata"] = private_metadata
        if external_id is not UNSET:
            field_dict["externalId"] = external_id
        if visibility is not UNSET:
            field_dict["visibility"] = visibility
        if claim is not UNSET:
            field_dict["claim"] = claim
        if send_email is not UNSET:
            field_dict["sendEmail"] = send_email
        if language is not UNSET:
            field_dict["language"] = language
        if on_duplicate is not UNSET:
            field_dict["onDuplicate"] = on_duplicate

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence import Evidence  # noqa: PLC0415
        from ..models.issue_request_fields import IssueRequestFields  # noqa: PLC0415
        from ..models.issue_request_private_metadata import IssueRequestPrivateMetadata  # noqa: PLC0415
        from ..models.issue_request_public_metadata import IssueRequestPublicMetadata  # noqa: PLC0415
        from ..models.recipient import Recipient  # noqa: PLC0415
        from ..models.result_value import ResultValue  # noqa: PLC0415

        d = dict(src_dict)
        achievement_id = d.pop("achievementId")

        recipient = Recipient.from_dict(d.pop("recipient"))

        issuer_id = d.pop("issuerId", UNSET)

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
        fields: IssueRequestFields | Unset
        if isinstance(_fields, Unset):
            fields = UNSET
        else:
            fields = IssueRequestFields.from_dict(_fields)

        _public_metadata = d.pop("publicMetadata", UNSET)
        public_metadata: IssueRequestPublicMetadata | Unset
        if isinstance(_public_metadata, Unset):
            public_metadata = UNSET
        else:
            public_metadata = IssueRequestPublicMetadata.from_dict(_public_metadata)

        _private_metadata = d.pop("privateMetadata", UNSET)
        private_metadata: IssueRequestPrivateMetadata | Unset
        if isinstance(_private_metadata, Unset):
            private_metadata = UNSET
        else:
            private_metadata = IssueRequestPrivateMetadata.from_dict(_private_metadata)

        external_id = d.pop("externalId", UNSET)

        _visibility = d.pop("visibility", UNSET)
        visibility: CredentialVisibility | Unset
        if isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = CredentialVisibility(_visibility)

        claim = d.pop("claim", UNSET)

        send_email = d.pop("sendEmail", UNSET)

        _language = d.pop("language", UNSET)
        language: EmailLanguage | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = EmailLanguage(_language)

        _on_duplicate = d.pop("onDuplicate", UNSET)
        on_duplicate: OnDuplicate | Unset
        if isinstance(_on_duplicate, Unset):
            on_duplicate = UNSET
        else:
            on_duplicate = OnDuplicate(_on_duplicate)

        issue_request = cls(
            achievement_id=achievement_id,
            recipient=recipient,
            issuer_id=issuer_id,
            valid_from=valid_from,
            valid_until=valid_until,
            narrative=narrative,
            license_number=license_number,
            evidence=evidence,
            results=results,
            template_id=template_id,
            fields=fields,
            public_metadata=public_metadata,
            private_metadata=private_metadata,
            external_id=external_id,
            visibility=visibility,
            claim=claim,
            send_email=send_email,
            language=language,
            on_duplicate=on_duplicate,
        )

        return issue_request
