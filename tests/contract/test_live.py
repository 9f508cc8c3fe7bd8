"""A server keeps the contract: that of `--openrouter-base-url`, else the embedded one over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from openrouter_models import decode

if TYPE_CHECKING:
    from openrouter_models.testing.targets import Capture, Target

pytestmark = pytest.mark.openrouter_live


def test_the_listing_conforms(openrouter_listing: Capture) -> None:
    """Without an error, and not because there was nothing to check."""
    report = openrouter_listing.check()
    assert [] == [str(group) for group in report.groups if group.severity == "error"]
    assert report.verified


def test_the_listing_is_decoded_whole(openrouter_listing: Capture) -> None:
    """Every model comes back, and all that was sent."""
    sent = json.loads(openrouter_listing.body)
    catalog = decode(openrouter_listing.body)
    assert len(sent["data"]) == len(catalog) > 0
    assert sent == catalog.to_dict()


def test_a_wrong_key_is_refused_as_documented(
    openrouter_listing: Capture, openrouter_target: Target
) -> None:
    """With 401 and the body that the contract has for it; asked only where a listing came."""
    assert openrouter_listing.body
    refusal = openrouter_target.take_refusal()
    assert 401 == refusal.status
    assert () == refusal.check().findings
