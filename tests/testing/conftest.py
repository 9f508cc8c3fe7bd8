"""Contracts to run the mock against: today's, and one that has grown as the API's has."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.mock import MockOpenRouter


@pytest.fixture
def contract() -> dict[str, Any]:
    """Give a copy of the packaged contract."""
    return deepcopy(packaged_contract())


@pytest.fixture
def grown(contract: dict[str, Any]) -> dict[str, Any]:
    """Give the contract with what an additive change may bring: fields, words, pages."""
    schemas = contract["components"]["schemas"]
    schemas["ModelsListResponse"]["properties"] |= {
        "total_count": {"type": "integer", "example": 150},
        "links": {"$ref": "#/components/schemas/PageLinks"},
    }
    schemas["ModelsListResponse"]["required"] = ["data", "total_count", "links"]
    schemas["PageLinks"] = {
        "type": "object",
        "properties": {"next": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        "required": ["next"],
    }
    schemas["Override"] = {
        "type": "object",
        "properties": {"prompt": {"type": "string"}, "from": {"type": "integer"}},
        "required": ["from"],
    }
    schemas["PublicPricing"]["properties"]["surcharges"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Override"},
    }
    schemas["Model"]["properties"]["unheard_of"] = {"type": "string", "enum": ["new-a", "new-b"]}
    schemas["Model"]["required"].append("unheard_of")
    schemas["Parameter"]["enum"].append("new-parameter")
    schemas["OutputModality"]["enum"].append("new-modality")
    contract["paths"]["/models/user"]["get"]["parameters"] = [
        {
            "in": "query",
            "name": "offset",
            "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}], "minimum": 0},
        },
        {
            "in": "query",
            "name": "limit",
            "schema": {"type": "integer", "default": 20, "minimum": 1, "maximum": 1000},
        },
        {"in": "header", "name": "limit", "schema": {"type": "string"}},
    ]
    return contract


@pytest.fixture
def mock() -> MockOpenRouter:
    """Give a mock that does not serve."""
    return MockOpenRouter()
