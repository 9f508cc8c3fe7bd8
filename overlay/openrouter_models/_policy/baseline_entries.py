"""One entry of a baseline: what it covers, how it is read and written, and what cannot be known."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any, TypeAlias

from attrs import frozen

from openrouter_models._pointers import starred
from openrouter_models._policy import toml_tables
from openrouter_models._text import printable, show
from openrouter_models.errors import ConfigurationError
from openrouter_models.findings import Finding, Kind

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_NEVER = frozenset({Kind.NOT_JSON, Kind.UNDOCUMENTED_STATUS, Kind.INCOMPLETE_LISTING})
# A wrong type here is a listing without its models, or one without this one.
_LISTING = re.compile(r"(?:/data(?:/(?:\d+|\*))?)?")
_FIELDS = {"kind", "path", "value", "reason", "expires"}
_UNEXPLAINED = "not explained yet"

Key: TypeAlias = tuple[Kind, str, str | None]


@frozen
class Known:
    """One entry of a baseline.

    Attributes:
        kind: The kind of the findings.
        path: Where they are: a JSON Pointer, `*` for any array index.
        value: The value seen, as JSON; None covers every value.
        reason: Why it is accepted, for people.
        expires: The last day on which it is; None for no end.
    """

    kind: Kind
    path: str
    value: str | None = None
    reason: str = _UNEXPLAINED
    expires: date | None = None

    @property
    def key(self) -> Key:
        """What identifies the entry."""
        return self.kind, self.path, self.value

    def covers(self, finding: Finding) -> bool:
        """Tell whether this is the kind, the place and the value of a finding, whatever the date."""
        mine, its = self.path.split("/"), finding.path.split("/")
        return (
            self.kind is finding.kind
            and len(mine) == len(its)
            and all(a == b or (a == "*" and b.isdecimal()) for a, b in zip(mine, its, strict=True))
            and self.value in {None, written(finding.value)}
        )

    def is_valid(self, today: date) -> bool:
        """Tell whether the entry has not expired by a day."""
        return self.expires is None or self.expires >= today

    def to_toml(self) -> str:
        """Write the entry as a table of the baseline."""
        lines = ["[[known]]", f'kind = "{self.kind}"', f"path = {_toml(self.path)}"]
        if self.value is not None:
            lines.append(f"value = {_toml(json.loads(self.value))}")
        lines.append(f"reason = {_toml(self.reason)}")
        if self.expires is not None:
            lines.append(f"expires = {self.expires.isoformat()}")
        return "\n".join([*lines, ""])

    def __str__(self) -> str:
        value = "" if self.value is None else f" ({printable(self.value)})"
        return f"{self.kind} at {printable(self.path) or 'the body'}{value}"


def entry_of(finding: Finding) -> Known:
    """Make the entry for a finding: an unknown word is known by itself, all else by its place."""
    is_word = finding.kind is Kind.UNKNOWN_ENUM_VALUE and _is_scalar(finding.value)
    value = written(finding.value) if is_word else None
    return Known(finding.kind, starred(finding.path), value)


def is_never_known(kind: Kind, path: str) -> bool:
    """Tell whether to know such findings would hide a lost model, or a run that verified nothing."""
    return kind in _NEVER or (
        kind in {Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED, Kind.MISSING_REQUIRED}
        and _LISTING.fullmatch(path) is not None
    )


def to_known(fields: dict[str, Any], where: str) -> Known:
    """Read a table of TOML; errors say where it stands.

    Raises:
        ConfigurationError: It is not an entry, or one of what cannot be known.
    """
    toml_tables.refuse_unknown(fields, _FIELDS, where)
    kind, path = str(fields.get("kind")), fields.get("path")
    if kind not in [*Kind]:
        raise ConfigurationError(
            f"{where}: expected a kind such as {Kind.WRONG_TYPE}, got {show(kind)}."
        )
    if not isinstance(path, str) or not _POINTER.fullmatch(path):
        raise ConfigurationError(
            f"{where}: expected a JSON Pointer such as /data/*/created as path, got {show(path)}."
        )
    reason, expires, value = (
        fields.get("reason", _UNEXPLAINED),
        fields.get("expires"),
        fields.get("value"),
    )
    if not isinstance(reason, str):
        raise ConfigurationError(f"{where}: the reason must be a string, got {show(reason)}.")
    if not (expires is None or (isinstance(expires, date) and not isinstance(expires, datetime))):
        raise ConfigurationError(
            f"{where}: expires must be a date such as 2026-12-31, got {expires!r}."
        )
    if value is not None and not _is_scalar(value):
        raise ConfigurationError(f"{where}: the value must be a string, a number or a boolean.")
    known = Known(
        Kind(kind),
        path,
        None if value is None else written(value),
        reason,
        expires,
    )
    if is_never_known(known.kind, path):
        raise ConfigurationError(
            f"{where}: {known} cannot be known, because that would hide a lost model or a run that verified nothing."
        )
    return known


def written(value: object) -> str:
    """Write a value as an entry holds it, as JSON."""
    return json.dumps(value, ensure_ascii=False)


def _is_scalar(value: object) -> bool:
    """Tell whether TOML can write a value."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)
    return isinstance(value, bool | int | float)


def _toml(value: object) -> str:
    """Write a scalar as TOML, whose strings are those of JSON but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
