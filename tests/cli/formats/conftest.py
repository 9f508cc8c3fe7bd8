"""Runs to be written, hostile ones among them."""

from __future__ import annotations

import json

import pytest

from openrouter_models._policy.baseline import Baseline
from openrouter_models.cli.verdicts import Checked, Run
from openrouter_models.findings import Finding, Kind, Report

HOSTILE = "\x1b[2J\n::error::x ]]> <img src=x onerror=y> | `@all` %0A \u202e \x00 \ud800 =1+1"


@pytest.fixture
def run() -> Run:
    """Judge a violation, a response that conforms, one that was not checked, and one that says nothing."""
    error = Finding(Kind.MISSING_REQUIRED, "/data/0/links", "required, but missing")
    warning = Finding(Kind.IMPLAUSIBLE_VALUE, "/data/0/id", "got 1 (rule author-and-name)", "x")
    known = Finding(
        Kind.UNKNOWN_ENUM_VALUE, "/data/0/supported_parameters/0", "got it", "prediction"
    )
    content = json.dumps({"data": [{"id": "x", "supported_parameters": ["prediction"]}]}, indent=1)
    baseline, _ = Baseline().renewed([Report((known, Finding(Kind.WRONG_TYPE, "/gone", "")))])
    responses = [
        Checked(
            "a folder/models.json", 200, Report((error, warning, known)), content=content.encode()
        ),
        Checked("good.json", 200, Report()),
        Checked("gone.json", error="gone.json cannot be read: no such file."),
        Checked("https://example.com/api/v1", 200, Report(verified=False)),
    ]
    return Run.of(responses, baseline)


@pytest.fixture
def hostile() -> Run:
    """Judge a response in which everything that a server or a file name can say is hostile."""
    path = "/data/0/" + HOSTILE.replace("~", "~0").replace("/", "~1")
    finding = Finding(Kind.UNDECLARED_FIELD, path, HOSTILE, HOSTILE)
    known = Finding(Kind.UNKNOWN_ENUM_VALUE, "/x", HOSTILE, "a")
    return Run.of(
        [
            Checked(HOSTILE, 200, Report((finding, known)), content=b"{}"),
            Checked(HOSTILE, error=HOSTILE),
        ],
        Baseline().renewed([Report((known,))])[0],
    )
