"""What a listing must keep, whoever gives it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from openrouter_models.decoding import decode
from openrouter_models.findings import Kind
from openrouter_models.testing.assertions import problem
from openrouter_models.testing.live_run import ANNOUNCED, KNOWN

if TYPE_CHECKING:
    from openrouter_models import Baseline
    from openrouter_models.testing.captures import Capture

__all__ = [
    "pytestmark",
    "source",
    "test_a_wrong_key_is_refused_as_documented",
    "test_the_listing_conforms",
    "test_the_listing_is_decoded_whole",
]

pytestmark = pytest.mark.openrouter_live


@pytest.fixture(autouse=True)
def source(openrouter_listing: Capture) -> None:
    """Insist on something to check: that this package's own mock conforms would say nothing."""
    if openrouter_listing.is_built_in:
        pytest.fail(
            "nothing verified: name a server with --openrouter-base-url or a folder with "
            "--openrouter-captures, or override the fixture openrouter_target",
            pytrace=False,
        )


def test_the_listing_conforms(
    openrouter_listing: Capture, openrouter_baseline: Baseline, request: pytest.FixtureRequest
) -> None:
    """Nothing in it breaks the contract but what is known, and it has models."""
    report = openrouter_listing.check(openrouter_baseline)
    used = {str(openrouter_baseline.entry_for(finding)) for finding in report.known}
    request.node.stash[KNOWN] = sorted(used)
    ends = [one for one in report.findings if one.kind in {Kind.DEPRECATED, Kind.SUNSET}]
    request.node.user_properties.extend((ANNOUNCED, one.message) for one in ends)
    if found := problem(report, "listing"):
        pytest.fail(found, pytrace=False)


def test_the_listing_is_decoded_whole(openrouter_listing: Capture) -> None:
    """Every model comes back, and all that was sent."""
    sent = json.loads(openrouter_listing.body)
    catalog = decode(openrouter_listing.body)
    assert len(sent["data"]) == len(catalog) > 0
    assert sent == catalog.to_dict()


def test_a_wrong_key_is_refused_as_documented(
    openrouter_refusal: Capture, openrouter_baseline: Baseline
) -> None:
    """With 401 and the body that the contract has for it; asked only where a listing came."""
    assert openrouter_refusal.status == 401
    if found := problem(openrouter_refusal.check(openrouter_baseline), "refusal"):
        pytest.fail(found, pytrace=False)
