"""Captures: checked as they came, kept without the key; and the servers that they are taken of."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.live_run import take_listing
from openrouter_models.testing.targets import Target

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_that_is_echoed_is_not_kept(tmp_path: Path) -> None:
    """A server may put it into body and headers, in any spelling; the capture says where it stood."""
    file = tmp_path / "models.json"
    with MockOpenRouter() as mock:
        escaped = "".join(f"\\u{ord(each):04x}" for each in mock.api_key)
        encoded = base64.b64encode(f"x{mock.api_key}y".encode()).decode()
        you = f', "you": ["{mock.api_key}", "{escaped}", "{encoded}"]}}'.encode()
        body = json.dumps(mock.listing).encode().removesuffix(b"}") + you
        mock.respond(body=body, headers={"ETag": f'"{mock.api_key}"'})
        capture = take_listing(Target.of(mock), file)
    saved = json.loads(file.read_bytes())
    headers = file.with_suffix(".headers.json").read_text("utf-8")
    assert mock.listing == {key: value for key, value in saved.items() if key != "you"}
    assert ["[redacted]", "[redacted]"] == saved["you"][:2]
    assert encoded[4:-4] not in saved["you"][2]
    assert "etag, body" == json.loads(headers)["openrouter-models-redacted"]
    assert '"[redacted]"' == json.loads(headers)["etag"]
    assert mock.api_key not in headers + repr(capture) + repr(capture.report)


@pytest.mark.parametrize("key", ["k", "token", "tokenizer", "supported_parameters"])
def test_the_true_bytes_are_checked(key: str) -> None:
    """A key that is part of ordinary words does not change the verdict on what came."""
    with MockOpenRouter(api_key=key) as mock:
        report = Target.of(mock).take().check()
        assert ((), True) == (report.findings, report.verified)
        mock.respond(body={"data": [{key: key, "id": f"a {key}"}]})
        report = Target.of(mock).take().check()
    words = {finding.path.rpartition("/")[2] for finding in report.findings}
    assert {"name", "pricing"} <= words
    assert len(key) < 4 or key not in words


def test_a_finding_about_the_key_does_not_show_it() -> None:
    """Neither whole nor in part, whatever the contract has against it."""
    with MockOpenRouter(api_key="a-key-of-no-known-form" * 3) as mock:
        broken = {"id": mock.api_key, mock.api_key: 1, "created": f"{mock.api_key * 9}"}
        mock.respond(body={"data": [broken], "x": mock.api_key})
        report = Target.of(mock).take().check()
    assert not report.ok
    assert mock.api_key[:12] not in repr(report)


@pytest.mark.parametrize("form", ["target", "mock", "url"])
def test_a_target_is_given_in_any_form(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As itself, as what serves, or as a base URL with the key of the environment."""
    with MockOpenRouter() as mock:
        monkeypatch.setenv("OPENROUTER_API_KEY", mock.api_key)
        forms: dict[str, Any] = {"target": Target.of(mock), "mock": mock, "url": mock.base_url}
        assert 200 == Target.of(forms[form]).take().status
