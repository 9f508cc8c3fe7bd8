"""The command from end to end, on copies of this project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import regenerate
from pipeline import regeneration
from pipeline.generate import client_package
from pipeline.openapi.rendering import render
from pipeline.outcome import Outcome
from pipeline.publish import exchanging, lockfile
from pipeline.publish.project import FALSE_EXAMPLES, LOCK, REPAIRS, Project
from pipeline.publish.run_lock import run_lock
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pipeline.conftest import Run, State

SCRIPTS = Path(regenerate.__file__).parent
VENDORED = "openapi/openrouter.yaml"


def _edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    if name == VENDORED:  # it may have come as JSON
        text = render(parse(path.read_bytes(), name)).decode()
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _document(root: Path) -> dict[str, Any]:
    return parse((root / VENDORED).read_bytes(), VENDORED)


def _save(document: dict[str, Any], path: Path) -> str:
    path.write_bytes(render(document))
    return str(path)


def _renamed(root: Path, path: Path) -> str:
    """Save a document that differs from the vendored one in its title."""
    document = _document(root)
    document["info"]["title"] = "Another API"
    return _save(document, path)


def _enlarged(root: Path, path: Path) -> str:
    """Save a document that has one operation more than the vendored one."""
    document = _document(root)
    document["info"]["title"] = "Another API"
    document["paths"]["/chat"] = {
        "get": {"operationId": "chat", "responses": {"200": {"description": "ok"}}}
    }
    return _save(document, path)


def test_what_is_up_to_date_is_not_touched(root: Path, run: Run, state: State) -> None:
    """A run leaves contents and times; the check says so, and nothing on stderr when that is no terminal."""
    before = state(root)
    run(0)
    assert ("everything is up to date\n", "") == run(0, "--check")
    assert before == state(root)


def test_progress_goes_to_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees what is being done."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "generating generated/openrouter_api …\n" in run(0, "--check").err


def test_every_touched_byte_is_drift_and_named(root: Path, run: Run, state: State) -> None:
    """One byte in any input or output, at its start, middle or end: 1, and the file is named."""
    for name, (data, _) in state(root).items():
        for at in {0, len(data) // 2, len(data) - 1} if data else set[int]():
            (root / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert f"{name} differs" in run(1, "--check").out
        (root / name).write_bytes(data + b"\n")
        assert f"{name} differs" in run(1, "--check").out
        (root / name).unlink()
        assert f"{name} is missing" in run(1, "--check").out
        (root / name).write_bytes(data)


@pytest.mark.parametrize("folder", ["openapi/templates", "generated/openrouter_api/models"])
def test_a_stray_file_is_drift_and_named(root: Path, run: Run, folder: str) -> None:
    """What no run has written or read is too many; caches are not."""
    (root / folder / "__pycache__").mkdir()
    (root / folder / "__pycache__" / "stray.pyc").touch()
    (root / folder / "stray.py").touch()
    assert f"{folder}/stray.py is too many\n1 deviation;" in run(1, "--check").out


def test_a_lock_of_other_outputs_is_drift(root: Path, run: Run) -> None:
    """Even where all hashes agree, everything is built again and compared."""
    contract = root / "openapi" / "contract.yaml"
    contract.write_bytes(contract.read_bytes() + b"# by hand\n")
    locked = lockfile.read((root / LOCK).read_bytes())
    assert locked
    locked.outputs["openapi/contract.yaml"] = lockfile.sha256(contract.read_bytes())
    (root / LOCK).write_bytes(lockfile.render(locked))
    out = run(1, "--check").out
    assert "openapi/contract.yaml differs from what its inputs give" in out
    assert "openapi/lock.json differs" in out


def test_a_run_mends_all_drift(root: Path, run: Run, regenerated: Path, state: State) -> None:
    """Touched, missing and stray outputs, a missing lock and leftovers: the run makes them as they were."""
    package = root / "generated" / "openrouter_api"
    (package / "types.py").write_text("broken")
    (package / "client.py").unlink()
    (package / "models" / "stray.py").touch()
    (root / LOCK).unlink()
    (root / "generated" / ".staged").mkdir()
    run(0)
    expected = {name: data for name, (data, _) in state(regenerated).items()}
    assert expected == {name: data for name, (data, _) in state(root).items()}
    assert not Project.at(root).leftovers()


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    root: Path, run: Run, tmp_path: Path, state: State
) -> None:
    """The exit code is 1 where something would change."""
    source = _renamed(root, tmp_path / "new.yaml")
    before = state(root)
    assert "changed openapi/openrouter.yaml\n" in run(1, "--from", source, "--dry-run").out
    assert before == state(root)
    run(0, "--dry-run")


def test_a_larger_document_is_cut_and_the_lock_knows_from_what(
    root: Path, run: Run, tmp_path: Path
) -> None:
    """The hash stays in the lock for as long as that slice is vendored."""
    source = _enlarged(root, tmp_path / "larger.yaml")
    run(0, "--from", source)
    assert ["/models/user"] == list(_document(root)["paths"])
    expected = lockfile.sha256(Path(source).read_bytes())
    for arguments in ([], ["--check"], ["--from", str(root / VENDORED)]):
        run(0, *arguments)
        assert expected == json.loads((root / LOCK).read_bytes())["cut_from"]


def test_the_same_slice_of_another_document_changes_nothing(
    root: Path, run: Run, tmp_path: Path, state: State
) -> None:
    """What changes elsewhere in upstream's document is a non-event."""
    source = _enlarged(root, tmp_path / "larger.yaml")
    run(0, "--from", source)
    before = state(root)
    _edit(tmp_path, "larger.yaml", "/chat", "/chats")
    run(0, "--from", source)
    assert before == state(root)


