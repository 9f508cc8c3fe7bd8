"""Know what sensible values look like, so that drawn listings read like real ones.

The fields are known by name. Where the contract gives a field another type than it has today, or an
enum, the contract goes first.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from openrouter_models._catalog.pricing import PRICE_NAMES
from openrouter_models.contract.instances.branches import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from openrouter_models.contract.instances.branches import Branch

JsonObject: TypeAlias = dict[str, Any]
Strategy: TypeAlias = "st.SearchStrategy[Any]"

_AUTHORS = ("openai", "anthropic", "google", "meta-llama", "mistralai", "qwen", "deepseek", "x-ai")
_TITLES = ("Small", "Large", "Mini", "Turbo", "Instruct", "Preview", "Pro", "Vision")
_VOICES = ("alloy", "echo", "nova", "onyx", "shimmer")
_SPEAKING = frozenset({"audio", "speech", "tts"})
_NEVER_EMPTY = frozenset({"data", "input_modalities", "output_modalities"})
_FEWEST_TOKENS = 4096  # of a context, and the most that is drawn for a completion


def _name(number: int) -> str:
    return f"{_AUTHORS[number % len(_AUTHORS)]}/model-{number}"


def _title(number: int) -> str:
    return f"Model {number} {_TITLES[number % len(_TITLES)]}"


def _price(billionths: int) -> str:
    return f"{Decimal(billionths).scaleb(-9).normalize():f}"


def _dates(first: date, last: date) -> Strategy:
    days = st.integers(0, (last - first).days)
    return days.map(lambda day: (first + timedelta(day)).isoformat())


_NUMBERS = st.integers(1, 9999)
_PENALTY = st.integers(-20, 20).map(lambda tenths: tenths / 10)
_PRICE = st.integers(0, 5_000_000).map(_price)
_STRINGS: dict[str, Strategy] = {
    **dict.fromkeys(PRICE_NAMES, _PRICE),
    "id": _NUMBERS.map(_name),
    "canonical_slug": _NUMBERS.map(_name),
    "hugging_face_id": st.just("") | _NUMBERS.map(_name),
    "name": _NUMBERS.map(_title),
    "description": _NUMBERS.map(lambda number: f"{_title(number)} answers questions."),
    "details": _NUMBERS.map(lambda number: f"/api/v1/models/{_name(number)}/endpoints"),
    "modality": st.just("text->text"),
    "knowledge_cutoff": _dates(date(2019, 1, 1), date(2022, 12, 31)),
    "expiration_date": _dates(date(2030, 1, 1), date(2035, 12, 31)),
    "arena": st.sampled_from(["models", "agents"]),
    "category": st.sampled_from(["website", "dataviz", "gamedev", "3d", "uicomponent"]),
    "message": st.sampled_from(["Missing Authentication header", "No such thing", "It failed"]),
    "user_id": _NUMBERS.map(lambda number: f"user_{number:08}"),
}
_ALL_NUMBERS: dict[str, Strategy] = {
    "created": st.integers(1_672_531_200, 1_790_000_000),
    "context_length": st.sampled_from([_FEWEST_TOKENS, 8192, 32_768, 131_072, 1_000_000]),
    "max_completion_tokens": st.sampled_from([_FEWEST_TOKENS, 1024, 2048]),
    "prompt_tokens": st.integers(1, 1_000_000),
    "completion_tokens": st.integers(1, 1_000_000),
    "rank": st.integers(1, 100),
    "top_k": st.integers(0, 100),
    "temperature": st.integers(0, 20).map(lambda tenths: tenths / 10),
    "repetition_penalty": st.integers(0, 20).map(lambda tenths: tenths / 10),
    "top_p": st.integers(0, 100).map(lambda hundredths: hundredths / 100),
    "frequency_penalty": _PENALTY,
    "presence_penalty": _PENALTY,
    "discount": st.integers(0, 100).map(lambda hundredths: hundredths / 100),
    "elo": st.integers(8000, 15_000).map(lambda tenths: tenths / 10),
    **dict.fromkeys(
        ("win_rate", "intelligence_index", "coding_index", "agentic_index"),
        st.integers(0, 1000).map(lambda tenths: tenths / 10),
    ),
}
_WHOLE = frozenset(
    {"created", "context_length", "max_completion_tokens", "rank", "top_k"}
    | {"prompt_tokens", "completion_tokens"}
)


@frozen
class Sense:
    """Chooses plausible values for the fields of one response.

    Attributes:
        status: What an error's code repeats, None if it is not known.
    """

    status: int | None = None

    def value(self, name: str, branch: Branch) -> Strategy | None:
        """Choose values for a field.

        Args:
            name: The field.
            branch: What the contract says of it. If that is more than a type, the contract knows
                better.

        Returns:
            A strategy, None if nothing is known of such a field.
        """
        kind = branch["type"]
        if (
            kind == "array"
            and name == "supported_voices"
            and branch.get("items") == {"type": "string"}
        ):
            return st.lists(st.sampled_from(_VOICES), max_size=3, unique=True)
        if not branch.keys() <= ANNOTATIONS:
            return None
        if kind == "string":
            return _STRINGS.get(name)
        if name == "code" and kind in {"integer", "number"} and self.status is not None:
            return st.just(self.status)
        if kind == "number" or (kind == "integer" and name in _WHOLE):
            return _ALL_NUMBERS.get(name)
        return None

    def least(self, name: str) -> int:
        """Say how many items a list has at least.

        Args:
            name: The field that holds the list.
        """
        return int(name in _NEVER_EMPTY)

    def agree(self, names: Collection[str]) -> Callable[[JsonObject], JsonObject]:
        """Make the fields of an object agree with each other.

        Args:
            names: The fields that the object declares.

        Returns:
            A function that changes a new object and gives it back.
        """
        agreeing = [make for name, make in _AGREEING.items() if name in names]

        def agree(value: JsonObject) -> JsonObject:
            for make in agreeing:
                make(value)
            return value

        return agree


def _unique_ids(answer: JsonObject) -> None:
    """Number the models whose id stood before."""
    seen: set[Any] = set()
    for index, model in enumerate(answer.get("data") or ()):
        if model.get("id") in seen:
            model["id"] = f"{model['id']}-{index}"
        seen.add(model.get("id"))


def _shorter_provider(model: JsonObject) -> None:
    """Keep a provider's context within the model's."""
    context, provider = model.get("context_length"), _part(model, "top_provider")
    if context is not None and provider.get("context_length") is not None:
        provider["context_length"] = min(context, provider["context_length"])


def _voices(model: JsonObject) -> None:
    """Let only those speak that can."""
    outputs: list[str] = _part(model, "architecture").get("output_modalities") or []
    if _SPEAKING.isdisjoint(outputs) and model.get("supported_voices"):
        model["supported_voices"] = []


def _modality(architecture: JsonObject) -> None:
    """Say in one what the two lists say."""
    if architecture.get("modality") is not None:
        taken, given = (architecture.get(f"{way}_modalities") for way in ("input", "output"))
        architecture["modality"] = f"{'+'.join(taken or ['text'])}->{'+'.join(given or ['text'])}"


def _efforts(reasoning: JsonObject) -> None:
    """Support the default effort, and let nobody switch off what is mandatory."""
    default, supported = reasoning.get("default_effort"), reasoning.get("supported_efforts")
    if default is not None and supported is not None and default not in supported:
        reasoning["supported_efforts"] = supported = [default]
    if default == "none" or "none" in (supported or ()) or not reasoning.get("default_enabled", 1):
        reasoning["mandatory"] = False


def _arenas(benchmarks: JsonObject) -> None:
    """Keep one result for each pair of arena and category."""
    if entries := benchmarks.get("design_arena"):
        results = {(each.get("arena"), each.get("category")): each for each in entries}
        benchmarks["design_arena"] = list(results.values())


def _part(value: JsonObject, name: str) -> JsonObject:
    return value.get(name) or {}


_AGREEING: dict[str, Callable[[JsonObject], None]] = {
    "data": _unique_ids,
    "top_provider": _shorter_provider,
    "supported_voices": _voices,
    "modality": _modality,
    "default_effort": _efforts,
    "design_arena": _arenas,
}
