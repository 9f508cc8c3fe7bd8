"""What a finding is: one deviation of a body from the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import field, frozen


class Severity(StrEnum):
    """How much a finding weighs: an error breaks the contract, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """In which way a body deviates."""

    MISSING_REQUIRED = "missing-required"
    WRONG_TYPE = "wrong-type"
    NULL_NOT_ALLOWED = "null-not-allowed"
    UNKNOWN_ENUM_VALUE = "unknown-enum-value"
    FORBIDDEN_FIELD = "forbidden-field"
    CONSTRAINT_VIOLATED = "constraint-violated"
    UNDOCUMENTED_STATUS = "undocumented-status"
    WRONG_CONTENT_TYPE = "wrong-content-type"
    NOT_JSON = "not-json"
    UNDECLARED_FIELD = "undeclared-field"
    IMPLAUSIBLE_VALUE = "implausible-value"
    INCOMPLETE_LISTING = "incomplete-listing"

    @property
    def severity(self) -> Severity:
        """The severity that every finding of this kind has."""
        return Severity.WARNING if self in _WARNINGS else Severity.ERROR


_WARNINGS = frozenset({Kind.UNDECLARED_FIELD, Kind.IMPLAUSIBLE_VALUE, Kind.INCOMPLETE_LISTING})


@frozen
class Finding:
    """One deviation of a body from the contract.

    Attributes:
        kind: In which way the body deviates.
        path: JSON Pointer (RFC 6901) of the value itself, `""` for the whole body.
        message: What the contract asks for and what came, for people.
        value: The value seen, shortened; None where there is no value.
        severity: Follows from the kind.
    """

    kind: Kind
    path: str
    message: str
    value: Any = None
    severity: Severity = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "severity", self.kind.severity)


@frozen
class Report:
    """The findings of one body.

    Attributes:
        findings: All deviations, in the order of the body.
        verified: Whether anything was checked at all.
    """

    findings: tuple[Finding, ...] = ()
    verified: bool = True

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)
