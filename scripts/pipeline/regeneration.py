"""Tie the steps together: read, derive, generate, check, exchange; all of it or nothing.

A run reads the state of a project, builds the next one aside, and exchanges what differs: the
vendored document, the contract, the package, and last the lock. Whatever fails, leaves every file as
it was. A kill leaves whole files, but also the folder ``.staged`` or a lock that does not speak of
them; the next run completes.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import attrs

from pipeline import impact
from pipeline.derive.derivation import derive
from pipeline.derive.repair_deletion import without_actions
from pipeline.derive.repairs import parse_repairs
from pipeline.diff.document_comparison import Client
from pipeline.failure import PipelineError
from pipeline.generate import client_package
from pipeline.generate.package_checks import check_package
from pipeline.openapi import slicing
from pipeline.openapi.rendering import render
from pipeline.openapi.source_lines import SourceLines
from pipeline.outcome import Outcome
from pipeline.publish import lockfile
from pipeline.publish.false_examples import Known, listing, recall
from pipeline.publish.project import (
    CONTRACT,
    FALSE_EXAMPLES,
    LOCK,
    PACKAGE,
    REPAIRS,
    SETTINGS,
    VENDORED,
    Files,
    compare,
    read_folder,
)
from pipeline.publish.run_lock import run_lock
from pipeline.publish.staging import aside, exchange, staging
from pipeline.publish.vendoring import looks_older, vendor
from pipeline.read.load import Source
from pipeline.read.parsing import parse
from pipeline.settings import parse_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from pipeline.openapi.grammar import JsonObject
    from pipeline.publish.project import Project

    Say = Callable[[str], None]

_KEPT = (REPAIRS, FALSE_EXAMPLES, VENDORED)
"""The inputs that a run may change."""
READY = "is ready to retire"
"""What `check` says of a repair that `retire` deletes."""
_HEADER = b"# Derived by scripts/regenerate.py from openrouter.yaml and repairs.overlay.yaml. Do not edit.\n"


def regenerate(
    project: Project, source: Source | None, *, dry_run: bool, say: Say, retire: bool = False
) -> Outcome:
    """Bring a project's outputs up to date with its inputs, of which a source is vendored first.

    Raises:
        PipelineError: If it could not be done; then every file is as it was.
    """
    with _explained(), run_lock(project, writing=not dry_run):
        inputs = project.inputs()
        known, warnings = recall(project, inputs), list[str]()
        if source:
            say(f"vendoring {source.name}")
            inputs, known, warnings = _vendor(inputs, source, known)
        with aside() if dry_run else staging(project) as package:
            outcome, document, contract = _build(
                project, inputs, known, package, say, retire=retire
            )
            outcome = attrs.evolve(outcome, warnings=(*warnings, *outcome.warnings))
            if outcome.after[VENDORED] != outcome.before.get(VENDORED):
                say("comparing with the document that was vendored")
                client, settings = Client(contract, package.parent), inputs[SETTINGS]
                outcome = impact.assess(project, outcome, document, client, settings)
            if not dry_run:
                say("exchanging what differs")
                exchange(project, outcome.after, outcome.changes)
    return outcome


def check(project: Project, *, say: Say) -> list[str]:
    """Tell in what a project is not as a run would leave it: a sentence for each file, interrupted run or repair.

    The hashes are compared first: where an input or an output is not the one of the last run, nothing
    is parsed. Then the outputs are built aside and compared.

    Raises:
        PipelineError: If it could not be done.
    """
    with _explained(), run_lock(project, writing=False):
        say("comparing hashes")
        inputs, before = project.inputs(), _written(project)
        if drift := _hash_drift(project, inputs, before):
            return drift
        with aside() as package:
            built, *_ = _build(project, inputs, recall(project, inputs), package, say)
        return [
            *_sentences(compare(built.after, before), "what its inputs give"),
            *(
                one.replace(":", f" {READY}, the document no longer needs it:", 1)
                for one in built.ready_to_retire
            ),
        ]


def _hash_drift(project: Project, inputs: Files, written: Files) -> list[str]:
    if LOCK not in written:
        return [f"{LOCK} is missing"]
    locked = lockfile.read(written[LOCK])
    if locked is None:
        return [f"{LOCK} differs from what a run writes"]
    files = {name: data for name, data in (written | inputs).items() if name != LOCK}
    found = compare(locked.inputs | locked.outputs, lockfile.hashes(files))
    left = [f"{name} is left of an interrupted run" for name in project.leftovers()]
    return [*_sentences(found, LOCK), *left]


def _sentences(found: dict[str, str], expected: str) -> list[str]:
    said = {"added": "is too many", "changed": f"differs from {expected}", "removed": "is missing"}
    return [f"{name} {said[what]}" for name, what in found.items()]


def _written(project: Project) -> Files:
    return project.read(*_KEPT, CONTRACT, PACKAGE, LOCK)


def _vendor(inputs: Files, source: Source, known: Known) -> tuple[Files, Known, list[str]]:
    """Put the document of a source among the inputs; with what is known of it, and warnings."""
    operations = [one.operation for one in parse_settings(_input(inputs, SETTINGS)).operations]
    vendored = vendor(source, operations)
    old = inputs.get(VENDORED, b"")
    if vendored.text == old:
        return inputs, attrs.evolve(known, false_examples=None), []
    warnings = list[str]()
    with contextlib.suppress(PipelineError):  # what is to be replaced may well be unusable
        warnings += looks_older(vendored.document, parse(old, VENDORED), operations)
    return inputs | {VENDORED: vendored.text}, Known(vendored.cut_from, None), warnings


def _build(  # noqa: PLR0913  # one argument per thing that a run knows
    project: Project, inputs: Files, known: Known, package: Path, say: Say, *, retire: bool = False
) -> tuple[Outcome, JsonObject, JsonObject]:
    """Make everything aside; give what came of it, the vendored document and the contract."""
    settings = parse_settings(_input(inputs, SETTINGS))
    tools = client_package.tool_versions(settings.tools)
    say(f"deriving {CONTRACT}")
    document = parse(_input(inputs, VENDORED), VENDORED)
    wanted = [one.operation for one in settings.operations]
    operations, warnings = slicing.known_operations(document, wanted)
    if not slicing.is_slice(document, operations):
        raise PipelineError(
            f"{VENDORED} has other operations than {SETTINGS} lists; cut them out with "
            f"`python scripts/regenerate.py --from {VENDORED}`"
        )
    slicing.check(document)
    repairs = parse_repairs(inputs.get(REPAIRS), REPAIRS)
    derived = derive(document, repairs, known_false=known.false_examples)
    if retire and derived.ready_to_retire:
        project.check_editable(REPAIRS)
        text = without_actions(_input(inputs, REPAIRS), derived.ready_to_retire.keys(), REPAIRS)
        inputs = inputs | {REPAIRS: text}
    false = [one.pointer for one in derived.false_examples]
    left_out = "an example is left out of the contract: "
    warnings += (f"{left_out}{one.problem}" for one in derived.false_examples)
    if (listed := listing(inputs.get(FALSE_EXAMPLES), false)) is not None:
        inputs = inputs | {FALSE_EXAMPLES: listed}
    say(f"generating {PACKAGE}")
    classes = client_package.generate(derived.contract, project.root, package)
    _write_lines(package, Source(VENDORED, _input(inputs, VENDORED)), document, operations)
    say("checking that it compiles and imports")
    made = [one for one in settings.operations if one.operation in operations]
    check_package(derived.contract, package, made)
    outputs = {CONTRACT: _HEADER + render(derived.contract)} | read_folder(package, PACKAGE)
    written = lockfile.Lock(
        tools=tools,
        operations=tuple(operations),
        cut_from=known.cut_from,
        inputs=lockfile.hashes(inputs),
        outputs=lockfile.hashes(outputs),
        classes=classes,
        examples=derived.examples,
        false_examples=tuple(false),
    )
    kept = {name: inputs[name] for name in _KEPT if name in inputs}
    ready = tuple(derived.ready_to_retire.values())
    outcome = Outcome(
        before=_written(project),
        after=kept | outputs | {LOCK: lockfile.render(written)},
        classes=classes,
        examples=derived.examples,
        ready_to_retire=() if retire else ready,
        retired=len(ready) if retire else None,
        warnings=tuple(warnings),
    )
    return outcome, document, derived.contract


def _write_lines(
    package: Path, vendored: Source, document: JsonObject, operations: list[str]
) -> None:
    """Say on which lines of the vendored document the contract's demands stand, for those who check."""
    lines = SourceLines(vendored, document)
    found = {one: lines.of_bodies(one) for one in operations}
    text = json.dumps({"document": vendored.name, "lines": found}, indent=1)
    (package / "lines.json").write_text(text + "\n", "utf-8", newline="\n")


def _input(inputs: Files, name: str) -> bytes:
    if name not in inputs:
        raise PipelineError(f"{name} is missing; restore it with `git checkout -- {name}`")
    return inputs[name]


@contextlib.contextmanager
def _explained() -> Generator[None]:
    try:
        yield
    except OSError as error:
        where, reason = error.filename or "the project", error.strerror or error
        raise PipelineError(f"{where}: {reason}; every file is as it was") from error
