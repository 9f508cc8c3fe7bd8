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

if TYPE_CHECKING:
    from openrouter_models.contract.instances.branches import Branch

Strategy: TypeAlias = "st.SearchStrategy[Any]"

_AUTHORS = ("openai", "anthropic", "google", "meta-llama", "mistralai", "qwen", "deepseek", "x-ai")
_TITLES = ("Small", "Large", "Mini", "Turbo", "Instruct", "Preview", "Pro", "Vision")
_VOICES = ("alloy", "echo", "nova", "onyx", "shimmer")
_NEVER_EMPTY = frozenset({"data", "input_modalities", "output_modalities"})
_SAYING_MORE = frozenset({"enum", "pattern"})
_NULL_IF_ALLOWED = frozenset({"next"})  # of a listing that is whole
_FEWEST_TOKENS = 4096  # of a context, and the most that is drawn for a completion


def _name(number: int) -> str:
    return f"{_AUTHORS[number % len(_AUTHORS)]}/model-{number}"


def _title(number: int) -> str:
    return f"Model {number} {_TITLES[number % len(_TITLES)]}"


def _dates(first: date, last: date) -> Strategy:
    days = st.integers(0, (last - first).days)
    return days.map(lambda day: (first + timedelta(day)).isoformat())


_NUMBERS = st.integers(1, 9999)
_PENALTY = st.integers(-20, 20).map(lambda tenths: tenths / 10)
_PRICE = st.integers(0, 5_000_000).map(lambda n: f"{Decimal(n).scaleb(-9).normalize():f}")
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
    "next": st.just(""),
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
    """Chooses plausible values for the fields of one response; an error's code repeats its status, where that is known."""

    status: int | None = None

    def value(self, name: str, branch: Branch) -> Strategy | None:
        """Choose values for a field, which may need mending; None if nothing is known of it, or the contract says more."""
        kind = branch["type"]
        if (
            kind == "array"
            and name == "supported_voices"
            and branch.get("items") == {"type": "string"}
        ):
            return st.lists(st.sampled_from(_VOICES), max_size=3, unique=True)
        if branch.keys() & _SAYING_MORE:
            return None
        if kind == "string":
            return _STRINGS.get(name)
        if name == "code" and kind in {"integer", "number"} and self.status is not None:
            return st.just(self.status)
        if kind == "number" or (kind == "integer" and name in _WHOLE):
            return _ALL_NUMBERS.get(name)
        return None

    def least(self, name: str) -> int:
        """Say how many items a list has at least."""
        return int(name in _NEVER_EMPTY)

    def is_null(self, name: str) -> bool:
        """Tell whether a field is null wherever it may be."""
        return name in _NULL_IF_ALLOWED
