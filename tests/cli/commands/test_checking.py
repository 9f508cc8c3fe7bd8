"""`openrouter-models check`: its verdicts on files and servers, as text, as JSON and as codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.conforming import FAILURE, UNDOCUMENTED, listing

from openrouter_models.contract import Contract, VacuousContractError

if TYPE_CHECKING:
    from tests.cli.conftest import Run

    from openrouter_models.testing import MockOpenRouter

UNAUTHORIZED = {"error": {"code": 401, "message": "Missing Authentication header"}}


@pytest.fixture
def good(tmp_path: Path, model: dict[str, Any]) -> Path:
    """Store a listing that conforms."""
    return stored(tmp_path / "good.json", listing(model))


@pytest.fixture
def bad(tmp_path: Path, model: dict[str, Any]) -> Path:
    """Store a listing with two errors of one kind and a warning."""
    odd = {key: value for key, value in model.items() if key != "pricing"}
    return stored(tmp_path / "bad.json", listing(odd, odd | {"id": "a/b", "new": "\x1b[2J"}))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Store a listing without models."""
    return stored(tmp_path / "empty.json", listing())


def stored(path: Path, body: Any) -> Path:
    """Store a body."""
    path.write_text(json.dumps(body))
    return path


def test_a_conforming_listing_is_0(run: Run, good: Path) -> None:
    """And said to conform."""
    ran = run("check", good)
    assert (0, f"{good}: conforms to the contract\n", "") == (ran.code, ran.out, ran.err)


def test_a_violation_is_1(run: Run, bad: Path) -> None:
    """Equal findings are told once, errors first, each with its pointer and what the contract says."""
    ran = run("check", bad)
    assert (1, "") == (ran.code, ran.err)
    assert ran.out == (
        f"{bad}: violates the contract (2 errors, 1 warning)\n"
        "  error missing-required, 2 times, first at /data/0/pricing\n"
        "    in openai/gpt-5.4, a/b\n"
        "    required, but missing\n"
        "  warning undeclared-field at /data/1/new\n"
        "    in a/b\n"
        '    got "\\u001b[2J", a field that the contract does not declare\n'
    )


def test_an_empty_listing_is_3(run: Run, empty: Path) -> None:
    """Nothing was verified, and that is said."""
    ran = run("check", empty)
    assert 3 == ran.code
    assert f"{empty}: nothing was verified (1 warning)\n  there was no model" in ran.out


def test_of_several_files_the_worst_counts(run: Run, good: Path, bad: Path, empty: Path) -> None:
    """All are reported."""
    assert 3 == run("check", good, empty).code
    assert 1 == run("check", good, empty, bad).code
    ran = run("check", good, empty, "nowhere.json", bad)
    assert 2 == ran.code
    assert 1 == ran.err.count("\n")
    assert all(f"{file}: " in ran.out for file in (good, empty, bad))


def test_a_bare_list_is_no_listing(run: Run, tmp_path: Path, model: dict[str, Any]) -> None:
    """The API does not send one; whoever stored one is told of the option."""
    ran = run("check", stored(tmp_path / "bare.json", [model]))
    assert (1, True) == (ran.code, "check a bare list with --models-only" in ran.out)


def test_an_error_body_is_checked_by_its_status(run: Run, tmp_path: Path, good: Path) -> None:
    """What conforms under one status does not under another."""
    error = stored(tmp_path / "error.json", UNAUTHORIZED)
    assert 0 == run("check", error, "--status", "401").code
    assert 1 == run("check", error).code
    assert 1 == run("check", good, "--status", "401").code
    for status in UNDOCUMENTED:
        assert 1 == run("check", error, "--status", str(status)).code


def test_json_has_every_finding(run: Run, good: Path, bad: Path) -> None:
    """With the words of the design, and what could not be read beside it."""
    ran = run("check", "--json", good, bad, "nowhere.json")
    told = json.loads(ran.out)
    assert (2, "not-checked", 2) == (ran.code, told["verdict"], told["exit_code"])
    conforming, violating, unread = told["responses"]
    assert {
        "source": str(good),
        "entry": None,
        "left_out": 0,
        "verdict": "conforms",
        "status": 200,
        "verified": True,
        "error": None,
        "findings": [],
        "omitted": [],
        "known": [],
    } == conforming
    assert ("violation", True) == (violating["verdict"], violating["verified"])
    assert {
        "kind": "missing-required",
        "severity": "error",
        "path": "/data/0/pricing",
        "message": "required, but missing",
        "value": None,
        "model": "openai/gpt-5.4",
    } == violating["findings"][0]
    assert ("not-checked", None, False) == (unread["verdict"], unread["status"], unread["verified"])
    assert "No such file" in unread["error"]
    assert "\x1b" not in ran.out


