"""Compare what keys an operation asks for: alternatives of schemes, each with its scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.diff.changes import made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diff.changes import Change, Place
    from pipeline.diff.operations import Requirement


def compare_security(
    place: Place, old: tuple[Requirement, ...], new: tuple[Requirement, ...]
) -> Iterator[Change]:
    """Compare the alternatives of two revisions.

    Yields:
        Old alternatives whose requests meet no new one, and new ones that ask for no more than no old one.
    """
    for one in new:
        if one not in old:
            yield made("security-alternative-added", place, _words(one), direction="request")
    for one in old:
        if not any(_meets(one, other) for other in new):
            yield made("security-alternative-removed", place, _words(one), direction="request")


def _meets(one: Requirement, other: Requirement) -> bool:
    """Tell whether a request that meets one alternative meets the other: it asks for no more."""
    return all(scheme in one and scopes <= one[scheme] for scheme, scopes in other.items())


def _words(requirement: Requirement) -> str:
    words = (
        f"{scheme} ({', '.join(sorted(scopes))})" if scopes else scheme
        for scheme, scopes in requirement.items()
    )
    return " and ".join(sorted(words)) or "none"
