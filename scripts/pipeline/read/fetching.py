"""Fetch a document over http(s), bounded in size and time: the server is not trusted."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import httpx

from pipeline.failure import PipelineError

MAX_REDIRECTS = 5


def fetch(
    url: str,
    *,
    max_bytes: int,
    deadline: float = 60.0,
    transport: httpx.AsyncBaseTransport | None = None,
) -> bytes:
    """Fetch the body that a URL answers with.

    A redirect is followed to https, or within its own origin.

    Args:
        url: An http or https URL.
        max_bytes: How long the body may be, decompressed.
        deadline: Seconds that everything together may take, redirects included.
        transport: What carries the requests, for tests.

    Returns:
        The body of the answer, which has status 200 and is not declared to be HTML.

    Raises:
        PipelineError: Anything else came, or nothing.
    """
    try:
        return asyncio.run(_within(deadline, url, max_bytes, transport))
    except TimeoutError:
        raise PipelineError(
            f"{url}: no complete response within {deadline:g} seconds; try again"
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        reason = str(error) or type(error).__name__
        raise PipelineError(f"{url}: could not be fetched: {reason}") from None


async def _within(
    deadline: float, url: str, max_bytes: int, transport: httpx.AsyncBaseTransport | None
) -> bytes:
    async with (
        asyncio.timeout(deadline),
        httpx.AsyncClient(transport=transport, timeout=min(deadline, 15.0)) as client,
    ):
        request = client.build_request("GET", url)
        for _ in range(MAX_REDIRECTS + 1):
            response = await client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return await _body(response, url, max_bytes)
            finally:
                await response.aclose()
            request = _redirected(request, response.next_request)
    raise PipelineError(f"{url}: redirected more than {MAX_REDIRECTS} times")


def _redirected(request: httpx.Request, following: httpx.Request) -> httpx.Request:
    here, there = request.url, following.url
    same_origin = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    if there.scheme != "https" and not same_origin:
        raise PipelineError(f"{here}: redirects to {there}, which is not https; not followed")
    return following


async def _body(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    if response.status_code != HTTPStatus.OK:
        raise PipelineError(f"{url}: answered {response.status_code} {response.reason_phrase}")
    content_type = response.headers.get("content-type", "")
    if "html" in content_type.lower():
        raise PipelineError(
            f"{url}: is an HTML page ({content_type}); give the URL of the document itself"
        )
    body = bytearray()
    declared = response.headers.get("content-length", "")
    if not (declared.isdecimal() and int(declared) > max_bytes):
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > max_bytes:
                break
        else:
            return bytes(body)
    raise PipelineError(f"{url}: is larger than the limit of {max_bytes} bytes")