def test_a_baseline_written_from_a_capture_makes_it_green(
    run: Run, bad: Path, model: dict[str, Any]
) -> None:
    """Until something new comes; what is gone is stale, and fails only where that is asked for."""
    known = str(bad.with_name("known.toml"))
    assert 0 == run("check", bad, "--baseline", known, "--write-baseline").code
    out = run("check", bad, "--baseline", known).out
    assert (True, 2) == ("(3 known)" in out, out.count("  known: "))
    assert 1 == run("check", bad, "--baseline", known, "--status", "404").code
    body = json.loads(bad.read_text())
    body["data"] = [{**body["data"][0], "pricing": model["pricing"]}]
    better = stored(bad.with_name("better.json"), body)
    ran = run("check", better, "--baseline", known)
    assert (0, True) == (ran.code, "stale: nothing was found for missing-required" in ran.out)
    assert 1 == run("check", better, "--baseline", known, "--fail-on", "stale").code
    before = Path(known).read_bytes()
    ran = run("check", bad, "nowhere.json", "--baseline", known, "--write-baseline")
    assert (2, before, True) == (ran.code, Path(known).read_bytes(), "was not written" in ran.err)
    bad.write_text("<html>")
    ran = run("check", bad, "--baseline", known, "--write-baseline")
    assert (1, True) == (ran.code, "A baseline cannot hold this finding: not-json" in ran.err)


def test_several_formats_are_written_at_once(run: Run, bad: Path) -> None:
    """Beside what is printed."""
    files = {form: bad.with_name(f"out={form}") for form in ("json", "junit", "text", "markdown")}
    outputs = [f"--output={form}={file}" for form, file in files.items()]
    ran = run("check", bad, "--format", "github", *outputs)
    assert (1, True) == (ran.code, ran.out.startswith("::error title=missing-required"))
    assert ran.code == json.loads(files["json"].read_text())["exit_code"]
    assert files["text"].read_text() == run("check", bad).out


def test_a_bare_list_is_checked_where_that_is_asked_for(run: Run, bad: Path) -> None:
    """At the lines that it has itself."""
    bare = bad.with_name("bare.json")
    bare.write_text(json.dumps(json.loads(bad.read_text())["data"], indent=1))
    ran = run("check", bare, "--models-only", "--format", "github")
    assert (1, True) == (ran.code, "line=2,col=2" in ran.out)


def test_a_recording_is_checked_entry_by_entry(run: Run, good: Path, tmp_path: Path) -> None:
    """What is about other operations is counted; an entry that cannot be checked makes it 2."""
    headers = [{"name": "Content-Type", "value": "application/json"}]

    def entry(text: str | None, path: str = "models/user") -> Any:
        request = {"method": "GET", "url": f"http://localhost/api/v1/{path}"}
        content = {"text": text, "size": 1}
        return {
            "request": request,
            "response": {"status": 200, "headers": headers, "content": content},
        }

    file = tmp_path / "traffic.har"
    entries = [entry("", "key"), entry(good.read_text()), entry('{"data": [{}]}')]
    stored(file, {"log": {"entries": entries}})
    ran = run("check", file, "--format", "github", "--coverage")
    assert (1, 0) == (ran.code, ran.out.count("line="))
    assert f"{file}, entry 2 conforms" in ran.out
    told = run("check", file).out
    assert "entry 3: violates the contract" in told
    assert "1 entry of other operations left out" in told
    stored(file, {"log": {"entries": [*entries, entry(None)]}})
    ran = run("check", file)
    assert (2, True) == (ran.code, "entry 4 cannot be checked" in ran.err)
    stored(file, {"log": {"entries": entries[:1]}})
    assert 3 == run("check", file).code


def test_headers_beside_a_body_are_checked(run: Run, good: Path) -> None:
    """As if both had just come; what the option says goes before."""
    beside = stored(good.with_suffix(".headers.json"), {"content-type": "text/html"})
    ran = run("check", good, beside)
    assert (1, 1) == (ran.code, ran.out.count("wrong-content-type"))
    stored(beside, {"status": 404, "headers": {"content-type": "application/json"}})
    assert (1, 0) == (run("check", good).code, run("check", good, "--status", "200").code)
    beside.write_text("[]")
    ran = run("check", good)
    assert (2, True) == (ran.code, "headers.json cannot be read" in ran.err)


