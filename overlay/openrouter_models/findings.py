"""What a finding is: one deviation of a body from the contract, and how it is shown to people."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct

from openrouter_models._pointers import starred
from openrouter_models._text import count, printable, written

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_GROUPS = 100
_MOST_LINES = 20
_MOST_MODELS = 3
MAX_FINDINGS = 10_000
"""How many findings a report keeps unless told otherwise."""


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

    def __hash__(self) -> int:
        return hash((self.kind, self.path, self.message))  # the value may be a list or a dict

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
        unverified = "" if self.verified else "; nothing was verified"
        return (in_words(self) or "no findings") + unverified


def in_words(report: Report) -> str:
    """Count the findings of a report, as "2 errors, 1 warning, 3 known"; empty if there are none."""
    counts = [count(number, word) for word, number in report.counts.items() if number]
    return ", ".join([*counts, *([f"{report.known_count:,} known"] if report.known_count else [])])


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
        key = starred(finding.path), finding.kind, value
        together.setdefault(key, []).append(finding)
    if len(together) > _MOST_GROUPS:
        folded: dict[tuple[str, Kind, str], list[Finding]] = {}
        for (pattern, kind, value), same in together.items():
            parent, slash, _ = pattern.rpartition("/")
            key = f"{parent}{slash}*" if slash else pattern, kind, value
            folded.setdefault(key, []).extend(same)
        together = folded
    return tuple(_group(key[0], same) for key, same in together.items())


def errors_first(groups: Iterable[Group]) -> list[Group]:
    """Sort groups by weight; equal ones keep their order."""
    return sorted(groups, key=lambda each: each.severity is not Severity.ERROR)


def _group(pattern: str, same: list[Finding]) -> Group:
    models = dict.fromkeys(finding.model for finding in same if finding.model)
    return Group(pattern, same[0], len(same), tuple(islice(models, _MOST_MODELS)), len(models))
