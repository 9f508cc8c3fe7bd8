"""Arguments of a wrong kind: each is refused in one sentence that names it, by this package and not by what it calls."""

from __future__ import annotations

import inspect
import json
import traceback
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from openrouter_models import (
    AsyncOpenRouterModels,
    Catalog,
    Model,
    OpenRouterModels,
    Requirements,
    Rows,
    Usage,
    decode,
    errors,
)
from openrouter_models.contract import (
    Contract,
    Instances,
    boundary_cases,
    compile_walker,
    gaps,
    known_bad,
    strategies,
)
from openrouter_models.testing import MockOpenRouter, assert_conforms, model
from openrouter_models.testing.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    Call: TypeAlias = tuple[Callable[..., Any], dict[str, Any]]

KEY = "sk-or-v1-of-no-use"
WRONG: tuple[object, ...] = (
    *(3, -1, 1.5, float("nan"), 1j, True, b"x", bytearray(b"x"), "", "x", "a\0b", "\ud800"),
    *(
        [1],
        [[2]],
        {"a": 1},
        {3: 1},
        {1, "a", None},
        range(3),
        iter([b"a"]),
        ValueError("x"),
        object(),
        ...,
    ),
)


@pytest.fixture(scope="module")
def calls() -> dict[str, Call]:
    """Give the public callables, each with arguments that are right."""
    mock = MockOpenRouter()
    body = json.dumps(mock.listing).encode()
    catalog, contract = decode(body), Contract.load()
    response = httpx.Response(200, content=body, headers={"content-type": "application/json"})
    return {
        "OpenRouterModels": (OpenRouterModels, {"api_key": KEY, "transport": mock.transport}),
        "AsyncOpenRouterModels": (
            AsyncOpenRouterModels,
            {"api_key": KEY, "transport": mock.transport},
        ),
        "decode": (decode, {"body": body}),
        "MockOpenRouter": (MockOpenRouter, {"allow_deviations": True}),
        "Catalog": (Catalog, {"models": []}),
        "Contract.load": (Contract.load, {}),
        "Contract.check": (contract.check, {"status": 200, "headers": {}, "body": b"[]"}),
        "boundary_cases": (boundary_cases, {}),
        "gaps": (gaps, {}),
        "assert_conforms": (assert_conforms, {"response": response}),
        "model": (model, {"model_id": "a/b"}),
        "respond": (mock.respond, {"status": 429}),
        "cheapest": (catalog.cheapest, {"usage": Usage()}),
        "where": (catalog.where, {}),
        "get": (catalog.get, {"key": "x"}),
        "info": (catalog.info, {}),
        "changes": (catalog.changes, {}),
        "Rows": (Rows, {}),
        "Instances": (Instances, {}),
        "compile_walker": (compile_walker, {"contract": contract.document, "schema": True}),
        "known_bad": (known_bad, {"status": 200}),
        "violations": (strategies.violations, {"status": 401}),
        "from_dict": (Model.from_dict, {}),
        "Requirements.parse": (Requirements.parse, {"content": ""}),
        "Requirements.load": (Requirements.load, {}),
        "Target.of": (Target.of, {}),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("OpenRouterModels", "AsyncOpenRouterModels", "MockOpenRouter", "decode", "model", "gaps"),
        *("Catalog", "where", "get", "info", "changes", "cheapest", "respond", "assert_conforms"),
        *("Contract.load", "Contract.check", "boundary_cases", "Rows", "Instances", "known_bad"),
        *("compile_walker", "violations", "from_dict", "Requirements.parse", "Requirements.load"),
        "Target.of",
    ],
)
def test_a_wrong_argument_is_refused_in_a_sentence(name: str, calls: dict[str, Call]) -> None:
    """Or taken: what is raised is an error of this package, or raised by it on purpose."""
    call, right = calls[name]
    for option, wrong in product(_options(call), WRONG):
        try:
            call(**right | {option: wrong})
        except (errors.OpenRouterError, AssertionError):
            continue
        except (TypeError, ValueError, LookupError) as error:
            if not _is_ours(error):
                pytest.fail(f"{option}={wrong!r}: {error!r}")


def _options(call: Callable[..., Any]) -> list[str]:
    parameters = inspect.signature(call).parameters.values()
    named = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    return [each.name for each in parameters if each.kind in named]


def _is_ours(error: BaseException) -> bool:
    """Tell whether the line that raised it is a `raise` of our two packages."""
    raised = traceback.extract_tb(error.__traceback__)[-1]
    return "openrouter_" in raised.filename and (raised.line or "").startswith("raise ")
