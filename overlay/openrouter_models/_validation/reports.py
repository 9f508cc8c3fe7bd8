"""Report on the body of a listing: what deviates from the contract, and whether more was to come."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import msgspec
from attrs import define, field
from msgspec import structs

from openrouter_api import codec
from openrouter_api.jsontext import TooDeepError, parse, stand_in
from openrouter_api.models import ModelsListResponse
from openrouter_models._validation.schemas import relevant
from openrouter_models._validation.walker import Walker, compile_walker, too_deep
from openrouter_models.findings import Finding, Kind, Report, shorten
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTING = {"$ref": "#/components/schemas/ModelsListResponse"}
_OF_OBJECTS = frozenset({"type", "properties", "required", "additionalProperties"})


@define
class LazyReport:
    """Report on a body when first asked, once for all threads; until then the body is kept.

    Attributes:
        body: The body of a listing, or None once the report is made.
        offset: How many models the request asked to skip.
    """

    body: bytes | None
    offset: int = 0
    _made: Report | None = field(default=None, init=False)
    _making: Lock = field(factory=Lock, init=False, repr=False, eq=False)

    def __call__(self) -> Report:
        """Give the report."""
        with self._making:
            if self._made is None and self.body is not None:
                self._made = report_on(self.body, offset=self.offset)
                self.body = None
            return self._made or Report()


def report_on(body: bytes, *, offset: int = 0) -> Report:
    """List every deviation of a listing from the packaged contract.

    Args:
        body: The body of a listing, which is a JSON object with an array in `data`.
        offset: How many models the request asked to skip.

    Returns:
        The findings in the order of the body, those about the whole listing last.
    """
    # Most listings conform, and that takes msgspec a third of the time that the walker takes.
    if _types_say_all() and codec.conforms(ModelsListResponse, body):
        listing: object = structs.asdict(_ENVELOPE.decode(body))
        return Report(tuple(incompleteness(listing, offset=offset)))
    try:
        listing = parse(body, beyond=stand_in)
    except (TooDeepError, RecursionError):  # the latter where little of the stack is left
        return Report((too_deep(),))
    return Report((*_walker()(listing), *incompleteness(listing, offset=offset)))


@cache
def _walker() -> Walker:
    return compile_walker(packaged_contract(), _LISTING)


@cache
def _types_say_all() -> bool:
    """Tell whether the contract has nothing that the generated types do not express."""
    schemas = packaged_contract()["components"]["schemas"]
    return all(is_type(schema) for schema in schemas.values())


def is_type(schema: Any) -> bool:
    """Tell whether a schema is one of the forms that become a type without loss."""
    if isinstance(schema, bool):
        return schema
    keywords, kind = relevant(schema), schema.get("type")
    if keywords in (frozenset({"$ref"}), frozenset({"anyOf"})):
        return all(map(is_type, schema.get("anyOf", ())))
    if kind == "object":
        parts = [*schema.get("properties", {}).values(), schema.get("additionalProperties", True)]
        closed = schema.get("additionalProperties") is False
        return keywords <= _OF_OBJECTS and all(map(is_type, parts[:-1] if closed else parts))
    if kind == "array":
        return keywords <= {"type", "items"} and is_type(schema.get("items", True))
    if "enum" in keywords:
        strings = all(isinstance(value, str) for value in schema["enum"])
        return kind == "string" and strings and not keywords - {"type", "enum"}
    return keywords <= {"type"} and not isinstance(kind, list)


def incompleteness(listing: object, *, offset: int = 0) -> Iterator[Finding]:
    """Find what an envelope says of models that did not come, declared by the contract or not.

    Args:
        listing: The decoded body; of the items in `data` only their number matters.
        offset: How many models the request asked to skip.

    Yields:
        A finding of kind `incomplete-listing` for each field that says so.
    """
    envelope = cast("dict[str, Any]", listing) if isinstance(listing, dict) else {}
    models, total, links = map(envelope.get, ("data", "total_count", "links"))
    if not isinstance(models, list):
        return
    came = offset + len(cast("list[object]", models))
    if type(total) is int and total > came:
        message = f"the listing has {total} models, of which {came} have come"
        yield Finding(Kind.INCOMPLETE_LISTING, "/total_count", message, total)
    following = cast("dict[str, object]", links).get("next") if isinstance(links, dict) else None
    if following:
        message = "the listing goes on on another page"
        yield Finding(Kind.INCOMPLETE_LISTING, "/links/next", message, shorten(following))


class _Envelope(msgspec.Struct):
    data: list[msgspec.Raw]
    total_count: Any = None
    links: Any = None


_ENVELOPE = msgspec.json.Decoder(_Envelope)  # here, because two threads must not be first to use it
