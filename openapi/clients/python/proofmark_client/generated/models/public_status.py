from enum import StrEnum


class PublicStatus(StrEnum):
    EXPIRED = "expired"
    NEVER_EXPIRES = "never_expires"
    PENDING = "pending"
    RENEWED = "renewed"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    VALID = "valid"

    def __str__(self) -> str:
        return str(self.value)
