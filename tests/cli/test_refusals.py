"""What cannot be done: every command says so in one line, with code 2, and leaves all files as they were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

URL = "https://example.com/api/v1"
TERMS = 'version = 1\n[[model]]\nid = "a/b"\n'
FILES = {
    "old.json": '{"data": [{"id": "a/b"}, {"id": "a/c"}]}',
    "old.headers.json": "{}",
    "new.json": '{"data": []}',
    "page.html": "<html></html>",
    "terms.toml": TERMS,
    "typo.toml": f"{TERMS}min_contxt = 1",
    "broken.toml": "[[model",
    "known.toml": "version = 1\n",
}

USAGE = [
    "nothing",
    "--nothing",
    "list --nothing",
    "list extra",
    "list --limit 0",
    "list --demo --max-prompt-price cheap",
    "list --demo --file old.json",
    "list --demo --free --not-free",
    "list --demo --no-reasoning --reasoning",
    f"list --region eu --base-url {URL}",
    "show",
    "check",
    f"check old.json --url {URL}",
    f"check --url {URL} --status 401",
    f"check --url {URL} --models-only",
    "check - -",
    "check old.json --status 99",
    "check old.json --write-baseline",
    "serve --port 65536",
    "report --demo",
    "require terms.toml --demo --on=tomorrow",
]
CLASHES = [
    "check old.json --output sarif=old.json",
    "check old.json --propose old.json",
    "check old.json --output json=old.headers.json",
    "check old.json --baseline known.toml --output json=known.toml",
    "check old.json --baseline old.json --write-baseline",
    "check old.json --output junit=a --output sarif=a",
    "changes old.json new.json --output json=old.json",
    "changes old.json new.json --output json=new.json",
    "require terms.toml --file old.json --output json=old.json",
    "require terms.toml --file old.json --output json=terms.toml",
    "require terms.toml --demo --since old.json --output json=old.json",
    "require terms.toml --demo --output json=x --output sarif=x",
    "report --file old.json -o old.json",
    "report --demo --since old.json -o old.json",
]
OTHERS = {
    "check nowhere.json": "No such file",
    "check .": "Is a directory",
    "check old.json --baseline nowhere.toml": "No such file",
    "check old.json --output json=.": "cannot be written",
    **{
        f"check old.json --output {value}": "Expected FORMAT=FILE with one of text, json"
        for value in ("junit", "junit=", "=x", "pdf=a")
    },
    "changes - -": "Only one of the listings can come from stdin",
    "changes old.json new.json --demo": "Give NEW, or one of",
    "changes nowhere new.json": "nowhere cannot be read",
    "changes old.json new.json --output json=/nowhere/x": "cannot be written",
    "cheapest --demo --prompt-tokens 1 --cached-tokens 2": "prompt_tokens includes",
    "compare a/b --file old.json": "two or more different ids",
    "compare A/b a/c --file old.json": "mean a/b",
    "list": "To try the command without a key, add --demo",
    "list --demo --columns id,contxt": "no column 'contxt'. Did you mean 'context_length'?",
    "list --demo --sort promt_price": "no key to sort by 'promt_price'. Did you mean",
    "list --demo --sort id,-zzz": "no key to sort by 'zzz'. There are id, name,",
    "list --demo --json --columns id": "for --columns use --jsonl",
    "report --file=- --since=- -o x": "Only one of the listings can come from stdin",
    "report --file old.json -o .": "Is a directory",
    "require broken.toml --demo": "not valid TOML",
    "require typo.toml --demo": "unknown field",
    "require nowhere.toml --demo": "cannot be read",
    "require terms.toml --since=- --file=-": "Only one of the files can come from stdin",
    "require terms.toml --demo --output=json=/nowhere/x": "cannot be written",
    "serve --host host.invalid": "host.invalid",
    "serve --host a..b": "a..b",
    "serve --host=": "--host is empty",
    "serve --api-key a --api-key-file b": "not both",
    "serve --models 3 --catalog old.json": "not both",
    "serve --catalog - --api-key-file -": "Only one of --catalog and --api-key-file",
    "serve --api-key-file nowhere": "No such file",
    "serve --api-key s\u00a0k": "white space",
    "serve --catalog nowhere.json": "No such file",
    "serve --fault nope": "Unknown fault 'nope'; choose from",
    "serve --period 2020-01": "Unknown period '2020-01'; choose from",
    "serve --catalog page.html": "found an HTML page",
    "show openai/gpt5.4 --demo": "Did you mean openai/gpt-5.4",
}
if Path("/dev/full").exists():
    OTHERS["report --file old.json -o /dev/full"] = "No space left on device"
CASES = [
    *((line, "--help'.") for line in USAGE),
    *(
        (line, "Two outputs cannot go to one file, nor one to a file that is read")
        for line in CLASHES
    ),
    *OTHERS.items(),
]


@pytest.mark.parametrize(("line", "message"), CASES, ids=[line for line, _ in CASES])
def test_what_cannot_be_done_is_told_in_a_line(
    line: str, message: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason; a typing error costs no capture, no baseline and no requirements."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)
    ran = run(*line.split(" "))
    assert (2, 1) == (ran.code, ran.err.count("\n"))
    assert ran.err.startswith("Error: ")
    assert message in ran.err
    assert "Unexpected" not in ran.err
    assert FILES == {each.name: each.read_text() for each in tmp_path.iterdir()}
