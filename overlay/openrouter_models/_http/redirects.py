"""Follow redirects within the origin of a request, so that the key goes nowhere else."""

from __future__ import annotations

import math

import httpx

from openrouter_models._http.timeouts import bounded, too_late


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.URL | None:
    """Tell where a redirect leads, if the key may follow it.

    Returns:
        A URL of the same origin (scheme, host and port: RFC 6454); None where the answer redirects
        to another one or does not redirect.
    """
    if not response.has_redirect_location:
        return None
    try:
        target = request.url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError):
        return None
    return target if _origin(target) == _origin(request.url) and not target.userinfo else None


def moved(request: httpx.Request, target: httpx.URL, seconds: float) -> httpx.Request:
    """Make the same request to another place of the same origin, with what is left of its time in seconds.

    Raises:
        httpx.ReadTimeout: Nothing is left.
    """
    if seconds <= 0:
        raise too_late(request)
    timeout = httpx.Timeout(**request.extensions.get("timeout", {"timeout": None}))
    left = bounded(timeout, None if seconds == math.inf else seconds)
    extensions = {**request.extensions, "timeout": left.as_dict()}
    return httpx.Request(request.method, target, headers=request.headers, extensions=extensions)


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port  # httpx gives None for the default port of a scheme
