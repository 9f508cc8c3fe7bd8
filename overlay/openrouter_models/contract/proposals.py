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

from openrouter_models.contract.contract import Contract
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances
from openrouter_models.contract.observations import (
    EACH,
    component_at,
    marks,
    schema_of,
    steps_of,
    values_at,
)
from openrouter_models.errors import ContractError
from openrouter_models.findings import Kind, group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openrouter_models.contract.documented import Documented
    from openrouter_models.contract.observations import Steps
    from openrouter_models.findings import Finding, Group

    _Repair: TypeAlias = tuple[str, "tuple[Action, ...]", "JsonObject", Any]

JsonObject: TypeAlias = dict[str, Any]

_LONGEST = 200  # characters of a name or a word


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
    """Propose repairs of the packaged contract for what deviates in decoded responses of one status, unless it is plainly wrong."""
    document = cast("JsonObject", Contract.load().document)
    response = next((one for one in documented(document) if one.status == status), None)
    if response is None:
        return []
    proposer = _Proposer(document, response, [*bodies])
    return [found for each in group(findings) if (found := proposer.propose(each)) is not None]


class _Proposer:
    """Proposes repairs one after the other."""

    def __init__(self, document: JsonObject, response: Documented, bodies: list[Any]) -> None:
        self._document = document
        self._schemas = document["components"]["schemas"]
        self._status, self._schema = response.status, response.schema
        self._bodies = bodies
        self._instances = Instances(document)
        self._required: dict[str, list[str]] = {}

    def propose(self, group: Group) -> Proposal | None:
        """Propose a repair that ends some equal findings, None where there is none."""
        found: _Repair | None = None
        match group.kind, steps_of(group.first.path):
            case Kind.UNKNOWN_ENUM_VALUE, steps:
                found = self._word(steps)
            case ((Kind.UNDECLARED_FIELD | Kind.FORBIDDEN_FIELD), (*outer, str(name))):
                found = self._field(tuple(outer), name)
            case Kind.MISSING_REQUIRED, (*outer, str(name)):
                found = self._requirement(tuple(outer), name)
            case _:
                pass
        if found is None:
            return None
        reason, actions, repaired, witness = found
        if witness is None or not self._proves(witness, group.kind, repaired):
            return None
        return Proposal(group.first, group.count, reason, actions, witness)

    def _word(self, steps: Steps) -> _Repair | None:
        word = next((each for body in self._bodies for each in values_at(body, steps)), None)
        place = component_at(self._instances, self._schema, steps, "enum")
        if place is None or not isinstance(word, str) or not _is_plain(word):
            return None
        name, known = place[0], place[1]["enum"]
        target = f"{_path(name)}[?@[?@ == {_quoted(known[0])}] && !@[?@ == {_quoted(word)}]]"
        return (
            f"The API sends a word that the document does not list, {json.dumps(word)}.",
            (Action(target, word),),
            self._copy(name, enum=[*known, word]),
            self._around(steps, word),
        )

    def _field(self, outer: Steps, name: str) -> _Repair | None:
        place = component_at(self._instances, self._schema, outer, "properties")
        at = (*_starred(outer), name)
        schema = schema_of([value for body in self._bodies for value in values_at(body, at)])
        if place is None or schema is None or not _is_plain(name):
            return None
        properties = place[1]["properties"]
        known = next((each for each in properties if isinstance(properties[each], dict)), None)
        if known is None or not properties[known]:
            return None
        keyword = next(iter(properties[known]))
        condition = f"@[{_quoted(known)}][{_quoted(keyword)}] && !@[{_quoted(name)}]"
        value = Instances({}).smallest(schema)
        return (
            f"The API sends a field that the document does not declare, {name}.",
            (Action(f"{_path(place[0])}[?{condition}]", {name: schema}),),
            self._copy(place[0], properties={**properties, name: schema}),
            self._around_changed(outer, lambda least: {**least, name: value}),
        )

    def _requirement(self, outer: Steps, name: str) -> _Repair | None:
        place = component_at(self._instances, self._schema, outer, "required")
        if place is None or name not in place[1]["required"]:
            return None
        # Each repair finds what those before it have left.
        required = self._required.setdefault(place[0], place[1]["required"])
        rest = [each for each in required if each != name]
        self._required[place[0]] = rest
        # An item of an array cannot be selected for removal, so the array goes and comes again without it.
        fields = " && ".join(
            f"@.properties[{_quoted(each)}]" for each in marks(self._schemas, place[0])
        )
        actions = (
            Action(f"{_path(place[0])}[?@[?@ == {_quoted(name)}]]"),
            Action(f"$.components.schemas[?{fields} && !@.required]", {"required": rest}),
        )
        return (
            f"The API leaves out a field that the document requires, {name}.",
            actions,
            self._copy(place[0], required=rest),
            self._around_changed(outer, lambda least: {k: least[k] for k in least if k != name}),
        )

    def _copy(self, name: str, **changed: Any) -> JsonObject:
        document = deepcopy(self._document)
        document["components"]["schemas"][name].update(changed)
        return document

    def _around(self, steps: Steps, value: Any) -> Any:
        firsts = tuple(0 if isinstance(each, int) else each for each in steps)
        return next(self._instances.around(self._schema, firsts, value), None)

    def _around_changed(self, steps: Steps, change: Callable[[JsonObject], JsonObject]) -> Any:
        """Make a small body with a changed object at a place, None where no object may stand there."""
        schema = self._instances.at(self._schema, _starred(steps))
        # Null may be the smallest value where an object may stand.
        values = [] if schema is None else self._instances.several(schema)
        objects = (cast("JsonObject", one) for one in values if isinstance(one, dict))
        least = next(objects, None)
        return None if least is None else self._around(steps, change(least))

    def _proves(self, witness: Any, kind: Kind, repaired: JsonObject) -> bool:
        body = json.dumps(witness).encode()

        def has_it(contract: Contract) -> bool:
            report = contract.check(self._status, {"Content-Type": "application/json"}, body)
            return any(each.kind is kind for each in report.findings)

        try:
            return has_it(Contract.load()) and not has_it(Contract.load(repaired))
        except ContractError:
            return False


def _starred(steps: Steps) -> Steps:
    return tuple(EACH if isinstance(each, int) else each for each in steps)


def _is_plain(text: str) -> bool:
    return text.isprintable() and len(text) <= _LONGEST


def _path(component: str) -> str:
    return f"$.components.schemas[{_quoted(component)}]"


def _quoted(text: object) -> str:
    """Write a string as JSONPath does (RFC 9535, section 2.3.1.1)."""
    return json.dumps(text)
