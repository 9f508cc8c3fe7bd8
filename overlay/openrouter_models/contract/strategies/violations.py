"""Draw bodies that break the contract in one place, with the finding that each must give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from hypothesis import strategies as st

from openrouter_models._pointers import pointer
from openrouter_models.contract.instances.breaking import replaced

if TYPE_CHECKING:
    from openrouter_models.contract.documented import Documented
    from openrouter_models.contract.instances.breaking import Breaking, Spot
    from openrouter_models.contract.instances.positions import Positions
    from openrouter_models.findings import Kind


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


def violations_of(
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
