"""Apply this API's own repairs, an OpenAPI Overlay 1.0 document, to the contract.

The rules are those of the OpenAPI Overlay Specification 1.0.0 (Action Object); for arrays inside a
merged object, which it leaves open, those of 1.1.0. Targets are JSONPath (RFC 9535). This applier
asks for more, so that no repair outlives its fault unnoticed:

- every action gives its reason as ``description``, and either updates or removes;
- the *place* of an action must exist. It is what the target says before its first filter; the
  filters, and what follows them, are the *condition* under which the repair is needed;
- an action whose condition no longer holds, or that would change nothing, is **ready to retire**:
  upstream has made the repair itself. It is left out and reported; the caller decides what follows;
- an applied action must not apply again to its own result. Appending to an array always changes
  something, so such a target carries a condition that the appended item ends.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import attrs
import jsonpath_rfc9535 as jsonpath
import jsonschema_rs

from pipeline.failure import PipelineError
from pipeline.json_values import is_array, is_object, shown
from pipeline.read.parsing import parse_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.openapi.grammar import JsonObject

_EXTENSIBLE: JsonObject = {
    "type": "object",
    "patternProperties": {"^x-": True},
    "additionalProperties": False,
}
_OVERLAY_SCHEMA: JsonObject = _EXTENSIBLE | {
    "required": ["overlay", "info", "actions"],
    "properties": {
        "overlay": {"type": "string", "pattern": r"^1\.0\.\d+$"},
        "info": _EXTENSIBLE
        | {
            "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}},
        },
        "extends": {"type": "string"},
        "actions": {
            "type": "array",
            "items": _EXTENSIBLE
            | {
                "required": ["target", "description"],
                "properties": {
                    "target": {"type": "string"},
                    "description": {"type": "string", "pattern": r"\S"},
                    "update": True,
                    "remove": {"type": "boolean"},
                },
            },
        },
    },
}

_EMPTY: JsonObject = {"overlay": "1.0.0", "info": {"title": "", "version": ""}, "actions": []}
# RFC 9535, section 2.3: in a valid query, a question mark outside a quoted name begins a filter.
_QUOTED = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
_UNFILTERED = re.compile(rf"""(?:[^\[]|\[(?:[^?'"\]]|{_QUOTED})*\])*""", re.DOTALL)


@attrs.frozen
class Repaired:
    """Carry the repaired document, and the repairs that it did not need.

    Attributes:
        document: The document with every needed action applied.
        ready_to_retire: By position of an action that upstream has made unnecessary, its number and its reason.
    """

    document: JsonObject
    ready_to_retire: Mapping[int, str]


@attrs.frozen
class _Action:
    name: str
    reason: str
    place: str
    target: jsonpath.JSONPathQuery
    update: Any
    remove: bool


def parse_repairs(text: bytes | None, name: str) -> JsonObject:
    """Parse an overlay of repairs; where there is no file, it has no actions.

    Raises:
        PipelineError: It is neither YAML nor JSON.
    """
    return _EMPTY if text is None else parse_mapping(text, name)


def apply_repairs(document: JsonObject, overlay: JsonObject) -> Repaired:
    """Apply an overlay's actions in their order, and tell which are no longer needed.

    Raises:
        PipelineError: If the overlay is invalid, or if the place of an action does not exist, what
            it selects cannot be updated or removed so, or it would apply again to its own result.
    """
    repaired = document
    ready_to_retire: dict[int, str] = {}
    for index, action in enumerate(_read(overlay)):
        if not jsonpath.find(action.place, repaired):
            raise PipelineError(
                f"{action.name} matches nothing: the document has no {action.place}; "
                "correct the target, or delete the action"
            )
        result = _apply(repaired, action)
        if _same(result, repaired):
            ready_to_retire[index] = f"repair {index + 1}: {shown(action.reason)}"
        elif _same(_apply(result, action), result):
            repaired = result
        else:
            raise PipelineError(
                f"{action.name} would apply again to its own result; "
                "add a condition to its target that the repair makes false"
            )
    return Repaired(repaired, ready_to_retire)


def _read(overlay: JsonObject) -> list[_Action]:
    for error in jsonschema_rs.Draft202012Validator(_OVERLAY_SCHEMA).iter_errors(overlay):
        where = _name(overlay, error.instance_path)
        raise PipelineError(f"the overlay of repairs is invalid: {where}: {error.message}")
    return [_read_action(overlay, index) for index in range(len(overlay["actions"]))]


def _read_action(overlay: JsonObject, index: int) -> _Action:
    raw: JsonObject = overlay["actions"][index]
    name = _name(overlay, ["actions", index])
    remove: bool = raw.get("remove", False)
    if remove == ("update" in raw):
        raise PipelineError(f"{name} must either update or remove")
    try:
        target = jsonpath.compile(raw["target"])
    except jsonpath.JSONPathError as error:
        raise PipelineError(f"{name} has an invalid JSONPath as its target: {error}") from error
    reason = " ".join(raw["description"].split())
    return _Action(name, reason, _place(raw["target"]), target, raw.get("update"), remove)


def _name(overlay: JsonObject, path: Sequence[str | int]) -> str:
    match path:
        case ["actions", int(index), *rest]:
            action: Any = overlay["actions"][index]
            target = action.get("target") if is_object(action) else action
            return "".join([f"actions[{index}] (target {target!r})", *(f".{key}" for key in rest)])
        case _:
            return ".".join(map(str, path)) or "the document"


def _place(target: str) -> str:
    """Take from a valid target the segments before the first one that has a filter."""
    found = _UNFILTERED.match(target)
    return found[0].rstrip().removesuffix("..").rstrip() if found else "$"


def _apply(document: JsonObject, action: _Action) -> JsonObject:
    result: JsonObject = _copy(document)
    nodes = {node.location: node for node in action.target.find(result)}
    # From the last to the first: removing an item of an array moves those behind it.
    for _, node in sorted(nodes.items(), reverse=True):
        value: Any = node.value
        if not isinstance(value, dict | list):
            raise PipelineError(
                f"{action.name} selects {node.path()}, which is neither an object nor an array; "
                "select what contains it"
            )
        if not action.remove:
            _update(value, action.update, f"{action.name} at {node.path()}")
        elif not node.location:
            raise PipelineError(f"{action.name} would remove the whole document")
        else:
            *parents, last = node.location
            container: Any = result
            for key in parents:
                container = container[key]
            del container[last]
    return result


def _update(target: Any, update: Any, where: str) -> None:
    if is_array(target):
        target.append(_copy(update))
    elif is_object(update):
        _merge(target, update, where)
    else:
        raise PipelineError(f"{where}: an object can only be updated with an object")


def _merge(target: JsonObject, update: JsonObject, where: str) -> None:
    for key, value in update.items():
        old = target.get(key)
        if is_object(old) and is_object(value):
            _merge(old, value, f"{where}.{key}")
        elif is_array(old) and is_array(value):
            old.extend(_copy(value))
        elif key not in target or not (
            isinstance(old, dict | list) or isinstance(value, dict | list)
        ):
            target[key] = _copy(value)
        else:
            raise PipelineError(
                f"{where}.{key}: the update is not of the same kind as the value there"
            )


def _copy(value: Any) -> Any:
    # Unlike deepcopy this parts what YAML aliases share, so that a change stays in its place.
    return json.loads(json.dumps(value))


def _same(left: JsonObject, right: JsonObject) -> bool:
    # Python holds True and 1 for equal, JSON does not.
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
