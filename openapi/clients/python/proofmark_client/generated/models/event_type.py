from enum import StrEnum


class EventType(StrEnum):
    BATCH_COMPLETED = "batch.completed"
    CREDENTIAL_CLAIMED = "credential.claimed"
    CREDENTIAL_DOWNLOADED = "credential.downloaded"
    CREDENTIAL_EXPIRED = "credential.expired"
    CREDENTIAL_EXPIRING = "credential.expiring"
    CREDENTIAL_ISSUED = "credential.issued"
    CREDENTIAL_REINSTATED = "credential.reinstated"
    CREDENTIAL_REVOKED = "credential.revoked"
    CREDENTIAL_SHARED = "credential.shared"
    CREDENTIAL_SUPERSEDED = "credential.superseded"
    CREDENTIAL_SUSPENDED = "credential.suspended"
    CREDENTIAL_VERIFIED = "credential.verified"
    CREDENTIAL_VIEWED = "credential.viewed"
    EMAIL_FAILED = "email.failed"
    RECIPIENT_FORGOTTEN = "recipient.forgotten"
    WEBHOOK_TEST = "webhook.test"

    def __str__(self) -> str:
        return str(self.value)
