"""The environment: which proxy and certificates it names, and what cannot be used is told by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models import AsyncOpenRouterModels, OpenRouterModels
from openrouter_models._http.environment import Proxies, trusted_certificates
from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

URL = httpx.URL("https://eu.openrouter.ai/api/v1")
PROXY = "http://127.0.0.1:3128"
CLIENTS: list[Any] = [OpenRouterModels, AsyncOpenRouterModels]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment that says nothing."""
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("expected", "settings"),
    [
        (None, {}),
        (PROXY, {"https": PROXY}),
        (PROXY, {"https": "127.0.0.1:3128"}),
        (PROXY, {"all": PROXY}),
        (PROXY, {"https": PROXY, "all": "foo://bar"}),
        (None, {"http": PROXY}),
    ],
)
def test_the_proxy_for_https(expected: str | None, settings: dict[str, str]) -> None:
    """A proxy for https comes before one for everything; without a scheme it is an http proxy."""
    proxy = Proxies(settings).choose(URL)
    assert expected == (proxy and proxy.url)


def test_plain_http_has_no_proxy() -> None:
    """It goes to loopback only, and a proxy would read the key."""
    assert Proxies({"http": PROXY, "all": PROXY}).choose(httpx.URL("http://localhost")) is None


@pytest.mark.parametrize(
    ("expected", "url", "entries"),
    [
        (True, URL, "openrouter.ai"),
        (True, URL, "a.example, .OpenRouter.ai"),
        (True, URL, "*.openrouter.ai"),
        (True, URL, "eu.openrouter.ai:443"),
        (True, URL, "*"),
        (False, URL, "router.ai"),
        (False, URL, "us.openrouter.ai"),
        (False, URL, "eu.openrouter.ai:8443"),
        (False, URL, "fe11::/16,[::1],,:::,*x"),
        (True, "https://[fe11::1]", "fe11::/16"),
        (True, "https://[::1]", "[::1]"),
        (True, "https://[::1]", "::1"),
        (False, "https://[::2]", "[::1]"),
        (True, "https://10.1.2.3", "10.0.0.0/8"),
        (False, "https://11.1.2.3", "10.0.0.0/8"),
    ],
)
def test_exemptions_from_the_proxy(expected: bool, url: str, entries: str) -> None:  # noqa: FBT001
    """Names with their subdomains, ports, addresses and networks, as curl reads NO_PROXY."""
    assert expected == (Proxies({"https": PROXY, "no": entries}).choose(httpx.URL(url)) is None)


@given(st.text(), st.text())
def test_any_setting_is_used_or_refused(proxy: str, exempt: str) -> None:
    """No text raises anything else."""
    try:
        Proxies({"all": proxy, "no": exempt}).choose(URL)
    except ConfigurationError as error:
        assert "proxy" in str(error)  # noqa: PT017  # most texts are refused, not all


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(
    ("message", "variable", "value"),
    [
        ("HTTPS_PROXY is not the URL of a proxy", "HTTPS_PROXY", "foo://word"),
        ("all_proxy is not the URL of a proxy", "all_proxy", "socks://word:1080"),
        ("its port", "HTTPS_PROXY", "http://word:99999"),
        ("its host", "HTTPS_PROXY", "http://me:word@a..b"),
        ("not an http", "HTTPS_PROXY", "http://[::1"),
        ("ALL_PROXY names a SOCKS proxy.*httpx\\[socks\\]", "ALL_PROXY", "socks5://word:1080"),
        ("SSL_CERT_FILE cannot be used", "SSL_CERT_FILE", "/nowhere/word.pem"),
        ("SSL_CERT_DIR names no directory with", "SSL_CERT_DIR", "/nowhere/certificates"),
    ],
)
def test_an_unusable_environment_is_told_when_a_client_is_made(
    message: str, variable: str, value: str, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name of the variable, without the value of a proxy, which may hold a password."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=message) as caught:
        kind("key", base_url="https://openrouter.ai")
    assert variable.startswith("SSL") or "word" not in str(caught.value)


@pytest.mark.parametrize("kind", CLIENTS)
def test_an_unusable_environment_is_told_when_a_client_is_changed(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A way that was not needed before may be needed then."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/word.pem")
    client = kind("key", base_url="http://localhost")
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        client.with_options(region="eu")


def test_a_file_without_certificates_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty one, as installers leave it behind."""
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE cannot be used \(no certificates"):
        trusted_certificates()


def test_a_directory_of_certificates_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several any one may have files, and an empty list of them is refused."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(ConfigurationError, match="SSL_CERT_DIR"):
        trusted_certificates()
    (tmp_path / "0123abcd.0").touch()
    assert not trusted_certificates().get_ca_certs()
