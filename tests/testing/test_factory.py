"""Models that never existed: they keep the contract and hang together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrouter_models import ModelInfo, errors
from openrouter_models.contract import Contract
from openrouter_models.contract.instances import Instances
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import MockOpenRouter, factory, model
from openrouter_models.testing.answers import to_json
from openrouter_models.testing.factory import made_up
from openrouter_models.testing.served_listing import built_in, enveloped

PRICED = built_in(packaged_contract())["data"][:1]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 60), st.integers())
def test_a_made_up_catalogue_conforms_and_is_plausible(size: int, seed: int) -> None:
    """Whatever its size and seed: there is no finding, not even a warning."""
    listing = enveloped(made_up(size, seed, packaged_contract()), packaged_contract())
    report = Contract.load().check(200, {"content-type": "application/json"}, to_json(listing))
    assert (size, ()) == (len(listing["data"]), report.findings)


def test_what_is_no_number_among_the_prices_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A currency, say, that a contract comes to require."""
    patterns = [priced | {"pricing": priced["pricing"] | {"currency": "USD"}} for priced in PRICED]
    monkeypatch.setattr(factory, "built_in", Mock(return_value={"data": patterns}))
    made = made_up(3, 1, packaged_contract())
    assert {"USD"} == {one["pricing"]["currency"] for one in made}


def test_a_seed_is_repeated() -> None:
    """Another one gives other models; there may be none."""
    first, same, other = (MockOpenRouter(5, seed=seed).listing for seed in (1, 1, 2))
    assert first == same
    assert first != other
    assert [] == MockOpenRouter(0).listing["data"]
    for size in (-1, 100_001):
        with pytest.raises(ValueError, match="has 0 to 100,000 models"):
            MockOpenRouter(size)


def test_a_model_has_what_was_asked_for() -> None:
    """Prices are per million tokens, exact; the rest is plausible."""
    when = datetime(2025, 5, 1, tzinfo=UTC)
    made = model(
        "acme/eye-one",
        context_length=1000,
        price=(0.1, "2.5"),
        input=["text", "image"],
        created=when,
        hugging_face_id="Acme/Eye",
    )
    info = ModelInfo.of(made)
    assert ("acme/eye-one", "Acme: Eye One", 1000, when) == (
        *(info.id, info.name, info.context_length),
        info.created,
    )
    assert ("0.0000001", "0.0000025") == (made.pricing.prompt, made.pricing.completion)
    assert {"text", "image"} == info.input
    assert "Acme/Eye" == made.hugging_face_id


def test_variants_and_prices_that_are_not_fixed() -> None:
    """Free models cost nothing; -1 is how the API says that a price is not fixed."""
    assert ModelInfo.of(model("acme/one:free")).is_free
    assert not ModelInfo.of(model("acme/router", price=None)).has_fixed_price


def test_what_a_contract_has_come_to_require_within_a_field_is_there(
    contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside what was asked for, which stays as it is."""
    part = contract["components"]["schemas"]["ModelArchitecture"]
    part["properties"]["family"] = {"type": "string"}
    part["required"] = [*part.get("required", ()), "family"]
    monkeypatch.setattr(factory, "packaged_contract", lambda: contract)
    monkeypatch.setattr(factory, "_instances", lambda: Instances(contract))
    made = model("acme/one", input=["image"]).to_dict()["architecture"]
    assert ("family" in made, ["image"]) == (True, made["input_modalities"])


def test_a_model_that_the_contract_does_not_allow_is_told_at_once() -> None:
    """With what is wrong about it."""
    with pytest.raises(errors.ContractViolation, match="/data/0/context_length"):
        model("acme/one", context_length="long")  # type: ignore[arg-type]
    wrong: Any = 3
    with pytest.raises(ValueError, match="author/name, such as acme/one, not 3"):
        model(wrong)
    with pytest.raises(ValueError, match="author/name"):
        model("one")
    prices: list[Any] = ["x", 5, (1, 2, 3), ("a", "b")]
    for price in prices:
        with pytest.raises(ValueError, match="price must be two amounts in USD"):
            model("acme/one", price=price)
