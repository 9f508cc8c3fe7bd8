"""Write what became of the models that an application requires, in the formats of `check`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from openrouter_models._policy.requirements import Outcome, State
from openrouter_models._text import count, workflow_command
from openrouter_models.cli.console import bare_table, safe
from openrouter_models.cli.formats import sarif
from openrouter_models.cli.formats.junit import Case, document
from openrouter_models.cli.formats.markdown import rows_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*model[ \t]*\]\]", re.MULTILINE)
_STYLES: dict[str, str] = {State.HOLDS: "green", State.BROKEN: "bold red", State.GONE: "bold red"}
_SIGNS: dict[str, str] = {State.HOLDS: "✅", State.BROKEN: "❌", State.GONE: "❌"}
_RULES = {
    State.BROKEN: "A model does not meet the terms on which it is required.",
    State.GONE: "A model that is required is not listed.",
}


@frozen
class Judged:
    """What became of the requirements in a file (`-` is stdin), and whether the listing says that it is complete."""

    file: str
    text: str
    outcomes: tuple[Outcome, ...]
    is_complete: bool

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those of which the model is gone or does not meet the terms."""
        return tuple(each for each in self.outcomes if each.state is not State.HOLDS)

    @property
    def exit_code(self) -> int:
        """Give 1 if a requirement is not met, else 0."""
        return int(bool(self.failed))

    @property
    def summary(self) -> str:
        """Count those that hold."""
        held = len(self.outcomes) - len(self.failed)
        return f"{held:,} of {count(len(self.outcomes), 'requirement')} met"

    def placed(self) -> Iterator[tuple[Outcome, int | None]]:
        """Give each outcome with the line of the file where its requirement begins, None if that is not certain."""
        lines = [self.text.count("\n", 0, each.start()) + 1 for each in _HEADER.finditer(self.text)]
        is_certain = len(lines) == len(self.outcomes)
        for number, outcome in enumerate(self.outcomes):
            yield outcome, lines[number] if is_certain else None

    def rows(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Give the headings and rows of a table: model, state, what it was before if that is known, and why."""
        before = any(each.since is not None for each in self.outcomes)
        rows = [
            (
                each.requirement.id,
                each.state.value,
                *((each.since or "",) if before else ()),
                each.why,
            )
            for each in self.outcomes
        ]
        return ("model", "state", *(("before",) if before else ()), "why"), rows

    def to_dict(self) -> dict[str, Any]:
        """Give the form that `--format json` prints."""
        return {
            "verdict": "broken" if self.failed else "holds",
            "exit_code": self.exit_code,
            "file": self.file,
            "complete": self.is_complete,
            "models": [each.to_dict() for each in self.outcomes],
        }


def to_parts(judged: Judged) -> Sequence[Table]:
    """Write what a person reads, a row per model."""
    columns, rows = judged.rows()
    table = bare_table(*columns)
    for model, state, *rest in rows:
        table.add_row(safe(model), safe(state, _STYLES[state]), *map(safe, rest))
    return [table]


def to_markdown(judged: Judged) -> str:
    """Write a table for a comment, or for the summary of a step."""
    sign = "❌" if judged.failed else "✅"
    columns, rows = judged.rows()
    cells = [(_SIGNS[row[1]], *map(text, row)) for row in rows]
    table = rows_of(("", *columns), cells, most=len(cells))
    return "\n".join([f"## Required models: {sign} {judged.summary}", "", *table])


def to_junit(judged: Judged) -> str:
    """Write a test case per model."""
    cases = [
        Case(
            judged.file,
            each.requirement.id,
            each.state.value,
            failures=[] if each.state is State.HOLDS else [str(each)],
            output=[each.requirement.reason] if each.requirement.reason else [],
        )
        for each in judged.outcomes
    ]
    return document("openrouter-models require", [(judged.file, cases)])


def to_annotations(judged: Judged) -> str:
    """Write a workflow command per requirement that is not met."""
    lines: list[str] = []
    for outcome, line in judged.placed():
        if outcome.state is not State.HOLDS:
            where = {"file": judged.file} if judged.file != "-" else {}
            where |= {} if line is None else {"line": str(line)}
            lines.append(workflow_command("error", str(outcome), title=outcome.state, **where))
    if not lines:
        lines = [workflow_command("notice", f"{judged.file}: {judged.summary}.", title="holds")]
    return "".join(f"{line}\n" for line in lines)


def to_sarif(judged: Judged) -> str:
    """Write a result per requirement that is not met."""
    results: list[dict[str, Any]] = []
    for outcome, line in judged.placed():
        if outcome.state is not State.HOLDS:
            region = {} if line is None else {"startLine": line}
            results.append(
                {
                    "ruleId": outcome.state.value,
                    "level": "error",
                    "message": {"text": str(outcome)},
                    "locations": [sarif.place(judged.file, region)],
                }
            )
    rules = [sarif.rule(state.value, told, "error") for state, told in _RULES.items()]
    return sarif.log(rules, results, judged.exit_code)
