"""Find places in bodies, what a contract says of them, and put other values there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openrouter_models.contract import UNDECLARED
from pipeline.diff.differences import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models.contract import Instances
    from openrouter_models.findings import Finding
    from pipeline.diff.differences import Path
    from pipeline.openapi.grammar import Schema

Keys = tuple["str | int", ...]
# Of undeclared fields: one of them matches none of the patterns that there are.
_NAMES = (UNDECLARED, "a", "A", "0", "-")


def schema_at(instances: Instances, schema: Any, keys: Keys) -> Any:
    """Give what a contract says of a place; where alternatives lead there, what the first says."""
    for key in keys:
        wanted = "array" if isinstance(key, int) else "object"
        none: dict[str, Any] = {}
        one = next((each for each in instances.branches(schema) if each["type"] == wanted), none)
        schema = instances.item(one, key) if isinstance(key, int) else instances.field(one, key)
    return schema


def places(instances: Instances, schema: Schema, path: Path) -> Iterator[Keys]:
    """Name the place of a value by keys: items that `items` speaks of, fields by several names."""
    if not path:
        yield ()
        return
    step = path[0]
    keys: Iterable[str | int] = _NAMES if step is Step.MEMBER else [str(step)]
    if step is Step.ITEM:
        arrays = [one for one in instances.branches(schema) if one["type"] == "array"]
        keys = [max((len(one.get("prefixItems", ())) for one in arrays), default=0)]
    for key in keys:
        for rest in places(instances, schema_at(instances, schema, (key,)), path[1:]):
            yield (key, *rest)


def concerns(error: Finding, at: str) -> bool:
    """Tell whether an error is about a place: there, below, or about the whole that it stands in."""
    return f"{error.path}/".startswith(f"{at}/") or f"{at}/".startswith(f"{error.path}/")
