from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


T = TypeVar("T", bound="EmailTemplate")


@_attrs_define
class EmailTemplate:
    """The words of one kind of e-mail.

    `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif` choose, also with `not`. The
    variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`, `recipient`, `sender`,
    `test`, `valid_until`. What is put into the HTML part is escaped.

        Attributes:
            subject (str): One line.
            text (str): The part for those who read plain text.
            html (str): The HTML part.
    """

    subject: str
    text: str
    html: str

    def to_dict(self) -> dict[str, Any]:
        subject = self.subject

        text = self.text

        html = self.html

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "subject": subject,
                "text": text,
                "html": html,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        subject = d.pop("subject")

        text = d.pop("text")

        html = d.pop("html")

        email_template = cls(
            subject=subject,
            text=text,
            html=html,
        )

        return email_template
