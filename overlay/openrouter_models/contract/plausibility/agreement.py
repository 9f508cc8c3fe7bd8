"""Make the fields of a body agree with each other, as the rules of plausibility ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._validation.gates import members
from openrouter_models.contract.plausibility.predicates import SPEAKING

if TYPE_CHECKING:
    from collections.abc import Callable

JsonObject: TypeAlias = dict[str, Any]


def agree(value: Any) -> Any:
    """Make the fields of all objects in a value agree; the value is changed."""
    if isinstance(value, dict):
        fields = cast("JsonObject", value)
        for inner in fields.values():
            agree(inner)
        agree_in(fields)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            agree(item)
    return cast("Any", value)


def agree_in(fields: JsonObject) -> JsonObject:
    """Make the fields of one object agree, which is changed; those of the objects inside do already."""
    for name, make in _AGREEING.items():
        if name in fields:
            make(fields)
    return fields


def complete(answer: JsonObject) -> JsonObject:
    """Make an envelope, which is changed, say that nothing more is to come."""
    if type(answer.get("total_count")) in {int, float}:
        answer["total_count"] = len(_list(answer, "data"))
    if members(answer.get("links")).get("next"):
        answer["links"]["next"] = None
    return answer


def _unique_ids(answer: JsonObject) -> None:
    """Number the models whose id stood before."""
    seen: set[str] = set()
    for index, model in enumerate(_objects(answer, "data")):
        if isinstance(model.get("id"), str):
            if model["id"] in seen:
                model["id"] = f"{model['id']}-{index}"
            seen.add(model["id"])


def _shorter_provider(model: JsonObject) -> None:
    """Keep a provider's context within the model's."""
    provider = members(model.get("top_provider"))
    longest, offered = (each.get("context_length") for each in (model, provider))
    if isinstance(longest, int) and isinstance(offered, int):
        provider["context_length"] = min(longest, offered)


def _voices(model: JsonObject) -> None:
    """Let only those speak that can."""
    outputs = _list(members(model.get("architecture")), "output_modalities")
    if not any(each in SPEAKING for each in outputs) and _list(model, "supported_voices"):
        model["supported_voices"] = []


def _modality(architecture: JsonObject) -> None:
    """Say in one what the two lists say."""
    if isinstance(architecture.get("modality"), str):
        sides = (
            _list(architecture, f"{way}_modalities") or ["text"] for way in ("input", "output")
        )
        architecture["modality"] = "->".join("+".join(map(str, side)) for side in sides)


def _efforts(reasoning: JsonObject) -> None:
    """Support the default effort, and let nobody switch off what is mandatory."""
    default, supported = reasoning.get("default_effort"), _list(reasoning, "supported_efforts")
    is_listed = isinstance(reasoning.get("supported_efforts"), list)
    if default is not None and is_listed and default not in supported:
        reasoning["supported_efforts"] = supported = [default]
    if "none" in (default, *supported) or not reasoning.get("default_enabled", True):
        reasoning["mandatory"] = False


def _arenas(benchmarks: JsonObject) -> None:
    """Keep one result for each pair of arena and category."""
    if entries := _objects(benchmarks, "design_arena"):
        results = {(str(each.get("arena")), str(each.get("category"))): each for each in entries}
        benchmarks["design_arena"] = list(results.values())


def _list(value: JsonObject, name: str) -> list[Any]:
    """Give a field that is an array, an empty one if it is not."""
    part = value.get(name)
    return cast("list[object]", part) if isinstance(part, list) else []


def _objects(value: JsonObject, name: str) -> list[JsonObject]:
    """Give the objects of a field that is an array."""
    return [cast("JsonObject", each) for each in _list(value, name) if isinstance(each, dict)]


_AGREEING: dict[str, Callable[[JsonObject], object]] = {
    "data": _unique_ids,
    "total_count": complete,
    "links": complete,
    "top_provider": _shorter_provider,
    "supported_voices": _voices,
    "modality": _modality,
    "default_effort": _efforts,
    "mandatory": _efforts,
    "design_arena": _arenas,
}
