"""The next version follows from the changes as semantic versioning says."""

from __future__ import annotations

import pytest

from pipeline.diff.severities import Severity
from pipeline.diff.version import next_version

BREAKING, COMPATIBLE, DOCUMENTATION = Severity


@pytest.mark.parametrize(
    ("expected", "current", "severities"),
    [
        ("0.1.0", "0.1.0", []),
        ("0.1.1", "0.1.0", [DOCUMENTATION]),
        ("0.1.1", "0.1.0", [COMPATIBLE, DOCUMENTATION]),
        ("0.2.0", "0.1.7", [COMPATIBLE, BREAKING]),
        ("1.2.4", "1.2.3", [DOCUMENTATION]),
        ("1.3.0", "1.2.3", [COMPATIBLE]),
        ("2.0.0", "1.2.3", [BREAKING]),
        ("2.0.0", "1.2.3rc1", [BREAKING]),
    ],
)
def test_the_most_severe_change_decides(
    expected: str, current: str, severities: list[Severity]
) -> None:
    """Before 1.0.0 the second number is for what breaks."""
    assert expected == next_version(current, severities)
