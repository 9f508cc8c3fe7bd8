"""Servers: which are chosen, and which are refused."""

from __future__ import annotations

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._http import servers
from openrouter_models._http.servers import choose_server, parse_base_url
from openrouter_models.errors import ConfigurationError

BASE = "https://openrouter.ai/api/v1"


@pytest.mark.parametrize(
    ("expected", "region", "base_url"),
    [
        (BASE, None, None),
        ("https://eu.openrouter.ai/api/v1", "eu", None),
        ("https://example.com", None, "https://example.com"),
    ],
)
def test_a_server_is_chosen(expected: str, region: str | None, base_url: str | None) -> None:
    """The first of the contract, that of a region, or what is given."""
    assert expected == choose_server(region, base_url)


@pytest.mark.parametrize(
    ("message", "region", "base_url"),
    [
        (r"no server for region 'mars'; there is 'eu'\.", "mars", None),
        ("exclude each other", "eu", BASE),
    ],
)
def test_no_server_is_guessed(message: str, region: str, base_url: str | None) -> None:
    """The message lists what there is, or what cannot go together."""
    with pytest.raises(ConfigurationError, match=message):
        choose_server(region, base_url)


def test_a_contract_without_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only one server is listed there is no region to choose."""
    monkeypatch.setattr(servers, "packaged_contract", lambda: {"servers": [{"url": BASE}]})
    with pytest.raises(ConfigurationError, match="there is none"):
        choose_server("eu", None)


def test_the_environment_names_a_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPENROUTER_BASE_URL counts where no option says otherwise; empty it says nothing."""
    monkeypatch.setenv("OPENROUTER_BASE_URL", "https://example.com/v1/")
    assert "https://example.com/v1" == choose_server(None, None)
    assert "https://eu.openrouter.ai/api/v1" == choose_server("eu", None)
    assert BASE == choose_server(None, BASE)
    monkeypatch.setenv("OPENROUTER_BASE_URL", "")
    assert BASE == choose_server(None, None)


def test_an_unusable_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the message has given no option."""
    monkeypatch.setenv("OPENROUTER_BASE_URL", "example.com")
    with pytest.raises(ConfigurationError, match="OPENROUTER_BASE_URL is not a valid URL"):
        choose_server(None, None)


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        (BASE, f"{BASE}/"),
        (BASE, f" {BASE}//\n"),
        (BASE, "HTTPS://OpenRouter.ai/api/v1"),
        ("https://openrouter.ai./v1", "https://openrouter.ai./v1"),
        ("https://xn--mnchen-3ya.de", "https://münchen.de"),
        (BASE, "https://openrouter.ai:443/api/v1"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("http://127.8.8.8", "http://127.8.8.8"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://localhost", "http://localhost/"),
    ],
)
def test_a_usable_base_url(expected: str, given: str) -> None:
    """Slashes at the end and white space around do not count; loopback may be plain http."""
    assert httpx.URL(expected) == parse_base_url(given)


@pytest.mark.parametrize(
    ("message", "given"),
    [
        ("begin with https", ""),
        ("begin with https", "openrouter.ai/api/v1"),
        ("begin with https", "ftp://openrouter.ai"),
        ("it has no host", "https:///api/v1"),
        ("cannot be parsed", "https://openrouter.ai:port"),
        ("cannot be parsed", "https://open\nrouter.ai"),
        ("must not contain credentials", "https://me:word@openrouter.ai"),
        ("must not contain credentials", f"{BASE}?key=word"),
        ("must not contain credentials", f"{BASE}#word"),
        ("cannot be parsed", "http://[::1"),
        ("not a valid name", "https://openrouter..ai"),
        ("not a valid name", "https://.openrouter.ai"),
        ("not a valid name", f"https://{'a' * 64}.ai"),
        ("not a valid name", f"https://{'a.' * 127}ai"),
        ("not a valid name", "https://xn--/"),
        ("not between 1 and 65535", "https://openrouter.ai:99999"),
        ("not between 1 and 65535", "https://openrouter.ai:0"),
        ("plain http", "http://openrouter.ai/api/v1"),
        ("plain http", "http://128.0.0.1"),
        ("plain http", "http://localhost.example.com"),
        ("plain http", "http://127.0.0.1.example.com"),
    ],
)
def test_an_unusable_base_url(message: str, given: str) -> None:
    """Each is refused with a message that says why, and echoes no secret."""
    with pytest.raises(ConfigurationError, match=message) as caught:
        parse_base_url(given)
    assert "word" not in str(caught.value)


@given(st.text())
def test_any_text_is_a_base_url_or_refused(text: str) -> None:
    """No text raises anything else."""
    with suppress(ConfigurationError):
        assert parse_base_url(text).host
