"""Compare two documents as they were published, and the clients that are generated from them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from pipeline.derive import derive
from pipeline.dialect import to_plain_31
from pipeline.diff.compare import compare
from pipeline.diff.released import try_released
from pipeline.diff.revision import Diff, Revision
from pipeline.errors import PipelineError
from pipeline.generate import generate
from pipeline.load import extract, parse
from pipeline.parsing import parse_mapping
from pipeline.project import PACKAGE, REPAIRS, read_folder
from pipeline.settings import read_settings
from pipeline.slicing import slice_document
from pipeline.surface import read_surface

if TYPE_CHECKING:
    from pipeline.load import Source
    from pipeline.places import JsonObject
    from pipeline.surface import Surface

_NAME = Path(PACKAGE).name


@attrs.frozen
class _Built:
    """The contract that is derived from a document, and the folder with the client made of it."""

    contract: JsonObject
    packages: Path

    def surface(self) -> Surface:
        files = read_folder(self.packages / _NAME, _NAME)
        return read_surface({name.removeprefix(f"{_NAME}/"): data for name, data in files.items()})


def diff_documents(old: Source, new: Source, root: Path) -> Diff:
    """Compare two documents, cut to the operations that a project generates.

    Both are read by the dialect rules alone: a repair of ours is no change of theirs. The clients are
    generated aside, with the repairs.

    Args:
        old: The old document: a page, YAML or JSON, whole or a slice.
        new: The new one.
        root: The project.

    Returns:
        The changes, the drift of the generated surface, and what the old client makes of new bodies;
        where a client cannot be generated, the reason is among the notes.

    Raises:
        PipelineError: A document cannot be used.
    """
    settings = read_settings(root)
    operations = [one.operation for one in settings.operations]
    documents = [slice_document(parse(extract(one), one.name), operations) for one in (old, new)]
    plain = [to_plain_31(document) for document in documents]
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        built = [
            _build(document, root, Path(folder) / side, f"{side} document", notes)
            for side, document in zip(("old", "new"), documents, strict=True)
        ]
        revisions = [
            Revision(one, made.surface() if made else None)
            for one, made in zip(plain, built, strict=True)
        ]
        diff = compare(*revisions)
        before, after = built
        if before and after:
            first = settings.operations[0]
            try:
                tried = try_released(before.contract, after.contract, before.packages, first)
                diff = attrs.evolve(diff, released=tried)
            except PipelineError as error:
                notes.append(str(error))
    return attrs.evolve(diff, notes=tuple(notes))


def _build(
    document: JsonObject, root: Path, packages: Path, name: str, notes: list[str]
) -> _Built | None:
    try:
        repairs = parse_mapping((root / REPAIRS).read_bytes(), REPAIRS)
        contract = derive(document, repairs, known_false=None).contract
        packages.mkdir()
        generate(contract, root, packages / _NAME)
    except (PipelineError, OSError) as error:
        notes.append(f"no client could be generated from the {name}: {error}")
        return None
    return _Built(contract, packages)
