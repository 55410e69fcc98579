from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.credential_page import CredentialPage
from ...models.credential_status import CredentialStatus
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    total: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    email: str | Unset = UNSET,
    status: CredentialStatus | Unset = UNSET,
    external_id: str | Unset = UNSET,
    issued_from: datetime.datetime | Unset = UNSET,
    issued_before: datetime.datetime | Unset = UNSET,
    name: str | Unset = UNSET,
    issuer_key_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["cursor"] = cursor

    params["offset"] = offset

    params["total"] = total

    params["achievementId"] = achievement_id

    params["email"] = email

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status.value

    params["status"] = json_status

    params["externalId"] = external_id

    json_issued_from: str | Unset = UNSET
    if not isinstance(issued_from, Unset):
        json_issued_from = issued_from.isoformat()
    params["issuedFrom"] = json_issued_from

    json_issued_before: str | Unset = UNSET
    if not isinstance(issued_before, Unset):
        json_issued_before = issued_before.isoformat()
    params["issuedBefore"] = json_issued_before

    params["name"] = name

    params["issuerKeyId"] = issuer_key_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credentials",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CredentialPage | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = CredentialPage.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

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
) -> Response[CredentialPage | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    total: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    email: str | Unset = UNSET,
    status: CredentialStatus | Unset = UNSET,
    external_id: str | Unset = UNSET,
    issued_from: datetime.datetime | Unset = UNSET,
    issued_before: datetime.datetime | Unset = UNSET,
    name: str | Unset = UNSET,
    issuer_key_id: str | Unset = UNSET,
) -> Response[CredentialPage | ErrorEnvelope]:
    """List credentials, newest first

     Filters add up: a credential has to fit all of them. The signed documents are left out;
    `getCredential` has
    them.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        offset (int | Unset):
        total (bool | Unset):
        achievement_id (str | Unset):
        email (str | Unset):
        status (CredentialStatus | Unset): What a credential is worth.
        external_id (str | Unset):
        issued_from (datetime.datetime | Unset):
        issued_before (datetime.datetime | Unset):
        name (str | Unset):
        issuer_key_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialPage | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        offset=offset,
        total=total,
        achievement_id=achievement_id,
        email=email,
        status=status,
        external_id=external_id,
        issued_from=issued_from,
        issued_before=issued_before,
        name=name,
        issuer_key_id=issuer_key_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    total: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    email: str | Unset = UNSET,
    status: CredentialStatus | Unset = UNSET,
    external_id: str | Unset = UNSET,
    issued_from: datetime.datetime | Unset = UNSET,
    issued_before: datetime.datetime | Unset = UNSET,
    name: str | Unset = UNSET,
    issuer_key_id: str | Unset = UNSET,
) -> CredentialPage | ErrorEnvelope | None:
    """List credentials, newest first

     Filters add up: a credential has to fit all of them. The signed documents are left out;
    `getCredential` has
    them.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        offset (int | Unset):
        total (bool | Unset):
        achievement_id (str | Unset):
        email (str | Unset):
        status (CredentialStatus | Unset): What a credential is worth.
        external_id (str | Unset):
        issued_from (datetime.datetime | Unset):
        issued_before (datetime.datetime | Unset):
        name (str | Unset):
        issuer_key_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialPage | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        offset=offset,
        total=total,
        achievement_id=achievement_id,
        email=email,
        status=status,
        external_id=external_id,
        issued_from=issued_from,
        issued_before=issued_before,
        name=name,
        issuer_key_id=issuer_key_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    total: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    email: str | Unset = UNSET,
    status: CredentialStatus | Unset = UNSET,
    external_id: str | Unset = UNSET,
    issued_from: datetime.datetime | Unset = UNSET,
    issued_before: datetime.datetime | Unset = UNSET,
    name: str | Unset = UNSET,
    issuer_key_id: str | Unset = UNSET,
) -> Response[CredentialPage | ErrorEnvelope]:
    """List credentials, newest first

     Filters add up: a credential has to fit all of them. The signed documents are left out;
    `getCredential` has
    them.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        offset (int | Unset):
        total (bool | Unset):
        achievement_id (str | Unset):
        email (str | Unset):
        status (CredentialStatus | Unset): What a credential is worth.
        external_id (str | Unset):
        issued_from (datetime.datetime | Unset):
        issued_before (datetime.datetime | Unset):
        name (str | Unset):
        issuer_key_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CredentialPage | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        offset=offset,
        total=total,
        achievement_id=achievement_id,
        email=email,
        status=status,
        external_id=external_id,
        issued_from=issued_from,
        issued_before=issued_before,
        name=name,
        issuer_key_id=issuer_key_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    total: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    email: str | Unset = UNSET,
    status: CredentialStatus | Unset = UNSET,
    external_id: str | Unset = UNSET,
    issued_from: datetime.datetime | Unset = UNSET,
    issued_before: datetime.datetime | Unset = UNSET,
    name: str | Unset = UNSET,
    issuer_key_id: str | Unset = UNSET,
) -> CredentialPage | ErrorEnvelope | None:
    """List credentials, newest first

     Filters add up: a credential has to fit all of them. The signed documents are left out;
    `getCredential` has
    them.

    Args:
        limit (int | Unset):  Default: 20.
        cursor (str | Unset):
        offset (int | Unset):
        total (bool | Unset):
        achievement_id (str | Unset):
        email (str | Unset):
        status (CredentialStatus | Unset): What a credential is worth.
        external_id (str | Unset):
        issued_from (datetime.datetime | Unset):
        issued_before (datetime.datetime | Unset):
        name (str | Unset):
        issuer_key_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CredentialPage | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            offset=offset,
            total=total,
            achievement_id=achievement_id,
            email=email,
            status=status,
            external_id=external_id,
            issued_from=issued_from,
            issued_before=issued_before,
            name=name,
            issuer_key_id=issuer_key_id,
        )
    ).parsed
