from enum import StrEnum


class OnDuplicate(StrEnum):
    ALLOW = "allow"
    REISSUE = "reissue"
    REJECT = "reject"

    def __str__(self) -> str:
        return str(self.value)
