"""Complete the catalogue where the contract has grown: a stand-in for each word it does not use yet.

The catalogue is written by hand and covers the contract of its day: every field present and absent,
every enum value. When a contract later gains a field or a value, a model made from the first of the
catalogue shows it, until somebody writes a better one.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from openrouter_models.testing.fitting import (
    JsonObject,
    Schema,
    core,
    fit,
    is_array,
    is_object,
    nullable,
    sample,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str, ...]
EACH = "*"
PRESENT = object()
_DEEPEST = 12


def demands(schema: Schema, contract: Schema, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """List what a complete catalogue has to show.

    Args:
        schema: The schema of one model, or of a part of it.
        contract: The document that references point into.
        path: Where the part stands; `EACH` stands for the items of an array.

    Yields:
        A path with what must be seen there: an enum value, null where it is allowed, or `PRESENT`
        for a declared field, which stands for anything but null.
    """
    if len(path) > _DEEPEST:
        return
    null_allowed = nullable(schema, contract)
    schema = core(schema, contract)
    for value in schema.get("enum", ()):
        yield path, value
    for name, declared in schema.get("properties", {}).items():
        yield (*path, name), PRESENT
        yield from demands(declared, contract, (*path, name))
    if "items" in schema:
        yield from demands(schema["items"], contract, (*path, EACH))
    # An item that is null says nothing: the contract allows it where it reuses a nullable enum.
    if null_allowed and path[-1:] != (EACH,):
        yield path, None


def values_at(value: Any, path: Path) -> Iterator[Any]:
    """Find all values that stand at a path.

    Args:
        value: A model, or a part of it.
        path: As from `demands`.
    """
    if not path:
        yield value
    elif path[0] == EACH and is_array(value):
        for item in value:
            yield from values_at(item, path[1:])
    elif is_object(value) and path[0] in value:
        yield from values_at(value[path[0]], path[1:])


def unmet(models: Sequence[Any], schema: Schema, contract: Schema) -> list[tuple[Path, Any]]:
    """List the demands that none of the models meets.

    Args:
        models: The catalogue.
        schema: The schema of one model.
        contract: The document that references point into.
    """
    return [
        (path, wanted)
        for path, wanted in demands(schema, contract)
        if not any(_meets(seen, wanted) for m in models for seen in values_at(m, path))
    ]


def stand_ins(models: Sequence[JsonObject], schema: Schema, contract: Schema) -> list[JsonObject]:
    """Make as many models as it takes to show what the catalogue does not.

    Args:
        models: The catalogue; the first model is the pattern.
        schema: The schema of one model.
        contract: The document that references point into.

    Returns:
        The additional models; none when the catalogue is complete.
    """
    made: list[JsonObject] = []
    taken: set[Path] = set()
    for path, wanted in unmet(models, schema, contract):
        if not made or (path in taken and path[-1] != EACH):
            made.append(_pattern(models[0], len(made) + 1))
            taken.clear()
        taken.update(path[: length + 1] for length in range(len(path)))
        _put(made[-1], path, wanted, _schema_at(schema, path, contract), contract)
    for model in made:
        shape = model["architecture"]
        inputs, outputs = shape["input_modalities"], shape["output_modalities"]
        shape["modality"] = f"{'+'.join(inputs)}->{'+'.join(outputs)}"
    return [fit(model, schema, contract) for model in made]


def _meets(seen: Any, wanted: Any) -> bool:
    return seen is not None if wanted is PRESENT else bool(seen == wanted)


def _pattern(model: JsonObject, number: int) -> JsonObject:
    name = f"mock/stand-in-{number}"
    return deepcopy(model) | {
        "id": name,
        "canonical_slug": name,
        "name": f"Mock: Stand-in {number}",
        "description": "Shows what the contract has gained since the catalogue was written.",
        "links": {"details": f"/api/v1/models/{name}/endpoints"},
    }


def _schema_at(schema: Schema, path: Path, contract: Schema) -> Schema:
    for step in path:
        inner = core(schema, contract)
        schema = inner["items"] if step == EACH else inner["properties"][step]
    return schema


def _put(model: JsonObject, path: Path, wanted: Any, schema: Schema, contract: Schema) -> None:
    value = sample(core(schema, contract), contract) if wanted is PRESENT else wanted
    node: Any = model
    for step, following in zip(path, (*path[1:], None), strict=True):
        if step == EACH:
            if following is None:
                node.append(value)
            elif not node:
                node.append({})
            node = node[-1]
        elif following is None:
            node[step] = value
        else:
            if node.get(step) is None:
                node[step] = [] if following == EACH else {}
            node = node[step]
