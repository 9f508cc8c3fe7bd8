"""Say what a difference does to the generated client, in the words of its surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.diff.changes import Place
    from pipeline.diff.differences import Difference
    from pipeline.generate.surface import Surface


def attribute_of(difference: Difference, old: Surface, new: Surface) -> str | None:
    """Name the attribute, or the member of an enum, that a difference touches.

    Returns:
        Such as `Model.alias_target: added, ModelAliasTarget | Unset`; None where the client has no name
        for the place.
    """
    if difference.kind in {"enum-value-added", "enum-value-removed"}:
        added = difference.kind == "enum-value-added"
        enum = difference.enum[added]
        if enum is not None:
            names = new if added else old
            members = [names.member(enum, one) or f"{enum}({one!r})" for one in difference.probes]
            return f"{', '.join(members)}: {'added' if added else 'removed'}"
    owner = difference.owner
    if owner is None or owner.field is None:
        name = owner and (owner.new or owner.old)
        return f"{name}.additional_properties" if name else None
    was = old.attribute(owner.old, owner.field) if owner.old else None
    now = new.attribute(owner.new, owner.field) if owner.new else None
    if was is None or now is None:
        one = now or was
        return one and one[0]
    return _told(was, now)


def parameter_of(name: str, place: Place, old: Surface, new: Surface) -> str:
    """Name the argument that a parameter of an operation is, as `attribute_of` does for fields."""
    where = place.operation, place.part.partition(" ")[0], name
    return _told(*(one.parameter(*where) for one in (old, new)))


def _told(was: tuple[str, str | None], now: tuple[str, str | None]) -> str:
    if was[1] == now[1]:
        return f"{now[0]}: {now[1]}" if now[1] else now[0]
    if was[1] is None:
        return f"{now[0]}: added, {now[1]}"
    if now[1] is None:
        return f"{was[0]}: removed, was {was[1]}"
    return f"{now[0]}: {now[1]}, was {was[1]}"
