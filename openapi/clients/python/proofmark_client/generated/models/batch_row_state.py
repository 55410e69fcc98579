from enum import StrEnum


class BatchRowState(StrEnum):
    CANCELLED = "cancelled"
    CHECKED = "checked"
    FAILED = "failed"
    ISSUED = "issued"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
