"""OpenRouter's models as typed objects, in a client that never loses a listing.

    from openrouter_models import OpenRouterModels

    with OpenRouterModels() as client:  # key from OPENROUTER_API_KEY
        catalog = client.list()

Names are imported when they are first asked for, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from openrouter_models._exports import exported

if TYPE_CHECKING:
    from openrouter_api.types import UNSET
    from openrouter_models import errors
    from openrouter_models._catalog.changeset import Changes
    from openrouter_models._catalog.choosing import Quotes
    from openrouter_models._catalog.costs import Estimate, cost
    from openrouter_models._catalog.generated_classes import Model
    from openrouter_models._catalog.info import ModelInfo
    from openrouter_models._catalog.pricing import Prices
    from openrouter_models._catalog.rows import Row, Rows
    from openrouter_models._catalog.unknown_words import UnknownWordWarning
    from openrouter_models._catalog.usage import Usage
    from openrouter_models._http.cache import Freshness, ListingCache
    from openrouter_models._http.retrying import RetryPolicy
    from openrouter_models._http.telemetry import Attempt, Retry
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

_find = exported(
    __name__,
    {
        "openrouter_models.client": "AsyncOpenRouterModels OpenRouterModels",
        "openrouter_models._http.telemetry": "Attempt Retry",
        "openrouter_models._policy.baseline": "Baseline",
        "openrouter_models.catalog": "Catalog",
        "openrouter_models._catalog.changeset": "Changes",
        "openrouter_models._catalog.costs": "Estimate cost",
        "openrouter_models.findings": "Finding Group Kind Report Severity",
        "openrouter_models._http.cache": "Freshness ListingCache",
        "openrouter_models._catalog.generated_classes": "Model",
        "openrouter_models._catalog.info": "ModelInfo",
        "openrouter_models._catalog.pricing": "Prices",
        "openrouter_models._catalog.choosing": "Quotes",
        "openrouter_models._policy.requirements": "Requirements",
        "openrouter_models._http.retrying": "RetryPolicy",
        "openrouter_models._catalog.rows": "Row Rows",
        "openrouter_api.types": "UNSET",
        "openrouter_models._catalog.unknown_words": "UnknownWordWarning",
        "openrouter_models._catalog.usage": "Usage",
        "openrouter_models.decoding": "decode",
    },
)


def __getattr__(name: str) -> Any:
    value: Any
    if name == "errors":
        value = import_module("openrouter_models.errors")
    elif name == "__version__":
        value = import_module("importlib.metadata").version("openrouter-models")
    else:
        value = _find(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
