"""What the package promises without an extra: it lists, decodes, reports, and says which extra a command needs."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx

from openrouter_models import OpenRouterModels, decode

body = json.dumps({"data": [{"id": "a/b", "created": "soon", "mood": "fine", "name": "B"}]})
catalog = decode(body)
assert "soon" == str(catalog["a/b"].created)
assert {"missing-required", "wrong-type", "undeclared-field"} <= {
    str(finding.kind) for finding in catalog.report.findings
}
assert json.loads(body) == catalog.to_dict()


def respond(request: httpx.Request) -> httpx.Response:
    """Stand in for the API."""
    assert "Bearer sk-or-v1-0" == request.headers["Authorization"]
    return httpx.Response(200, headers={"Content-Type": "application/json"}, text=body)


with OpenRouterModels("sk-or-v1-0", transport=httpx.MockTransport(respond)) as client:
    assert ["a/b"] == [model.id for model in client.list()]

command = [sys.executable, "-m", "openrouter_models", "list", "--demo"]
run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
assert 2 == run.returncode
assert "pip install 'openrouter-models[cli]'" in run.stderr
assert 1 == run.stderr.count("\n")
