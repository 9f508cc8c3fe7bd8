"""The rules of what is plausible: what breaks each, what does not, and what they say of real listings."""

from __future__ import annotations

import copy
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conforming import SCALARS, json_values

from openrouter_models._validation.walker import compile_walker
from openrouter_models.contract import RULES, Contract
from openrouter_models.contract.plausibility import implausible
from openrouter_models.findings import Finding, Kind
from openrouter_models.packaged import packaged_contract

HEADERS = {"content-type": "application/json"}
MODEL: dict[str, Any] = {
    "id": "openai/gpt-4",
    "canonical_slug": "openai/gpt-4",
    "hugging_face_id": "",
    "name": "GPT-4",
    "created": 1692901234,
    "description": "",
    "knowledge_cutoff": "2023-12-31",
    "expiration_date": "2098-12-31",
    "pricing": {"prompt": "0.00003", "completion": "6e-5", "image": "0.2", "discount": 0.5},
    "context_length": 8192,
    "architecture": {
        "modality": "text+image->text",
        "input_modalities": ["image", "text"],
        "output_modalities": ["text"],
    },
    "top_provider": {"is_moderated": True, "context_length": 8192, "max_completion_tokens": 8192},
    "per_request_limits": {"prompt_tokens": 1, "completion_tokens": 1000},
    "supported_parameters": [],
    "default_parameters": {"temperature": 2, "top_p": 0, "top_k": 0, "frequency_penalty": -2},
    "supported_voices": [],
    "links": {"details": "/api/v1/models/openai/gpt-4/endpoints"},
    "reasoning": {
        "mandatory": False,
        "default_enabled": False,
        "default_effort": "none",
        "supported_efforts": ["high", "none"],
    },
    "benchmarks": {
        "artificial_analysis": {
            "intelligence_index": 0,
            "coding_index": 100,
            "agentic_index": None,
        },
        "design_arena": [
            {"arena": "models", "category": "website", "elo": 1385.2, "win_rate": 0, "rank": 1},
            {"arena": "agents", "category": "website", "elo": 1, "win_rate": 100, "rank": 120},
        ],
    },
}
# One line for each way to be implausible: where, what, and the rule that says so.
SENSELESS: list[tuple[str, Any, str]] = [
    ("id", "", "author-and-name"),
    ("id", "gpt-4", "author-and-name"),
    ("id", "openai/gpt 4", "author-and-name"),
    ("id", "openai/", "author-and-name"),
    ("id", "a/b/c", "author-and-name"),
    ("canonical_slug", " ", "author-and-name"),
    ("hugging_face_id", "no name", "hugging-face-name"),
    ("name", "", "name-legible"),
    ("name", " \t", "name-legible"),
    ("name", "a\x1b[2J", "name-legible"),
    ("created", 0, "created-in-seconds"),
    ("created", -1, "created-in-seconds"),
    ("created", 1692901234000, "created-in-seconds"),
    ("knowledge_cutoff", "soon", "calendar-date"),
    ("knowledge_cutoff", "2023-02-30", "calendar-date"),
    ("knowledge_cutoff", "1970-01-01", "calendar-date"),
    ("expiration_date", "", "calendar-date"),
    ("expiration_date", "2025-06-01T00:00:00Z", "calendar-date"),
    ("knowledge_cutoff", "2025-01-01", "knowledge-before-creation"),
    ("expiration_date", "2023-08-23", "expiration-after-creation"),
    ("context_length", 0, "length-in-tokens"),
    ("context_length", -8192, "length-in-tokens"),
    ("context_length", 10**12, "length-in-tokens"),
    ("top_provider.context_length", 0, "length-in-tokens"),
    ("top_provider.max_completion_tokens", 0, "length-in-tokens"),
    ("top_provider.context_length", 8193, "provider-within-model"),
    ("top_provider.max_completion_tokens", 8193, "completion-within-context"),
    ("per_request_limits.prompt_tokens", 0, "request-limit"),
    ("per_request_limits.completion_tokens", -1.5, "request-limit"),
    ("supported_parameters", ["seed", "seed"], "words-once"),
    ("supported_voices", ["alloy"], "voices-speak"),
    ("architecture.input_modalities", [], "modalities-given"),
    ("architecture.output_modalities", [], "modalities-given"),
    ("architecture.input_modalities", ["text", "image", "text"], "words-once"),
    ("architecture.modality", "text->text", "modality-agrees"),
    ("architecture.modality", "text+image", "modality-agrees"),
    ("architecture.modality", "", "modality-agrees"),
    ("pricing.prompt", "free", "price-numeric"),
    ("pricing.prompt", "", "price-numeric"),
    ("pricing.image", " 1", "price-numeric"),
    ("pricing.completion", "-0.5", "price-not-negative"),
    ("pricing.completion", "-2", "price-not-negative"),
    ("pricing.completion", "30", "price-affordable"),
    ("pricing.image", "1000", "price-affordable"),
    ("pricing.discount", 7, "discount-fraction"),
    ("pricing.discount", -0.1, "discount-fraction"),
    ("links.details", "", "link-leads-somewhere"),
    ("links.details", "javascript:alert(1)", "link-leads-somewhere"),
    ("links.details", "/a b", "link-leads-somewhere"),
    ("reasoning.default_effort", "low", "default-effort-supported"),
    ("reasoning.supported_efforts", ["none", "high"], "efforts-descend"),
    ("reasoning.supported_efforts", ["none", "none"], "efforts-descend"),
    ("default_parameters.temperature", 99, "default-in-bounds"),
    ("default_parameters.temperature", -0.1, "default-in-bounds"),
    ("default_parameters.repetition_penalty", 2.1, "default-in-bounds"),
    ("default_parameters.top_p", 1.5, "default-in-bounds"),
    ("default_parameters.top_k", -1, "default-in-bounds"),
    ("default_parameters.presence_penalty", 3, "default-in-bounds"),
    ("benchmarks.artificial_analysis.coding_index", 140, "benchmark-index"),
    ("benchmarks.design_arena.0.win_rate", 140, "win-rate-percentage"),
    ("benchmarks.design_arena.0.elo", -5, "elo-rating"),
    ("benchmarks.design_arena.1.rank", 0, "rank-from-one"),
    ("benchmarks.design_arena.1.arena", "models", "arena-unique"),
]
FINE: list[tuple[str, Any]] = [
    ("id", MODEL["id"]),  # the whole is at the bounds of many rules
    ("id", "~openai/gpt-latest"),
    ("id", "openai/gpt-4:free-of-charge"),
    ("hugging_face_id", "zai-org/GLM-5.2"),
    ("hugging_face_id", None),
    ("name", "GPT-4 "),
    ("knowledge_cutoff", None),
    ("expiration_date", "2023-08-24"),
    ("context_length", None),
    ("top_provider.context_length", None),
    ("top_provider.max_completion_tokens", None),
    ("architecture.modality", None),
    ("architecture.modality", "image+text->text"),
    ("pricing.prompt", "-1"),
    ("pricing.prompt", "0"),
    ("pricing.prompt", "0.0000000833333333333333"),
    ("pricing.currency", "USD"),
    ("links.details", "https://openrouter.ai/openai/gpt-4"),
    ("reasoning.default_effort", None),
    ("reasoning.supported_efforts", None),
    ("reasoning.supported_efforts", ["high", "unheard of", "none"]),
]


