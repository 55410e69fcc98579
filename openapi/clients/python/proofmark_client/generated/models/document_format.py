from enum import StrEnum


class DocumentFormat(StrEnum):
    HTML = "html"
    JSON = "json"
    JWT = "jwt"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"

    def __str__(self) -> str:
        return str(self.value)
