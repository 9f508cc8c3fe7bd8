"""What the environment says about connections: the proxy for https, and which certificates to trust.

The variables are those that httpx and curl read. They are read when a client is made, so that one which cannot
be used is told then, and by name.
"""

from __future__ import annotations

import importlib.util
import os
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import getproxies

import httpx
from attrs import Factory, frozen

from openrouter_models._http.servers import address_problem
from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


@frozen
class Proxies:
    """The proxies that the environment names, or else the system's settings, when this is made."""

    settings: Mapping[str, str] = Factory(getproxies)

    def choose(self, url: httpx.URL) -> httpx.Proxy | None:
        """Choose the proxy for a URL, None to connect directly.

        Plain http goes to loopback only, and a proxy on the way would read the key, so it has none.

        Raises:
            ConfigurationError: The proxy cannot be used; its URL is not echoed, as it may hold a password.
        """
        given = self.settings.get("https") or self.settings.get("all")
        if url.scheme != "https" or not given or _is_exempt(url, self.settings.get("no", "")):
            return None
        return _to_proxy(given)


def _to_proxy(given: str) -> httpx.Proxy:
    source, proxy = _variable(given), None
    try:
        proxy = httpx.Proxy(given if "://" in given else f"http://{given}")
        problem = address_problem(proxy.url)
        proxy.raw_auth  # noqa: B018  # raises for what cannot be sent
    except (httpx.InvalidURL, ValueError):
        problem = "it is not an http, https, socks5 or socks5h URL"
    if problem or proxy is None:
        raise ConfigurationError(
            f"{source} is not the URL of a proxy: {problem}. Set it to one such as http://host:3128."
        )
    if proxy.url.scheme.startswith("socks") and importlib.util.find_spec("socksio") is None:
        raise ConfigurationError(
            f"{source} names a SOCKS proxy, which needs the package socksio: "
            "run `pip install 'httpx[socks]'`, or set HTTPS_PROXY to an http proxy."
        )
    return proxy


def trusted_certificates() -> ssl.SSLContext:
    """Load the certificates to trust: those of SSL_CERT_FILE or SSL_CERT_DIR, else certifi's.

    Raises:
        ConfigurationError: The file or the directory has none.
    """
    file, folders = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and folders and not any(map(_has_files, folders.split(os.pathsep))):
        raise ConfigurationError(
            "SSL_CERT_DIR names no directory with certificates; correct or unset it."
        )
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        # What OpenSSL says of a file without certificates has no words of its own.
        reason = "no certificates" if type(error).__name__ == "SSLError" else error
        source = "SSL_CERT_FILE" if file else "SSL_CERT_DIR" if folders else "The trust store"
        raise ConfigurationError(
            f"{source} cannot be used ({reason}); correct or unset it."
        ) from None


def _has_files(folder: str) -> bool:
    try:
        return any(Path(folder).iterdir())
    except (OSError, ValueError):
        return False


def _variable(value: str) -> str:
    """Name where a proxy was found."""
    names = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    found = (name for name in names if os.environ.get(name) == value)
    return next(found, "The proxy of the system's settings")


def _is_exempt(url: httpx.URL, entries: str) -> bool:
    """Tell whether a host is to be reached without a proxy.

    Args:
        url: The URL of the host.
        entries: The value of NO_PROXY: names, which stand for their subdomains too, with or without
            a port; addresses, networks, or `*`. What is none of them exempts nothing.
    """
    host, port = url.raw_host.decode("ascii").strip("[]"), url.port or 443
    return any(_matches(entry.strip().lower(), host, port) for entry in entries.split(","))


def _matches(entry: str, host: str, port: int) -> bool:
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        name = entry.removesuffix(f":{port}").strip("[]").removeprefix("*").lstrip(".")
        return entry == "*" or (bool(name) and (host == name or host.endswith(f".{name}")))
