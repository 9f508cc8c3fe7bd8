"""OpenAPI documents of one operation, and their parts, for tests that compare, derive or generate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.contract_comparison import compare

if TYPE_CHECKING:
    from pipeline.diff.changes import Change

REF = "#/components/schemas/"


def ref(name: str, section: str = "schemas") -> dict[str, Any]:
    """Refer to a component."""
    return {"$ref": f"#/components/{section}/{name}"}


def content(schema: Any) -> dict[str, Any]:
    """Describe a body in JSON."""
    return {"application/json": {"schema": schema}}


def answer(schema: Any = None) -> dict[str, Any]:
    """Describe a response, with a body in JSON or without one."""
    return {"description": ""} | ({} if schema is None else {"content": content(schema)})


def document(
    operation: dict[str, Any],
    *,
    path: str = "/models/user",
    method: str = "get",
    schemas: Any = None,
    **root: Any,
) -> dict[str, Any]:
    """Write a document of one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: {method: operation}},
        "components": {"schemas": {} if schemas is None else schemas},
        **root,
    }


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Compare two documents, texts aside."""
    found = compare(to_plain_31(old), to_plain_31(new)).changes
    return [one for one in found if one.severity != "documentation"]
