"""A contract small enough to run all of its mutants."""

from __future__ import annotations

from typing import Any

import pytest
from tests.documents import REF, answer, document


def _record(*required: str, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields} | (
        {"required": [*required]} if required else {}
    )


@pytest.fixture
def contract() -> dict[str, Any]:
    """Describe a listing of models with four fields, and one error."""
    integer, string = {"type": "integer"}, {"type": "string"}
    model = _record(
        "id",
        id=string | {"example": "a/b"},
        size={"anyOf": [integer, {"type": "null"}]},
        kind={"$ref": f"{REF}Kind"},
        limits={"$ref": f"{REF}Limits"},
    )
    schemas = {
        "Listing": _record("data", data={"type": "array", "items": {"$ref": f"{REF}Model"}}),
        "Model": model | {"description": "One model."},
        "Kind": string | {"enum": ["chat", "code"]},
        "Limits": _record(tokens={"type": "number"}) | {"additionalProperties": False},
        "Failure": _record("error", error=_record("code", "message", code=integer, message=string)),
    }
    responses = {"200": answer({"$ref": f"{REF}Listing"}), "401": answer({"$ref": f"{REF}Failure"})}
    return document({"responses": responses}, schemas=schemas)
