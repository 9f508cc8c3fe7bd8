"""The rules of what is plausible: each with its name, what it asks for, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import field, frozen

from openrouter_models._catalog.pricing import PRICE_NAMES
from openrouter_models.contract.plausibility import predicates as is_

if TYPE_CHECKING:
    from openrouter_models.contract.plausibility.predicates import Predicate


def _names(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.split()) if isinstance(text, str) else text


@frozen
class Rule:
    """One rule of what is plausible.

    Attributes:
        name: What messages call it.
        fields: The fields that it is about, each for itself; written as one text.
        is_sound: Whether the value of one of them makes sense, given those of the fields beside it;
            None where no two objects of a list may have the same.
        asks: What it asks for, to be read after "expected".
        why: Why a value that breaks it makes no sense.
        beside: The fields that it compares them with; written as one text.
    """

    name: str
    fields: tuple[str, ...] = field(converter=_names)
    is_sound: Predicate | None
    asks: str
    why: str
    beside: tuple[str, ...] = field(default=(), converter=_names)


_BY_UNIT = {"image", "image_output", "request", "web_search"}
_PER_TOKEN = " ".join(f"pricing.{name}" for name in sorted(PRICE_NAMES - _BY_UNIT))
_PER_UNIT = " ".join(f"pricing.{name}" for name in sorted(PRICE_NAMES & _BY_UNIT))
_PRICES = f"{_PER_TOKEN} {_PER_UNIT}"
_MODALITIES = "architecture.input_modalities architecture.output_modalities"
_OUTPUTS = "architecture.output_modalities"
_EFFORTS = "reasoning.supported_efforts"
_INDICES = " ".join(
    f"benchmarks.artificial_analysis.{name}_index" for name in ("intelligence", "coding", "agentic")
)
_OLD_BOUNDS = "the document stated these bounds until April 2026"

# fmt: off
ABOUT_ANSWERS = (
    Rule("listing-not-empty", "data", is_.filled, "models",
         "hardly an account may use no model; a filter, a key or a mock is more likely"),
    Rule("code-is-status", "error.code", is_.equal, "the status of the response",
         "the code of an error repeats the status; clients go by one or the other", "status"),
    Rule("error-says-something", "error.message", is_.said, "a message",
         "an error without a message helps nobody"),
)

ABOUT_MODELS = (
    Rule("id-unique", "id", None, "an id of its own", "requests name the model by it"),
    Rule("author-and-name", "id canonical_slug", is_.pair, "author/name without blanks",
         "requests and the addresses of the API name models so"),
    Rule("hugging-face-name", "hugging_face_id", is_.pair_or_nothing, "author/name or an empty text",
         "Hugging Face names models so; the empty text says that it does not have the model"),
    Rule("name-legible", "name", is_.legible, "a name that can be read", "people choose a model by it"),
    Rule("created-in-seconds", "created", is_.within(1_420_070_400, 4_102_444_800),
         "seconds since 1970, between 2015 and 2100",
         "a larger number is in milliseconds, a smaller one was never set"),
    Rule("calendar-date", "knowledge_cutoff expiration_date", is_.calendar_date,
         "a date of this century as YYYY-MM-DD", "the description of the field asks for it"),
    Rule("knowledge-before-creation", "knowledge_cutoff", is_.not_long_after,
         "a date no later than a year after `created`",
         "a model is trained before it is listed; real dates are off by up to 278 days", "created"),
    Rule("expiration-after-creation", "expiration_date", is_.not_before, "a date after `created`",
         "a model that expired before it was created cannot be listed", "created"),
    Rule("length-in-tokens",
         "context_length top_provider.context_length top_provider.max_completion_tokens",
         is_.within(1, 1e9), "1 to 1e9 tokens",
         "every model reads and writes tokens; the longest context known is 1e7"),
    Rule("provider-within-model", "top_provider.context_length", is_.at_most,
         "at most the context length of the model",
         "that is the longest that any provider offers", "context_length"),
    Rule("completion-within-context", "top_provider.max_completion_tokens", is_.at_most,
         "at most the context length", "prompt and completion share the context",
         "top_provider.context_length context_length"),
    Rule("request-limit", "per_request_limits.prompt_tokens per_request_limits.completion_tokens",
         is_.within(1, 1e9), "1 to 1e9 tokens", "a limit of no tokens allows no request"),
    Rule("words-once", f"supported_parameters supported_voices {_MODALITIES}", is_.distinct,
         "each word once", "the list is a set"),
    Rule("modalities-given", _MODALITIES, is_.filled, "at least one modality",
         "every model takes something and gives something"),
    Rule("modality-agrees", "architecture.modality", is_.agreeing,
         "what the two lists say, as in text+image->text",
         "otherwise two ways to filter give different models", _MODALITIES),
    Rule("voices-speak", "supported_voices", is_.spoken, "no voices without speech or audio output",
         "the document has null for such models", _OUTPUTS),
    Rule("price-numeric", _PRICES, is_.numeric, "a decimal number", "prices are for calculating"),
    Rule("price-not-negative", _PRICES, is_.not_negative,
         "at least 0, or -1 for a price that is not fixed", "nobody is paid for asking"),
    Rule("price-affordable", _PER_TOKEN, is_.below(Decimal("0.01")), "less than 0.01 USD per token",
         "the dearest token known costs 0.0006; this is a price per thousand or per million"),
    Rule("price-affordable", _PER_UNIT, is_.below(Decimal(100)),
         "less than 100 USD per image, request or search",
         "the dearest image known costs 0.22; this is a price per thousand"),
    Rule("free-costs-nothing", "pricing.prompt pricing.completion", is_.free_if_so_named,
         "0 for a model whose id ends in :free", "that is what the suffix means", "id"),
    Rule("discount-fraction", "pricing.discount", is_.within(0, 1), "a fraction between 0 and 1",
         "the price is multiplied by (1 - discount)"),
    Rule("link-leads-somewhere", "links.details", is_.location, "a path or an address",
         "links are there to be followed"),
    Rule("default-effort-supported", "reasoning.default_effort", is_.supported,
         "one of the supported efforts",
         "a request that leaves the effort open would be refused", _EFFORTS),
    Rule("efforts-descend", _EFFORTS, is_.descending, "each effort once, the highest first",
         "the description of the field says so"),
    Rule("mandatory-reasoning",
         f"reasoning.default_enabled reasoning.default_effort {_EFFORTS}", is_.unavoidable,
         "no way out of reasoning that is mandatory",
         "the document says that it cannot be disabled and that effort none is rejected",
         "reasoning.mandatory"),
    Rule("default-in-bounds", "default_parameters.temperature default_parameters.repetition_penalty",
         is_.within(0, 2), "0 to 2", _OLD_BOUNDS),
    Rule("default-in-bounds", "default_parameters.top_p", is_.within(0, 1), "0 to 1", _OLD_BOUNDS),
    Rule("default-in-bounds", "default_parameters.top_k", is_.within(0, 1e9), "0 or more", _OLD_BOUNDS),
    Rule("default-in-bounds",
         "default_parameters.frequency_penalty default_parameters.presence_penalty",
         is_.within(-2, 2), "-2 to 2", _OLD_BOUNDS),
    Rule("benchmark-index", _INDICES, is_.within(0, 100), "0 to 100", "an index is a percentage"),
)

ABOUT_ARENAS = (
    Rule("arena-unique", "category", None, "one result for each pair of arena and category",
         "a model cannot have two ratings in one competition", "arena"),
    Rule("win-rate-percentage", "win_rate", is_.within(0, 100), "0 to 100",
         "the document calls it a percentage"),
    Rule("elo-rating", "elo", is_.within(1, 5000), "an Elo rating between 1 and 5000",
         "ratings start near 1000; nobody loses or wins that much"),
    Rule("rank-from-one", "rank", is_.within(1, 1e6), "1 for the best, or more",
         "the document counts from 1"),
)
# fmt: on

RULES = (*ABOUT_ANSWERS, *ABOUT_MODELS, *ABOUT_ARENAS)
