"""Hypothesis strategies for the bodies that a contract documents, and for those that break it.

    from hypothesis import given
    from openrouter_models.contract import strategies

    @given(strategies.listings())
    def test_my_decoder(body):
        ...

Bodies are decoded JSON. Every function takes `contract=`: a document or the path of one, a
`Contract`, or None for the packaged contract. With `plausible=True` values read like real ones (ids,
prices, dates, modalities that agree), and none of them is an `implausible-value`. With
`undeclared=True` open objects sometimes have fields that the contract does not declare; such bodies
conform, with warnings. Failures shrink towards the smallest conforming body.
"""

from __future__ import annotations

from openrouter_models.contract.strategies.bodies import (
    Violation,
    errors,
    listings,
    models,
    responses,
    schema,
    violations,
)

__all__ = ["Violation", "errors", "listings", "models", "responses", "schema", "violations"]