def test_an_older_document_is_warned_of(root: Path, run: Run, tmp_path: Path) -> None:
    """It is vendored all the same."""
    document = _document(root)
    document["components"]["schemas"]["Parameter"]["enum"].remove("top_a")
    assert (
        "warning: the document looks older than the vendored one"
        in run(0, "--from", _save(document, tmp_path / "old.yaml")).out
    )


def test_an_unusable_vendored_document_can_be_replaced(
    root: Path, run: Run, tmp_path: Path
) -> None:
    """What was wrong with the old one does not hinder the new one, which is vendored byte for byte."""
    source = _renamed(root, tmp_path / "new.yaml")
    (root / VENDORED).write_bytes(b"\xff")
    run(0, "--from", source)
    assert Path(source).read_bytes() == (root / VENDORED).read_bytes()
    assert json.loads((root / LOCK).read_bytes())["cut_from"] is None
    run(0, "--check")


def test_a_repair_that_upstream_has_made_is_retired(root: Path, run: Run, tmp_path: Path) -> None:
    """Left out and told beside the change; until it is deleted, and nothing else, the check exits 1."""
    document = _document(root)
    document["servers"].append({"url": "https://eu.openrouter.ai/api/v1"})
    source = _save(document, tmp_path / "new.yaml")
    out = run(0, "--from", source).out
    assert "is ready to retire" in out
    assert "server-added" in out
    said = run(1, "--check").out
    assert said.startswith("repair 1 is ready to retire, the document no longer needs it: ")
    assert said.endswith("1 deviation; run `python scripts/regenerate.py --retire`\n")
    before = (root / REPAIRS).read_text()
    out = run(0, "--retire").out
    assert "1 repair retired" in out
    assert "ready to retire" not in out
    after = (root / REPAIRS).read_text()
    assert "EU in-region" not in after
    kept = yaml.safe_load(before)["actions"][1:]
    assert kept == yaml.safe_load(after)["actions"]
    assert after.startswith(before[: before.index("\nactions:")])
    run(0, "--check")
    assert "no repair is ready to retire\n" in run(0, "--retire").out
    assert after == (root / REPAIRS).read_text()


