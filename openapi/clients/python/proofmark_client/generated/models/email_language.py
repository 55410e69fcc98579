from enum import StrEnum


class EmailLanguage(StrEnum):
    DE = "de"
    EN = "en"
    ES = "es"
    FR = "fr"
    JA = "ja"
    NL = "nl"

    def __str__(self) -> str:
        return str(self.value)
