"""Periods: what the listing looked like in other months."""

from __future__ import annotations

import pytest
from tests.conforming import of_july_2026

from openrouter_models import decode
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.answers import to_json

MISSING_IN_2024 = {
    *("canonical_slug", "supported_parameters", "default_parameters", "supported_voices", "links"),
    *("input_modalities", "output_modalities"),
}


@of_july_2026
@pytest.mark.parametrize(
    ("period", "found"),
    [
        (
            "2024-11",
            {
                "missing-required": MISSING_IN_2024,
                "wrong-type": {"prompt_tokens", "completion_tokens"},
            },
        ),
        ("2025-07", {"missing-required": {"default_parameters", "supported_voices", "links"}}),
        ("2026-04", {"missing-required": {"supported_voices"}}),
        (
            "2026-08",
            {
                "unknown-enum-value": {"*"},
                "undeclared-field": {"overrides", "alias_target", "total_count", "links"},
            },
        ),
    ],
)
def test_a_period_deviates_as_the_api_did(period: str, found: dict[str, set[str]]) -> None:
    """From the contract of today, in these fields and no others."""
    catalog = decode(to_json(MockOpenRouter(period=period).listing))
    seen: dict[str, set[str]] = {}
    for group in catalog.report.groups:
        seen.setdefault(group.kind.value, set()).add(group.pattern.rpartition("/")[2])
    assert found == seen


@pytest.mark.parametrize("period", ["2024-11", "2025-07", "2026-04", "2026-08"])
def test_a_period_loses_no_model(period: str) -> None:
    """However far the contract is from what the API sent then."""
    listing = MockOpenRouter(period=period).listing
    assert len(listing["data"]) == len(decode(to_json(listing))) > 10
