"""Types that accept only what leaves nothing to find, so that most values need no walk.

msgspec checks a value by its type in a third of the time that it takes to parse it. A gate may refuse
what conforms; what it accepts is certain to have no finding, warnings included.
"""

from __future__ import annotations

import re
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
)

import msgspec
from msgspec import structs

from openrouter_models._validation.schemas import is_trivial, relevant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openrouter_models._validation.schemas import Schema, Schemas

Gate: TypeAlias = Any

CLOSED: Gate = Annotated[int, msgspec.Meta(ge=1, le=0)]
"""The gate that nothing passes."""
_NO_FIELD = re.compile(r'["\\\x00-\x1f]')
_OF_OBJECTS = frozenset({"type", "properties", "required", "additionalProperties"})
_SAMPLE = 8
_TYPES: dict[str, Gate] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": None,
    "array": list,
    "object": dict[str, Any],
}
_BOUNDS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
}


class Gates:
    """Makes the gates of a contract's schemas.

    Args:
        schemas: Where references are resolved.

    Attributes:
        required: The fields that what passes a gate must have, in the order of the schema.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._made: dict[int, tuple[Schema, Gate]] = {}
        self.required: dict[Gate, Sequence[str]] = {}

    def of(self, schema: Schema) -> Gate:
        """Make the gate of a schema; a schema that leads to itself has a closed one in its place."""
        if isinstance(schema, bool) or is_trivial(schema):
            return CLOSED if schema is False else Any
        if id(schema) not in self._made:
            self._made[id(schema)] = schema, CLOSED
            self._made[id(schema)] = schema, self._make(schema)
        return self._made[id(schema)][1]

    def of_objects(self, schema: Schema) -> type[msgspec.Struct] | None:
        """Give the gate that objects meet, if there is one with fields."""
        return _struct(self.of(schema))

    def of_items(self, schema: Schema, name: str) -> type[msgspec.Struct] | None:
        """Give the gate of the objects that are in an array in a field of an object."""
        gate = self.of_objects(schema)
        for field in structs.fields(gate) if gate else ():
            for branch in (field.type, *get_args(field.type)):
                if field.encode_name == name and get_origin(branch) is list:
                    return _struct(get_args(branch)[0])
        return None

    def _make(self, schema: Mapping[str, Any]) -> Gate:  # noqa: PLR0911  # one per form
        keywords, stated = relevant(schema), schema.get("type")
        if keywords == frozenset({"$ref"}):
            return self.of(self._schemas.resolve(schema["$ref"]))
        if keywords == frozenset({"anyOf"}) or (
            keywords == frozenset({"allOf"}) and len(schema["allOf"]) == 1
        ):
            return _union([self.of(one) for one in schema.get("anyOf") or schema["allOf"]])
        if "enum" in keywords:
            words = [one for one in schema["enum"] if isinstance(one, str)]
            known = keywords == frozenset({"enum"}) or (
                keywords == frozenset({"enum", "type"}) and stated == "string"
            )
            return _usable(Literal[tuple(words)]) if known and words else CLOSED
        if stated == "object" and keywords <= _OF_OBJECTS:
            return self._object(schema)
        if stated == "array" and keywords <= {"type", "items", "minItems", "maxItems"}:
            return _bounded(list[self.of(schema.get("items", True))], schema)  # type: ignore[misc] # made at run time
        if isinstance(stated, list) and keywords == frozenset({"type"}):
            return _union([_TYPES.get(name, CLOSED) for name in cast("list[str]", stated)])
        if stated == "number" and keywords <= {"type", *_BOUNDS}:
            return _union([_bounded(int, schema), _bounded(float, schema)])
        if stated in ("string", "integer", "boolean", "null") and keywords <= {"type", *_BOUNDS}:
            return _bounded(_TYPES[stated], schema)
        return CLOSED

    def _object(self, schema: Mapping[str, Any]) -> Gate:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        required = dict.fromkeys(schema.get("required", ()))
        if not properties:
            others = self.of(schema.get("additionalProperties", True))
            return CLOSED if required else _usable(dict[str, others])  # type: ignore[valid-type] # the same
        if required.keys() - properties.keys() or not all(map(is_name, properties)):
            return CLOSED
        fields: list[Any] = []
        for number, (name, inner) in enumerate(properties.items()):
            gate = self.of(inner)
            if name in required:
                fields.append((f"f{number}", gate))
            else:
                optional = gate if gate is Any else _union([gate, msgspec.UnsetType])
                fields.append((f"f{number}", optional, msgspec.UNSET))
        rename = {f"f{number}": name for number, name in enumerate(properties)}
        gate = _usable(
            msgspec.defstruct(
                "Gate", fields, rename=rename, forbid_unknown_fields=True, kw_only=True, gc=False
            )
        )
        self.required[gate] = (*required,)
        return gate


def is_name(name: str) -> bool:
    """Tell whether msgspec takes a name for that of a field."""
    return not _NO_FIELD.search(name)


def is_bounded(gate: Gate) -> bool:
    """Tell whether what passes a gate is nested no deeper than the gate itself."""
    pending: list[Any] = [gate]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one in (Any, list, dict):
            return False
        if id(one) in seen:
            continue  # schemas that refer to each other lead to the same gates in many ways
        seen.add(id(one))
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            pending += [field.type for field in structs.fields(one)]
        elif get_origin(one) is not Literal:
            pending += get_args(one)
    return True


def members(value: object) -> dict[str, Any]:
    """Give the fields of a JSON object, decoded by a gate or not; none of any other value."""
    if isinstance(value, msgspec.Struct):
        pairs = zip(value.__struct_encode_fields__, structs.astuple(value), strict=True)
        return {name: member for name, member in pairs if member is not msgspec.UNSET}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def member(value: Any, name: str) -> Any:
    """Give a field of an object that a gate decoded; None where it has no such field."""
    names = value.__struct_encode_fields__
    found = getattr(value, value.__struct_fields__[names.index(name)]) if name in names else None
    return msgspec.json.decode(found) if isinstance(found, msgspec.Raw) else found


def refused(passes: Callable[..., object], values: Sequence[Any], *gate: Gate) -> list[int]:
    """Give the rows of the values that do not pass.

    Args:
        passes: Takes a value, and the gate, and raises `ValueError` if it does not pass.
        values: The values.
        *gate: The gate.

    Returns:
        Their rows, and where most values at the beginning are refused those of all that follow.
    """
    rows: list[int] = []
    for row, value in enumerate(values):
        try:
            passes(value, *gate)
        except (ValueError, RecursionError):  # half a surrogate pair is a ValueError, too
            rows.append(row)
            if len(rows) == _SAMPLE and row < 2 * _SAMPLE:
                return [*rows, *range(row + 1, len(values))]
    return rows


def without_absence(gate: Gate) -> Gate:
    """Give the gate of what an optional field holds where it is there."""
    origin: object = get_origin(gate)
    present = [one for one in get_args(gate) if one is not msgspec.UnsetType]
    return Union[tuple(present)] if origin is Union else gate  # noqa: UP007  # made at run time


def _struct(gate: Gate) -> type[msgspec.Struct] | None:
    # What a list holds is not a branch of it.
    origin: object = get_origin(gate)
    for branch in get_args(gate) if origin is Union else (gate,):
        if isinstance(branch, type) and issubclass(branch, msgspec.Struct):
            return branch
    return None


def _bounded(gate: Gate, schema: Mapping[str, Any]) -> Gate:
    bounds = {_BOUNDS[keyword]: schema[keyword] for keyword in _BOUNDS.keys() & schema.keys()}
    try:
        return _usable(Annotated[gate, msgspec.Meta(**bounds)]) if bounds else gate
    except ValueError:
        return CLOSED  # a bound of a size beside one of a number


def _union(gates: Sequence[Gate]) -> Gate:
    opening = [gate for gate in gates if gate is not CLOSED]
    if not opening or Any in opening:
        return Any if opening else CLOSED
    return _usable(Union[tuple(opening)])  # noqa: UP007  # made at run time


def _usable(gate: Gate) -> Gate:
    """Give a gate if msgspec can tell its branches apart and does not mind its bounds.

    It compiles a type when it first meets it, and not safely in several threads: so that is here.
    """
    try:
        msgspec.json.Decoder(gate)
        msgspec.convert(None, Union[gate, None])  # noqa: UP007  # made at run time
    except TypeError:
        return CLOSED
    return gate
