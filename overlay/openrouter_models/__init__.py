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
    from openrouter_api.types import UNSET
    from openrouter_models import errors
    from openrouter_models._catalog.choosing import Quotes
    from openrouter_models._catalog.classes import Model
    from openrouter_models._catalog.comparison import Changes
    from openrouter_models._catalog.costs import Estimate, cost
    from openrouter_models._catalog.info import ModelInfo
    from openrouter_models._catalog.pricing import Prices
    from openrouter_models._catalog.rows import Row, Rows
    from openrouter_models._catalog.usage import Usage
    from openrouter_models._catalog.vocabulary import UnknownWordWarning
    from openrouter_models._http.keeping import Freshness, ListingCache
    from openrouter_models._http.observing import Attempt, Retry
    from openrouter_models._http.retrying import RetryPolicy
    from openrouter_models._policy.baseline import Baseline
    from openrouter_models._policy.requirements import Requirements
    from openrouter_models.catalog import Catalog
    from openrouter_models.client import AsyncOpenRouterModels, OpenRouterModels
    from openrouter_models.decoding import decode
    from openrouter_models.findings import Finding, Group, Kind, Report, Severity

    __version__: str

__all__ = [
    "UNSET",
    "AsyncOpenRouterModels",
    "Attempt",
    "Baseline",
    "Catalog",
    "Changes",
    "Estimate",
    "Finding",
    "Freshness",
    "Group",
    "Kind",
    "ListingCache",
    "Model",
    "ModelInfo",
    "OpenRouterModels",
    "Prices",
    "Quotes",
    "Report",
    "Requirements",
    "Retry",
    "RetryPolicy",
    "Row",
    "Rows",
    "Severity",
    "UnknownWordWarning",
    "Usage",
    "__version__",
    "cost",
    "decode",
    "errors",
]

_HOMES = {
    "AsyncOpenRouterModels": "openrouter_models.client",
    "Attempt": "openrouter_models._http.observing",
    "Baseline": "openrouter_models._policy.baseline",
    "Catalog": "openrouter_models.catalog",
    "Changes": "openrouter_models._catalog.comparison",
    "Estimate": "openrouter_models._catalog.costs",
    "Finding": "openrouter_models.findings",
    "Freshness": "openrouter_models._http.keeping",
    "Group": "openrouter_models.findings",
    "Kind": "openrouter_models.findings",
    "ListingCache": "openrouter_models._http.keeping",
    "Model": "openrouter_models._catalog.classes",
    "ModelInfo": "openrouter_models._catalog.info",
    "OpenRouterModels": "openrouter_models.client",
    "Prices": "openrouter_models._catalog.pricing",
    "Quotes": "openrouter_models._catalog.choosing",
    "Report": "openrouter_models.findings",
    "Requirements": "openrouter_models._policy.requirements",
    "Retry": "openrouter_models._http.observing",
    "RetryPolicy": "openrouter_models._http.retrying",
    "Row": "openrouter_models._catalog.rows",
    "Rows": "openrouter_models._catalog.rows",
    "Severity": "openrouter_models.findings",
    "UNSET": "openrouter_api.types",
    "UnknownWordWarning": "openrouter_models._catalog.vocabulary",
    "Usage": "openrouter_models._catalog.usage",
    "cost": "openrouter_models._catalog.costs",
    "decode": "openrouter_models.decoding",
}


def __getattr__(name: str) -> Any:
    value: Any
    if name == "errors":
        value = import_module("openrouter_models.errors")
    elif name == "__version__":
        value = import_module("importlib.metadata").version("openrouter-models")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
