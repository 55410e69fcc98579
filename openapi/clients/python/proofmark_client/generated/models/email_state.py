from enum import StrEnum


class EmailState(StrEnum):
    DROPPED = "dropped"
    GIVEN_UP = "given_up"
    QUEUED = "queued"
    SENT = "sent"

    def __str__(self) -> str:
        return str(self.value)
