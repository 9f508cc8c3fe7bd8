"""Where requests may go: a URL that was given, the servers of the contract, and nowhere else."""

from __future__ import annotations

import os
from ipaddress import ip_address

import httpx

from openrouter_models._text import one_line
from openrouter_models.errors import ConfigurationError
from openrouter_models.packaged import packaged_contract

ENVIRONMENT_VARIABLE = "OPENROUTER_BASE_URL"


def choose_server(region: str | None, base_url: str | httpx.URL | None) -> str | httpx.URL:
    """Choose the base URL; where neither it nor a region is given, OPENROUTER_BASE_URL is read.

    The contract's first server is the default; the server of a region is the one whose host is the
    default's behind the name of the region (`eu.openrouter.ai`).

    Raises:
        ConfigurationError: Both are given, OPENROUTER_BASE_URL cannot be used, or the contract has
            no server in the region.
    """
    if base_url is not None:
        if region is not None:
            raise ConfigurationError("region= and base_url= exclude each other; give one of them.")
        return base_url
    if region is None and (found := os.environ.get(ENVIRONMENT_VARIABLE)):
        return parse_base_url(found, source=ENVIRONMENT_VARIABLE)
    servers = packaged_contract().get("servers", ())
    if not servers:
        raise ConfigurationError("The contract names no server; give base_url=.")
    default, *others = (httpx.URL(server["url"]) for server in servers)
    if region is None:
        return default
    suffix = f".{default.host}"
    regions = {url.host.removesuffix(suffix): url for url in others if url.host.endswith(suffix)}
    if not isinstance(region, str) or region not in regions:  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise ConfigurationError(
            f"There is no server for region {one_line(repr(region), 100)}; "
            f"there is {', '.join(map(repr, regions)) or 'none'}."
        )
    return regions[region]


def parse_base_url(given: str | httpx.URL, *, source: str = "base_url") -> httpx.URL:
    """Check where requests are to go: the base URL that an option or a variable holds; a slash at its end is taken off.

    Raises:
        ConfigurationError: It is not an http(s) URL, holds more than scheme, host, port and path, or
            would send the key over plain http to another host than loopback.
    """
    url = None
    try:
        url = httpx.URL(str(given).strip().rstrip("/"))
        problem = address_problem(url)
    except (httpx.InvalidURL, ValueError):
        problem = "it cannot be parsed"
    if url is not None and url.scheme not in {"https", "http"}:
        problem = "it does not begin with https://"
    if problem or url is None:
        raise ConfigurationError(
            f"{source} is not a valid URL: {problem}. Use one such as https://host/api/v1."
        )
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(
            f"{source} must not contain credentials, a query or a fragment; pass the key as api_key=."
        )
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ConfigurationError(
            f"{source} would send the key to {one_line(url.host, 100)} over plain http, where anyone "
            "on the way can read it. Use https; plain http is for loopback only."
        )
    return url


def address_problem(url: httpx.URL) -> str | None:
    """Tell why no server can be at the address that a URL names.

    Returns:
        A clause such as "it has no host", None for a usable address: a name of at most 253
        characters in labels of 1 to 63 (RFC 1035, section 2.3.4) or an IP address, and a port.
    """
    try:
        name = url.host and url.raw_host.decode("ascii").removesuffix(".")
    except UnicodeError:  # of IDNA (RFC 5891)
        return "its host is not a valid name"
    if not name:
        return "it has no host"
    if len(name) > 253 or not all(0 < len(label) <= 63 for label in name.split(".")):
        return "its host is not a valid name"
    if url.port is not None and not 0 < url.port < 65536:
        return "its port is not between 1 and 65535"
    return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
