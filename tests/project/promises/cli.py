"""What `[cli]` promises: every command works."""

from __future__ import annotations

import json
import subprocess
import sys


def run(*arguments: str, code: int = 0, given: str = "") -> str:
    """Run the command, require its exit code, and give what it prints."""
    command = [sys.executable, "-W", "error", "-m", "openrouter_models", *arguments]
    done = subprocess.run(  # noqa: S603 - our own command
        command, input=given, capture_output=True, encoding="utf-8", check=False
    )
    assert code == done.returncode, done.stdout + done.stderr
    return done.stdout


listing = run("list", "--demo", "--json")
first = json.loads(listing)["data"][0]["id"]
assert first in run("list", "--file", "-", given=listing)
assert first in run("show", "--file", "-", first, given=listing)
assert "conforms" in run("check", "-", given=listing)
assert "missing-required" in run("check", "-", code=1, given='{"data": [{"id": "a/b"}]}')
run("check", "-", code=3, given='{"data": []}')
assert "--port" in run("serve", "--help")
