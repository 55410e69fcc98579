from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.credential_status import CredentialStatus
from ..models.credential_visibility import CredentialVisibility
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.credential_fields import CredentialFields
    from ..models.credential_private_metadata import CredentialPrivateMetadata
    from ..models.credential_public_metadata import CredentialPublicMetadata
    from ..models.links import Links
    from ..models.recipient import Recipient


T = TypeVar("T", bound="Credential")


@_attrs_define
class Credential:
    """A credential.

    Attributes:
        id (str): Opaque identifier.
        code (str): A short code to read out and type in.
        status (CredentialStatus): What a credential is worth.
        achievement_id (str): The achievement's identifier.
        issuer_id (str): The issuer's identifier.
        recipient (Recipient): Who earned it: at least one of `email`, `id` and `identifier`.
        valid_from (datetime.datetime): Start of the validity period.
        issued_at (datetime.datetime): When it was issued.
        visibility (CredentialVisibility): Who may see a credential without an API key.
        fields (CredentialFields): What fills the template in.
        public_metadata (CredentialPublicMetadata): Further facts that are signed with it.
        private_metadata (CredentialPrivateMetadata): Further facts that only this interface shows.
        awaits_claim (bool): Whether its recipient has still to claim it. Until then its documents are not served to
            anybody.
        verification_url (str): The page where anybody can verify it.
        links (Links): The documents of a credential.
        digest (str): SHA-256 of the signed document's bytes, hex. A recipient who binds an identifier of their own when
            they claim it
            gets another document.
        external_id (str | Unset): Your own identifier.
        valid_until (datetime.datetime | Unset): End of the validity period.
        revoked_at (datetime.datetime | Unset): When it was revoked.
        revocation_reason (str | Unset): Why it was revoked.
        suspended_at (datetime.datetime | Unset): Since when it is suspended.
        suspension_reason (str | Unset): Why it is suspended.
        supersedes_id (str | Unset): The earlier credential that this one took the place of.
        superseded_by_id (str | Unset): The later credential that took the place of this one.
        template_id (str | Unset): How its documents look; absent for the built-in default.
        claimed_at (datetime.datetime | Unset): When its recipient claimed it.
        forgotten_at (datetime.datetime | Unset): When the recipient's data was removed.
        credential (Any | Unset): The signed `OpenBadgeCredential`; lists leave it out, and so does a credential that
            waits to be claimed.
    """

    id: str
    code: str
    status: CredentialStatus
    achievement_id: str
    issuer_id: str
    recipient: Recipient
    valid_from: datetime.datetime
    issued_at: datetime.datetime
    visibility: CredentialVisibility
    fields: CredentialFields
    public_metadata: CredentialPublicMetadata
    private_metadata: CredentialPrivateMetadata
    awaits_claim: bool
    verification_url: str
    links: Links
    digest: str
    external_id: str | Unset = UNSET
    valid_until: datetime.datetime | Unset = UNSET
    revoked_at: datetime.datetime | Unset = UNSET
    revocation_reason: str | Unset = UNSET
    suspended_at: datetime.datetime | Unset = UNSET
    suspension_reason: str | Unset = UNSET
    supersedes_id: str | Unset = UNSET
    superseded_by_id: str | Unset = UNSET
    template_id: str | Unset = UNSET
    claimed_at: datetime.datetime | Unset = UNSET
    forgotten_at: datetime.datetime | Unset = UNSET
    credential: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.credential_fields import CredentialFields  # noqa: PLC0415
        from ..models.credential_private_metadata import CredentialPrivateMetadata  # noqa: PLC0415
        from ..models.credential_public_metadata import CredentialPublicMetadata  # noqa: PLC0415
        from ..models.links import Links  # noqa: PLC0415
        from ..models.recipient import Recipient  # noqa: PLC0415

        id = self.id

        code = self.code

        status = self.status.value

        achievement_id = self.achievement_id

        issuer_id = self.issuer_id

        recipient = self.recipient.to_dict()

        valid_from = self.valid_from.isoformat()

        issued_at = self.issued_at.isoformat()

        visibility = self.visibility.value

        fields = self.fields.to_dict()

        public_metadata = self.public_metadata.to_dict()

        private_metadata = self.private_metadata.to_dict()

        awaits_claim = self.awaits_claim

        verification_url = self.verification_url

        links = self.links.to_dict()

        digest = self.digest

        external_id = self.external_id

        valid_until: str | Unset = UNSET
        if not isinstance(self.valid_until, Unset):
            valid_until = self.valid_until.isoformat()

        revoked_at: str | Unset = UNSET
        if not isinstance(self.revoked_at, Unset):
            revoked_at = self.revoked_at.isoformat()

        revocation_reason = self.revocation_reason

        suspended_at: str | Unset = UNSET
        if not isinstance(self.suspended_at, Unset):
            suspended_at = self.suspended_at.isoformat()

        suspension_reason = self.suspension_reason

        supersedes_id = self.supersedes_id

        superseded_by_id = self.superseded_by_id

        template_id = self.template_id

        claimed_at: str | Unset = UNSET
        if not isinstance(self.claimed_at, Unset):
            claimed_at = self.claimed_at.isoformat()

        forgotten_at: str | Unset = UNSET
        if not isinstance(self.forgotten_at, Unset):
            forgotten_at = self.forgotten_at.isoformat()

        credential = self.credential

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "code": code,
                "status": status,
                "achievementId": achievement_id,
                "issuerId": issuer_id,
                "recipient": recipient,
                "validFrom": valid_from,
                "issuedAt": issued_at,
                "visibility": visibility,
                "fields": fields,
                "publicMetadata": public_metadata,
                "privateMetadata": private_metadata,
                "awaitsClaim": awaits_claim,
                "verificationUrl": verification_url,
                "links": links,
                "digest": digest,
            }
        )
        if external_id is not UNSET:
            field_dict["externalId"] = external_id
        if valid_until is not UNSET:
            field_dict["validUntil"] = valid_until
        if revoked_at is not UNSET:
            field_dict["revokedAt"] = revoked_at
        if revocation_reason is not UNSET:
            field_dict["revocationReason"] = revocation_reason
        if suspended_at is not UNSET:
            field_dict["suspendedAt"] = suspended_at
        if suspension_reason is not UNSET:
            field_dict["suspensionReason"] = suspension_reason
        if supersedes_id is not UNSET:
            field_dict["supersedesId"] = supersedes_id
        if superseded_by_id is not UNSET:
            field_dict["supersededById"] = superseded_by_id
        if template_id is not UNSET:
            field_dict["templateId"] = template_id
        if claimed_at is not UNSET:
            field_dict["claimedAt"] = claimed_at
        if forgotten_at is not UNSET:
            field_dict["forgottenAt"] = forgotten_at
        if credential is not UNSET:
            field_dict["credential"] = credential

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credential_fields import CredentialFields  # noqa: PLC0415
        from ..models.credential_private_metadata import CredentialPrivateMetadata  # noqa: PLC0415
        from ..models.credential_public_metadata import CredentialPublicMetadata  # noqa: PLC0415
        from ..models.links import Links  # noqa: PLC0415
        from ..models.recipient import Recipient  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        code = d.pop("code")

        status = CredentialStatus(d.pop("status"))

        achievement_id = d.pop("achievementId")

        issuer_id = d.pop("issuerId")

        recipient = Recipient.from_dict(d.pop("recipient"))

        valid_from = datetime.datetime.fromisoformat(d.pop("validFrom"))

        issued_at = datetime.datetime.fromisoformat(d.pop("issuedAt"))

        visibility = CredentialVisibility(d.pop("visibility"))

        fields = CredentialFields.from_dict(d.pop("fields"))

        public_metadata = CredentialPublicMetadata.from_dict(d.pop("publicMetadata"))

        private_metadata = CredentialPrivateMetadata.from_dict(d.pop("privateMetadata"))

        awaits_claim = d.pop("awaitsClaim")

        verification_url = d.pop("verificationUrl")

        links = Links.from_dict(d.pop("links"))

        digest = d.pop("digest")

        external_id = d.pop("externalId", UNSET)

        _valid_until = d.pop("validUntil", UNSET)
        valid_until: datetime.datetime | Unset
        if isinstance(_valid_until, Unset):
            valid_until = UNSET
        else:
            valid_until = datetime.datetime.fromisoformat(_valid_until)

        _revoked_at = d.pop("revokedAt", UNSET)
        revoked_at: datetime.datetime | Unset
        if isinstance(_revoked_at, Unset):
            revoked_at = UNSET
        else:
            revoked_at = datetime.datetime.fromisoformat(_revoked_at)

        revocation_reason = d.pop("revocationReason", UNSET)

        _suspended_at = d.pop("suspendedAt", UNSET)
        suspended_at: datetime.datetime | Unset
        if isinstance(_suspended_at, Unset):
            suspended_at = UNSET
        else:
            suspended_at = datetime.datetime.fromisoformat(_suspended_at)

        suspension_reason = d.pop("suspensionReason", UNSET)

        supersedes_id = d.pop("supersedesId", UNSET)

        superseded_by_id = d.pop("supersededById", UNSET)

        template_id = d.pop("templateId", UNSET)

        _claimed_at = d.pop("claimedAt", UNSET)
        claimed_at: datetime.datetime | Unset
        if isinstance(_claimed_at, Unset):
            claimed_at = UNSET
        else:
            claimed_at = datetime.datetime.fromisoformat(_claimed_at)

        _forgotten_at = d.pop("forgottenAt", UNSET)
        forgotten_at: datetime.datetime | Unset
        if isinstance(_forgotten_at, Unset):
            forgotten_at = UNSET
        else:
            forgotten_at = datetime.datetime.fromisoformat(_forgotten_at)

        credential = d.pop("credential", UNSET)

        credential = cls(
            id=id,
            code=code,
            status=status,
            achievement_id=achievement_id,
            issuer_id=issuer_id,
            recipient=recipient,
            valid_from=valid_from,
            issued_at=issued_at,
            visibility=visibility,
            fields=fields,
            public_metadata=public_metadata,
            private_metadata=private_metadata,
            awaits_claim=awaits_claim,
            verification_url=verification_url,
            links=links,
            digest=digest,
            external_id=external_id,
            valid_until=valid_until,
            revoked_at=revoked_at,
            revocation_reason=revocation_reason,
            suspended_at=suspended_at,
            suspension_reason=suspension_reason,
            supersedes_id=supersedes_id,
            superseded_by_id=superseded_by_id,
            template_id=template_id,
            claimed_at=claimed_at,
            forgotten_at=forgotten_at,
            credential=credential,
        )

        credential.additional_properties = d
        return credential

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