def put(value: Any, way: str, new: Any) -> Any:
    """Copy a value with something in it replaced."""
    value = copy.deepcopy(value)
    *outer, last = [int(name) if name.isdigit() else name for name in way.split(".")]
    inner = value
    for name in outer:
        inner = inner[name]
    inner[last] = new
    return value


def warnings(body: object, status: int) -> list[Finding]:
    """Give what is implausible in a body."""
    found = implausible.warnings(body, status)
    return [finding for alike in found for _, finding in alike.told()]


def rule_of(finding: Finding) -> str:
    """Read the name of the rule from a message."""
    match = re.search(r"\(rule ([a-z-]+)\)$", finding.message)
    assert match is not None
    return match[1]


@pytest.mark.parametrize(("way", "value"), FINE)
def test_what_is_unusual_but_sensible_breaks_no_rule(way: str, value: object) -> None:
    """All of it has been seen, or may well be."""
    assert [] == warnings({"data": [put(MODEL, way, value)]}, 200)


@pytest.mark.parametrize(("way", "value", "rule"), SENSELESS)
def test_senseless_values_break_a_rule_at_their_place(way: str, value: object, rule: str) -> None:
    """The warning names the rule and shows the value."""
    named = way.rpartition(".")[0] + ".category" if rule == "arena-unique" else way
    path = "/data/1/" + named.replace(".", "/")
    other = MODEL | {"id": "openai/gpt-3"}
    found = warnings({"data": [other, put(MODEL, way, value)]}, 200)
    assert (Kind.IMPLAUSIBLE_VALUE, path, rule) in [
        (finding.kind, finding.path, rule_of(finding)) for finding in found
    ]
    assert {finding.path.startswith("/data/1/") for finding in found} == {True}


