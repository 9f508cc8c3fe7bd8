"""Tests of the translator, as a user of openrouter-models writes them."""

from __future__ import annotations

import pytest
from translator import FALLBACK, choose, main

from openrouter_models import OpenRouterModels, RetryPolicy, errors
from openrouter_models.testing import MockOpenRouter, model

CHEAP, DEAR = model("acme/cheap", price=(1, 2)), model("acme/dear", price=(30, 60))
TINY = model("acme/tiny", price=("0.01", "0.02"), context_length=2_048)
MUTE = model("acme/mute", output=["image"])


@pytest.mark.openrouter(models=[DEAR, TINY, CHEAP, MUTE])
def test_the_cheapest_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """The environment leads the application to the mock."""
    assert main() == 0
    assert capsys.readouterr().out == "acme/cheap (0.0042 USD a page)\n"


@pytest.mark.openrouter(models=[MUTE])
def test_nothing_fits() -> None:
    """Then the model that is known to work is taken."""
    with OpenRouterModels() as client:
        assert choose(client) == (FALLBACK, "no model fits")


@pytest.mark.openrouter(models=[CHEAP], faults="unknown-enum-value:/data/0/supported_parameters/0")
def test_a_new_word_costs_nothing() -> None:
    """The API has added a parameter that this release does not know."""
    with OpenRouterModels() as client:
        assert choose(client).model == "acme/cheap"


@pytest.mark.parametrize("period", ["2024-11", "2025-07", "2026-04", "2026-08"])
def test_whatever_the_api_was_like(period: str) -> None:
    """Fields came and went; a listing of any month can be read."""
    mock = MockOpenRouter(period=period)
    with OpenRouterModels(mock.api_key, transport=mock.transport) as client:
        assert "/" in choose(client).model


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("html-524", "GatewayTimeoutError"),
        ("refuse", "APIConnectionError"),
        ("stall-after-head", "APITimeoutError"),
        ("damaged-gzip", "InvalidResponseError"),
        ("error-under-200", "BadGatewayError"),
    ],
)
def test_the_api_fails(fault: str, reason: str) -> None:
    """In process, no test waits for a timeout."""
    mock = MockOpenRouter([CHEAP])
    mock.fail_with(fault, times=None)
    once = RetryPolicy(retries=0)
    with OpenRouterModels(mock.api_key, transport=mock.transport, retry=once) as client:
        assert choose(client) == (FALLBACK, f"no listing: {reason}")


def test_a_refused_key(
    openrouter_mock: MockOpenRouter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The user is told what to do."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-revoked")
    assert main() == 2
    assert "Set OPENROUTER_API_KEY" in capsys.readouterr().err
    assert len(openrouter_mock.requests) == 1
    with pytest.raises(errors.AuthenticationError), OpenRouterModels() as client:
        choose(client)
