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
`expires` (UTC) its findings count again. What would hide a lost model, or a run that verified nothing, is
never known.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import frozen
from msgspec.structs import replace

from openrouter_models._pointers import starred
from openrouter_models._policy import toml_tables
from openrouter_models._policy.baseline_entries import Known, entry_of, is_never_known, to_known
from openrouter_models._text import brief
from openrouter_models.errors import ConfigurationError
from openrouter_models.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._policy.baseline_entries import Key
    from openrouter_models.findings import Kind, Omitted, Report

    BaselineSource: TypeAlias = "Baseline | str | PathLike[str]"

_HEAD = """\
# Known drift of the API from the contract. A finding listed here is reported as known and does not count.
# Give each entry its reason, and a day after which it counts again: expires = 2026-12-31
version = 1
"""


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
        content, name = toml_tables.read(file)
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
        for where, table in toml_tables.parse(content, key="known", name=name):
            entry = to_known(table, where)
            if entry.key in entries:
                raise ConfigurationError(f"{where} repeats an earlier entry: {entry}.")
            entries[entry.key] = entry
        return cls(tuple(entries.values()))

    @classmethod
    def of(cls, baseline: BaselineSource | None) -> Baseline:
        """Take a baseline, or read one from a file; None knows nothing.

        Args:
            baseline: The baseline, or the path of its file.

        Raises:
            ConfigurationError: The file cannot be read, or is not a baseline.
        """
        if isinstance(baseline, Baseline):
            return baseline
        if not isinstance(cast("object", baseline), str | PathLike | None):
            raise ConfigurationError(
                f"baseline must be a Baseline or the path of one, got {brief(baseline)}."
            )
        return cls() if baseline is None else cls.load(baseline)

    def entry_for(self, finding: Finding) -> Known | None:
        """Give the entry that covers a finding, expired or not, one for its value before one for all values."""
        return next(iter(self._covering(finding)), None)

    def apply(self, report: Report, *, today: date | None = None) -> Report:
        """Set aside the findings of a report that are known.

        Args:
            report: The report of one body.
            today: The day in UTC, for tests.

        Returns:
            The same report with these findings in `known`; those that were not kept are marked, and those whose
            entry has expired say so in their messages.
        """
        if not self.entries:
            return report
        today = today or datetime.now(UTC).date()
        count: list[Finding] = []
        known: list[Finding] = []
        for finding in report.findings:
            covering = self._covering(finding)
            if any(entry.is_valid(today) for entry in covering):
                known.append(finding)
            else:
                count.append(_expired(finding, covering[0]) if covering else finding)
        return replace(
            report,
            findings=tuple(count),
            known=(*report.known, *known),
            omitted=tuple(
                replace(each, known=each.known or self._covers_all(each, today))
                for each in report.omitted
            ),
        )

    def stale(self, reports: Iterable[Report]) -> tuple[Known, ...]:
        """Give the entries that cover no finding of a run, before or after this baseline was applied: they can go."""
        used: set[Key] = set()
        for report in reports:
            for finding in (*report.findings, *report.known):
                used |= {entry.key for entry in self._covering(finding)}
            for omitted in report.omitted:
                place = omitted.kind, omitted.pattern
                used |= {entry.key for entry in self._by_place.get(place, ())}
        return tuple(entry for entry in self.entries if entry.key not in used)

    def renewed(self, reports: Iterable[Report]) -> tuple[Baseline, tuple[Finding, ...]]:
        """Make the baseline of what a run found, with the reasons and dates of this one, and list what cannot be known."""
        entries: dict[Key, Known] = {}
        refused: list[Finding] = []
        for report in reports:
            found = [*report.findings, *report.known]
            # Of findings that were not kept the values are not known, so all are covered.
            rest = [Finding(each.kind, each.pattern, str(each)) for each in report.omitted]
            for finding in (*found, *rest):
                if is_never_known(finding.kind, finding.path):
                    refused.append(finding)
                    continue
                entry = self.entry_for(finding) or entry_of(finding)
                entries[entry.key] = entry
        ordered = sorted(entries.values(), key=lambda each: tuple(map(str, each.key)))
        return Baseline(tuple(ordered)), tuple(refused)

    @cached_property
    def _by_place(self) -> dict[tuple[Kind, str], list[Known]]:
        found: dict[tuple[Kind, str], list[Known]] = {}
        for entry in sorted(self.entries, key=lambda each: each.value is None):
            found.setdefault((entry.kind, starred(entry.path)), []).append(entry)
        return found

    def _covering(self, finding: Finding) -> list[Known]:
        entries = self._by_place.get((finding.kind, starred(finding.path)), ())
        return [entry for entry in entries if entry.covers(finding)]

    def _covers_all(self, omitted: Omitted, today: date) -> bool:
        """Tell whether all findings at a place are known, whatever their indices and values."""
        entries = self._by_place.get((omitted.kind, omitted.pattern), ())
        return any(
            (entry.path, entry.value) == (omitted.pattern, None) and entry.is_valid(today)
            for entry in entries
        )

    def __str__(self) -> str:
        """Write the baseline as TOML, sorted as it is."""
        return "\n".join([_HEAD, *(entry.to_toml() for entry in self.entries)])


def _expired(finding: Finding, entry: Known) -> Finding:
    note = f" (its baseline entry expired on {entry.expires})"
    return replace(finding, message=finding.message.removesuffix(note) + note)
