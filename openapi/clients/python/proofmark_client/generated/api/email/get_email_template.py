from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.email_kind import EmailKind
from ...models.email_language import EmailLanguage
from ...models.email_template_resource import EmailTemplateResource
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    kind: EmailKind,
    *,
    language: EmailLanguage | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_language: str | Unset = UNSET
    if not isinstance(language, Unset):
        json_language = language.value

    params["language"] = json_language

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/email-templates/{kind}".format(
            kind=quote(str(kind), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> EmailTemplateResource | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = EmailTemplateResource.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorEnvelope.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = ErrorEnvelope.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorEnvelope.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = ErrorEnvelope.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[EmailTemplateResource | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    language: EmailLanguage | Unset = UNSET,
) -> Response[EmailTemplateResource | ErrorEnvelope]:
    """Get the template of a kind of e-mail

     The environment's own, else the built-in one: a good start for an own one.

    Args:
        kind (EmailKind): What an e-mail is about.
        language (EmailLanguage | Unset): A language with built-in words.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailTemplateResource | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        kind=kind,
        language=language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    language: EmailLanguage | Unset = UNSET,
) -> EmailTemplateResource | ErrorEnvelope | None:
    """Get the template of a kind of e-mail

     The environment's own, else the built-in one: a good start for an own one.

    Args:
        kind (EmailKind): What an e-mail is about.
        language (EmailLanguage | Unset): A language with built-in words.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmailTemplateResource | ErrorEnvelope
    """

    return sync_detailed(
        kind=kind,
        client=client,
        language=language,
    ).parsed


async def asyncio_detailed(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    language: EmailLanguage | Unset = UNSET,
) -> Response[EmailTemplateResource | ErrorEnvelope]:
    """Get the template of a kind of e-mail

     The environment's own, else the built-in one: a good start for an own one.

    Args:
        kind (EmailKind): What an e-mail is about.
        language (EmailLanguage | Unset): A language with built-in words.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailTemplateResource | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        kind=kind,
        language=language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    language: EmailLanguage | Unset = UNSET,
) -> EmailTemplateResource | ErrorEnvelope | None:
    """Get the template of a kind of e-mail

     The environment's own, else the built-in one: a good start for an own one.

    Args:
        kind (EmailKind): What an e-mail is about.
        language (EmailLanguage | Unset): A language with built-in words.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmailTemplateResource | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            kind=kind,
            client=client,
            language=language,
        )
    ).parsed
