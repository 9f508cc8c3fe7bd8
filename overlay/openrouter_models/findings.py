"""What a finding is: one deviation of a body from the contract, and how it is shown to people."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, Self, cast

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_TEXT = 80
_MOST_ENTRIES = 5
_MOST_BITS = 64
_MOST_GROUPS = 100
_MOST_LINES = 20
_MOST_MODELS = 3
_INDEX = re.compile(r"(?<=/)\d+(?=/|$)")
PRIVATE = frozenset({"user_id"})  # error bodies carry real account ids under this name
WITHHELD = "(withheld)"
MAX_FINDINGS = 10_000
"""How many findings a report keeps unless told otherwise."""
# json.dumps makes an encoder for every call, and so does this one for containers; that is dear.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class Severity(StrEnum):
    """How much a finding weighs: an error breaks the contract, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """In which way a body deviates, and the severity that every finding of the kind has."""

    severity: Severity

    MISSING_REQUIRED = "missing-required", Severity.ERROR
    WRONG_TYPE = "wrong-type", Severity.ERROR
    NULL_NOT_ALLOWED = "null-not-allowed", Severity.ERROR
    UNKNOWN_ENUM_VALUE = "unknown-enum-value", Severity.ERROR
    FORBIDDEN_FIELD = "forbidden-field", Severity.ERROR
    CONSTRAINT_VIOLATED = "constraint-violated", Severity.ERROR
    UNDOCUMENTED_STATUS = "undocumented-status", Severity.ERROR
    WRONG_CONTENT_TYPE = "wrong-content-type", Severity.ERROR
    NOT_JSON = "not-json", Severity.ERROR
    UNDECLARED_FIELD = "undeclared-field", Severity.WARNING
    IMPLAUSIBLE_VALUE = "implausible-value", Severity.WARNING
    INCOMPLETE_LISTING = "incomplete-listing", Severity.WARNING
    DEPRECATED = "deprecated", Severity.WARNING
    SUNSET = "sunset", Severity.WARNING

    def __new__(cls, word: str, severity: Severity = Severity.ERROR) -> Self:
        """Make a member of its word; looking one up takes the word alone."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.severity = severity
        return kind


class Finding(Struct, frozen=True):
    """One deviation of a body from the contract; its `str` is one line for people.

    Attributes:
        kind: In which way the body deviates.
        path: JSON Pointer (RFC 6901) of the value itself, `""` for the whole body. Names that the
            server chose stand in it as they came, control characters included; a path beyond
            4,000 characters is cut.
        message: What the contract asks for and what came, for people; printable.
        value: The value seen, shortened; None where there is no value.
        model: Which model it is about: its id, else its slug or name, printable and shortened. None
            if it is about no model, or one without any of these.
    """

    kind: Kind
    path: str
    message: str
    value: Any = None
    model: str | None = None

    @property
    def severity(self) -> Severity:
        """How much the finding weighs; it follows from the kind."""
        return self.kind.severity

    def __str__(self) -> str:
        model = f" ({self.model})" if self.model else ""
        return f"{self.kind} at {printable(self.path) or 'the body'}{model}: {self.message}"


class Group(Struct, frozen=True):
    """Equal deviations at corresponding places; its `str` is one line for people.

    Attributes:
        pattern: The paths with every array index written as `*`.
        first: The first of the findings.
        count: How many there are.
        models: The first three models that they are about.
        model_count: How many models they are about.
    """

    pattern: str
    first: Finding
    count: int
    models: tuple[str, ...] = ()
    model_count: int = 0

    @property
    def kind(self) -> Kind:
        """In which way the body deviates."""
        return self.first.kind

    @property
    def severity(self) -> Severity:
        """How much each of the findings weighs."""
        return self.first.severity

    @property
    def in_models(self) -> str:
        """The models in words, such as "a/b, c/d, e/f and 2 more models"; empty if there are none."""
        more = self.model_count - len(self.models)
        return ", ".join(self.models) + (f" and {count(more, 'more model')}" if more else "")

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.first)
        models = f", in {self.in_models}" if self.models else ""
        return (
            f"{self.count} times {self.kind} at {printable(self.pattern) or 'the body'}: "
            f"{self.first.message} (first at {printable(self.first.path) or 'the body'}{models})"
        )


class Omitted(Struct, frozen=True):
    """Findings that were counted and not kept; its `str` is one line for people.

    Attributes:
        kind: In which way the body deviates.
        pattern: The paths with every array index written as `*`.
        count: How many there are beside those kept.
        known: Whether a baseline lists them all, so that they do not count.
    """

    kind: Kind
    pattern: str
    count: int
    known: bool = False

    @property
    def severity(self) -> Severity:
        """How much each of the findings weighs."""
        return self.kind.severity

    def __str__(self) -> str:
        known = " (known)" if self.known else ""
        place = printable(self.pattern) or "the body"
        return f"{count(self.count, 'time')} {self.kind} at {place}{known}"


class Report(Struct, frozen=True):
    """The findings of one body; its `str` is a summary for people.

    Attributes:
        findings: The deviations in the order of the body: all of them, or the first `max_findings`.
        verified: Whether anything was checked at all. An empty listing verifies nothing.
        omitted: How many more there are, by kind and place, the most frequent first. Beyond a
            thousand places the last name of a place is written as `*` too.
        known: The deviations that a baseline lists; they do not count.
    """

    findings: tuple[Finding, ...] = ()
    verified: bool = True
    omitted: tuple[Omitted, ...] = ()
    known: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no finding is an error, known ones aside."""
        return not self.counts[Severity.ERROR]

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity there are, the omitted ones included."""
        counts = dict.fromkeys(Severity, 0)
        for finding in self.findings:
            counts[finding.severity] += 1
        for omitted in self.omitted:
            counts[omitted.severity] += 0 if omitted.known else omitted.count
        return counts

    @property
    def known_count(self) -> int:
        """How many findings are known, the omitted ones included."""
        return len(self.known) + sum(each.count for each in self.omitted if each.known)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The findings with equal ones told once, in the order of their first occurrence."""
        return group(self.findings)

    def __str__(self) -> str:
        return "\n  ".join([self._head(), *self.summary()])

    def summary(self, severity: Severity | None = None) -> list[str]:
        """Write the findings in a few lines.

        Args:
            severity: Which findings; all by default.

        Returns:
            A printable line for each of the first twenty groups, then how many more there are.
        """
        groups = [one for one in self.groups if severity in (None, one.severity)]
        omitted = [one for one in self.omitted if severity in (None, one.severity)]
        lines = [*map(str, groups[:_MOST_LINES])]
        if len(groups) > _MOST_LINES:
            lines.append(f"and {len(groups) - _MOST_LINES} more groups, see .groups")
        if omitted:
            number = sum(one.count for one in omitted)
            lines.append(f"and {count(number, 'finding')} that were counted but not kept:")
            lines += [f"  {one}" for one in omitted[:_MOST_LINES]]
            if len(omitted) > _MOST_LINES:
                lines.append(f"  and {len(omitted) - _MOST_LINES} more places, see .omitted")
        return lines

    def _head(self) -> str:
        counts = [count(number, word) for word, number in self.counts.items() if number]
        counts += [f"{self.known_count:,} known"] if self.known_count else []
        return (", ".join(counts) or "no findings") + (
            "" if self.verified else "; nothing was verified"
        )


