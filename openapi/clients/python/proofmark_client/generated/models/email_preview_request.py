from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.email_language import EmailLanguage
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.email_template import EmailTemplate


T = TypeVar("T", bound="EmailPreviewRequest")


@_attrs_define
class EmailPreviewRequest:
    """What to look at.

    Attributes:
        template (EmailTemplate | Unset): The words of one kind of e-mail.

            `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif` choose, also with `not`. The
            variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`, `recipient`, `sender`,
            `test`, `valid_until`. What is put into the HTML part is escaped.
        language (EmailLanguage | Unset): A language with built-in words.
    """

    template: EmailTemplate | Unset = UNSET
    language: EmailLanguage | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.email_template import EmailTemplate  # noqa: PLC0415

        template: dict[str, Any] | Unset = UNSET
        if not isinstance(self.template, Unset):
            template = self.template.to_dict()

        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if template is not UNSET:
            field_dict["template"] = template
        if language is not UNSET:
            field_dict["language"] = language

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.email_template import EmailTemplate  # noqa: PLC0415

        d = dict(src_dict)
        _template = d.pop("template", UNSET)
        template: EmailTemplate | Unset
        if isinstance(_template, Unset):
            template = UNSET
        else:
            template = EmailTemplate.from_dict(_template)

        _language = d.pop("language", UNSET)
        language: EmailLanguage | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = EmailLanguage(_language)

        email_preview_request = cls(
            template=template,
            language=language,
        )

        return email_preview_request
