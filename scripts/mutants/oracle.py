"""Say what must be found in a body, by an implementation that our checker does not use.

`jsonschema` judges the body by the schema with its objects closed; its errors are read as findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft202012Validator

from mutants.mutant import Json, JsonObject, bare, find_responses
from pipeline.json_values import child
from pipeline.openapi.grammar import map_schemas, map_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema.exceptions import ValidationError

    Errors = Iterable[ValidationError]

Expected = frozenset[tuple[str, str]]
"""The kinds of the findings, each with the path of the value."""

_OPEN = "x-open"


class Oracle:
    """Knows what must be found under each documented status."""

    def __init__(self, contract: JsonObject) -> None:
        closed = map_schemas(bare(contract), _closed)
        self._validators: dict[int, Any] = {
            int(status): Draft202012Validator(
                {"allOf": [media["schema"]], "components": closed["components"]}
            )
            for status, response in find_responses(closed).items()
            for media in response["content"].values()
        }

    def expected(self, status: int, body: Json) -> Expected:
        """Say what must be found in a body."""
        return frozenset(_all(self._validators[status].iter_errors(body)))


def _closed(schema: Json, path: tuple[str, ...]) -> Json:
    """Close an object that knows fields and is open, and mark it, at all depths."""
    if isinstance(schema, bool):
        return schema
    inner = map_subschemas(schema, path, _closed)
    if schema.get("properties") and "additionalProperties" not in schema:
        return {**inner, "additionalProperties": False, _OPEN: True}
    return inner


def _all(errors: Errors) -> Iterator[tuple[str, str]]:
    found = list(errors)
    mistyped = {tuple(error.absolute_path) for error in found if error.validator == "type"}
    for error in found:
        # A value of the wrong type is in no enum either; that is one deviation.
        if error.validator != "enum" or tuple(error.absolute_path) not in mistyped:
            yield from _one(error)


def _one(error: ValidationError) -> Iterator[tuple[str, str]]:
    at, value = child("", *error.absolute_path), cast("Json", error.instance)
    schema: Json = error.schema
    if error.validator == "type":
        yield "null-not-allowed" if value is None else "wrong-type", at
    elif error.validator == "enum":
        yield "unknown-enum-value", at
    elif error.validator == "required":
        yield from (
            ("missing-required", child(at, one)) for one in schema["required"] if one not in value
        )
    elif error.validator == "additionalProperties":
        kind = "undeclared-field" if _OPEN in schema else "forbidden-field"
        yield from ((kind, child(at, one)) for one in value if one not in schema["properties"])
    elif error.validator == "anyOf":
        yield from _of_branches(error, at)
    else:
        yield "constraint-violated", at


def _of_branches(error: ValidationError, at: str) -> Iterator[tuple[str, str]]:
    """Read the errors of the one branch that allows the type of the value."""
    branches: dict[Json, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    fitting = [
        errors
        for errors in branches.values()
        if not any(each.validator == "type" and not each.relative_path for each in errors)
    ]
    if not fitting:
        yield "null-not-allowed" if error.instance is None else "wrong-type", at
    elif len(fitting) == 1:
        yield from _all(fitting[0])
    else:
        yield "constraint-violated", at
