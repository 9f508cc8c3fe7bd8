"""A generated client that is not about models is refused in one sentence, wherever it is used from."""

from __future__ import annotations

import importlib
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from openrouter_api import models
from openrouter_models.errors import ConfigurationError, ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES = "openrouter_models._catalog.generated_classes"


@attrs.define
class Nothing:
    """A class that declares nothing that a catalog needs."""


@attrs.define
class Mapped:
    """A listing whose models are values of a map."""

    data: dict[str, Any]


class Word(StrEnum):
    """A component that is a word."""


@pytest.fixture
def anew() -> Iterator[None]:
    """Import the classes anew, and put back those of the other tests."""
    before = sys.modules.pop(CLASSES)
    yield
    sys.modules[CLASSES] = before


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(
    ("name", "replacement", "says"),
    [
        ("Model", None, "its contract has no Model with fields"),
        ("ModelsListResponse", None, "its contract has no ModelsListResponse with fields"),
        ("PublicPricing", None, "its contract has no PublicPricing with fields"),
        *(
            (name, Word, f"no {name} with fields")
            for name in ("Model", "ModelsListResponse", "PublicPricing")
        ),
        ("Model", Nothing, "Nothing.id is not a string"),
        ("ModelsListResponse", Nothing, "Nothing.data is not an array of models"),
        ("ModelsListResponse", Mapped, "Mapped.data is not an array of models"),
    ],
)
def test_what_the_contract_lacks_is_said(
    name: str, replacement: type | None, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One error names the component or the field, and what to do."""
    if replacement is None:
        monkeypatch.delattr(models, name)
    else:
        monkeypatch.setattr(models, name, replacement)
    with pytest.raises(ContractError, match="The generated client cannot list models") as caught:
        importlib.import_module(CLASSES)
    assert says in str(caught.value)
    assert "regenerate from a document" in str(caught.value)


def test_a_contract_without_prices_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prices that every summary names are then not known."""
    monkeypatch.setattr(f"{CLASSES}.PublicPricing", Nothing)
    monkeypatch.delitem(sys.modules, "openrouter_models._catalog.pricing")
    pricing = importlib.import_module("openrouter_models._catalog.pricing")
    prices = pricing.Prices({}, True, None, ())
    assert [None, None] == [prices.per_million(f"input_cache_{way}") for way in ("read", "write")]
    with pytest.raises(ValueError, match="Expected one of"):
        prices.per_million("a_price")


def test_a_contract_without_servers_needs_a_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nowhere to send a key to."""
    servers = importlib.import_module("openrouter_models._http.servers")
    monkeypatch.setattr(servers, "packaged_contract", dict)
    with pytest.raises(ConfigurationError, match="names no server; give base_url="):
        servers.choose_server(None, None)
    assert "http://localhost" == servers.choose_server(None, "http://localhost")