def test_drift_becomes_a_patch_and_nothing_else(
    run: Run, bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It applies to the project, where the baseline then lets pass what was found until it expires."""
    root = Path(__file__).parents[3]
    monkeypatch.chdir(bad.parent)
    repairs = Path("openapi/repairs.overlay.yaml")
    repairs.parent.mkdir()
    repairs.write_bytes((root / repairs).read_bytes())
    before = len(yaml.safe_load(repairs.read_bytes())["actions"])
    ran = run("check", bad, "--propose", "drift.patch")
    assert (1, True) == (ran.code, "drift.patch: a patch to review" in ran.err)
    assert (root / repairs).read_bytes() == repairs.read_bytes()
    assert not Path("openrouter-drift.toml").exists()
    for command in (["git", "init", "--quiet"], ["git", "apply", "drift.patch"]):
        subprocess.run(command, check=True)  # noqa: S603  # our own arguments
    overlay = yaml.safe_load(repairs.read_text("utf-8"))
    added = overlay["actions"][before:]
    assert added
    assert all(json.loads(one["x-witness"])["data"] for one in added if "x-witness" in one)
    assert 0 == run("check", bad, "--baseline", "openrouter-drift.toml").code
    again = run("check", bad, "--baseline", "openrouter-drift.toml", "--propose", "again.patch")
    assert "openrouter-drift.toml" not in Path("again.patch").read_text("utf-8").split("---", 1)[1]
    assert 0 == again.code


def test_a_patch_needs_drift_and_a_baseline_that_it_can_reach(
    run: Run, good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it is empty, or cannot be made."""
    (good.parent / "in").mkdir()
    monkeypatch.chdir(good.parent / "in")
    ran = run("check", good, "--propose", "drift.patch")
    assert (0, "", True) == (
        ran.code,
        Path("drift.patch").read_text(),
        "nothing to propose" in ran.err,
    )
    known = good.parent / "known.toml"
    known.write_text("version = 1\n", "utf-8")
    ran = run("check", bad, "--baseline", known, "--propose", "other.patch")
    assert (2, False) == (ran.code, Path("other.patch").exists())
    assert "not below the current folder" in ran.err


def test_coverage_tells_what_was_never_seen(run: Run, good: Path, tmp_path: Path) -> None:
    """And of nothing it is 3."""
    out = run("check", good, "--coverage").out
    assert "facets of the contract were seen" in out
    assert f"    any response of {FAILURE}: never seen\n" in out
    assert "coverage" in json.loads(run("check", good, "--coverage", "--format", "json").out)
    html = tmp_path / "page.html"
    html.write_text("<html>")
    ran = run("check", html, "--coverage", "--fail-on", "never")
    assert (3, True) == (ran.code, "nothing was covered" in ran.out)


def test_a_live_server_is_checked_with_one_request(run: Run, live: MockOpenRouter) -> None:
    """With its own status and headers."""
    ran = run("check", "--url", f"{live.base_url}/")
    assert (0, f"{live.base_url}: conforms to the contract\n", "") == (ran.code, ran.out, ran.err)
    assert 1 == len(live.requests)


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"body": listing()}, 3, "nothing was verified (1 warning)\n  there was no model"),
        (
            {"status": FAILURE},
            3,
            f"verified\n  the answer was HTTP {FAILURE}, which holds no listing\n",
        ),
        ({"status": FAILURE, "body": {"error": "no"}}, 1, "violates the contract (1 error)"),
        *(({"status": status}, 1, "undocumented-status") for status in UNDOCUMENTED[-1:]),
        ({"body": b"<html></html>"}, 1, "not-json"),
        ({"body": UNAUTHORIZED}, 1, "missing-required at /data"),
        ({"headers": {"Content-Type": "text/plain"}}, 1, "wrong-content-type"),
        ({"status": 401}, 2, ""),
    ],
)
def test_whatever_a_server_answers_has_a_code(
    answer: dict[str, Any], code: int, said: str, run: Run, live: MockOpenRouter
) -> None:
    """An error that conforms verifies nothing; a refused key leaves nothing to check. None is retried."""
    live.respond(**answer, times=None)
    ran = run("check", "--url", live.base_url)
    assert (code, 1) == (ran.code, len(live.requests))
    assert (1 if code == 2 else 0) == ran.err.count("\n")
    assert said in ran.out


@pytest.mark.parametrize("fault", ["reset", "truncated"])
def test_a_connection_that_fails_is_2(fault: str, run: Run, live: MockOpenRouter) -> None:
    """In one line."""
    live.fail_with(fault)
    assert run("check", "--url", live.base_url).complaint


def test_the_key_is_never_shown(run: Run, live: MockOpenRouter) -> None:
    """Even if the server echoes it."""
    echo = {"error": {"code": 500, "message": f"bad {live.api_key}", "extra": live.api_key}}
    for status in (200, 401, 500):
        live.respond(status, body=echo, times=2)
        for ran in (
            run("check", "--url", live.base_url),
            run("check", "--url", live.base_url, "--json"),
        ):
            assert live.api_key not in ran.out + ran.err


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("", "https://example.com/api/v1"),
        ("sk-or-v1-x", "http://example.com/api/v1"),
        ("sk-or-v1-x", "https://user:password@example.com/api/v1"),
        ("sk-or-v1-x", "nothing"),
    ],
)
def test_without_a_usable_key_or_url_nothing_is_sent(
    key: str, url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is told in one line, and nothing of it is echoed."""
    monkeypatch.setenv("OPENROUTER_API_KEY", key)
    assert "password" not in run("check", "--url", url).complaint


def test_a_contract_that_checks_nothing_is_2(
    run: Run, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A green counts only from a checker that is awake."""

    def asleep(*_: object) -> None:
        raise VacuousContractError("the contract checks nothing for status 200")

    monkeypatch.setattr(Contract, "check", asleep)
    ran = run("check", good)
    assert (2, "") == (ran.code, ran.out)
    assert "checks nothing" in ran.err
