"""Propose how the contract could follow what an API sends: repairs, each with a body that proves it.

A new word of an enum, a field that is not declared, a required field that does not come: for each there is an
action of an OpenAPI Overlay (1.0.0, with RFC 9535 JSONPath), as `openapi/repairs.overlay.yaml` holds them. A
target carries the condition under which the repair is needed, so that it retires when the document follows.
Nothing is applied here.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import frozen

from openrouter_models._pointers import keys_of
from openrouter_models._validation.gates import members
from openrouter_models.contract.contract import Contract
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances, json_type
from openrouter_models.errors import ContractError
from openrouter_models.findings import Kind, group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.findings import Finding, Group

JsonObject: TypeAlias = dict[str, Any]
Steps: TypeAlias = tuple[str | int, ...]

_LONGEST = 200  # characters of a name or a word
_PREFIX = "#/components/schemas/"


@frozen
class Action:
    """One action of an overlay.

    Attributes:
        target: What it changes, as JSONPath.
        update: What to add there; None removes it.
    """

    target: str
    update: Any = None


@frozen
class Proposal:
    """How the contract could follow some findings.

    Attributes:
        first: The first of the findings.
        count: How many there are.
        reason: What was seen, for the description of the actions.
        actions: The actions, in their order.
        witness: The smallest body found that the contract has this finding in, and the repaired one has not.
    """

    first: Finding
    count: int
    reason: str
    actions: tuple[Action, ...]
    witness: Any


def propose(
    findings: Iterable[Finding], bodies: Iterable[Any], status: int = 200
) -> list[Proposal]:
    """Propose repairs of the packaged contract.

    Args:
        findings: What deviates in responses of one status.
        bodies: These responses, decoded: what was seen in the findings' places.
        status: Their status.

    Returns:
        A proposal for each group of findings that a repair ends; there is none for values that are plainly wrong.
    """
    document = cast("JsonObject", Contract.load().document)
    schema = next((one.schema for one in documented(document) if one.status == status), None)
    if schema is None:
        return []
    proposer = _Proposer(document, schema, status, [*bodies])
    return [found for each in group(findings) if (found := proposer.propose(each)) is not None]


class _Proposer:
    """Proposes repairs one after the other."""

    def __init__(
        self, document: JsonObject, schema: Schema, status: int, bodies: list[Any]
    ) -> None:
        self._document = document
        self._schema = schema
        self._status = status
        self._bodies = bodies
        self._instances = Instances(document)
        self._required: dict[str, list[str]] = {}

    def propose(self, group: Group) -> Proposal | None:
        """Propose a repair that ends some equal findings, None where there is none."""
        steps = _steps(group.first.path)
        name = steps[-1] if steps else None
        found: tuple[str, tuple[Action, ...], JsonObject, Any] | None = None
        if group.kind is Kind.UNKNOWN_ENUM_VALUE:
            found = self._word(steps)
        elif group.kind in {Kind.UNDECLARED_FIELD, Kind.FORBIDDEN_FIELD} and isinstance(name, str):
            found = self._field(steps, name)
        elif group.kind is Kind.MISSING_REQUIRED and isinstance(name, str):
            found = self._requirement(steps, name)
        if found is None:
            return None
        reason, actions, repaired, witness = found
        if witness is None or not self._proves(witness, group.kind, repaired):
            return None
        return Proposal(group.first, group.count, reason, actions, witness)

    def _word(self, steps: Steps) -> Any:
        word = _at(self._bodies, steps)
        place = self._component(steps, "enum")
        if place is None or not isinstance(word, str) or not _is_plain(word):
            return None
        known = place[1]["enum"]
        repaired = self._copy(place[0], enum=[*known, word])
        target = f"{_path(place[0])}[?@[?@ == {_quoted(known[0])}] && !@[?@ == {_quoted(word)}]]"
        reason = f"The API sends a word that the document does not list, {json.dumps(word)}."
        return reason, (Action(target, word),), repaired, self._around(steps, word)

    def _field(self, steps: Steps, name: str) -> Any:
        place = self._component(steps[:-1], "properties")
        values = [value for body in self._bodies for value in _all(body, steps)]
        if place is None or not values or not _is_plain(name):
            return None
        properties = place[1]["properties"]
        known = next((each for each in properties if isinstance(properties[each], dict)), None)
        schema = _schema_of(values)
        if known is None or not properties[known] or schema is None:
            return None
        repaired = self._copy(place[0], properties={**properties, name: schema})
        keyword = next(iter(properties[known]))
        condition = f"@[{_quoted(known)}][{_quoted(keyword)}] && !@[{_quoted(name)}]"
        action = Action(f"{_path(place[0])}[?{condition}]", {name: schema})
        least = self._least(steps[:-1])
        value = Instances({}).smallest(schema)
        witness = None if least is None else self._around(steps[:-1], {**least, name: value})
        return (
            f"The API sends a field that the document does not declare, {name}.",
            (action,),
            repaired,
            witness,
        )

    def _requirement(self, steps: Steps, name: str) -> Any:
        place = self._component(steps[:-1], "required")
        if place is None or name not in place[1]["required"]:
            return None
        # Each repair finds what those before it have left.
        required = self._required.setdefault(place[0], place[1]["required"])
        rest = [each for each in required if each != name]
        self._required[place[0]] = rest
        repaired = self._copy(place[0], required=rest)
        # An item of an array cannot be selected for removal, so the array goes and comes again without it.
        fields = " && ".join(f"@.properties[{_quoted(each)}]" for each in self._mark(*place))
        actions = (
            Action(f"{_path(place[0])}[?@[?@ == {_quoted(name)}]]"),
            Action(f"$.components.schemas[?{fields} && !@.required]", {"required": rest}),
        )
        least = self._least(steps[:-1])
        kept = None if least is None else {k: v for k, v in least.items() if k != name}
        witness = None if kept is None else self._around(steps[:-1], kept)
        return (
            f"The API leaves out a field that the document requires, {name}.",
            actions,
            repaired,
            witness,
        )

    def _mark(self, component: str, schema: JsonObject) -> list[str]:
        """Choose fields that only this component has together."""
        others = [
            members(each.get("properties")).keys()
            for name, each in self._document["components"]["schemas"].items()
            if name != component
        ]
        chosen: list[str] = []
        for name in members(schema.get("properties")):
            chosen.append(name)
            others = [each for each in others if name in each]
            if not others:
                break
        return chosen

    def _component(self, steps: Steps, keyword: str) -> tuple[str, JsonObject] | None:
        """Find the component that has a keyword at a place, by its name."""
        for name in self._names(self._schema, steps):
            schema = self._document["components"]["schemas"][name]
            if keyword in schema:
                return name, schema
        return None

    def _names(self, schema: Schema, steps: Steps) -> Iterator[str]:
        """Yield the names of the components that stand at a place."""
        parts = members(schema)
        reference = parts.get("$ref")
        if isinstance(reference, str) and reference.startswith(_PREFIX):
            name = reference.removeprefix(_PREFIX)
            if not steps:
                yield name
            yield from self._names(self._document["components"]["schemas"].get(name, {}), steps)
        for word in ("anyOf", "allOf", "oneOf"):
            for branch in parts.get(word, ()):
                yield from self._names(branch, steps)
        if steps and isinstance(steps[0], int):
            yield from self._names(parts.get("items", {}), steps[1:])
        elif steps:
            yield from self._names(
                members(parts.get("properties")).get(str(steps[0]), {}), steps[1:]
            )

    def _copy(self, name: str, **changed: Any) -> JsonObject:
        document = deepcopy(self._document)
        document["components"]["schemas"][name].update(changed)
        return document

    def _least(self, steps: Steps) -> JsonObject | None:
        schema = self._instances.at(self._schema, _first(steps))
        # Null may be the smallest value where an object may stand.
        values = [] if schema is None else self._instances.several(schema)
        return next((cast("JsonObject", one) for one in values if isinstance(one, dict)), None)

    def _around(self, steps: Steps, value: Any) -> Any:
        return next(self._instances.around(self._schema, _first(steps), value), None)

    def _proves(self, witness: Any, kind: Kind, repaired: JsonObject) -> bool:
        body = json.dumps(witness).encode()

        def has_it(contract: Contract) -> bool:
            report = contract.check(self._status, {"Content-Type": "application/json"}, body)
            return any(each.kind is kind for each in report.findings)

        try:
            return has_it(Contract.load()) and not has_it(Contract.load(repaired))
        except ContractError:
            return False


def _schema_of(values: list[Any]) -> JsonObject | None:
    """Say which types were seen, None where values are of several."""
    kinds = {json_type(each) for each in values} - {"null"}
    if kinds == {"integer", "number"}:
        kinds = {"number"}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    schema: JsonObject = {"type": kind}
    if kind == "array":
        items = [
            item for each in values if isinstance(each, list) for item in cast("list[object]", each)
        ]
        inner = _schema_of(items) if items else None
        schema |= {"items": inner or {}}
    if kind == "object":
        schema["additionalProperties"] = True
    is_nullable = any(each is None for each in values)
    return {"anyOf": [schema, {"type": "null"}]} if is_nullable else schema


def _steps(path: str) -> Steps:
    return tuple(int(each) if each.isdecimal() else each for each in keys_of(path))


def _first(steps: Steps) -> Steps:
    return tuple(0 if isinstance(each, int) else each for each in steps)


def _at(bodies: list[Any], steps: Steps) -> Any:
    """Give the value at a place in the first of some bodies that has it."""
    for body in bodies:
        value: Any = body
        try:
            for step in steps:
                value = value[step]
        except (LookupError, TypeError):
            continue
        return value
    return None


def _all(value: Any, steps: Steps) -> Iterator[Any]:
    """Give the values at corresponding places, whatever their indices."""
    if not steps:
        yield value
    elif isinstance(steps[0], int):
        for item in cast("list[object]", value) if isinstance(value, list) else ():
            yield from _all(item, steps[1:])
    elif steps[0] in members(value):
        yield from _all(members(value)[steps[0]], steps[1:])


def _is_plain(text: str) -> bool:
    return text.isprintable() and len(text) <= _LONGEST


def _path(component: str) -> str:
    return f"$.components.schemas[{_quoted(component)}]"


def _quoted(text: object) -> str:
    """Write a string as JSONPath does (RFC 9535, section 2.3.1.1)."""
    return json.dumps(text)
