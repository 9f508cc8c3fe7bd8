"""Report on the body of a listing: what deviates from the contract, and whether more was to come."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import msgspec
from attrs import define, field

from openrouter_api.gc_pause import without_collections
from openrouter_api.jsontext import parse_slowly, stand_in
from openrouter_models._text import shorten
from openrouter_models._validation.batches import SOUND
from openrouter_models._validation.collector import Collector
from openrouter_models._validation.deprecation_headers import announced_ends
from openrouter_models._validation.gates import members, refused
from openrouter_models._validation.sieve import Sieve
from openrouter_models._validation.walker import TOO_DEEP, Walker, compile_walker
from openrouter_models.findings import MAX_FINDINGS, Finding, Kind, Report
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openrouter_models._policy.baseline import Baseline

_LISTING = {"$ref": "#/components/schemas/ModelsListResponse"}
_PARTS = dict[str, list[msgspec.Raw] | dict[str, Any] | str | int | float | bool | None]


@define
class LazyReport:
    """Report on a body when first asked, once for all threads; until then the body is kept.

    Attributes:
        body: The body of a listing, or None once the report is made.
        offset: How many models the request asked to skip.
        max_findings: How many findings to keep.
        baseline: What is known, None for nothing.
        headers: The header fields that came with the body, as pairs.
    """

    body: bytes | None
    offset: int = 0
    max_findings: int = MAX_FINDINGS
    baseline: Baseline | None = None
    headers: Iterable[tuple[str, str]] = ()
    _made: Report | None = field(default=None, init=False)
    _making: Lock = field(factory=Lock, init=False, repr=False, eq=False)

    def __call__(self) -> Report:
        """Give the report."""
        with self._making:
            if self._made is None and self.body is not None:
                made = without_collections(
                    report_on,
                    self.body,
                    headers=self.headers,
                    offset=self.offset,
                    max_findings=self.max_findings,
                )
                self._made = made if self.baseline is None else self.baseline.apply(made)
                self.body, self.headers = None, ()
            return self._made or Report()


def report_on(
    body: bytes,
    *,
    headers: Iterable[tuple[str, str]] = (),
    offset: int = 0,
    max_findings: int = MAX_FINDINGS,
) -> Report:
    """List every deviation of a listing from the packaged contract.

    Args:
        body: The body of a listing, which is a JSON object with an array in `data`.
        headers: The header fields that came with it, as pairs.
        offset: How many models the request asked to skip.
        max_findings: How many findings to keep; more are counted by kind and place.

    Returns:
        The findings in the order of the body, those about the whole response last. Not verified is
        a listing without models.
    """
    sieve = _sieve()
    sifted = sieve.parse(body) if sieve else None
    try:
        listing = _parse(body) if sifted is None else sifted
    except RecursionError:  # it was decoded where less of the stack was in use
        return Report((Finding(Kind.CONSTRAINT_VIOLATED, "", TOO_DEEP),))
    collector = Collector(listing, max_findings)
    collector.take(_walker().walk(listing, collector.room, collector.models))
    collector.tell(*incompleteness(listing, offset=offset), *announced_ends(headers))
    report = collector.report(verified=not is_empty(listing))
    if sieve and sifted is None:
        sieve.learn(report.findings)
    return report


def _parse(body: bytes) -> Any:
    """Parse a listing, with `SOUND` in the place of models that are certain to have no finding."""
    try:
        parts: dict[str, Any] = msgspec.json.decode(body, type=_PARTS)
        models = parts.get("data")
        sifted = _sift(cast("list[msgspec.Raw]", models)) if isinstance(models, list) else None
        if sifted is None:
            return msgspec.json.decode(body)
        rest = msgspec.json.encode({name: part for name, part in parts.items() if name != "data"})
        return dict.fromkeys(parts) | msgspec.json.decode(rest) | {"data": sifted}
    except msgspec.DecodeError:
        return parse_slowly(body, beyond=stand_in)


def _sift(raws: list[msgspec.Raw]) -> list[Any] | None:
    """Parse the models that do not pass the gate; None where that is all of them."""
    gate = _gate()
    rows = refused(gate, raws) if gate else range(len(raws))
    if len(rows) == len(raws):
        return None
    models: list[Any] = [SOUND] * len(raws)
    for row in rows:
        models[row] = msgspec.json.decode(raws[row])
    return models


def is_empty(listing: object) -> bool:
    """Tell whether a listing has no models, so that nothing about models was verified."""
    return members(listing).get("data") == []


@cache
def _walker() -> Walker:
    return compile_walker(packaged_contract(), _LISTING)


@cache
def _sieve() -> Sieve | None:
    gates = _walker().gates
    gate = gates.of_items(_LISTING, "data")
    return Sieve(gate, gates.required[gate], within="data") if gate else None


@cache
def _gate() -> Callable[[bytes], Any] | None:
    gate = _walker().gates.of_items(_LISTING, "data")
    return None if gate is None else msgspec.json.Decoder(gate).decode


def incompleteness(listing: object, *, offset: int = 0) -> Iterator[Finding]:
    """Find what an envelope says of models that did not come, declared by the contract or not.

    Args:
        listing: The decoded body; of the items in `data` only their number matters.
        offset: How many models the request asked to skip.

    Yields:
        A finding of kind `incomplete-listing` for each field that says so.
    """
    models, total, links = map(members(listing).get, ("data", "total_count", "links"))
    if not isinstance(models, list):
        return
    came = offset + len(cast("list[object]", models))
    if type(total) is int and total > came:
        message = f"the listing has {total} models, of which {came} have come"
        yield Finding(Kind.INCOMPLETE_LISTING, "/total_count", message, total)
    if following := members(links).get("next"):
        message = "the listing goes on on another page"
        yield Finding(Kind.INCOMPLETE_LISTING, "/links/next", message, shorten(following))