def test_a_read_only_overlay_is_not_edited(root: Path, run: Run, state: State) -> None:
    """One line says so, and every file is as it was."""
    document = _document(root)
    document["servers"].append({"url": "https://eu.openrouter.ai/api/v1"})
    _save(document, root / VENDORED)
    (root / REPAIRS).chmod(0o444)
    before = state(root)
    assert "repairs.overlay.yaml is read-only" in run(2, "--retire").err
    assert before == state(root)


def test_a_project_without_repairs_is_one(root: Path, run: Run) -> None:
    """The last repair can be retired, and the file deleted."""
    document = _document(root)
    name, scheme = next(iter(document["components"]["securitySchemes"].items()))
    document["components"]["securitySchemes"] = {name: scheme}
    document["paths"]["/models/user"]["get"]["security"] = [{name: []}]
    _save(document, root / VENDORED)
    (root / REPAIRS).unlink()
    run(0)
    run(0, "--check")
    (root / REPAIRS).write_text("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []\n")
    run(0)


def test_a_false_example_is_passed_over_where_it_was_vendored_knowingly(
    root: Path, run: Run, tmp_path: Path
) -> None:
    """Vendoring says so and lists it in a file that people own; one that turns up later is refused."""
    document = _document(root)
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    source = _save(document, tmp_path / "new.yaml")
    assert (
        "left out of the contract: /components/schemas/Parameter/example"
        in run(0, "--from", source).out
    )
    run(0, "--check")
    listed = (root / FALSE_EXAMPLES).read_text()
    (root / FALSE_EXAMPLES).write_text(f"# Reported upstream.\n{listed}")
    (root / LOCK).unlink()
    run(0)
    run(0, "--from", source)
    assert (root / FALSE_EXAMPLES).read_text().startswith("# Reported upstream.")
    document["components"]["schemas"]["InputModality"]["example"] = "odd"
    _save(document, root / VENDORED)
    assert "/components/schemas/InputModality/example" in run(2).err


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (VENDORED, "/models/user:", "/models/users:", "no operation"),
        (VENDORED, "paths:\n", "paths:\n  /a: {get: {responses: {}}}\n", "cut them out with"),
        (VENDORED, "schemas/Model'", "schemas/Nothing'", "Nothing"),
        (
            "openapi/repairs.overlay.yaml",
            "\nactions:",
            "\nactions:\n  - {description: d, target: $.nothing, remove: true}\nx-rest:",
            "matches nothing",
        ),
        ("openapi/generator.yaml", "ruff: 0", "ruff: 9", "ruff must be 9"),
        ("openapi/generator.yaml", "operations:", "operation:", "generator.yaml"),
        ("openapi/templates/model.py.jinja", "{% if", "{% iff", "model.py.jinja"),
    ],
)
def test_an_unusable_input_changes_nothing(
    root: Path, run: Run, state: State, name: str, old: str, new: str, message: str
) -> None:
    """A run exits 2; the check, which compares hashes first, 1."""
    _edit(root, name, old, new)
    before = state(root)
    err = run(2).err
    assert message in err
    assert 1 == err.count("\n")
    assert before == state(root)
    assert not Project.at(root).leftovers()
    run(1, "--check")


@pytest.mark.parametrize("name", [VENDORED, "openapi/generator.yaml"])
def test_a_missing_input_is_named(root: Path, run: Run, name: str) -> None:
    """The message says how to get it back."""
    (root / name).unlink()
    assert f"{name} is missing; restore it with `git checkout -- {name}`" in run(2).err


def test_two_runs_at_once_are_refused(root: Path, run: Run, state: State) -> None:
    """The second, checks and dry runs too, gets a message and changes nothing."""
    before = state(root)
    with run_lock(Project.at(root), writing=True):
        for arguments in ([], ["--check"], ["--dry-run"]):
            assert "another run is working" in run(2, *arguments).err
    assert before == state(root)


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("--check goes with --root only", ["--check", "--from", "x"]),
        ("--check goes with --root only", ["--check", "--report", "x"]),
        ("cannot be written", ["--report", "missing/x"]),
        ("choose another place", ["--report", LOCK]),
    ],
)
def test_options_that_make_no_sense_are_refused(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, said: str, arguments: list[str]
) -> None:
    """Before anything is done: a report must not overwrite the project."""
    monkeypatch.chdir(root)
    assert said in run(2, *arguments).err


