"""Where requests may go: the servers of the contract, a URL that was given, and nowhere else."""

from __future__ import annotations

from ipaddress import ip_address

import httpx

from openrouter_models._text import one_line
from openrouter_models.errors import ConfigurationError
from openrouter_models.packaged import packaged_contract


def choose_server(region: str | None, base_url: str | httpx.URL | None) -> str | httpx.URL:
    """Choose among a base URL and the servers of the contract.

    The contract's first server is the default; the server of a region is the one whose host is the
    default's behind the name of the region (`eu.openrouter.ai`).

    Args:
        region: The region that the server must be in, such as "eu"; None for the default server.
        base_url: The URL itself instead.

    Raises:
        ConfigurationError: Both are given, or the contract has no server in the region.
    """
    if base_url is not None:
        if region is not None:
            raise ConfigurationError("Give region= or base_url=, not both.")
        return base_url
    default, *others = (httpx.URL(server["url"]) for server in packaged_contract()["servers"])
    if region is None:
        return default
    suffix = f".{default.host}"
    regions = {url.host.removesuffix(suffix): url for url in others if url.host.endswith(suffix)}
    if region not in regions:
        raise ConfigurationError(
            f"There is no server for region {one_line(repr(region), 100)}; "
            f"there is {', '.join(map(repr, regions)) or 'none'}."
        )
    return regions[region]


def parse_base_url(given: str | httpx.URL) -> httpx.URL:
    """Check where requests are to go.

    Args:
        given: The API's base URL, such as `https://openrouter.ai/api/v1`.

    Returns:
        The URL without a slash at its end.

    Raises:
        ConfigurationError: It is no http(s) URL, holds more than scheme, host, port and path, or
            would send the key over plain http to another host than loopback.
    """
    try:
        url = httpx.URL(str(given).strip().rstrip("/"))
    except httpx.InvalidURL:
        raise ConfigurationError("base_url is no URL; give one like https://host/api/v1.") from None
    if url.scheme not in {"https", "http"} or not url.host:
        raise ConfigurationError("base_url must be an https URL with a host.")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(
            "base_url must have no credentials, query or fragment; the key is given as api_key=."
        )
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ConfigurationError(
            f"The key would go to {one_line(url.host, 100)} over plain http, for all to read. "
            "Use an https base_url; plain http is for loopback only."
        )
    return url


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.URL | None:
    """Tell where a redirect leads, if the key may follow it.

    Args:
        request: The request that was answered.
        response: Its answer.

    Returns:
        A URL of the same origin (scheme, host and port: RFC 6454); None where the answer redirects
        to another one or does not redirect.
    """
    if not response.has_redirect_location:
        return None
    try:
        target = request.url.join(response.headers["location"])
    except httpx.InvalidURL:
        return None
    return target if _origin(target) == _origin(request.url) and not target.userinfo else None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port  # httpx gives None for the default port of a scheme


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
