"""One flat, honest view of a model: what filters, sorting, tables, rows and reports read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from attrs import frozen

from openrouter_api.record import Record
from openrouter_models._catalog.fields import check_model, field, number, text, words
from openrouter_models._catalog.pricing import Prices

if TYPE_CHECKING:
    from decimal import Decimal

    from openrouter_models._catalog.generated_classes import Model

_LATEST = "latest"


@frozen(kw_only=True)
class Reasoning:
    """How a model reasons.

    Attributes:
        supported: Whether it can; listings from before mid-2026 say so by the parameter `reasoning` alone.
        mandatory: Whether it cannot be switched off.
        efforts: The efforts that can be asked for, in the order of the listing; empty where any can.
        default_effort: The effort where none is asked for, None if not stated.
    """

    supported: bool = False
    mandatory: bool = False
    efforts: tuple[str, ...] = ()
    default_effort: str | None = None

    def __bool__(self) -> bool:
        return self.supported


@frozen(kw_only=True)
class ModelInfo:
    """A model in plain Python values: nothing is unset, nothing is raw.

    What is missing, null, of a wrong type or senseless is None, `""` or empty; the `Model` itself keeps it
    as it came. Two infos are equal if all that they say is equal.

    Attributes:
        id: The id, such as `openai/gpt-4:free`.
        slug: The canonical slug; variants and aliases share that of the plain model.
        name: The name for display.
        author: The part of the id before the slash, without the `~` of aliases.
        variant: The suffix of the id (`free`, `batch`, `thinking` …), `latest` for an alias that moves on
            (`~author/model-latest`), None for a plain model.
        description: The description.
        created: When the model was added, an aware datetime in UTC.
        expires: The day after which the model may be removed.
        knowledge_cutoff: The day up to which it was trained.
        context_length: The longest context, in tokens.
        max_output: The longest completion of the top provider, in tokens.
        modality: What goes in and comes out, as `text+image->text`.
        input: What it takes: `text`, `image` …
        output: What it gives.
        supports: The parameters that it supports: `tools`, `temperature` …
        tokenizer: The family of its tokenizer.
        prompt_price: USD per million prompt tokens, discount applied; None if not known or not fixed.
        completion_price: USD per million completion tokens.
        cache_read_price: USD per million prompt tokens read from a cache.
        cache_write_price: USD per million prompt tokens written to a cache.
        is_free: Whether every price is known to be 0.
        has_fixed_price: Whether no price depends on what a call is routed to.
        reasoning: How it reasons.
        intelligence: Artificial Analysis Intelligence Index.
        coding: Artificial Analysis Coding Index.
        agentic: Artificial Analysis Agentic Index.
        hugging_face_id: Its id on Hugging Face.
    """

    id: str
    slug: str
    name: str
    author: str
    variant: str | None
    description: str
    created: datetime | None
    expires: date | None
    knowledge_cutoff: date | None
    context_length: int | None
    max_output: int | None
    modality: str | None
    input: frozenset[str]
    output: frozenset[str]
    supports: frozenset[str]
    tokenizer: str | None
    prompt_price: Decimal | None
    completion_price: Decimal | None
    cache_read_price: Decimal | None
    cache_write_price: Decimal | None
    is_free: bool
    has_fixed_price: bool
    reasoning: Reasoning
    intelligence: float | None
    coding: float | None
    agentic: float | None
    hugging_face_id: str | None

    @classmethod
    def of(cls, model: Model) -> ModelInfo:
        """Read a model, with whatever the server sent in it.

        Args:
            model: The model.

        Raises:
            TypeError: It is an id, a dict or anything else.
        """
        prices = Prices.of(check_model(model))
        id_ = _text(model, "id") or ""
        author, slash, _ = id_.removeprefix("~").partition("/")
        return cls(
            id=id_,
            slug=_text(model, "canonical_slug") or "",
            name=_text(model, "name") or "",
            author=author if slash else "",
            variant=_variant(id_),
            description=_text(model, "description") or "",
            created=_moment(number(model, "created")),
            expires=_day(text(model, "expiration_date")),
            knowledge_cutoff=_day(text(model, "knowledge_cutoff")),
            context_length=_count(number(model, "context_length")),
            max_output=_count(number(model, "top_provider", "max_completion_tokens")),
            modality=_text(model, "architecture", "modality") or None,
            input=_plain(words(model, "architecture", "input_modalities")),
            output=_plain(words(model, "architecture", "output_modalities")),
            supports=_plain(words(model, "supported_parameters")),
            tokenizer=_text(model, "architecture", "tokenizer") or None,
            prompt_price=prices.per_million("prompt"),
            completion_price=prices.per_million("completion"),
            cache_read_price=prices.per_million("input_cache_read"),
            cache_write_price=prices.per_million("input_cache_write"),
            is_free=prices.is_free,
            has_fixed_price=prices.is_fixed,
            reasoning=_reasoning(model),
            intelligence=_index(model, "intelligence_index"),
            coding=_index(model, "coding_index"),
            agentic=_index(model, "agentic_index"),
            hugging_face_id=_text(model, "hugging_face_id") or None,
        )


def _variant(model_id: str) -> str | None:
    _, colon, suffix = model_id.partition(":")
    if colon:
        return suffix
    return _LATEST if model_id.startswith("~") and model_id.endswith(f"-{_LATEST}") else None


def _text(record: object, *names: str) -> str | None:
    """Read a string, out of its enum where it is in one."""
    value = text(record, *names)
    return None if value is None else str.__str__(value)


def _plain(found: list[str]) -> frozenset[str]:
    """Take the words out of their enums."""
    return frozenset(map(str.__str__, found))


def _moment(since_1970: float | None) -> datetime | None:
    try:
        return None if since_1970 is None else datetime.fromtimestamp(since_1970, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _day(written: str | None) -> date | None:
    try:
        return None if written is None else datetime.fromisoformat(written).date()
    except ValueError:
        return None


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)


def _reasoning(model: Model) -> Reasoning:
    described = field(model, "reasoning")
    is_described = isinstance(described, Record)
    return Reasoning(
        supported=is_described or "reasoning" in words(model, "supported_parameters"),
        mandatory=field(described, "mandatory") is True,
        efforts=tuple(map(str.__str__, words(described, "supported_efforts"))),
        default_effort=_text(described, "default_effort"),
    )


def _index(model: Model, name: str) -> float | None:
    score = number(model, "benchmarks", "artificial_analysis", name)
    try:
        return None if score is None else float(score)
    except OverflowError:  # an integer beyond floats
        return None
