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
from pipeline.generate import generation
from pipeline.openapi.rendering import render
from pipeline.outcome import Outcome
from pipeline.publish import lock, tree
from pipeline.publish.project import FALSE_EXAMPLES, LOCK, REPAIRS, Project
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    State = Callable[[Path], dict[str, tuple[bytes, int]]]

SCRIPTS = Path(regenerate.__file__).parent
VENDORED = "openapi/openrouter.yaml"


def _edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
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


def test_a_second_run_touches_nothing(root: Path, state: State) -> None:
    """What is up to date is not rewritten: contents and times stay."""
    before = state(root)
    assert 0 == regenerate.main(["--root", str(root)])
    assert before == state(root)


def test_a_project_as_a_run_left_it_is_up_to_date(
    root: Path, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check exits 0, changes nothing, and says nothing on stderr when that is no terminal."""
    before = state(root)
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    assert ("everything is up to date\n", "") == capsys.readouterr()
    assert before == state(root)


def test_progress_goes_to_a_terminal(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person sees what is being done."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    assert "generating generated/openrouter_api …\n" in capsys.readouterr().err


def test_every_touched_byte_is_drift_and_named(
    root: Path, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    """One byte in any input or output, at its start, middle or end: 1, and the file is named."""
    for name, (data, _) in state(root).items():
        for at in {0, len(data) // 2, len(data) - 1} if data else set[int]():
            (root / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert 1 == regenerate.main(["--root", str(root), "--check"]), (name, at)
            assert f"{name} differs" in capsys.readouterr().out
        (root / name).write_bytes(data + b"\n")
        assert 1 == regenerate.main(["--root", str(root), "--check"]), name
        assert f"{name} differs" in capsys.readouterr().out
        (root / name).unlink()
        assert 1 == regenerate.main(["--root", str(root), "--check"]), name
        assert f"{name} is missing" in capsys.readouterr().out
        (root / name).write_bytes(data)


@pytest.mark.parametrize("folder", ["openapi/templates", "generated/openrouter_api/models"])
def test_a_stray_file_is_drift_and_named(
    root: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    """What no run has written or read is too many; caches are not."""
    (root / folder / "__pycache__").mkdir()
    (root / folder / "__pycache__" / "stray.pyc").touch()
    (root / folder / "stray.py").touch()
    assert 1 == regenerate.main(["--root", str(root), "--check"])
    assert f"{folder}/stray.py is too many\n1 deviation;" in capsys.readouterr().out


def test_a_lock_of_other_outputs_is_drift(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Even where all hashes agree, everything is built again and compared."""
    contract = root / "openapi" / "contract.yaml"
    contract.write_bytes(contract.read_bytes() + b"# by hand\n")
    locked = lock.read((root / LOCK).read_bytes())
    assert locked
    locked.outputs["openapi/contract.yaml"] = lock.sha256(contract.read_bytes())
    (root / LOCK).write_bytes(lock.render(locked))
    assert 1 == regenerate.main(["--root", str(root), "--check"])
    out = capsys.readouterr().out
    assert "openapi/contract.yaml differs from what its inputs give" in out
    assert "openapi/lock.json differs" in out


def test_a_run_mends_all_drift(root: Path, regenerated: Path, state: State) -> None:
    """Touched, missing and stray outputs, a missing lock and leftovers: the run makes them as they were."""
    package = root / "generated" / "openrouter_api"
    (package / "types.py").write_text("broken")
    (package / "client.py").unlink()
    (package / "models" / "stray.py").touch()
    (root / LOCK).unlink()
    (root / "generated" / ".staged").mkdir()
    assert 0 == regenerate.main(["--root", str(root)])
    expected = {name: data for name, (data, _) in state(regenerated).items()}
    assert expected == {name: data for name, (data, _) in state(root).items()}
    assert not Project.at(root).leftovers()


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    root: Path, tmp_path: Path, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1 where something would change."""
    source = _renamed(root, tmp_path / "new.yaml")
    before = state(root)
    assert 1 == regenerate.main(["--root", str(root), "--from", source, "--dry-run"])
    assert "changed openapi/openrouter.yaml\n" in capsys.readouterr().out
    assert before == state(root)
    assert 0 == regenerate.main(["--root", str(root), "--dry-run"])


def test_a_document_is_vendored_byte_for_byte(root: Path, tmp_path: Path) -> None:
    """Afterwards everything is up to date, and nothing was cut."""
    source = _renamed(root, tmp_path / "new.yaml")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert Path(source).read_bytes() == (root / VENDORED).read_bytes()
    assert json.loads((root / LOCK).read_bytes())["cut_from"] is None
    assert 0 == regenerate.main(["--root", str(root), "--check"])


def test_a_larger_document_is_cut_and_the_lock_knows_from_what(root: Path, tmp_path: Path) -> None:
    """The hash stays in the lock for as long as that slice is vendored."""
    source = _enlarged(root, tmp_path / "larger.yaml")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert ["/models/user"] == list(_document(root)["paths"])
    expected = lock.sha256(Path(source).read_bytes())
    for arguments in ([], ["--check"], ["--from", str(root / VENDORED)]):
        assert 0 == regenerate.main(["--root", str(root), *arguments])
        assert expected == json.loads((root / LOCK).read_bytes())["cut_from"]


def test_the_same_slice_of_another_document_changes_nothing(
    root: Path, tmp_path: Path, state: State
) -> None:
    """What changes elsewhere in upstream's document is a non-event."""
    source = _enlarged(root, tmp_path / "larger.yaml")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    before = state(root)
    _edit(tmp_path, "larger.yaml", "/chat", "/chats")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert before == state(root)


def test_an_older_document_is_warned_of(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is vendored all the same."""
    document = _document(root)
    document["components"]["schemas"]["Parameter"]["enum"].remove("top_a")
    assert 0 == regenerate.main(
        ["--root", str(root), "--from", _save(document, tmp_path / "old.yaml")]
    )
    assert "warning: the document looks older than the vendored one" in capsys.readouterr().out


def test_an_unusable_vendored_document_can_be_replaced(root: Path, tmp_path: Path) -> None:
    """What was wrong with the old one does not hinder the new one."""
    source = _renamed(root, tmp_path / "new.yaml")
    (root / VENDORED).write_bytes(b"\xff")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])


def test_a_repair_that_upstream_has_made_is_ready_to_retire(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run leaves it out and says so; until it is deleted the check exits 1."""
    document = _document(root)
    document["servers"].append({"url": "https://eu.openrouter.ai/api/v1"})
    source = _save(document, tmp_path / "new.yaml")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert "is ready to retire" in capsys.readouterr().out
    assert 1 == regenerate.main(["--root", str(root), "--check"])
    said = capsys.readouterr().out
    assert said.startswith("repair 1 is ready to retire, the document no longer needs it: ")
    assert said.endswith("1 deviation; run `python scripts/regenerate.py --retire`\n")


def test_repairs_that_are_ready_are_retired(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are gone from the overlay, whose other lines stay, and the project is up to date."""
    document = _document(root)
    document["servers"].append({"url": "https://eu.openrouter.ai/api/v1"})
    source = _save(document, tmp_path / "new.yaml")
    before = (root / REPAIRS).read_text()
    assert 0 == regenerate.main(["--root", str(root), "--from", source, "--retire"])
    assert "1 repair retired" in capsys.readouterr().out
    after = (root / REPAIRS).read_text()
    assert "EU in-region" not in after
    kept = yaml.safe_load(before)["actions"][1:]
    assert kept == yaml.safe_load(after)["actions"]
    assert after.startswith(before[: before.index("\nactions:")])
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    assert 0 == regenerate.main(["--root", str(root), "--retire"])
    assert "no repair is ready to retire\n" in capsys.readouterr().out
    assert after == (root / REPAIRS).read_text()


def test_a_read_only_overlay_is_not_edited(
    root: Path, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says so, and every file is as it was."""
    document = _document(root)
    document["servers"].append({"url": "https://eu.openrouter.ai/api/v1"})
    _save(document, root / VENDORED)
    (root / REPAIRS).chmod(0o444)
    before = state(root)
    assert 2 == regenerate.main(["--root", str(root), "--retire"])
    assert "repairs.overlay.yaml is read-only" in capsys.readouterr().err
    assert before == state(root)


def test_a_project_without_repairs_is_one(root: Path) -> None:
    """The last repair can be retired, and the file deleted."""
    document = _document(root)
    name, scheme = next(iter(document["components"]["securitySchemes"].items()))
    document["components"]["securitySchemes"] = {name: scheme}
    document["paths"]["/models/user"]["get"]["security"] = [{name: []}]
    _save(document, root / VENDORED)
    (root / REPAIRS).unlink()
    assert 0 == regenerate.main(["--root", str(root)])
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    (root / REPAIRS).write_text("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []\n")
    assert 0 == regenerate.main(["--root", str(root)])


def test_a_false_example_is_passed_over_where_it_was_vendored_knowingly(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Vendoring says so and lists it in a file that people own; one that turns up later is refused."""
    document = _document(root)
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    source = _save(document, tmp_path / "new.yaml")
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert (
        "left out of the contract: /components/schemas/Parameter/example" in capsys.readouterr().out
    )
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    listed = (root / FALSE_EXAMPLES).read_text()
    (root / FALSE_EXAMPLES).write_text(f"# Reported upstream.\n{listed}")
    (root / LOCK).unlink()
    assert 0 == regenerate.main(["--root", str(root)])
    assert 0 == regenerate.main(["--root", str(root), "--from", source])
    assert (root / FALSE_EXAMPLES).read_text().startswith("# Reported upstream.")
    document["components"]["schemas"]["InputModality"]["example"] = "odd"
    _save(document, root / VENDORED)
    capsys.readouterr()
    assert 2 == regenerate.main(["--root", str(root)])
    assert "/components/schemas/InputModality/example" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "start"), [("report.md", "# Regeneration"), ("report.json", "{")])
def test_a_report_is_written(root: Path, tmp_path: Path, name: str, start: str) -> None:
    """Its format goes by its name."""
    assert 0 == regenerate.main(["--root", str(root), "--report", str(tmp_path / name)])
    assert (tmp_path / name).read_text("utf-8").startswith(start)


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
    root: Path,
    state: State,
    capsys: pytest.CaptureFixture[str],
    name: str,
    old: str,
    new: str,
    message: str,
) -> None:
    """A run exits 2; the check, which compares hashes first, 1."""
    _edit(root, name, old, new)
    before = state(root)
    assert 2 == regenerate.main(["--root", str(root)])
    err = capsys.readouterr().err
    assert message in err
    assert 1 == err.count("\n")
    assert before == state(root)
    assert not Project.at(root).leftovers()
    assert 1 == regenerate.main(["--root", str(root), "--check"])


@pytest.mark.parametrize("name", [VENDORED, "openapi/generator.yaml"])
def test_a_missing_input_is_named(
    root: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The message says how to get it back."""
    (root / name).unlink()
    assert 2 == regenerate.main(["--root", str(root)])
    assert f"{name} is missing; restore it with `git checkout -- {name}`" in capsys.readouterr().err


def test_a_tool_of_another_version_cannot_check(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all hashes agree but nothing can be built, it is 2, with the command that mends it."""

    def old(_: str) -> str:
        return "0.0.1"

    monkeypatch.setattr("importlib.metadata.version", old)
    assert 2 == regenerate.main(["--root", str(root), "--check"])
    assert "pip install" in capsys.readouterr().err


def test_no_project_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any other folder is refused."""
    assert 2 == regenerate.main(["--root", str(tmp_path)])
    assert "is not a project" in capsys.readouterr().err


def test_two_runs_at_once_are_refused(
    root: Path, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second, checks and dry runs too, gets a message and changes nothing."""
    before = state(root)
    with Project.at(root).alone(writing=True):
        for arguments in ([], ["--check"], ["--dry-run"]):
            assert 2 == regenerate.main(["--root", str(root), *arguments])
            assert "another run is working" in capsys.readouterr().err
    assert before == state(root)


@pytest.mark.parametrize(
    "arguments",
    [["--check", "--from", "x"], ["--check", "--report", "x"], ["--report", "missing/x"]],
)
def test_options_that_make_no_sense_are_refused(root: Path, arguments: list[str]) -> None:
    """Before anything is done."""
    assert 2 == regenerate.main(["--root", str(root), *arguments])


def test_unknown_options_are_refused() -> None:
    """As are a check and a dry run at once."""
    for arguments in (["--nothing"], ["--check", "--dry-run"]):
        with pytest.raises(SystemExit, match="2"):
            regenerate.main(arguments)


def test_a_report_does_not_overwrite_the_project(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its place is checked before anything is done."""
    assert 2 == regenerate.main(["--root", str(root), "--report", str(root / LOCK)])
    assert "choose another place" in capsys.readouterr().err


def test_a_report_that_fails_after_all_is_said(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message does not pretend that nothing was done."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def nothing(*_: object, **__: object) -> Outcome:
        return Outcome(before={}, after={}, classes=(), examples=0, ready_to_retire=())

    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr(regeneration, "regenerate", nothing)
    assert 2 == regenerate.main(["--root", str(root), "--report", str(tmp_path / "r.md")])
    assert "the run succeeded, but its report" in capsys.readouterr().err


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device", "some/file")


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("generated", [True, False])
@pytest.mark.parametrize("failure", [_full, _interrupted])
@pytest.mark.parametrize(
    ("where", "name"), [(generation, "generate"), (regeneration, "check_package")]
)
def test_a_failure_while_building_changes_nothing(
    root: Path,
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
    assert 2 == regenerate.main(["--root", str(root)])
    assert before == state(root)
    assert generated == (root / "generated").exists()
    assert not Project.at(root).leftovers()


@pytest.mark.parametrize("last", [1, 2, 3])
def test_a_failure_while_exchanging_puts_everything_back(
    root: Path,
    tmp_path: Path,
    state: State,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    last: int,
) -> None:
    """However far it got."""
    source, before, exchange = _renamed(root, tmp_path / "new.yaml"), state(root), tree.exchange
    calls: list[Path] = []

    def failing(new: Path, place: Path) -> None:
        calls.append(place)
        if len(calls) == last:
            _full()
        exchange(new, place)

    monkeypatch.setattr(tree, "exchange", failing)
    assert 2 == regenerate.main(["--root", str(root), "--from", source])
    assert "some/file: No space left on device; every file is as it was" in capsys.readouterr().err
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
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own interpreter
    assert 0 == run.returncode, run.stderr
    killed = int(run.stdout.split()[-1])
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
