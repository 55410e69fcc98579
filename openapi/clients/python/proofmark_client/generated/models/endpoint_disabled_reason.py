from enum import StrEnum


class EndpointDisabledReason(StrEnum):
    GONE = "gone"
    OWNER = "owner"

    def __str__(self) -> str:
        return str(self.value)
