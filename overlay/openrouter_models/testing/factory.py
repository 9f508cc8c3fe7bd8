"""Models that never existed: one with what a test cares about, or a catalogue of any size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._catalog.pricing import to_decimal
from openrouter_models._text import brief
from openrouter_models.contract.instances import Instances, mended
from openrouter_models.contract.plausibility.agreement import agree_in
from openrouter_models.decoding import decode
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.served_listing import built_in, enveloped, model_schema

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from openrouter_models import Model

JsonObject: TypeAlias = dict[str, Any]
Number: TypeAlias = int | float | str | Decimal

_MILLION = 1_000_000
_MOST_MODELS = 100_000
_FIRST, _LAST = datetime(2023, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
_AUTHORS = {
    "acme": "Acme",
    "northwind": "Northwind",
    "blue-heron": "Blue Heron",
    "quartz-ai": "Quartz AI",
    "open-meadow": "Open Meadow",
    "stratus": "Stratus",
    "tidepool": "Tidepool",
    "umbra": "Umbra",
}
_FAMILIES = ("Aspen", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Gale", "Harbor", "Iris")
_SIZES = ("Nano", "Mini", "8B", "70B", "Large", "Pro", "Ultra")
_FACTORS = tuple(map(Decimal, ("0.25", "0.5", "0.8", "1", "1.2", "2", "4")))
_CONTEXTS = tuple(1 << power for power in range(13, 21))


def model(  # noqa: PLR0913 - one keyword per thing to care about
    model_id: str,
    *,
    name: str | None = None,
    context_length: int | None = 8192,
    max_output: int | None = None,
    price: tuple[Number, Number] | None = (1, 2),
    input: Collection[str] = ("text",),  # noqa: A002 - as for `Catalog.where`
    output: Collection[str] = ("text",),
    supports: Collection[str] = ("max_tokens", "temperature", "tools"),
    created: datetime | int = 1_735_689_600,
    **fields: Any,
) -> Model:
    """Make a plausible model with what a test cares about.

    Args:
        model_id: Its id, such as `acme/one`; after a colon stands the variant.
        name: What people read; by default made from the id.
        context_length: Tokens of prompt and completion together.
        max_output: Tokens of the completion at most; None where that is not known.
        price: USD per million tokens of the prompt, and of the completion; None if it is not fixed.
            A variant `free` costs nothing.
        input: The modalities that it takes.
        output: The modalities that it gives.
        supports: The parameters that it supports.
        created: When it was listed, as a datetime or in seconds since 1970.
        **fields: Any other field of the model, as the API writes it.

    Returns:
        The model, as a client lists it.

    Raises:
        ContractViolation: The contract does not allow such a model.
        TypeError: A field is nothing that JSON has.
        ValueError: The id does not name an author and a model, or the price is not two amounts.
    """
    bare, _, variant = str(model_id).partition(":")
    author, slash, title = bare.lstrip("~").partition("/")
    if not (author and slash and title):
        raise ValueError(f"model_id must be author/name, such as acme/one, not {model_id!r}.")
    for option, words in (("input", input), ("output", output), ("supports", supports)):
        are_words = isinstance(words, Iterable) and all(isinstance(each, str) for each in words)  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        if isinstance(words, str) or not are_words:
            raise TypeError(f"{option} must be a list of words, got {brief(words)}.")
    stamp = int(created.timestamp()) if isinstance(created, datetime) else created
    per_million = (0, 0) if variant == "free" else price
    prompt, completion = ("-1", "-1") if per_million is None else _per_token(per_million)
    asked: JsonObject = {
        "id": model_id,
        "canonical_slug": bare,
        "hugging_face_id": "",
        "name": name or f"{_titled(author)}: {_titled(title)}" + f" ({variant})" * bool(variant),
        "created": stamp,
        "description": f"{_titled(title)} answers whatever a test asks.",
        "context_length": context_length,
        "architecture": {
            "modality": f"{'+'.join(input)}->{'+'.join(output)}",
            "input_modalities": [*input],
            "output_modalities": [*output],
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {"prompt": prompt, "completion": completion},
        "top_provider": {
            "context_length": context_length,
            "max_completion_tokens": max_output,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": sorted(supports),
        "default_parameters": {},
        "supported_voices": None,
        "knowledge_cutoff": None,
        "expiration_date": None,
        "links": {"details": f"/api/v1/models/{bare}/endpoints"},
    }
    contract = packaged_contract()
    try:
        text = json.dumps([asked, fields], ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise TypeError(f"A field of the model is no JSON: {error}.") from None
    asked, fields = json.loads(text)
    # What the contract has come to ask for since is added; what was asked for here stays as it is.
    whole = _over(mended(_instances(), model_schema(contract), asked), asked) | fields
    return decode(json.dumps(enveloped([whole], contract)), strict=True)[0]


def _over(held: Any, asked: JsonObject) -> JsonObject:
    """Put what was asked for over what is held, object by object."""
    kept = cast("JsonObject", held) if isinstance(held, dict) else {}
    below = {
        name: _over(kept.get(name), cast("JsonObject", value)) if isinstance(value, dict) else value
        for name, value in asked.items()
    }
    return kept | below


def made_up(size: int, seed: int, contract: Mapping[str, Any]) -> list[JsonObject]:
    """Make up a catalogue whose fields hang together; the same seed gives the same models.

    Each model has the shape of one of the built-in catalogue, with another name, age, length and
    price.

    Raises:
        ValueError: The size is none of 0 to 100,000.
    """
    if not 0 <= size <= _MOST_MODELS:
        raise ValueError(f"A catalogue has 0 to {_MOST_MODELS:,} models, not {brief(size)}.")
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    patterns = built_in(contract)["data"]
    return [_varied(random.choice(patterns), number, random) for number in range(size)]


@cache
def _instances() -> Instances:
    return Instances(packaged_contract())


@cache
def _scaled(price: str, factor: Decimal) -> str:
    """Scale a price; relations between prices stay, and so do 0 and -1, which is not fixed."""
    value = to_decimal(price)
    if value is None:  # a text that a contract has come to list among the prices
        return price
    return f"{(value * factor).normalize():f}" if value > 0 else price


def _per_token(per_million: tuple[Number, Number]) -> tuple[str, str]:
    try:
        prompt, completion = (
            f"{(Decimal(str(each)) / _MILLION).normalize():f}" for each in per_million
        )
    except (TypeError, ValueError, ArithmeticError):
        raise ValueError(
            f"price must be two amounts in USD per million tokens, such as (1, 2), got {per_million!r}."
        ) from None
    return prompt, completion


def _titled(word: str) -> str:
    return " ".join(part.capitalize() for part in word.split("-"))


def _varied(pattern: JsonObject, number: int, random: Random) -> JsonObject:
    """Make a model like another one; what both share is not changed."""
    author, family, size = (
        random.choice([*_AUTHORS]),
        random.choice(_FAMILIES),
        random.choice(_SIZES),
    )
    alias = pattern["id"].startswith("~")
    _, _, variant = pattern["id"].partition(":")
    bare = f"{'~' * alias}{author}/{family}-{number}-{size}".lower() + "-latest" * alias
    listed = _FIRST + timedelta(seconds=random.randrange(int((_LAST - _FIRST).total_seconds())))
    shown = f"{_AUTHORS[author]}: {family} {number} {size}" + f" ({variant})" * bool(variant)
    new: JsonObject = {
        "id": f"{bare}:{variant}" if variant else bare,
        "canonical_slug": bare if alias else f"{bare}-{listed:%Y%m%d}",
        "hugging_face_id": pattern.get("hugging_face_id")
        and f"{_AUTHORS[author]}/{family}-{number}-{size}".replace(" ", ""),
        "name": shown,
        "created": int(listed.timestamp()),
        "description": f"{family} {number} {size} by {_AUTHORS[author]}, made up for tests.",
        "knowledge_cutoff": _date(listed - timedelta(days=random.randrange(60, 500))),
        "expiration_date": _date(_LAST + timedelta(days=random.randrange(200, 900))),
        "links": {"details": f"/api/v1/models/{bare}/endpoints"},
        "pricing": _repriced(pattern.get("pricing"), random.choice(_FACTORS)),
    }
    fitting = {
        name: value
        for name, value in new.items()
        if type(value) is type(pattern.get(name)) and pattern.get(name) not in ("", None)
    }
    return _stretched({**pattern, **fitting}, random.choice(_CONTEXTS))


def _date(day: datetime) -> str:
    return day.date().isoformat()


def _repriced(pricing: Any, factor: Decimal) -> Any:
    if not isinstance(pricing, dict):
        return pricing
    return {
        name: _scaled(price, factor) if isinstance(price, str) else price
        for name, price in cast("JsonObject", pricing).items()
    }


def _stretched(model: JsonObject, length: int) -> JsonObject:
    """Give a model another context, within which all its other lengths stay."""
    if type(model.get("context_length")) is not int or not model.get("top_provider"):
        return model
    provider: JsonObject = model["top_provider"]
    most = provider.get("max_completion_tokens")
    provider = {
        **provider,
        "context_length": provider.get("context_length") and length,
        "max_completion_tokens": min(most, length // 2) if type(most) is int else most,
    }
    return agree_in({**model, "context_length": length, "top_provider": provider})
