from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.batch import Batch
from ...models.batch_request import BatchRequest
from ...models.error_envelope import ErrorEnvelope
from ...models.issue_request import IssueRequest
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    *,
    body: BatchRequest | list[IssueRequest] | str | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    defaults: str | Unset = UNSET,
    mapping: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["dryRun"] = dry_run

    params["achievementId"] = achievement_id

    params["defaults"] = defaults

    params["mapping"] = mapping

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/batches",
        "params": params,
    }

    if isinstance(body, BatchRequest | list[IssueRequest]):
        if isinstance(body, list):
            _kwargs["json"] = []
            for body_type_0_item_data in body:
                body_type_0_item = body_type_0_item_data.to_dict()
                _kwargs["json"].append(body_type_0_item)

        else:
            _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, str):
        _kwargs["content"] = body.payload
        headers["Content-Type"] = "text/csv"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Batch | ErrorEnvelope | None:
    if response.status_code == 202:
        response_202 = Batch.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = ErrorEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = ErrorEnvelope.from_dict(response.json())

        return response_409

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
) -> Response[Batch | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BatchRequest | list[IssueRequest] | str | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    defaults: str | Unset = UNSET,
    mapping: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Batch | ErrorEnvelope]:
    """Issue many credentials

     The rows come as a JSON array of the requests that `POST /v1/credentials` takes, as an object with
    `defaults` and
    `rows`, or as a table (`text/csv`) whose header names the members: `recipient.name`, `validUntil`,
    `fields.grade`,
    `evidence.0.id`. 100,000 rows at most. A row with a fault does not stop the others; a body that
    cannot be taken
    apart issues nothing. The answer comes when all rows are received; the credentials are issued after
    it.

    Args:
        dry_run (bool | Unset):
        achievement_id (str | Unset):
        defaults (str | Unset):
        mapping (str | Unset):
        idempotency_key (str | Unset):
        body (BatchRequest | list[IssueRequest]):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Batch | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
        dry_run=dry_run,
        achievement_id=achievement_id,
        defaults=defaults,
        mapping=mapping,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: BatchRequest | list[IssueRequest] | str | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    defaults: str | Unset = UNSET,
    mapping: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Batch | ErrorEnvelope | None:
    """Issue many credentials

     The rows come as a JSON array of the requests that `POST /v1/credentials` takes, as an object with
    `defaults` and
    `rows`, or as a table (`text/csv`) whose header names the members: `recipient.name`, `validUntil`,
    `fields.grade`,
    `evidence.0.id`. 100,000 rows at most. A row with a fault does not stop the others; a body that
    cannot be taken
    apart issues nothing. The answer comes when all rows are received; the credentials are issued after
    it.

    Args:
        dry_run (bool | Unset):
        achievement_id (str | Unset):
        defaults (str | Unset):
        mapping (str | Unset):
        idempotency_key (str | Unset):
        body (BatchRequest | list[IssueRequest]):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Batch | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
        body=body,
        dry_run=dry_run,
        achievement_id=achievement_id,
        defaults=defaults,
        mapping=mapping,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BatchRequest | list[IssueRequest] | str | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    defaults: str | Unset = UNSET,
    mapping: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Batch | ErrorEnvelope]:
    """Issue many credentials

     The rows come as a JSON array of the requests that `POST /v1/credentials` takes, as an object with
    `defaults` and
    `rows`, or as a table (`text/csv`) whose header names the members: `recipient.name`, `validUntil`,
    `fields.grade`,
    `evidence.0.id`. 100,000 rows at most. A row with a fault does not stop the others; a body that
    cannot be taken
    apart issues nothing. The answer comes when all rows are received; the credentials are issued after
    it.

    Args:
        dry_run (bool | Unset):
        achievement_id (str | Unset):
        defaults (str | Unset):
        mapping (str | Unset):
        idempotency_key (str | Unset):
        body (BatchRequest | list[IssueRequest]):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Batch | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
        dry_run=dry_run,
        achievement_id=achievement_id,
        defaults=defaults,
        mapping=mapping,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: BatchRequest | list[IssueRequest] | str | Unset = UNSET,
    dry_run: bool | Unset = UNSET,
    achievement_id: str | Unset = UNSET,
    defaults: str | Unset = UNSET,
    mapping: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Batch | ErrorEnvelope | None:
    """Issue many credentials

     The rows come as a JSON array of the requests that `POST /v1/credentials` takes, as an object with
    `defaults` and
    `rows`, or as a table (`text/csv`) whose header names the members: `recipient.name`, `validUntil`,
    `fields.grade`,
    `evidence.0.id`. 100,000 rows at most. A row with a fault does not stop the others; a body that
    cannot be taken
    apart issues nothing. The answer comes when all rows are received; the credentials are issued after
    it.

    Args:
        dry_run (bool | Unset):
        achievement_id (str | Unset):
        defaults (str | Unset):
        mapping (str | Unset):
        idempotency_key (str | Unset):
        body (BatchRequest | list[IssueRequest]):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Batch | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            dry_run=dry_run,
            achievement_id=achievement_id,
            defaults=defaults,
            mapping=mapping,
            idempotency_key=idempotency_key,
        )
    ).parsed
