from enum import StrEnum


class ApiKeyScope(StrEnum):
    ADMIN = "admin"
    ISSUE = "issue"
    MANAGE = "manage"
    READ = "read"

    def __str__(self) -> str:
        return str(self.value)
