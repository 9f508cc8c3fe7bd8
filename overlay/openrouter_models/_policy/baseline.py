"""Known drift: which findings a team has seen, accepted and written down, so that only new ones count.

A baseline is a TOML file that people review like code:

    version = 1

    [[known]]
    kind = "unknown-enum-value"
    path = "/data/*/supported_parameters/*"
    value = "prediction"
    reason = "Sent since 2026-07; the document follows."
    expires = 2026-12-31

`*` in a path stands for any array index. An entry without `value` covers every value. After the day in
`expires` the findings count again. What would hide that a model was lost, or that nothing was
verified, cannot be known.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from openrouter_models._policy import tables
from openrouter_models.errors import ConfigurationError
from openrouter_models.findings import Finding, Kind, printable, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

_INDEX = re.compile(r"(?<=/)\d+(?=/|$)")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_NEVER = frozenset({Kind.NOT_JSON, Kind.UNDOCUMENTED_STATUS, Kind.INCOMPLETE_LISTING})
# A wrong type here is a listing without its models, or one without this one.
_LISTING = re.compile(r"(?:/data(?:/(?:\d+|\*))?)?")
_FIELDS = {"kind", "path", "value", "reason", "expires"}
_HEAD = """\
# Known drift of the API from the contract. A finding listed here is reported as known and does not count.
# Give each entry its reason, and a day after which it counts again: expires = 2026-12-31
version = 1
"""
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

    def __str__(self) -> str:
        value = "" if self.value is None else f" ({printable(self.value)})"
        return f"{self.kind} at {printable(self.path) or 'the body'}{value}"


@frozen
class Baseline:
    """Findings that are known.

    Attributes:
        entries: The entries, each with another kind, path or value.
    """

    entries: tuple[Known, ...] = ()

    @classmethod
    def load(cls, file: str | PathLike[str]) -> Baseline:
        """Read a baseline.

        Args:
            file: The path of the TOML file.

        Raises:
            ConfigurationError: It cannot be read, or is not a baseline; the message says where.
        """
        content, name = tables.read(file)
        return cls.parse(content, name=name)

    @classmethod
    def parse(cls, content: bytes | str, *, name: str = "the baseline") -> Baseline:
        """Read the text of a baseline.

        Args:
            content: TOML.
            name: What to call it in errors.

        Raises:
            ConfigurationError: It is not a baseline; the message says where.
        """
        entries: dict[Key, Known] = {}
        for where, table in tables.parse(content, key="known", name=name):
            entry = _entry(table, where)
            if entry.key in entries:
                raise ConfigurationError(f"{where} repeats an earlier entry: {entry}.")
            entries[entry.key] = entry
        return cls(tuple(entries.values()))

    def entry_for(self, finding: Finding) -> Known | None:
        """Give the entry that covers a finding, whatever its date."""
        by_key = {entry.key: entry for entry in self.entries}
        return next((by_key[key] for key in _keys(finding) if key in by_key), None)

    def covers(self, kind: Kind, path: str, *, today: date | None = None) -> bool:
        """Tell whether all findings of a kind at a place are known, whatever their values.

        Args:
            kind: The kind.
            path: The place, with `*` for any index.
            today: The day in UTC, for tests.
        """
        return (kind, path, None) in self._valid(today)

    def _valid(self, today: date | None) -> set[Key]:
        today = today or datetime.now(UTC).date()
        return {e.key for e in self.entries if e.expires is None or e.expires >= today}

    def split(
        self, findings: Iterable[Finding], *, today: date | None = None
    ) -> tuple[list[Finding], list[Finding]]:
        """Part findings into those that count and those that are known.

        Args:
            findings: The findings of one body or of several.
            today: The day in UTC, for tests.
        """
        valid = self._valid(today)
        count: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            (known if not valid.isdisjoint(_keys(finding)) else count).append(finding)
        return count, known

    def stale(self, findings: Iterable[Finding]) -> tuple[Known, ...]:
        """Give the entries that cover none of some findings: they can go.

        Args:
            findings: All findings of a run, the known ones included.
        """
        used = {key for finding in findings for key in _keys(finding)}
        return tuple(entry for entry in self.entries if entry.key not in used)

    def renewed(self, findings: Iterable[Finding]) -> tuple[Baseline, tuple[Finding, ...]]:
        """Make the baseline of a run: what was found now, with the reasons and dates of this one.

        Args:
            findings: All findings of the run.

        Returns:
            The baseline, and the findings that cannot be known.
        """
        before = {entry.key: entry for entry in self.entries}
        entries: dict[Key, Known] = {}
        refused: list[Finding] = []
        for finding in findings:
            keys = _keys(finding)
            # An entry that is there covers it already, even if it says it in another way.
            key = next((each for each in keys if each in before), keys[0])
            if _is_never_known(finding.kind, finding.path):
                refused.append(finding)
            else:
                entries[key] = before.get(key, Known(*key))
        ordered = sorted(entries.values(), key=lambda each: tuple(map(str, each.key)))
        return Baseline(tuple(ordered)), tuple(refused)

    def __str__(self) -> str:
        """Write the baseline as TOML, sorted as it is."""
        parts = [_HEAD]
        for entry in self.entries:
            lines = ["[[known]]", f'kind = "{entry.kind}"', f"path = {_toml(entry.path)}"]
            if entry.value is not None:
                lines.append(f"value = {_toml(json.loads(entry.value))}")
            lines.append(f"reason = {_toml(entry.reason)}")
            if entry.expires is not None:
                lines.append(f"expires = {entry.expires.isoformat()}")
            parts.append("\n".join([*lines, ""]))
        return "\n".join(parts)


def _keys(finding: Finding) -> tuple[Key, ...]:
    """Give the keys that cover a finding, the one to be written first."""
    pattern = _INDEX.sub("*", finding.path)
    values: list[str | None] = [None]
    if finding.kind is Kind.UNKNOWN_ENUM_VALUE and _is_scalar(finding.value):
        values.insert(0, json.dumps(finding.value, ensure_ascii=False))
    return tuple(
        (finding.kind, path, value) for value in values for path in (pattern, finding.path)
    )


def _is_scalar(value: object) -> bool:
    """Tell whether TOML can write a value."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)
    return isinstance(value, bool | int | float)


def _is_never_known(kind: Kind, path: str) -> bool:
    return kind in _NEVER or (
        kind in {Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED, Kind.MISSING_REQUIRED}
        and _LISTING.fullmatch(path) is not None
    )


def _entry(fields: dict[str, Any], where: str) -> Known:
    tables.refuse_unknown(fields, _FIELDS, where)
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
        None if value is None else json.dumps(value, ensure_ascii=False),
        reason,
        expires,
    )
    if _is_never_known(known.kind, path):
        raise ConfigurationError(
            f"{where}: {known} cannot be known, because that would hide a lost model or a run that verified nothing."
        )
    return known


def _toml(value: object) -> str:
    """Write a scalar as TOML, whose strings are those of JSON but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
