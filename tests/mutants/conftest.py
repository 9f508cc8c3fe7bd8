"""A contract small enough to run all of its mutants."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def contract() -> dict[str, Any]:
    """Describe a listing of models with two fields, and one error."""
    return {
        "openapi": "3.1.0",
        "paths": {
            "/models/user": {
                "get": {"responses": {"200": _response("Listing"), "401": _response("Failure")}}
            }
        },
        "components": {
            "schemas": {
                "Listing": {
                    "type": "object",
                    "properties": {
                        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}}
                    },
                    "required": ["data"],
                },
                "Model": {
                    "type": "object",
                    "description": "One model.",
                    "properties": {
                        "id": {"type": "string", "example": "a/b"},
                        "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                        "kind": {"$ref": "#/components/schemas/Kind"},
                        "limits": {"$ref": "#/components/schemas/Limits"},
                    },
                    "required": ["id"],
                },
                "Kind": {"type": "string", "enum": ["chat", "code"]},
                "Limits": {
                    "type": "object",
                    "properties": {"tokens": {"type": "number"}},
                    "additionalProperties": False,
                },
                "Failure": {
                    "type": "object",
                    "properties": {
                        "error": {
                            "type": "object",
                            "properties": {
                                "code": {"type": "integer"},
                                "message": {"type": "string"},
                            },
                            "required": ["code", "message"],
                        }
                    },
                    "required": ["error"],
                },
            }
        },
    }


def _response(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
