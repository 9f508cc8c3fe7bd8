"""The short cut of reports: taken only where the generated types say all that the contract says."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from openrouter_models._validation import reports
from openrouter_models.findings import Kind
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.served_listing import built_in


def test_threads_that_ask_at_once_get_one_report() -> None:
    """It is made once, and the body is let go."""
    report = reports.LazyReport(b'{"data": [{"id": "a/b"}]}')
    together = Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        return id(report())

    with ThreadPoolExecutor(8) as pool:
        assert {id(report())} == set(pool.map(ask, range(8)))
    assert report.body is None


def test_a_body_nested_too_deeply_is_one_error() -> None:
    """A body that decoding would refuse gives one finding for the whole of it."""
    body = b'{"data": [{"x": %s}]}' % (b"[" * 100_000 + b"]" * 100_000)
    (found,) = reports.report_on(body).findings
    assert (Kind.CONSTRAINT_VIOLATED, "") == (found.kind, found.path)


def test_arrays_beside_the_models_are_shown_as_they_came() -> None:
    """Models that pass the gate are left undecoded; nothing else is."""
    listing = built_in(packaged_contract()) | {"extra": [1, "two"]}
    body = json.dumps(listing).encode()
    (found,) = reports.report_on(body).findings
    assert ("/extra", [1, "two"]) == (found.path, found.value)