@pytest.mark.parametrize(("way", "value"), [case[:2] for case in (*SENSELESS, *FINE)])
def test_a_body_that_passed_a_gate_is_judged_like_plain_json(way: str, value: object) -> None:
    """Rules see the same values, whatever decoded them."""
    listing = {"$ref": "#/components/schemas/ModelsListResponse"}
    pass_gate = compile_walker(packaged_contract(), listing).pass_gate
    assert pass_gate is not None
    body = {"data": [MODEL | {"id": "openai/gpt-3"}, put(MODEL, way, value)]}
    try:
        passed = pass_gate(json.dumps(body).encode())
    except ValueError:
        return  # what deviates is for the walker
    assert warnings(body, 200) == warnings(passed, 200)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"mandatory": True, "default_effort": None, "supported_efforts": None}, "default_enabled"),
        ({"mandatory": True, "default_enabled": True, "supported_efforts": None}, "default_effort"),
        ({"mandatory": True, "default_enabled": True, "default_effort": None}, "supported_efforts"),
    ],
)
def test_mandatory_reasoning_has_no_way_out(changes: dict[str, Any], at: str) -> None:
    """There are three."""
    model = MODEL | {"reasoning": MODEL["reasoning"] | changes}
    (found,) = warnings({"data": [model]}, 200)
    assert (f"/data/0/reasoning/{at}", "mandatory-reasoning") == (found.path, rule_of(found))


def test_a_model_that_is_named_free_costs_nothing() -> None:
    """Either price counts."""
    found = warnings({"data": [MODEL | {"id": "openai/gpt-4:free"}]}, 200)
    assert {"free-costs-nothing"} == {rule_of(finding) for finding in found}
    paths = ["/data/0/pricing/prompt", "/data/0/pricing/completion"]
    assert paths == [finding.path for finding in found]


def test_an_id_that_stood_before_is_told_each_time() -> None:
    """The first one is right, and of a missing one the schema tells."""
    found = warnings({"data": [MODEL, MODEL | {"id": "a/b"}, MODEL, MODEL]}, 200)
    assert ["/data/2/id", "/data/3/id"] == [finding.path for finding in found]
    assert {"id-unique"} == {rule_of(finding) for finding in found}
    model = {name: value for name, value in MODEL.items() if name != "id"}
    assert [] == warnings({"data": [model, model]}, 200)


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"data": []}, 200, [("/data", "listing-not-empty")]),
        ({"error": {"code": 500, "message": "x"}}, 401, [("/error/code", "code-is-status")]),
        ({"error": {"code": 0, "message": "x"}}, 500, [("/error/code", "code-is-status")]),
        ({"error": {"code": 401.0, "message": "x"}}, 401, []),
        (
            {"error": {"code": 404, "message": " "}},
            404,
            [("/error/message", "error-says-something")],
        ),
        ({"error": {"code": "401", "message": None}}, 404, []),
    ],
)
def test_the_answer_as_a_whole_has_rules_too(
    body: object, status: int, expected: list[tuple[str, str]]
) -> None:
    """An error repeats its status; a listing lists something."""
    assert expected == [(each.path, rule_of(each)) for each in warnings(body, status)]


