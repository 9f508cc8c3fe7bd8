"""The rules of what is plausible: each named, with what it asks for and why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from openrouter_models._catalog.pricing import PRICE_NAMES
from openrouter_models.contract.plausibility import predicates

if TYPE_CHECKING:
    from openrouter_models.contract.plausibility.predicates import Predicate


@frozen
class Rule:
    """One rule of what is plausible.

    Attributes:
        name: What messages call it.
        fields: The fields that it is about, each for itself.
        is_sound: Whether the value of one of them makes sense, given those of the fields beside it;
            None where no two objects of a list may have the same.
        asks: What it asks for, to be read after "expected".
        why: Why a value that breaks it makes no sense.
        beside: The fields that it compares them with.
    """

    name: str
    fields: tuple[str, ...]
    is_sound: Predicate | None
    asks: str
    why: str
    beside: tuple[str, ...] = ()


_BY_UNIT = {"image", "image_output", "request", "web_search"}
_PER_TOKEN = tuple(f"pricing.{name}" for name in sorted(PRICE_NAMES - _BY_UNIT))
_PER_UNIT = tuple(f"pricing.{name}" for name in sorted(PRICE_NAMES & _BY_UNIT))
_PRICES = (*_PER_TOKEN, *_PER_UNIT)
_INPUTS, _OUTPUTS = "architecture.input_modalities", "architecture.output_modalities"
_EFFORTS = "reasoning.supported_efforts"
_INDICES = "benchmarks.artificial_analysis"
_OLD_BOUNDS = "the document stated these bounds until April 2026"
_IS_SET = "the list is a set"


ABOUT_ANSWERS = (
    Rule(
        "listing-not-empty",
        ("data",),
        predicates.filled,
        "models",
        "an account that may use no model is rare; a filter, a key or a mock is more likely",
    ),
    Rule(
        "code-is-status",
        ("error.code",),
        predicates.equal,
        "the status of the response",
        "the code of an error repeats the status; clients go by one or by the other",
        beside=("status",),
    ),
    Rule(
        "error-says-something",
        ("error.message",),
        predicates.said,
        "a message",
        "an error that says nothing helps nobody",
    ),
)

ABOUT_MODELS = (
    Rule("id-unique", ("id",), None, "an id of its own", "it is what requests name the model by"),
    Rule(
        "author-and-name",
        ("id", "canonical_slug"),
        predicates.pair,
        "author/name without blanks",
        "models are addressed so, in requests and in the addresses of the API",
    ),
    Rule(
        "hugging-face-name",
        ("hugging_face_id",),
        predicates.pair_or_nothing,
        "author/name or an empty text",
        "Hugging Face addresses models so; the empty text says that the model is not there",
    ),
    Rule(
        "name-legible",
        ("name",),
        predicates.legible,
        "a name that can be read",
        "people choose a model by it",
    ),
    Rule(
        "created-in-seconds",
        ("created",),
        predicates.within(1_420_070_400, 4_102_444_800),
        "seconds since 1970, between 2015 and 2100",
        "a larger number is in milliseconds, a smaller one was never set",
    ),
    Rule(
        "calendar-date",
        ("knowledge_cutoff", "expiration_date"),
        predicates.calendar_date,
        "a date of this century as YYYY-MM-DD",
        "the document asks for it in the description of the field",
    ),
    Rule(
        "knowledge-before-creation",
        ("knowledge_cutoff",),
        predicates.not_long_after,
        "a date no later than a year after `created`",
        "a model is trained before it is listed; dates are careless by up to 278 days",
        beside=("created",),
    ),
    Rule(
        "expiration-after-creation",
        ("expiration_date",),
        predicates.not_before,
        "a date after `created`",
        "a model that expired before it was listed cannot be listed",
        beside=("created",),
    ),
    Rule(
        "length-in-tokens",
        ("context_length", "top_provider.context_length", "top_provider.max_completion_tokens"),
        predicates.within(1, 1e9),
        "1 to 1e9 tokens",
        "a model that reads or writes no token is none; the longest context known is 1e7",
    ),
    Rule(
        "provider-within-model",
        ("top_provider.context_length",),
        predicates.at_most,
        "at most the context length of the model",
        "that is the longest that any provider offers",
        beside=("context_length",),
    ),
    Rule(
        "completion-within-context",
        ("top_provider.max_completion_tokens",),
        predicates.at_most,
        "at most the context length",
        "prompt and completion share the context",
        beside=("top_provider.context_length", "context_length"),
    ),
    Rule(
        "request-limit",
        ("per_request_limits.prompt_tokens", "per_request_limits.completion_tokens"),
        predicates.within(1, 1e9),
        "1 to 1e9 tokens",
        "a limit that allows no token allows no request",
    ),
    Rule(
        "words-once",
        ("supported_parameters", "supported_voices", _INPUTS, _OUTPUTS),
        predicates.distinct,
        "each word once",
        _IS_SET,
    ),
    Rule(
        "modalities-given",
        (_INPUTS, _OUTPUTS),
        predicates.filled,
        "at least one modality",
        "a model takes something and gives something",
    ),
    Rule(
        "modality-agrees",
        ("architecture.modality",),
        predicates.agreeing,
        "what the two lists say, as in text+image->text",
        "who filters by the one gets other models than who filters by the other",
        beside=(_INPUTS, _OUTPUTS),
    ),
    Rule(
        "voices-speak",
        ("supported_voices",),
        predicates.spoken,
        "no voices where neither speech nor audio comes out",
        "the document has null for such models",
        beside=(_OUTPUTS,),
    ),
    Rule(
        "price-numeric",
        _PRICES,
        predicates.numeric,
        "a decimal number",
        "prices are for calculating",
    ),
    Rule(
        "price-not-negative",
        _PRICES,
        predicates.not_negative,
        "at least 0, or -1 for a price that is not fixed",
        "nobody is paid for asking",
    ),
    Rule(
        "price-affordable",
        _PER_TOKEN,
        predicates.below(Decimal("0.01")),
        "less than 0.01 USD per token",
        "the dearest token known costs 0.0006; this is a price per thousand or per million",
    ),
    Rule(
        "price-affordable",
        _PER_UNIT,
        predicates.below(Decimal(100)),
        "less than 100 USD per image, request or search",
        "the dearest image known costs 0.22; this is a price per thousand",
    ),
    Rule(
        "free-costs-nothing",
        ("pricing.prompt", "pricing.completion"),
        predicates.free_if_so_named,
        "0 for a model whose id ends in :free",
        "that is what the suffix means",
        beside=("id",),
    ),
    Rule(
        "discount-fraction",
        ("pricing.discount",),
        predicates.within(0, 1),
        "a fraction between 0 and 1",
        "the price is multiplied by (1 - discount)",
    ),
    Rule(
        "link-leads-somewhere",
        ("links.details",),
        predicates.location,
        "a path or an address",
        "it is there to be followed",
    ),
    Rule(
        "default-effort-supported",
        ("reasoning.default_effort",),
        predicates.supported,
        "one of the supported efforts",
        "a request that leaves the effort open would ask for one that is refused",
        beside=(_EFFORTS,),
    ),
    Rule(
        "efforts-descend",
        (_EFFORTS,),
        predicates.descending,
        "each effort once, the highest first",
        "the document says so in the description of the field",
    ),
    Rule(
        "mandatory-reasoning",
        ("reasoning.default_enabled", "reasoning.default_effort", _EFFORTS),
        predicates.unavoidable,
        "no way out of reasoning that is mandatory",
        "the document says that it cannot be disabled and that effort none is rejected",
        beside=("reasoning.mandatory",),
    ),
    Rule(
        "default-in-bounds",
        ("default_parameters.temperature", "default_parameters.repetition_penalty"),
        predicates.within(0, 2),
        "0 to 2",
        _OLD_BOUNDS,
    ),
    Rule(
        "default-in-bounds",
        ("default_parameters.top_p",),
        predicates.within(0, 1),
        "0 to 1",
        _OLD_BOUNDS,
    ),
    Rule(
        "default-in-bounds",
        ("default_parameters.top_k",),
        predicates.within(0, 1e9),
        "0 or more",
        _OLD_BOUNDS,
    ),
    Rule(
        "default-in-bounds",
        ("default_parameters.frequency_penalty", "default_parameters.presence_penalty"),
        predicates.within(-2, 2),
        "-2 to 2",
        _OLD_BOUNDS,
    ),
    Rule(
        "benchmark-index",
        (f"{_INDICES}.intelligence_index", f"{_INDICES}.coding_index", f"{_INDICES}.agentic_index"),
        predicates.within(0, 100),
        "0 to 100",
        "an index is a percentage of what could be reached",
    ),
)

ABOUT_ARENAS = (
    Rule(
        "arena-unique",
        ("category",),
        None,
        "one result for each pair of arena and category",
        "a model cannot have two ratings in one competition",
        beside=("arena",),
    ),
    Rule(
        "win-rate-percentage",
        ("win_rate",),
        predicates.within(0, 100),
        "0 to 100",
        "the document calls it a percentage",
    ),
    Rule(
        "elo-rating",
        ("elo",),
        predicates.within(1, 5000),
        "an Elo rating between 1 and 5000",
        "ratings start near 1000; nobody loses or wins that much",
    ),
    Rule(
        "rank-from-one",
        ("rank",),
        predicates.within(1, 1e6),
        "1 for the best, or more",
        "the document counts from 1",
    ),
)

RULES = (*ABOUT_ANSWERS, *ABOUT_MODELS, *ABOUT_ARENAS)
