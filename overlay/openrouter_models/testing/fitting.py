"""Fit hand-written data to whatever contract is packaged, so that additive changes need no edits.

A contract grows: the envelope gains a required field, a model gains one. What was written before
that lacks them; `fit` supplies each from the contract itself and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeGuard

JsonObject = dict[str, Any]
Schema = Mapping[str, Any]

# A string says "0", because most strings that the API adds are prices.
_PLAIN: JsonObject = {"array": [], "string": "0", "integer": 0, "number": 0, "boolean": False}


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is an array."""
    return isinstance(value, list)


def resolve(node: Schema, contract: Schema) -> Schema:
    """Follow the local references of a node (RFC 6901 pointers behind `#`).

    Args:
        node: A schema, parameter or response, perhaps a `$ref`.
        contract: The document that the references point into.

    Returns:
        The node that stands at the end of the references.
    """
    while "$ref" in node:
        target: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def core(schema: Schema, contract: Schema) -> Schema:
    """Give what a schema says about a value that is not null.

    Args:
        schema: Any schema of the contract, where a nullable is `anyOf: [core, {type: 'null'}]`.
        contract: The document that references point into.

    Returns:
        The schema behind references and nullability; of a real union the first branch.
    """
    schema = resolve(schema, contract)
    while branches := schema.get("anyOf", schema.get("oneOf")):
        schema = resolve(next(b for b in branches if b.get("type") != "null"), contract)
    return schema


def nullable(schema: Schema, contract: Schema) -> bool:
    """Tell whether null is allowed.

    Args:
        schema: Any schema of the contract.
        contract: The document that references point into.
    """
    schema = resolve(schema, contract)
    branches = schema.get("anyOf", schema.get("oneOf", ()))
    return schema.get("type") == "null" or any(nullable(b, contract) for b in branches)


def sample(schema: Schema, contract: Schema) -> Any:
    """Make the plainest value that conforms: null if allowed, else an example, else a plain one.

    Args:
        schema: What the value has to conform to.
        contract: The document that references point into.
    """
    if nullable(schema, contract):
        return None
    inner = core(schema, contract)
    if inner.get("type") == "object":
        return fit({}, inner, contract)
    for said in (schema, inner):
        for word in ("const", "example", "default"):
            if word in said:
                return deepcopy(said[word])
        for word in ("examples", "enum"):
            if said.get(word):
                return deepcopy(said[word][0])
    return deepcopy(inner.get("minimum", _PLAIN.get(inner.get("type", ""))))


def fit(value: Any, schema: Schema, contract: Schema) -> Any:
    """Supply the required fields that a value lacks, at every depth.

    Args:
        value: A JSON value; it is not changed.
        schema: What the value has to conform to.
        contract: The document that references point into.

    Returns:
        The value with a `sample` for each required field that was missing.
    """
    schema = core(schema, contract)
    if is_array(value) and "items" in schema:
        return [fit(item, schema["items"], contract) for item in value]
    if not is_object(value):
        return value
    declared = schema.get("properties", {})
    fitted = {
        name: fit(member, declared[name], contract) if name in declared else member
        for name, member in value.items()
    }
    for name in schema.get("required", ()):
        if name not in fitted:
            fitted[name] = sample(declared.get(name, {}), contract)
    return fitted
