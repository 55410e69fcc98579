from enum import StrEnum


class CredentialStatus(StrEnum):
    EXPIRED = "expired"
    PENDING = "pending"
    RENEWED = "renewed"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    VALID = "valid"

    def __str__(self) -> str:
        return str(self.value)
