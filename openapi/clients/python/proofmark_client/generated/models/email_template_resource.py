from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.email_kind import EmailKind


T = TypeVar("T", bound="EmailTemplateResource")


@_attrs_define
class EmailTemplateResource:
    """The template of one kind of e-mail.

    Attributes:
        kind (EmailKind): What an e-mail is about.
        custom (bool): Whether it is the environment's own; otherwise it is the built-in one, in each recipient's
            language.
        subject (str): One line.
        text (str): The part for those who read plain text.
        html (str): The HTML part.
    """

    kind: EmailKind
    custom: bool
    subject: str
    text: str
    html: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        custom = self.custom

        subject = self.subject

        text = self.text

        html = self.html

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "custom": custom,
                "subject": subject,
                "text": text,
                "html": html,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = EmailKind(d.pop("kind"))

        custom = d.pop("custom")

        subject = d.pop("subject")

        text = d.pop("text")

        html = d.pop("html")

        email_template_resource = cls(
            kind=kind,
            custom=custom,
            subject=subject,
            text=text,
            html=html,
        )

        email_template_resource.additional_properties = d
        return email_template_resource

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
