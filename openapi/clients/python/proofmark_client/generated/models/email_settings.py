from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.email_language import EmailLanguage
from ..types import UNSET, Unset


T = TypeVar("T", bound="EmailSettings")


@_attrs_define
class EmailSettings:
    """What an environment wishes about e-mail and claims. A member that is not sent goes back to its default.

    Attributes:
        enabled (bool | Unset): Off: nothing is sent, not even what waits already. Default: True.
        send_by_default (bool | Unset): Whether recipients are written to when a request does not say `sendEmail`.
            Default: False.
        claim_by_default (bool | Unset): Whether credentials wait to be claimed when a request does not say `claim`.
            Default: False.
        reminders (bool | Unset): Whether recipients who are written to are reminded before a credential ends. Default:
            True.
        sender_name (str | Unset): The name beside the server's address; the organization's by default.
        reply_to (str | Unset): Where answers go.
        language (EmailLanguage | Unset): A language with built-in words.
    """

    enabled: bool | Unset = True
    send_by_default: bool | Unset = False
    claim_by_default: bool | Unset = False
    reminders: bool | Unset = True
    sender_name: str | Unset = UNSET
    reply_to: str | Unset = UNSET
    language: EmailLanguage | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        send_by_default = self.send_by_default

        claim_by_default = self.claim_by_default

        reminders = self.reminders

        sender_name = self.sender_name

        reply_to = self.reply_to

        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if send_by_default is not UNSET:
            field_dict["sendByDefault"] = send_by_default
        if claim_by_default is not UNSET:
            field_dict["claimByDefault"] = claim_by_default
        if reminders is not UNSET:
            field_dict["reminders"] = reminders
        if sender_name is not UNSET:
            field_dict["senderName"] = sender_name
        if reply_to is not UNSET:
            field_dict["replyTo"] = reply_to
        if language is not UNSET:
            field_dict["language"] = language

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enabled = d.pop("enabled", UNSET)

        send_by_default = d.pop("sendByDefault", UNSET)

        claim_by_default = d.pop("claimByDefault", UNSET)

        reminders = d.pop("reminders", UNSET)

        sender_name = d.pop("senderName", UNSET)

        reply_to = d.pop("replyTo", UNSET)

        _language = d.pop("language", UNSET)
        language: EmailLanguage | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = EmailLanguage(_language)

        email_settings = cls(
            enabled=enabled,
            send_by_default=send_by_default,
            claim_by_default=claim_by_default,
            reminders=reminders,
            sender_name=sender_name,
            reply_to=reply_to,
            language=language,
        )

        email_settings.additional_properties = d
        return email_settings

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
