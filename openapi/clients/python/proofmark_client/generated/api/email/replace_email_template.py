from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.email_kind import EmailKind
from ...models.email_template import EmailTemplate
from ...models.email_template_resource import EmailTemplateResource
from ...models.error_envelope import ErrorEnvelope
from typing import cast


def _get_kwargs(
    kind: EmailKind,
    *,
    body: EmailTemplate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/email-templates/{kind}".format(
            kind=quote(str(kind), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> EmailTemplateResource | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = EmailTemplateResource.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorEnvelope.from_dict(response.json())

        return response_404

    if response.status_code == 413:
        response_413 = ErrorEnvelope.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = ErrorEnvelope.from_dict(response.json())

        return response_415

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
    body: EmailTemplate,
) -> Response[EmailTemplateResource | ErrorEnvelope]:
    """Use an own template for a kind of e-mail

     It is used for every language. A variable that does not exist is refused here, not found out when
    the e-mail is
    sent.

    Args:
        kind (EmailKind): What an e-mail is about.
        body (EmailTemplate): The words of one kind of e-mail.

            `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif`
            choose, also with `not`. The
            variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`,
            `recipient`, `sender`,
            `test`, `valid_until`. What is put into the HTML part is escaped.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailTemplateResource | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        kind=kind,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    body: EmailTemplate,
) -> EmailTemplateResource | ErrorEnvelope | None:
    """Use an own template for a kind of e-mail

     It is used for every language. A variable that does not exist is refused here, not found out when
    the e-mail is
    sent.

    Args:
        kind (EmailKind): What an e-mail is about.
        body (EmailTemplate): The words of one kind of e-mail.

            `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif`
            choose, also with `not`. The
            variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`,
            `recipient`, `sender`,
            `test`, `valid_until`. What is put into the HTML part is escaped.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmailTemplateResource | ErrorEnvelope
    """

    return sync_detailed(
        kind=kind,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    body: EmailTemplate,
) -> Response[EmailTemplateResource | ErrorEnvelope]:
    """Use an own template for a kind of e-mail

     It is used for every language. A variable that does not exist is refused here, not found out when
    the e-mail is
    sent.

    Args:
        kind (EmailKind): What an e-mail is about.
        body (EmailTemplate): The words of one kind of e-mail.

            `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif`
            choose, also with `not`. The
            variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`,
            `recipient`, `sender`,
            `test`, `valid_until`. What is put into the HTML part is escaped.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmailTemplateResource | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        kind=kind,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    kind: EmailKind,
    *,
    client: AuthenticatedClient,
    body: EmailTemplate,
) -> EmailTemplateResource | ErrorEnvelope | None:
    """Use an own template for a kind of e-mail

     It is used for every language. A variable that does not exist is refused here, not found out when
    the e-mail is
    sent.

    Args:
        kind (EmailKind): What an e-mail is about.
        body (EmailTemplate): The words of one kind of e-mail.

            `{{ variable }}` puts something in; `{% if variable %}`, `elif`, `else` and `endif`
            choose, also with `not`. The
            variables: `achievement`, `code`, `issuer`, `language`, `link`, `link_expires`, `reason`,
            `recipient`, `sender`,
            `test`, `valid_until`. What is put into the HTML part is escaped.

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
            body=body,
        )
    ).parsed
