"""Kill a run before each of its steps in the file system, and look at what it has left.

Usage: kill_at_every_step.py SCRIPTS PROJECT DOCUMENT FOLDER. Vendors DOCUMENT in copies of PROJECT below
FOLDER. A process of its own, because it forks and an audit hook stays for good. What is built is built
once, for speed; what happens in the file system happens every time.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.outcome import Outcome
    from pipeline.publish.project import Project

sys.path.insert(0, sys.argv[1])

import attrs

import regenerate
from pipeline import impact, regeneration
from pipeline.publish.project import LOCK, PACKAGE, VENDORED
from pipeline.publish.project import Project as At

CHANGING = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "ctypes.dlsym"}
"""The audit events before what changes the file system, apart from opening a file to write."""

_steps: list[str] | None = None
_kill_before = -1
_built: dict[bytes, Any] = {}
_build = regeneration._build  # pyright: ignore[reportPrivateUsage]  # what is replaced


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
    if _steps is None or not (writes or event in CHANGING):
        return
    if len(_steps) == _kill_before:
        os.kill(os.getpid(), signal.SIGKILL)
    _steps.append(event)


def _build_once(
    project: Project, inputs: Any, known: Any, package: Path, say: Any, **how: Any
) -> Any:
    vendored = inputs[VENDORED]
    if vendored not in _built:
        _built[vendored] = _build(project, inputs, known, package, say, **how)
        shutil.rmtree(package)
    outcome, *made = _built[vendored]
    for name, data in outcome.after.items():
        if name.startswith(PACKAGE):
            path = package / Path(name).relative_to(PACKAGE)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    before = regeneration._written(project)  # pyright: ignore[reportPrivateUsage]  # see above
    return attrs.evolve(outcome, before=before), *made


def _not_compared(_: Project, outcome: Outcome, *__: object) -> Outcome:
    """Take the place of the comparison, which changes no file."""
    return outcome


def _state(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _part(state: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {file: data for file, data in state.items() if file.startswith(name)}


def _quiet(_: str) -> None: ...


def _run_killed(root: Path, document: str, before: int) -> int:
    global _steps, _kill_before  # the hook takes no arguments
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        return status
    _steps, _kill_before = [], before
    os._exit(regenerate.main(["--root", str(root), "--from", document]))


def main(project: Path, document: str, folder: Path) -> int:
    """Kill at every step that is not one of many alike, check what is left, run again, check again."""
    global _steps  # noqa: PLW0603  # the hook takes no arguments
    sys.addaudithook(_audit)
    regeneration._build = _build_once  # pyright: ignore[reportPrivateUsage]  # see above
    impact.assess = _not_compared  # type: ignore[assignment]  # it takes whatever comes
    old = _state(project)
    finished = shutil.copytree(project, folder / "finished")
    arguments = ["--root", str(finished), "--from", document]
    assert 1 == regenerate.main([*arguments, "--dry-run"])
    _steps = []
    assert 0 == regenerate.main(arguments)
    steps, _steps = _steps, None
    new = _state(finished)
    killed = 0
    for before, step in enumerate(steps):
        if step in ("open", "os.remove") and before % 31:
            continue
        root = shutil.copytree(project, folder / str(before))
        assert signal.SIGKILL == _run_killed(root, document, before), (before, step)
        killed += 1
        left = _state(root)
        assert _part(left, PACKAGE) in (_part(old, PACKAGE), _part(new, PACKAGE)), (before, step)
        for name in ("openapi/openrouter.yaml", "openapi/contract.yaml", LOCK):
            assert left[name] in (old[name], new[name]), (before, step, name)
        whole = left in (old, new) and not At.at(root).leftovers()
        assert whole == (regeneration.check(At.at(root), say=_quiet) == []), (before, step)
        assert 0 == regenerate.main(["--root", str(root)])
        assert [] == regeneration.check(At.at(root), say=_quiet)
        assert _state(root) in (old, new), (before, step)
        assert 0 == regenerate.main(["--root", str(root), "--from", document])
        assert new == _state(root), (before, step)
        shutil.rmtree(root)
    sys.stdout.write(f"killed {killed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])))
