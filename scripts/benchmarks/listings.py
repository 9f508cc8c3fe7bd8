"""Make the listings that are compared: ones that conform, ones that deviate, and ones beyond all measure."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.served_listing import built_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Json = dict[str, Any]


def conforming(size: int) -> Json:
    """Make a conforming listing of so many models, each unlike all others in its texts and figures."""
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


def deviating(size: int, *, every: int) -> dict[str, Json]:
    """Make listings in which models deviate in one way, by the name of the way.

    Args:
        size: The number of models.
        every: Which of them deviate: 1 for all, 8 for one in eight.
    """
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
    return {name: _changed(conforming(size), change, every) for name, change in ways.items()}


def excessive() -> dict[str, bytes]:
    """Make bodies with far more findings than a report keeps, by their names."""
    return {
        "200,000 empty models": b'{"data":[%b]}' % b",".join([b"{}"] * 200_000),
        "200,000 models with an id alone": encode(
            {"data": [{"id": f"a/{n}"} for n in range(200_000)]}
        ),
        "2,000,000 nulls": b'{"data":[%b]}' % b",".join([b"null"] * 2_000_000),
        "2,000,000 empty arrays": b'{"data":[%b]}' % b",".join([b"[]"] * 2_000_000),
        "100,000 models with a name twice": b'{"data":[%b]}'
        % b",".join([b'{"id":"a","id":"b"}'] * 100_000),
        "a model with 50,000 names twice": b'{"data":[{%b}]}'
        % b",".join(b'"k%d":1,"k%d":2' % (number, number) for number in range(50_000)),
        "50,000 models with unknown names": encode({"data": [{f"k{n}": 1} for n in range(50_000)]}),
        "20,000 models that deviate": encode(deviating(20_000, every=1)["a type is wrong"]),
    }


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


def _changed(listing: Json, change: Callable[[Json], object], every: int) -> Json:
    for model in listing["data"][::every]:
        change(model)
    return listing
