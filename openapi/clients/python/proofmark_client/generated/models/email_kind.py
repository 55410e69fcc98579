from enum import StrEnum


class EmailKind(StrEnum):
    CLAIM = "claim"
    ISSUED = "issued"
    REMINDER = "reminder"
    REVOKED = "revoked"

    def __str__(self) -> str:
        return str(self.value)
