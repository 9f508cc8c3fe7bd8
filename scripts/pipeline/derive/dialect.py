"""Rewrite any OpenAPI 3.0 or 3.1 document as plain OpenAPI 3.1 that means the same."""

from __future__ import annotations

import json
import re
from typing import Any

from pipeline.derive.directions import require_by_direction
from pipeline.derive.hoisting import hoist
from pipeline.derive.keyword_types import check_keyword_types
from pipeline.derive.nullability import state_nulls
from pipeline.derive.shared_fields import write_out_shared
from pipeline.failure import PipelineError
from pipeline.json_values import is_array
from pipeline.openapi.bounds import check_bounds
from pipeline.openapi.grammar import JsonObject, Path, Schema, map_schemas, map_subschemas


def to_plain_31(document: JsonObject) -> JsonObject:
    """Apply the dialect rules.

    Keywords beside a `$ref` count, as in 3.1, in a 3.0 document too: tools honour at least `nullable`
    there.

    Returns:
        The document in OpenAPI 3.1 and JSON Schema 2020-12, reading `nullable`, and `required` beside
        `writeOnly`, as OpenAPI 3.0 does in either version. Nulls are `anyOf: [core, {type: 'null'}]`,
        objects and enums are components. Applied to its own result it changes nothing.

    Raises:
        PipelineError: The document is of another version, or breaks the grammar; names the JSON Pointer.
    """
    version = document.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.[01]\.\d+", version):
        raise PipelineError(
            f"/openapi: found {version!r}, expected OpenAPI 3.0 or 3.1; convert the document first"
        )
    try:
        check_keyword_types(document)
        # A rule may leave what an earlier one dissolves; few documents need a second round.
        plain, before = _rewrite(require_by_direction(document)), document
        while plain != before:
            check_bounds(plain)
            plain, before = _rewrite(plain), plain
    except RecursionError:
        raise PipelineError(
            "the document's schemas are nested too deeply to follow; flatten them"
        ) from None
    return plain | {"openapi": "3.1.0" if version.startswith("3.0.") else version}


def _rewrite(document: JsonObject) -> JsonObject:
    document = map_schemas(document, _plain_keywords)
    return hoist(state_nulls(write_out_shared(document)))


def _plain_keywords(schema: Schema, path: Path) -> Schema:
    """Write 3.0's `exclusiveMinimum: true` beside `minimum` as one number, and each enum value once."""
    if isinstance(schema, bool):
        return schema
    new = map_subschemas(schema, path, _plain_keywords)
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = new.get(exclusive)
        if isinstance(flag, bool):
            del new[exclusive]
            if flag and inclusive in new:
                new[exclusive] = new.pop(inclusive)
    if is_array(values := new.get("enum")):
        different: dict[str, Any] = {}
        for value in values:
            different.setdefault(json.dumps(value, sort_keys=True), value)
        new["enum"] = [*different.values()]
    return new
