"""Find out which alternative of a new schema is which one of the old."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.diff.sides import Alternative
    from pipeline.openapi.grammar import Schema
    from pipeline.openapi.semantics import Relation

    Several = list[Alternative]


def paired(
    old: Several, new: Several, relate: Callable[[Schema, Schema], Relation]
) -> tuple[list[tuple[Alternative, Alternative]], Several, Several]:
    """Pair the alternatives that mean the same, then those of one name, then the last ones.

    Returns:
        The pairs, the alternatives that were added, and those that were removed.
    """
    pairs: list[tuple[Alternative, Alternative]] = []
    removed, added = [*old], [*new]
    names = [[one.name for one in several] for several in (old, new)]

    def is_equal(one: Alternative, other: Alternative) -> bool:
        return one.branch == other.branch or relate(one.branch, other.branch).is_equal

    def has_same_name(one: Alternative, other: Alternative) -> bool:
        is_clear = all(several.count(one.name) == 1 for several in names)
        return one.name is not None and one.name == other.name and is_clear

    for is_same in (is_equal, has_same_name) if len(old) > 1 or len(new) > 1 else ():
        for other in [*added]:
            if one := next((each for each in removed if is_same(each, other)), None):
                removed.remove(one)
                added.remove(other)
                pairs.append((one, other))
    if len(removed) == len(added) == 1:
        return [*pairs, (removed[0], added[0])], [], []
    return pairs, added, removed
