"""What the listing looked like in earlier months, and what it has come to since the document was written.

Fields came and went while the document stayed behind or ran ahead. Each period is written by hand
from real listings of its month, and most deviate from the contract of today.
"""

from __future__ import annotations

from calendar import timegm
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from openrouter_models._text import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

JsonObject: TypeAlias = dict[str, Any]
_PRICES = ("prompt", "completion", "request", "image")
_OLD_PRICES = (*_PRICES, "web_search", "internal_reasoning")
_WRITTEN_IN_2026 = ("reasoning", "benchmarks")
_NOT_IN_2025 = (
    *_WRITTEN_IN_2026,
    *("default_parameters", "supported_voices", "knowledge_cutoff", "expiration_date", "links"),
)


def _in_2024(model: JsonObject) -> None:
    """Every price is there, and limits are texts, one of them endless."""
    model["pricing"] = dict.fromkeys(_PRICES, "0") | _only(model["pricing"], _PRICES)
    if model["top_provider"]["is_moderated"]:
        model["per_request_limits"] = {"prompt_tokens": "891204", "completion_tokens": "Infinity"}


def _in_2025(model: JsonObject) -> None:
    """Every price is there but those of caches, which only some have."""
    cached = _only(model["pricing"], ("input_cache_read", "input_cache_write"))
    known = _only(model["pricing"], _OLD_PRICES)
    model["pricing"] = dict.fromkeys(_OLD_PRICES, "0") | known | cached
    model.setdefault("hugging_face_id", "")


def _in_april_2026(model: JsonObject) -> None:
    """Prices by the length of the prompt, or of an hour of cache, are still to come."""
    model["pricing"].pop("input_cache_write_1h", None)
    model.setdefault("hugging_face_id", "")


def _in_august_2026(model: JsonObject) -> None:
    """The server has words and fields that the document does not know."""
    if "tools" in model["supported_parameters"] and model["architecture"]["tokenizer"] == "GPT":
        model["supported_parameters"] = sorted({*model["supported_parameters"], "prediction"})
    if (model.get("context_length") or 0) >= 1_000_000 and model["pricing"]["prompt"] > "0":
        prices = _only(model["pricing"], ("prompt", "completion", "input_cache_read"))
        model["pricing"]["overrides"] = [{"min_prompt_tokens": 200_000, **prices}]
    if model["id"].startswith("~"):
        target = model["id"].lstrip("~").removesuffix("-latest")
        model["alias_target"] = {"name": model["name"].removesuffix(" (latest)"), "slug": target}


@frozen
class Period:
    """How the listing of one month differs from that of the contract.

    Attributes:
        ends: The month after it: models that came later are not in the listing.
        without: Fields that models did not have yet.
        architecture: Fields of their architecture that there were not, either.
        change: What else was different.
        envelope: What the envelope had beside the models, given how many there are.
    """

    ends: tuple[int, int]
    without: tuple[str, ...]
    change: Callable[[JsonObject], None]
    architecture: tuple[str, ...] = ()
    envelope: Callable[[int], JsonObject] = lambda count: {}  # noqa: ARG005 - named for readers


PERIODS = {
    "2024-11": Period(
        (2024, 12),
        (*_NOT_IN_2025, "canonical_slug", "hugging_face_id", "supported_parameters"),
        _in_2024,
        ("input_modalities", "output_modalities"),
    ),
    "2025-07": Period((2025, 8), _NOT_IN_2025, _in_2025),
    "2026-04": Period((2026, 5), (*_WRITTEN_IN_2026, "supported_voices"), _in_april_2026),
    "2026-08": Period(
        (2026, 9),
        (),
        _in_august_2026,
        envelope=lambda count: {"total_count": count, "links": {"next": None}},
    ),
}


def as_of(month: str, listing: JsonObject) -> JsonObject:
    """Show a listing as the API would have sent it in another month.

    Raises:
        ValueError: Nothing is known of that month.
    """
    if not isinstance(month, str) or month not in PERIODS:  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise ValueError(f"Unknown period {brief(month)}; choose from {', '.join(PERIODS)}.")
    period = PERIODS[month]
    end = timegm((*period.ends, 1, 0, 0, 0))
    models = [_then(each, period) for each in listing["data"] if each["created"] < end]
    return {"data": models, **period.envelope(len(models))}


def _then(model: JsonObject, period: Period) -> JsonObject:
    copy = {name: value for name, value in model.items() if name not in period.without}
    architecture = copy["architecture"].items()
    copy["architecture"] = {k: v for k, v in architecture if k not in period.architecture}
    copy["pricing"] = dict(copy["pricing"])
    period.change(copy)
    return copy


def _only(fields: JsonObject, names: Iterable[str]) -> JsonObject:
    return {name: fields[name] for name in names if name in fields}
