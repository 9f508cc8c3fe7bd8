"""What of a contract a set of responses has exercised, and what none of them ever showed.

The facets of a contract are what a reader of responses must be ready for: each documented status, each field
present, absent where it is optional and null where it may be, each word of each enum, an array with
items and without, each branch of a union. A green check says nothing of a facet that no response had.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, frozen

from openrouter_models.contract.documented import Source, document_of
from openrouter_models.contract.facets import Place, places_of, possible, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEVER = {
    "status": "seen",
    "present": "present",
    "absent": "absent",
    "null": "null",
    "empty": "empty",
    "filled": "with items",
    "branch": "alternative {}",
}
_CLOSING = {"status": "", "present": "/", "filled": "/*"}
"""Of what was never seen, what hides all that is there or below."""


@frozen(order=True)
class Facet:
    """One thing that a response can show.

    Attributes:
        status: The HTTP status of the response.
        path: Where, as a JSON Pointer with `*` for any index and any name that is not declared.
        what: `status`, `present`, `absent`, `null`, `empty`, `filled`, `value` or `branch`.
        value: The word of an enum as JSON, or which branch; empty for the others.
    """

    status: int
    path: str
    what: str
    value: str = ""

    def __str__(self) -> str:
        what = f"{self.what} {self.value}".strip()
        return f"{what} at {self.path or 'the body'} of {self.status}"


@define
class Coverage:
    """Which facets of a contract were seen how often.

        coverage = Coverage.of(None)
        coverage.add(200, json.loads(body))
        print(coverage.share, coverage.never)

    Attributes:
        places: The place of the body, by status.
        seen: How often each facet was seen.
    """

    places: Mapping[int, Place]
    seen: Counter[Facet] = Factory(Counter[Facet])

    @classmethod
    def of(cls, contract: Source = None) -> Coverage:
        """Start with a contract of which nothing was seen, by default the packaged one.

        Raises:
            ContractError: The document cannot be read, or does not describe the operation.
        """
        return cls(places_of(document_of(contract)))

    def add(self, status: int, body: object) -> None:
        """Count what a response shows; a status that is not documented shows nothing."""
        place = self.places.get(status)
        if place is not None:
            self.seen[Facet(status, "", "status")] += 1
            # Counted as plain tuples, because a large listing shows each facet many times.
            for each, times in Counter(shown(place, body)).items():
                self.seen[Facet(status, *each)] += times

    @property
    def facets(self) -> list[Facet]:
        """All facets, in the order of the contract."""
        found: dict[Facet, None] = {}
        for status, place in self.places.items():
            found[Facet(status, "", "status")] = None
            found.update((Facet(status, *each), None) for each in possible(place))
        return list(found)

    @property
    def never(self) -> list[Facet]:
        """The facets that no response showed."""
        return [each for each in self.facets if each not in self.seen]

    @property
    def summary(self) -> str:
        """Say how much was seen."""
        if not self.seen:
            return "no documented response was seen, so nothing was covered"
        total = len(self.facets)
        seen = total - len(self.never)
        return f"{seen} of {total} facets of the contract were seen ({self.share:.1%})"

    @property
    def blind_spots(self) -> list[str]:
        """Say place by place what no response showed: whatever the contract said there, it would stay green.

        What is below a field that was never there, or of a status that never came, is not told again.
        """
        told: dict[tuple[int, str], list[str]] = {}
        closed: list[tuple[int, str]] = []
        for each in self.never:
            if any(
                each.status == status and f"{each.path}/".startswith(at) for status, at in closed
            ):
                continue
            if each.what in _CLOSING:
                closed.append((each.status, each.path + _CLOSING[each.what]))
            told.setdefault((each.status, each.path), []).append(
                each.value if each.what == "value" else _NEVER[each.what].format(each.value)
            )
        return [
            f"{path or 'any response'} of {status}: never {', '.join(what)}"
            for (status, path), what in told.items()
        ]

    @property
    def share(self) -> float:
        """The share of the facets that were seen, from 0 to 1."""
        facets = self.facets
        return sum(each in self.seen for each in facets) / len(facets) if facets else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give the coverage as JSON values."""
        facets = self.facets
        return {
            "facets": len(facets),
            "seen": sum(each in self.seen for each in facets),
            "share": round(self.share, 4),
            "blind_spots": self.blind_spots,
            "places": [
                {
                    "status": each.status,
                    "path": each.path,
                    "what": each.what,
                    "value": json.loads(each.value) if each.what == "value" else None,
                    "branch": int(each.value) if each.what == "branch" else None,
                    "count": self.seen[each],
                }
                for each in facets
            ],
        }
