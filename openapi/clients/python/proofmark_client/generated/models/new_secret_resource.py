from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
    from ..models.webhook_endpoint import WebhookEndpoint


T = TypeVar("T", bound="NewSecretResource")


@_attrs_define
class NewSecretResource:
    """An endpoint with a new secret, which is shown this once.

    Attributes:
        secret (str): What to check signatures with: `whsec_` and 32 bytes in base64.
        webhook_endpoint (WebhookEndpoint): Who is told of what, without the secret.
    """

    secret: str
    webhook_endpoint: WebhookEndpoint
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.webhook_endpoint import WebhookEndpoint  # noqa: PLC0415

        secret = self.secret

        webhook_endpoint = self.webhook_endpoint.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "secret": secret,
                "webhookEndpoint": webhook_endpoint,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.webhook_endpoint import WebhookEndpoint  # noqa: PLC0415

        d = dict(src_dict)
        secret = d.pop("secret")

        webhook_endpoint = WebhookEndpoint.from_dict(d.pop("webhookEndpoint"))

        new_secret_resource = cls(
            secret=secret,
            webhook_endpoint=webhook_endpoint,
        )

        new_secret_resource.additional_properties = d
        return new_secret_resource

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
