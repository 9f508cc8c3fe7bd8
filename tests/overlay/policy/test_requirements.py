"""Requirements: what an application depends on holds, is broken and why, or is gone and what is near."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.conforming import catalog

from openrouter_models import errors
from openrouter_models._policy.requirements import Requirements, State

TODAY = date(2026, 7, 1)
MODEL: dict[str, Any] = {
    "id": "acme/one",
    "canonical_slug": "acme/one",
    "context_length": 8000,
    "top_provider": {"max_completion_tokens": 1000},
    "pricing": {"prompt": "0.000005", "completion": "0.00001"},
    "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
    "supported_parameters": ["tools"],
}


def requirements(*terms: str) -> Requirements:
    """Require `acme/one` on some terms."""
    return Requirements.parse('version = 1\n[[model]]\nid = "acme/one"\n' + "\n".join(terms))


@pytest.mark.parametrize(
    ("reason", "term", "change"),
    [
        (None, "max_prompt_price = 5", {}),
        (None, 'max_completion_price = "10.0"', {}),
        ("costs 5 USD per million prompt tokens, more than 4.9", "max_prompt_price = 4.9", {}),
        (
            "has no fixed completion price",
            "max_completion_price = 9",
            {"pricing": {"completion": "-1"}},
        ),
        (None, "min_context = 8000", {}),
        ("has context length 8,000, less than 8,001", "min_context = 8_001", {}),
        ("does not state its output length", "min_output = 1", {"top_provider": {}}),
        (None, 'input = ["text", "image"]', {}),
        ("does not take audio, video", 'input = ["video", "image", "audio"]', {}),
        ("does not give image", 'output = "image"', {}),
        ("does not support seed", 'supports = ["seed", "tools"]', {}),
        ("does not reason", "reasoning = true", {}),
        ("does come free", "free = false", {"pricing": {"prompt": "0", "completion": "0"}}),
        (None, "no_expiry_within = 30", {"expiration_date": "2026-07-31"}),
        ("expires on 2026-07-30", "no_expiry_within = 30", {"expiration_date": "2026-07-30"}),
        (None, "no_expiry_within = 30", {}),
        ("expires on 2098-12-31", "not_deprecated = true", {"expiration_date": "2098-12-31"}),
    ],
)
def test_each_term_is_told_with_what_was_found(
    reason: str | None, term: str, change: dict[str, Any]
) -> None:
    """At its limit it holds."""
    (outcome,) = requirements(term).judge(catalog(MODEL | change), today=TODAY)
    expected = (State.HOLDS, ()) if reason is None else (State.BROKEN, (reason,))
    assert expected == (outcome.state, outcome.reasons)


def test_a_model_that_is_gone_has_neighbours_that_meet_the_terms() -> None:
    """Of the same kind first; what does not meet the terms is none, however near."""
    others: list[dict[str, Any]] = [
        MODEL | {"id": "acme/one-mini", "supported_parameters": []},
        MODEL | {"id": "zeta/other"},
        MODEL | {"id": "acme/two"},
        MODEL | {"id": "acme/dear", "pricing": {"prompt": "0.00001", "completion": "0"}},
    ]
    (outcome,) = requirements('supports = ["tools"]').judge(
        catalog(*others), since=catalog(MODEL), today=TODAY
    )
    assert (State.GONE, State.HOLDS, True) == (outcome.state, outcome.since, outcome.broke)
    assert "acme/two" == outcome.nearest[0]
    assert "acme/one-mini" not in outcome.nearest
    assert "acme/one: is gone; nearest: acme/two, " in str(outcome)
    assert outcome.to_dict() == json.loads(json.dumps(outcome.to_dict()))


def test_a_slug_is_no_id() -> None:
    """The variant that still has the slug is another model."""
    (outcome,) = requirements().judge(catalog(MODEL | {"id": "acme/one:free"}))
    assert (State.GONE, ("acme/one:free",)) == (outcome.state, outcome.nearest)


def test_what_never_held_did_not_break() -> None:
    """Only what held before can."""
    broken = MODEL | {"context_length": 1}
    (outcome,) = requirements("min_context = 2").judge(catalog(broken), since=catalog(broken))
    assert (State.BROKEN, State.BROKEN, False) == (outcome.state, outcome.since, outcome.broke)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("lists no model", "version = 1"),
        ("entry 1: expected the id of a model, got null", "version = 1\n[[model]]"),
        ("entry 2 repeats", 'version = 1\n[[model]]\nid = "a"\n[[model]]\nid = "a"'),
        ("unknown field .*min_contxt", 'version = 1\n[[model]]\nid = "a"\nmin_contxt = 5'),
        ("min_context must be a number", 'version = 1\n[[model]]\nid = "a"\nmin_context = -5'),
        (
            "max_prompt_price must be USD",
            'version = 1\n[[model]]\nid = "a"\nmax_prompt_price = true',
        ),
        ("supports must be a list of", 'version = 1\n[[model]]\nid = "a"\nsupports = [5]'),
        ("free must be true or false", 'version = 1\n[[model]]\nid = "a"\nfree = 1'),
        ("reason must be a string", 'version = 1\n[[model]]\nid = "a"\nreason = 1'),
        ("not valid TOML", "[[model]"),
    ],
)
def test_what_is_no_list_of_requirements_is_refused(message: str, text: str) -> None:
    """In one sentence, with the entry and the field."""
    with pytest.raises(errors.ConfigurationError, match=message):
        Requirements.parse(text)
