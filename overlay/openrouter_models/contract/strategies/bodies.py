"""Draw the bodies that a contract documents, and bodies that break it in one place."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from openrouter_models._pointers import pointer
from openrouter_models._text import brief
from openrouter_models.contract.documented import Documented, Source, document_of, documented
from openrouter_models.contract.instances import Instances
from openrouter_models.contract.instances.gaps import refuse_gaps
from openrouter_models.contract.instances.positions import Positions
from openrouter_models.contract.instances.subschemas import replaced
from openrouter_models.contract.instances.violations import Breaking
from openrouter_models.contract.plausibility.samples import Sense
from openrouter_models.contract.strategies.drawing import Drawing
from openrouter_models.errors import ContractError
from openrouter_models.findings import Kind, Severity

if TYPE_CHECKING:
    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.violations import Spot

Strategy: TypeAlias = "st.SearchStrategy[Any]"


@frozen
class Violation:
    """A body that breaks the contract in exactly one way.

    Attributes:
        status: The documented status that the body is for.
        body: The decoded body.
        kind: The kind of the one finding of severity error.
        path: JSON Pointer (RFC 6901) of the finding.
    """

    status: int
    body: Any
    kind: Kind
    path: str


def listings(
    *, contract: Source = None, plausible: bool = False, undeclared: bool = False
) -> Strategy:
    """Draw listings: conforming bodies of status 200."""
    return responses(200, contract=contract, plausible=plausible, undeclared=undeclared)


def models(
    *, contract: Source = None, plausible: bool = False, undeclared: bool = False
) -> Strategy:
    """Draw single models, as they stand in listings.

    Raises:
        ContractError: The contract documents no listing under status 200.
    """
    compiled = _compiled(contract)
    each = compiled.instances.branches
    for whole in each(compiled.response(200).schema):
        for listing in each(whole.get("properties", {}).get("data", False)):
            if "items" in listing:
                return compiled.draw(listing["items"], plausible=plausible, undeclared=undeclared)
    raise ContractError("the contract documents no listing under status 200; give one that does")


def errors(
    status: int | None = None,
    *,
    contract: Source = None,
    plausible: bool = False,
    undeclared: bool = False,
) -> Strategy:
    """Draw conforming bodies of errors: of a documented status from 400, by default of all.

    Raises:
        ContractError: The contract documents no such error.
    """
    found = [each.status for each in _compiled(contract).responses if each.status >= 400]
    if not found or status not in [None, *found]:
        raise ContractError(f"the contract documents the errors {found}, not {status}; choose one")
    return st.one_of(
        *(
            responses(each, contract=contract, plausible=plausible, undeclared=undeclared)
            for each in (found if status is None else [status])
        )
    )


def responses(
    status: int, *, contract: Source = None, plausible: bool = False, undeclared: bool = False
) -> Strategy:
    """Draw conforming bodies of a documented status.

    Raises:
        ContractError: The contract does not document the status.
    """
    compiled = _compiled(contract)
    response = compiled.response(status)
    return compiled.draw(response.schema, plausible=plausible, undeclared=undeclared, status=status)


def schema(
    name: str, *, contract: Source = None, plausible: bool = False, undeclared: bool = False
) -> Strategy:
    """Draw values that conform to a schema, by its name under `components/schemas`.

    Raises:
        ValueError: The contract has no such component.
    """
    compiled = _compiled(contract)
    found = compiled.instances.schemas.resolve(f"#/components/schemas/{name}")
    return compiled.draw(found, plausible=plausible, undeclared=undeclared)


def violations(
    status: int | None = None,
    *,
    kinds: Collection[Kind] | None = None,
    contract: Source = None,
    plausible: bool = False,
) -> st.SearchStrategy[Violation]:
    """Draw bodies that break the contract in exactly one way.

    They are of one documented status, by default of all; `kinds` says which findings to draw, by default all that a schema can give.

    Returns:
        A strategy for violations: the status, the body, and the kind and path of the one finding of
        severity error that it must produce.

    Raises:
        ContractError: The contract does not document the status, or no schema gives these kinds.
    """
    if kinds is not None and not _are_words(kinds):
        raise TypeError(f"kinds must be a collection of kinds of findings, got {brief(kinds)}.")
    compiled = _compiled(contract)
    chosen = compiled.responses if status is None else [compiled.response(status)]
    broken = (kind for kind in Kind if kind.severity is Severity.ERROR)
    asked = frozenset(broken if kinds is None else kinds)
    breaking = Breaking(compiled.instances, asked)
    found = [
        _violations_of(
            each,
            compiled.draw(each.schema, plausible=plausible, status=each.status),
            breaking,
            compiled.positions,
        )
        for each in chosen
    ]
    drawn = [each for each in found if each is not None]
    if not drawn:
        raise ContractError(f"no schema can be violated by {sorted(asked)}; choose other kinds")
    return st.one_of(drawn)


def _are_words(given: Collection[Any]) -> bool:
    is_collection = isinstance(given, Collection) and not isinstance(given, str)  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
    return is_collection and all(isinstance(each, str) for each in given)


def _violations_of(
    response: Documented, bodies: st.SearchStrategy[Any], breaking: Breaking, positions: Positions
) -> st.SearchStrategy[Violation] | None:
    """Draw violations of a response, None if it cannot be broken in one of the ways asked for.

    Where bodies have too little to break, one with the least at each position is broken.
    """

    def breakable(body: Any) -> list[Spot]:
        return [spot for spot in breaking.spots(response.schema, body) if breaking.breaks(spot)]

    fallback = next(filter(breakable, positions.least_bodies(response.schema)), None)
    if fallback is None:
        return None

    @st.composite
    def draw_violation(draw: st.DrawFn) -> Violation:
        body = draw(bodies)
        spots = breakable(body)
        if not spots:
            body, spots = fallback, breakable(fallback)
        spot = draw(st.sampled_from(spots))
        chosen = draw(st.sampled_from(breaking.breaks(spot)))
        broken = replaced(body, spot.path, chosen.value)
        path = pointer((*spot.path, *chosen.below))
        return Violation(response.status, broken, chosen.kind, path)

    return draw_violation()


class _Compiled:
    """A contract with what has been compiled of it."""

    def __init__(self, contract: Source) -> None:
        document = document_of(contract)
        self.instances = Instances(document)
        self.positions = Positions(self.instances)
        self.responses = documented(document)
        self._drawings: dict[tuple[bool, bool, int | None], Drawing] = {}

    def response(self, status: int) -> Documented:
        """Find a documented response."""
        for each in self.responses:
            if each.status == status:
                refuse_gaps(self.instances, each)
                if each.schema is False:
                    raise ContractError(f"the contract allows no body for status {status}")
                return each
        known = ", ".join(str(each.status) for each in self.responses)
        raise ContractError(
            f"the contract does not document status {status}; choose one of {known}"
        )

    def draw(
        self,
        wanted: Schema,
        *,
        plausible: bool = False,
        undeclared: bool = False,
        status: int | None = None,
    ) -> Strategy:
        """Compile a schema, or find it compiled."""
        key = (bool(plausible), bool(undeclared), status)
        if key not in self._drawings:
            sense = Sense(status) if plausible else None
            self._drawings[key] = Drawing(self.instances, undeclared=undeclared, sense=sense)
        return self._drawings[key].of(wanted)


@cache
def _packaged() -> _Compiled:
    return _Compiled(None)


def _compiled(contract: Source) -> _Compiled:
    return _packaged() if contract is None else _Compiled(contract)
