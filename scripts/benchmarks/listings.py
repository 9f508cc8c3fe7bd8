"""Make the listings that are compared: conforming ones of any size, and ones that deviate throughout."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.catalogue import built_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Json = dict[str, Any]


def conforming(size: int) -> Json:
    """Make a conforming listing.

    Args:
        size: The number of models; each is unlike all others in its texts and figures.
    """
    listing = built_in(packaged_contract())
    models: list[Json] = listing["data"]
    made: list[Json] = []
    for number in range(size):
        model = deepcopy(models[number % len(models)])
        model["id"] = f"{model['id']}-{number}"
        model["canonical_slug"] = f"{model['canonical_slug']}-{number}"
        model["name"] = f"{model['name']} {number}"
        model["description"] = f"{model.get('description', '')} Number {number} of its kind."
        model["created"] += number
        made.append(model)
    return listing | {"data": made}


def deviating(size: int) -> dict[str, Json]:
    """Make listings in which every model deviates in one way, by the name of the way."""
    ways: dict[str, Callable[[Json], object]] = {
        "a field is missing": lambda model: model.pop("links"),
        "an enum value is unknown": lambda model: model["supported_parameters"].append(
            "prediction"
        ),
        "a field is undeclared": lambda model: model.update(alias_target={"slug": "a/b"}),
        "an inner field is undeclared": lambda model: model["pricing"].update(
            overrides=[{"a": "1"}]
        ),
        "a type is wrong": lambda model: model.update(context_length="8192"),
    }
    return {name: _changed(conforming(size), change) for name, change in ways.items()}


def captures(folder: Path) -> dict[str, Json]:
    """Read stored responses, by file name; a bare list of models gets an envelope."""
    found: dict[str, Json] = {}
    for path in sorted(folder.glob("*.json")):
        stored = json.loads(path.read_bytes())
        listing = cast("Json", {"data": stored} if isinstance(stored, list) else stored)
        if isinstance(listing.get("data"), list):
            found[path.stem] = listing
    return found


def encode(listing: Json) -> bytes:
    """Encode a listing as servers do, without white space."""
    return json.dumps(listing, separators=(",", ":"), ensure_ascii=False).encode()


def _changed(listing: Json, change: Callable[[Json], object]) -> Json:
    for model in listing["data"]:
        change(model)
    return listing
