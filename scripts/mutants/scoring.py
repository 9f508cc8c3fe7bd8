"""Count verdicts by kind of mutant, hold them against the gates, and write them down."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import define, field

from mutants.judging import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.body_mutants import Trial
    from mutants.mutant import Mutant

GATES = {"contract": 0.99, "pairs": 0.99, "responses": 1.0}
"""Which share of the mutants of each set must be killed, those left out that mean the same."""

_COLUMNS = (Verdict.KILLED, Verdict.EQUIVALENT, Verdict.SURVIVED, Verdict.FALSE_ALARM)


@define
class Score:
    """The verdicts on all mutants, counted.

    Attributes:
        data: How many responses the suite's data are.
        counts: How often which verdict was given, by set and kind.
        failures: The mutants that survived, and the false alarms, as JSON data.
    """

    data: int
    counts: dict[tuple[str, str], Counter[Verdict]] = field(
        factory=dict[tuple[str, str], Counter[Verdict]], init=False
    )
    failures: list[dict[str, str]] = field(factory=list[dict[str, str]], init=False)

    def add(self, group: str, mutant: Mutant | Trial, verdict: Verdict) -> None:
        """Count one verdict."""
        self.counts.setdefault((group, mutant.kind), Counter())[verdict] += 1
        if verdict in {Verdict.SURVIVED, Verdict.FALSE_ALARM}:
            where = {"set": group, "kind": mutant.kind, "at": mutant.at}
            self.failures.append(where | {"change": mutant.change, "verdict": verdict})

    def total(self, group: str) -> Counter[Verdict]:
        """Count the verdicts on one set of mutants."""
        found = (count for (name, _), count in self.counts.items() if name == group)
        return sum(found, Counter[Verdict]())

    @property
    def is_empty(self) -> bool:
        """Whether in some set there was no mutant that could be killed, so that nothing is shown."""
        return any(
            not (self.total(group)[Verdict.KILLED] + self.total(group)[Verdict.SURVIVED])
            for group in GATES
        )

    @property
    def passes(self) -> bool:
        """Whether all gates are met, without a false alarm."""
        return not self.is_empty and all(
            _share(self.total(group)) >= least and not self.total(group)[Verdict.FALSE_ALARM]
            for group, least in GATES.items()
        )

    def line(self) -> str:
        """Write the score in one line."""
        totals = {group: self.total(group) for group in GATES}
        shares = ", ".join(f"{name} {_percent(total)}" for name, total in totals.items())
        alarms = sum(total[Verdict.FALSE_ALARM] for total in totals.values())
        return f"Mutants killed: {shares}; false alarms: {alarms}."

    def table(self) -> Iterator[str]:
        """Write a Markdown table with a line for each kind, then the failures."""
        heads = ["set", "kind", "mutants", *_COLUMNS]
        yield f"| {' | '.join(heads)} |"
        yield f"|---|---|{'--:|' * (len(heads) - 2)}"
        for (group, kind), count in self.counts.items():
            yield _row(group, kind, count)
        for group in GATES:
            yield _row(group, "all", self.total(group))
        for each in self.failures:
            verdict, at = each["verdict"], each["at"] or "(all)"
            yield f"{verdict}: {each['set']}: {each['kind']}: {at}: {each['change']}"

    def to_dict(self) -> dict[str, Any]:
        """Give the score as JSON data; `docs/mutation.md` says what it holds."""
        return {
            "format": 1,
            "passes": self.passes,
            "data": self.data,
            "gates": GATES,
            "totals": {group: _numbers(self.total(group)) for group in GATES},
            "kinds": [
                {"set": group, "kind": kind, **_numbers(count)}
                for (group, kind), count in self.counts.items()
            ],
            "failures": self.failures,
        }


def _numbers(count: Counter[Verdict]) -> dict[str, int]:
    return {"mutants": count.total(), **{verdict: count[verdict] for verdict in _COLUMNS}}


def _row(group: str, kind: str, count: Counter[Verdict]) -> str:
    return f"| {group} | {kind} | {' | '.join(f'{n:,}' for n in _numbers(count).values())} |"


def _share(count: Counter[Verdict]) -> float:
    killable = count[Verdict.KILLED] + count[Verdict.SURVIVED]
    return count[Verdict.KILLED] / killable if killable else 0.0


def _percent(count: Counter[Verdict]) -> str:
    """Write a share so that it is never rounded up to all."""
    killable = count[Verdict.KILLED] + count[Verdict.SURVIVED]
    return f"{int(_share(count) * 10_000) / 100:.2f} % of {killable:,}"
