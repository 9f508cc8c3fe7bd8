"""Compare two documents as they were published, and the clients that are generated from them."""

from __future__ import annotations

import json
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from pipeline.derive.derivation import derive
from pipeline.derive.dialect import to_plain_31
from pipeline.derive.repairs import parse_repairs
from pipeline.diff.changes import Lines
from pipeline.diff.contract_comparison import compare
from pipeline.diff.released import try_released
from pipeline.failure import PipelineError
from pipeline.generate.client_package import generate
from pipeline.generate.surface import read_surface
from pipeline.openapi.slicing import has_operation, slice_document, slice_known
from pipeline.openapi.source_lines import SourceLines
from pipeline.publish.project import PACKAGE, REPAIRS, Project, read_folder
from pipeline.read.load import extract
from pipeline.read.parsing import parse
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from pipeline.diff.changes import Diff, Place
    from pipeline.generate.surface import Surface
    from pipeline.openapi.grammar import JsonObject
    from pipeline.read.load import Source
    from pipeline.settings import Operation

_NAME = Path(PACKAGE).name


@attrs.frozen
class Client:
    """A generated client.

    Attributes:
        contract: The contract that it was generated from.
        packages: The folder that holds its package.
    """

    contract: JsonObject
    packages: Path

    @classmethod
    def of(cls, root: Path) -> Client:
        """Find the client of the project at `root`; where its contract cannot be read, that is an OSError or a ValueError."""
        package = root / PACKAGE
        return cls(json.loads((package / "contract.json").read_bytes()), package.parent)

    @cached_property
    def surface(self) -> Surface:
        """Its surface, read when first asked for.

        Raises:
            PipelineError: A file is not Python.
        """
        files = read_folder(self.packages / _NAME, _NAME)
        return read_surface({name.removeprefix(f"{_NAME}/"): data for name, data in files.items()})


@attrs.frozen
class Edition:
    """A document, and what is made of it.

    Attributes:
        document: The document, cut to the operations that the project generates.
        client: The client that is generated from it; None if there is none.
    """

    document: JsonObject
    client: Client | None


def diff_documents(old: Source, new: Source, root: Path) -> Diff:
    """Compare two documents, cut to the operations that a project generates.

    The clients are generated aside, with the project's repairs.

    Returns:
        The changes, as of `diff_sides`; where a client cannot be generated, the reason is among the notes.

    Raises:
        PipelineError: A document cannot be used.
    """
    operations = {one.operation: one for one in read_settings(root).operations}
    names = list(operations)
    wholes = [parse(extract(one), one.name) for one in (old, new)]
    documents = [slice_known(one, names) for one in wholes]
    if not any(one["paths"] for one in documents):
        slice_document(wholes[1], names)  # says which operations are near
    shared = (
        name for name in names if all(has_operation(document, name) for document in documents)
    )
    decoded = operations[next(shared, names[0])]
    notes = [
        f"neither document has the operation {name} of the settings"
        for name in names
        if not any(has_operation(document, name) for document in documents)
    ]
    with tempfile.TemporaryDirectory() as folder:
        before, after = (
            Edition(
                document, _build(document, root, Path(folder) / side, f"{side} document", notes)
            )
            for side, document in zip(("old", "new"), documents, strict=True)
        )
        diff = diff_sides(before, after, decoded)
    return attrs.evolve(diff, notes=(*notes, *diff.notes))


def located(diff: Diff, old: Source, new: Source) -> Diff:
    """Say of each change on which lines of two documents it stands."""
    sides = [SourceLines(one, parse(extract(one), one.name)) for one in (old, new)]

    def lines(place: Place) -> Lines:
        return Lines(*((side.name, side.of(*attrs.astuple(place))) for side in sides))

    changes = (attrs.evolve(change, lines=lines(change.where)) for change in diff.changes)
    return attrs.evolve(diff, changes=tuple(changes))


def diff_sides(old: Edition, new: Edition, operation: Operation) -> Diff:
    """Compare two documents and the clients that there are.

    The documents are read by the dialect rules alone: a repair of ours is not a change of theirs.

    Returns:
        The changes, the drift of the generated surface, and what the old client makes of new bodies;
        why the latter could not be tried is among the notes.

    Raises:
        PipelineError: A document cannot be followed, or a client is not Python.
    """
    before, after = (side.client.surface if side.client else None for side in (old, new))
    diff = compare(to_plain_31(old.document), to_plain_31(new.document), (before, after))
    if old.client is None or new.client is None:
        return diff
    contracts = old.client.contract, new.client.contract
    try:
        tried = try_released(*contracts, old.client.packages, operation)
    except PipelineError as error:
        return attrs.evolve(diff, notes=(str(error),))
    return attrs.evolve(diff, released=tried)


def _build(
    document: JsonObject, root: Path, packages: Path, name: str, notes: list[str]
) -> Client | None:
    if not document["paths"]:
        notes.append(f"the {name} has none of the operations, so no client is generated from it")
        return None
    try:
        held = Project.at(root).read(REPAIRS)
        repairs = parse_repairs(held.get(REPAIRS), REPAIRS)
        contract = derive(document, repairs, known_false=None).contract
        packages.mkdir()
        generate(contract, root, packages / _NAME)
    except (PipelineError, OSError) as error:
        notes.append(f"no client could be generated from the {name}: {error}")
        return None
    return Client(contract, packages)
