"""Cut pages out of the listing, where the contract declares `offset` and `limit`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import parse_qs, urlencode

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances import Instances

JsonObject: TypeAlias = dict[str, Any]

_DEFAULTS = {"offset": 0, "limit": 500}


@frozen
class Page:
    """Which part of the listing is asked for.

    Attributes:
        offset: How many models to skip.
        limit: How many models to give at most.
    """

    offset: int
    limit: int


def asked_page(query: str, operation: Mapping[str, Any], instances: Instances) -> Page | None:
    """Read the page from a query; what the operation does not declare is ignored.

    Args:
        query: What follows the question mark, undecoded.
        operation: The operation with its parameters.
        instances: Knows the values of the contract's schemas.

    Returns:
        The page, or None if the query asks for none: then the full list is meant.

    Raises:
        ValueError: A declared parameter is no integer, out of its bounds, or given twice.
    """
    given = parse_qs(query, keep_blank_values=True)
    asked: dict[str, int] = {}
    defaults = dict(_DEFAULTS)
    for each in operation.get("parameters", ()):
        found = instances.schemas.resolve(each["$ref"]) if "$ref" in each else each
        parameter = cast("JsonObject", found)
        name = parameter["name"]
        if parameter["in"] == "query" and name in defaults:
            schema = parameter.get("schema", True)
            said = [one["default"] for one in instances.branches(schema) if "default" in one]
            defaults[name] = next((each for each in said if type(each) is int), defaults[name])
            number = _number(name, given.get(name, []), schema, instances)
            asked |= {} if number is None else {name: number}
    return Page(**(defaults | asked)) if asked else None


def cut(listing: JsonObject, page: Page, path: str) -> JsonObject:
    """Cut a page out of a listing.

    Args:
        listing: The envelope with all models.
        page: What to give.
        path: Where the listing stands, for the link to the next page.

    Returns:
        The envelope with the models of the page; `links.next` is set if the envelope has links.
    """
    models, later = listing["data"], page.offset + page.limit
    part = listing | {"data": models[page.offset : later]}
    if "links" in part:
        following = urlencode({"offset": later, "limit": page.limit})
        part["links"] = {"next": f"{path}?{following}" if later < len(models) else None}
    return part


def _number(name: str, values: list[str], schema: Schema, instances: Instances) -> int | None:
    if not values or (values == ["null"] and instances.accepts(schema, None)):
        return None
    if len(values) > 1 or not re.fullmatch(r"-?[0-9]{1,4000}", values[0], re.ASCII):
        raise ValueError(f"{name} must be one integer")
    number = int(values[0])
    if number < 0 or not instances.accepts(schema, number):
        raise ValueError(f"{name} is out of range")
    return number