def group(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Tell equal deviations once: the same new enum value in eleven models is one group.

    Two findings are equal when their kinds and their paths, array indices aside, are, and for
    unknown enum values the value too. A path does not tell an index from an object's key of
    digits, so such keys count as indices. Where that makes more than a hundred groups, the last
    names of paths are left aside too.

    Args:
        findings: Findings of one body or of several.

    Returns:
        The groups in the order of their first finding.
    """
    together: dict[tuple[str, Kind, str], list[Finding]] = {}
    for finding in findings:
        value = written(finding.value) if finding.kind is Kind.UNKNOWN_ENUM_VALUE else ""
        key = _INDEX.sub("*", finding.path), finding.kind, value
        together.setdefault(key, []).append(finding)
    if len(together) > _MOST_GROUPS:
        folded: dict[tuple[str, Kind, str], list[Finding]] = {}
        for (pattern, kind, value), same in together.items():
            parent, slash, _ = pattern.rpartition("/")
            key = f"{parent}{slash}*" if slash else pattern, kind, value
            folded.setdefault(key, []).extend(same)
        together = folded
    return tuple(_group(key[0], same) for key, same in together.items())


def _group(pattern: str, same: list[Finding]) -> Group:
    models = dict.fromkeys(finding.model for finding in same if finding.model)
    return Group(pattern, same[0], len(same), tuple(islice(models, _MOST_MODELS)), len(models))


def count(number: int, noun: str) -> str:
    """Write a number of things: "1 finding", "2,000 findings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def pointer(tokens: Iterable[str | int]) -> str:
    """Write a JSON Pointer (RFC 6901 section 3).

    Args:
        tokens: Names and indices from the root to the value.

    Returns:
        The pointer, `""` for the root.
    """
    names = ["", *map(str, tokens)]
    text = "/".join(names)
    if "~" not in text and text.count("/") < len(names):
        return text
    return "/".join([name.replace("~", "~0").replace("/", "~1") for name in names])


def keys_of(path: str) -> list[str]:
    """Read the names and indices in a JSON Pointer (RFC 6901 section 4), as `pointer` writes them."""
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]


