from enum import StrEnum


class IssuerKeyState(StrEnum):
    CURRENT = "current"
    NEXT = "next"
    RETIRED = "retired"
    REVOKED = "revoked"

    def __str__(self) -> str:
        return str(self.value)
