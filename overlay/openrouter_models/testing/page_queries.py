"""Hold a query against the contract, and cut pages where it declares `offset` and `limit`."""

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
_WORDS = {"true": True, "false": False, "null": None}


@frozen
class Page:
    """Which part of the listing is asked for: how many models to skip, and how many to give at most."""

    offset: int
    limit: int


def asked_page(query: str, operation: Mapping[str, Any], instances: Instances) -> Page | None:
    """Read the page from a query, None if it asks for none; what the operation does not declare is ignored.

    Raises:
        ValueError: A declared parameter is not what the contract asks for.
    """
    given = parse_qs(query, keep_blank_values=True)
    asked: dict[str, int] = {}
    defaults = dict(_DEFAULTS)
    for each in operation.get("parameters", ()):
        found = instances.schemas.resolve(each["$ref"]) if "$ref" in each else each
        parameter = cast("JsonObject", found)
        name, schema = parameter["name"], parameter.get("schema", True)
        if parameter["in"] != "query":
            continue
        value = _read(name, given.get(name, []), schema, instances)
        if name in defaults:
            said = [one["default"] for one in instances.branches(schema) if "default" in one]
            defaults[name] = next((each for each in said if type(each) is int), defaults[name])
            if value is not None and (type(value) is not int or value < 0):
                raise ValueError(f"{name} must be an integer of 0 or more")
            asked |= {} if value is None else {name: value}
    return Page(**(defaults | asked)) if asked else None


def cut(listing: JsonObject, page: Page, path: str) -> JsonObject:
    """Cut a page out of a listing; `links.next` is set if the envelope has links."""
    models, later = listing["data"], page.offset + page.limit
    part = listing | {"data": models[page.offset : later]}
    if "links" in part:
        following = urlencode({"offset": later, "limit": page.limit})
        part["links"] = {"next": f"{path}?{following}" if later < len(models) else None}
    return part


def _read(name: str, texts: list[str], schema: Schema, instances: Instances) -> Any:
    """Read a parameter as the first of the values that its text may stand for and the contract accepts."""
    if not texts:
        return None
    (text, *more) = texts
    number = (
        int(text) if re.fullmatch(r"-?[0-9]{1,4000}", text, re.ASCII) else _WORDS.get(text, text)
    )
    readings = [*([] if more else [number, text]), texts, text.split(",")]
    for value in readings:
        if instances.accepts(schema, value):
            return value
    raise ValueError(f"{name} is not what the contract asks for")