def test_unknown_options_are_refused() -> None:
    """As are a check and a dry run at once."""
    for arguments in (["--nothing"], ["--check", "--dry-run"]):
        with pytest.raises(SystemExit, match="2"):
            regenerate.main(arguments)


def test_a_report_that_fails_after_all_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message does not pretend that nothing was done."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def nothing(*_: object, **__: object) -> Outcome:
        return Outcome(before={}, after={}, classes=(), examples=0, ready_to_retire=())

    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr(regeneration, "regenerate", nothing)
    assert "the run succeeded, but its report" in run(2, "--report", tmp_path / "r.md").err


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device", "some/file")


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("generated", [True, False])
@pytest.mark.parametrize("failure", [_full, _interrupted])
@pytest.mark.parametrize(
    ("where", "name"), [(client_package, "generate"), (regeneration, "check_package")]
)
def test_a_failure_while_building_changes_nothing(
    root: Path,
    run: Run,
    state: State,
    monkeypatch: pytest.MonkeyPatch,
    generated: bool,  # noqa: FBT001  # a parameter of the test
    failure: Callable[..., None],
    where: object,
    name: str,
) -> None:
    """A full disk or an interrupt leaves no folder behind, not even `generated` where there was none."""
    if not generated:
        shutil.rmtree(root / "generated")
    before = state(root)
    monkeypatch.setattr(where, name, failure)
    run(2)
    assert before == state(root)
    assert generated == (root / "generated").exists()
    assert not Project.at(root).leftovers()


@pytest.mark.parametrize("last", [1, 2, 3])
def test_a_failure_while_exchanging_puts_everything_back(
    root: Path, run: Run, tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    """However far it got."""
    source, before, exchange = (
        _renamed(root, tmp_path / "new.yaml"),
        state(root),
        exchanging.exchange,
    )
    calls: list[Path] = []

    def failing(new: Path, place: Path) -> None:
        calls.append(place)
        if len(calls) == last:
            _full()
        exchange(new, place)

    monkeypatch.setattr(exchanging, "exchange", failing)
    assert (
        "some/file: No space left on device; every file is as it was"
        in run(2, "--from", source).err
    )
    assert before == state(root)
    assert not Project.at(root).leftovers()


def test_a_kill_at_any_step_leaves_whole_files_and_the_next_run_completes(
    root: Path, tmp_path: Path
) -> None:
    """See kill_at_every_step.py."""
    copies = tmp_path / "copies"
    copies.mkdir()
    source = _renamed(root, tmp_path / "new.yaml")
    driver = Path(__file__).with_name("kill_at_every_step.py")
    command = [sys.executable, str(driver), str(SCRIPTS), str(root), source, str(copies)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own interpreter
    assert 0 == done.returncode, done.stderr
    killed = int(done.stdout.split()[-1])
    assert killed > 20


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Kathmandu"},
        {"PYTHONHASHSEED": "2", "PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_the_outputs_depend_on_the_inputs_alone(
    regenerated: Path, root: Path, tmp_path: Path, state: State, environment: dict[str, str]
) -> None:
    """Hash seed, locale, time zone, umask, current directory and the way to the root do not matter."""
    shutil.rmtree(root / "generated")
    (root / LOCK).unlink()
    (root / "openapi" / "contract.yaml").unlink()
    link = tmp_path / "link"
    link.symlink_to(root)
    subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, SCRIPTS / "regenerate.py", "--root", link],
        env={**os.environ, **environment},
        cwd=tmp_path,
        umask=0o077,
        check=True,
        capture_output=True,
    )
    expected = {name: data for name, (data, _) in state(regenerated).items()}
    assert expected == {name: data for name, (data, _) in state(root).items()}
    assert not any(str(root).encode() in data for data in expected.values())