def is_private(token: object) -> bool:
    """Tell whether a field's value identifies an account and is therefore never shown."""
    return token in PRIVATE


def shorten(value: Any) -> Any:
    """Copy a JSON value into something small that JSON can write, at a bounded cost.

    Strings keep their first 80 code points, containers their first five entries, in which
    further containers are told by their size only; account ids are withheld; numbers that JSON
    or 64 bits cannot hold become text.

    Args:
        value: A decoded JSON value of any size and depth.

    Returns:
        The value itself if it is small, else its shortened copy.
    """
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        short = {
            _brief(name): WITHHELD if is_private(name) else _brief(item)
            for name, item in islice(members.items(), _MOST_ENTRIES)
        }
        more = len(members) - _MOST_ENTRIES
        return short | {"…": f"{more} more"} if more > 0 else short
    if isinstance(value, list):
        items = cast("list[object]", value)
        more = len(items) - _MOST_ENTRIES
        rest = [f"… {more} more"] if more > 0 else []
        return [_brief(item) for item in items[:_MOST_ENTRIES]] + rest
    return _brief(value)


def _brief(value: Any) -> Any:
    """Shorten a scalar; tell a container by its size."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, dict):
        return f"{{{len(cast('dict[str, Any]', value))} fields}}"
    if isinstance(value, list):
        return f"[{len(cast('list[object]', value))} items]"
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {value.bit_length()} bits"
    return value


def show(value: Any) -> str:
    """Write a JSON value on one line of printable characters, shortened.

    Args:
        value: A decoded JSON value of any size and depth.

    Returns:
        JSON text in which everything that could move a cursor or turn the direction of the
        text is escaped.
    """
    return written(shorten(value))


def written(value: Any) -> str:
    """Write a JSON value that is short already on one line of printable characters."""
    if isinstance(value, dict | list):
        try:
            return printable(msgspec.json.format(msgspec.json.encode(value), indent=0).decode())
        except (ValueError, OverflowError):
            pass  # half a surrogate pair, an integer beyond 64 bits
    return printable(_ENCODE(value))


def printable(text: str) -> str:
    """Escape every character that is not printable, line ends and control characters first.

    Args:
        text: Text that may come from the server.

    Returns:
        The same text if it is harmless, else one with Python's escapes in it.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