def test_of_a_value_that_deviates_nothing_more_is_told() -> None:
    """One deviation is one finding."""
    document = copy.deepcopy(packaged_contract())
    document["components"]["schemas"]["Model"]["properties"]["created"] = {"type": "integer"}
    model = put(MODEL, "created", -5.5)
    report = Contract.load(document).check(200, HEADERS, json.dumps({"data": [model]}).encode())
    assert [Kind.WRONG_TYPE] == [f.kind for f in report.findings if f.path == "/data/0/created"]


def test_truth_values_are_no_numbers() -> None:
    """And hide none of the same value."""
    values: list[Any] = [False, 0, True, [0], {}]
    models = [
        put(MODEL | {"id": f"a/{index}"}, "context_length", value)
        for index, value in enumerate(values)
    ]
    assert ["/data/1/context_length"] == [each.path for each in warnings({"data": models}, 200)]


def test_the_table_shows_every_rule_broken() -> None:
    """A rule that nothing breaks checks nothing; elsewhere are those that take more than one value."""
    elsewhere = {
        "listing-not-empty",
        "code-is-status",
        "error-says-something",
        "id-unique",
        "mandatory-reasoning",
        "free-costs-nothing",
    }
    assert {rule.name for rule in RULES} == {rule for _, _, rule in SENSELESS} | elsewhere


def test_every_rule_says_what_it_asks_and_why() -> None:
    """They are documentation."""
    assert all(rule.name and rule.asks and rule.why and rule.fields for rule in RULES)


FIELDS = ["data", "error", "status", *MODEL, *MODEL["architecture"], *MODEL["benchmarks"]]
JUNK = json_values(FIELDS, SCALARS | st.floats(), most=30)
LENIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LENIENT
@given(body=JUNK, status=st.integers())
def test_bodies_of_any_shape_are_taken(body: object, status: int) -> None:
    """Nothing raises."""
    assert {Kind.IMPLAUSIBLE_VALUE} >= {finding.kind for finding in warnings(body, status)}


@LENIENT
@given(
    way=st.sampled_from(sorted({way for way, _, _ in SENSELESS})),
    value=JUNK | st.lists(st.integers() | st.text(max_size=1)),
)
def test_values_of_any_shape_are_taken_at_any_field(way: str, value: object) -> None:
    """Lists in the place of texts, objects in the place of numbers."""
    warnings({"data": [MODEL, put(MODEL, way, value), put(MODEL, way, None)]}, 200)


CAPTURES = os.environ.get("OPENROUTER_CAPTURES", "")
# What fires on real listings, how often, and why that is right:
# - length-in-tokens: in 2024 one new model was listed with a context length of 0;
# - completion-within-context: some models promise a completion that is longer than the context, such
#   as 4096 tokens of 4095 (gpt-3.5-turbo-instruct) and 16384 of 8192 (llama-3-8b-instruct);
# - modality-agrees: until late 2025 the modality left out `file`, which the list of inputs has.
BARE = {"models-2026-04-13.json", "models-2026-07-29.json"}  # stored without their envelope
FIRING: dict[str, dict[str, int]] = {
    "models-2024-11-09.json": {"length-in-tokens": 2, "completion-within-context": 2},
    "models-2025-07-22.json": {"completion-within-context": 4, "modality-agrees": 22},
    "models-2026-04-13.json": {"completion-within-context": 5},
    "models-2026-06-16.json": {"completion-within-context": 3},
    "models-2026-07-29.json": {"completion-within-context": 4},
    "models-2026-08-04-trimmed.json": {},
}


@pytest.mark.skipif(not CAPTURES, reason="OPENROUTER_CAPTURES names no folder of captures")
@pytest.mark.parametrize("name", FIRING)
def test_real_listings_break_few_rules_and_each_with_cause(name: str) -> None:
    """The table above says which and why."""
    listing: Any = json.loads((Path(CAPTURES) / name).read_bytes())
    body: dict[str, Any] = {"data": listing} if name in BARE else listing
    assert FIRING[name] == Counter(map(rule_of, warnings(body, 200)))
