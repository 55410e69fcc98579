from enum import StrEnum


class TemplateFieldType(StrEnum):
    COLOR = "color"
    DATE = "date"
    IMAGE = "image"
    QR = "qr"
    TEXT = "text"

    def __str__(self) -> str:
        return str(self.value)
