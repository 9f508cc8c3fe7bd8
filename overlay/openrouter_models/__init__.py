"""OpenRouter's models as typed objects, in a client that never loses a listing.

    from openrouter_models import OpenRouterModels

    with OpenRouterModels() as client:  # key from OPENROUTER_API_KEY
        catalog = client.list()

Names are imported when they are first asked for, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openrouter_models import errors
    from openrouter_models._catalog.costs import Estimate, Usage, cost
    from openrouter_models._catalog.pricing import Prices
    from openrouter_models._http.retrying import RetryPolicy
    from openrouter_models.catalog import Catalog
    from openrouter_models.client import AsyncOpenRouterModels, OpenRouterModels
    from openrouter_models.decoding import decode
    from openrouter_models.findings import Finding, Group, Kind, Report, Severity

__all__ = [
    "AsyncOpenRouterModels",
    "Catalog",
    "Estimate",
    "Finding",
    "Group",
    "Kind",
    "OpenRouterModels",
    "Prices",
    "Report",
    "RetryPolicy",
    "Severity",
    "Usage",
    "cost",
    "decode",
    "errors",
]

_HOMES = {
    "AsyncOpenRouterModels": "client",
    "Catalog": "catalog",
    "Estimate": "_catalog.costs",
    "Finding": "findings",
    "Group": "findings",
    "Kind": "findings",
    "OpenRouterModels": "client",
    "Prices": "_catalog.pricing",
    "Report": "findings",
    "RetryPolicy": "_http.retrying",
    "Severity": "findings",
    "Usage": "_catalog.costs",
    "cost": "_catalog.costs",
    "decode": "decoding",
}


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module("openrouter_models.errors")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
