"""The applier of repairs: it does what OpenAPI Overlay 1.0 says, and notices when it need not."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonpath_rfc9535 as jsonpath
import pytest
import yaml
from hypothesis import given, reject
from hypothesis import strategies as st

from pipeline.derive.repairs import apply_repairs
from pipeline.failure import PipelineError
from pipeline.json_values import is_array, is_object

REPAIRS = Path(__file__).parents[3] / "openapi" / "repairs.overlay.yaml"


def overlay(*actions: dict[str, Any]) -> dict[str, Any]:
    """Wrap actions into an overlay, each with a reason."""
    return {
        "overlay": "1.0.0",
        "info": {"title": "t", "version": "1"},
        "actions": [{"description": "because", **action} for action in actions],
    }


SHARED: dict[str, Any] = {}
APPLIED: dict[str, tuple[Any, ...]] = {
    "an update merges objects and replaces primitives": (
        {"info": {"title": "old", "contact": {"name": "n"}}},
        {"info": {"title": "new", "contact": {"name": "n", "url": "u"}}},
        {"target": "$.info", "update": {"title": "new", "contact": {"url": "u"}}},
    ),
    "an update appends to a selected array": (
        *({"a": [1]}, {"a": [1, 2]}),
        {"target": "$[?!@[?@ == 2]]", "update": 2},
    ),
    "an array within an update is concatenated, as Overlay 1.1 says": (
        *({"o": {"tags": [1]}}, {"o": {"tags": [1, 2]}}),
        {"target": "$[?!@.tags[?@ == 2]]", "update": {"tags": [2]}},
    ),
    "removal takes out every match, whatever moves meanwhile": (
        *({"a": [{"x": 1}, {"x": 2}, {"y": 3}], "b": {"x": {}}}, {"a": [{"y": 3}]}),
        {"target": "$..[?@.x]", "remove": True},
    ),
    "actions see what earlier ones did": (
        *({"a": {}}, {"a": {"b": {"c": 2}}}),
        *({"target": "$.a", "update": {"b": {"c": 1}}}, {"target": "$.a.b", "update": {"c": 2}}),
    ),
    "what aliases share is changed in one place only": (
        *({"a": SHARED, "c": SHARED}, {"a": {"b": 1}, "c": {}}),
        {"target": "$.a", "update": {"b": 1}},
    ),
    "one is not true": (
        *({"a": {"b": 1}}, {"a": {"b": True}}),
        {"target": "$.a", "update": {"b": True}},
    ),
}


@pytest.mark.parametrize("row", APPLIED)
def test_actions_are_applied(row: str) -> None:
    """As Overlay 1.0 says; Python holds `1` and `true` for equal, JSON does not."""
    document, expected, *actions = APPLIED[row]
    result = apply_repairs(document, overlay(*actions))
    assert ({}, repr(expected)) == (result.ready_to_retire, repr(result.document))


def test_a_repair_that_upstream_has_made_is_ready_to_retire() -> None:
    """Its condition no longer holds, or it would change nothing: it is reported and left out."""
    document = {"a": {"b": 1}}
    result = apply_repairs(
        document,
        overlay({"target": "$.a", "update": {"b": 1}}, {"target": "$.a[?@.c]", "remove": True}),
    )
    assert document == result.document
    assert 2 == len(result.ready_to_retire)
    assert result.ready_to_retire[1].startswith("repair 2: ")
    assert "because" in result.ready_to_retire[1]


@pytest.mark.parametrize("target", ["$.nope", "$.nope[?@.c]", "$.a.nope.c"])
def test_an_action_without_its_place_fails(target: str) -> None:
    """A target that stands nowhere is a mistake, not a repair made upstream."""
    with pytest.raises(PipelineError, match="matches nothing") as raised:
        apply_repairs({"a": {}}, overlay({"target": target, "remove": True}))
    assert f"actions[0] (target '{target}')" in str(raised.value)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("$.b[0]['b', 'c']", "$.b[0]['b', 'c']"),
        ("$.b[?@.b[0]].c", "$.b"),
        ("$.b['b', ?@.c]", "$.b"),
        ("$.b ..[?@.b]", "$.b"),
        (r"""$['b?[', "]'?"]['it\'s ]?'].b[?@]""", r"""$['b?[', "]'?"]['it\'s ]?'].b"""),
        ("$.b.*[?$.a.b].c[?@.d]", "$.b.*"),
    ],
)
def test_the_place_of_an_action_is_what_its_target_says_before_the_first_filter(
    target: str, place: str
) -> None:
    """A question mark or a bracket in a quoted name is part of the name."""
    with pytest.raises(PipelineError) as raised:
        apply_repairs({"a": {}}, overlay({"target": target, "remove": True}))
    assert f"the document has no {place};" in str(raised.value)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"target": "$.list", "update": 1}, "would apply again"),
        ({"target": "$.object", "update": {"list": [1]}}, "would apply again"),
        ({"target": "$.object.text", "remove": True}, "neither an object nor an array"),
        ({"target": "$", "remove": True}, "the whole document"),
        ({"target": "$.object", "update": 1}, "only be updated with an object"),
        ({"target": "$.object", "update": {"list": {}}}, "not of the same kind"),
        ({"target": "$.object", "update": {"text": {}}}, "not of the same kind"),
        ({"target": "$.object"}, "either update or remove"),
        ({"target": "$.object", "update": {}, "remove": True}, "either update or remove"),
        ({"target": "$.object", "remove": "yes"}, r"actions\[0\].*\.remove"),
        ({"target": "$[", "remove": True}, "an invalid JSONPath"),
        ({"target": "$.object", "update": {}, "copy": "$"}, "copy"),
        ({"target": "$.object", "update": {}, "description": " "}, "description"),
        ({"update": {}}, "target"),
    ],
)
def test_a_wrong_action_is_named(action: dict[str, Any], message: str) -> None:
    """Each mistake in an action gives one message that says which action it is."""
    document: dict[str, Any] = {"object": {"text": "t", "list": []}, "list": []}
    with pytest.raises(PipelineError, match=message) as raised:
        apply_repairs(document, overlay(action))
    assert "actions[0]" in str(raised.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"overlay": "1.1.0"}, "overlay: "),
        ({"overlay": 1.0}, "overlay: "),
        ({"actions": ["remove"]}, "actions"),
        ({"info": {"title": "t"}}, "info: "),
        ({"extends": 3}, "extends: "),
        ({"action": []}, "the document: "),
    ],
)
def test_a_wrong_overlay_is_refused(change: dict[str, Any], message: str) -> None:
    """What is no OpenAPI Overlay 1.0 document is not applied."""
    with pytest.raises(PipelineError, match=f"the overlay of repairs is invalid: {message}"):
        apply_repairs({}, overlay({"target": "$", "update": {"a": 1}}) | change)


def test_extensions_are_allowed() -> None:
    """Overlay 1.0 lets fields named x-… stand anywhere."""
    action = {"target": "$", "update": {"a": 1}, "x-note": "n"}
    assert {"a": 1} == apply_repairs({}, overlay(action) | {"x-by": "me"}).document


names = st.sampled_from(["a", "b", "c"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)
documents = st.dictionaries(names, values, max_size=3)
actions = st.sampled_from(
    [
        {"target": "$..[?@.a]", "update": {"b": 1}},
        {"target": "$..[?@.a && !@.b]", "update": {"b": {"c": [True]}}},
        {"target": "$[?@[0] && !@[?@ == 'a']]", "update": "a"},
        {"target": "$[?@.a].a", "remove": True},
    ]
)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], str]:
    """Flatten a value into its leaves, each under its path."""
    if is_object(value) and value:
        items: list[tuple[str | int, Any]] = list(value.items())
    elif is_array(value) and value:
        items = list(enumerate(value))
    else:
        return {path: repr(value)}
    return {at: leaf for key, inner in items for at, leaf in leaves(inner, (*path, key)).items()}


@given(documents, actions)
def test_a_repair_touches_only_what_it_selects_and_only_once(
    document: dict[str, Any], action: dict[str, Any]
) -> None:
    """The input and all that is not selected stay; applied again the repair is ready to retire."""
    before = copy.deepcopy(document)
    try:
        once = apply_repairs(document, overlay(action)).document
    except PipelineError:
        reject()  # the action does not fit this document, which tests above look at
    assert before == document
    selected = [node.location for node in jsonpath.find(action["target"], document)]

    def elsewhere(tree: dict[str, Any]) -> dict[tuple[str | int, ...], str]:
        return {
            at: leaf
            for at, leaf in leaves(tree).items()
            if not any(place[: len(at)] == at[: len(place)] for place in selected)
        }

    assert elsewhere(document) == elsewhere(once)
    again = apply_repairs(once, overlay(action))
    assert once == again.document
    assert 1 == len(again.ready_to_retire)


API_KEY: list[Any] = [{"apiKey": []}]
BEARER: list[Any] = [{"bearer": []}]
SCHEME = {"type": "http", "scheme": "bearer"}
EU = {"description": "EU in-region routing", "url": "https://eu.openrouter.ai/api/v1"}


ALL_ARE_NEEDED = pytest.mark.skipif(
    len(yaml.safe_load(REPAIRS.read_bytes())["actions"]) != 4,
    reason="repairs were retired, and another revision is vendored",
)


def described(
    schemes: list[str], default: list[Any] | None, own: list[Any] | None
) -> dict[str, Any]:
    """Write a document as upstream does, with the given security."""
    operation: dict[str, Any] = {} if own is None else {"security": own}
    security: dict[str, Any] = {} if default is None else {"security": default}
    return {
        "servers": [{"url": "https://openrouter.ai/api/v1"}],
        "paths": {"/models/user": {"get": operation}},
        "components": {"securitySchemes": dict.fromkeys(schemes, SCHEME)},
        **security,
    }


@ALL_ARE_NEEDED
@pytest.mark.parametrize(
    ("schemes", "default", "own", "retiring"),
    [
        (["apiKey", "bearer"], API_KEY, BEARER, 0),
        (["apiKey", "bearer"], None, BEARER, 0),
        (["apiKey", "bearer"], API_KEY, None, 2),
        (["apiKey"], API_KEY, None, 3),
        (["bearer"], None, BEARER, 3),
    ],
)
def test_our_repairs_leave_one_scheme_that_secures_the_operation(
    schemes: list[str],
    default: list[dict[str, Any]] | None,
    own: list[dict[str, Any]] | None,
    retiring: int,
) -> None:
    """Whatever upstream has mended itself, one scheme remains and the operation requires it."""
    repairs = yaml.safe_load(REPAIRS.read_bytes())
    result = apply_repairs(described(schemes, default, own), repairs)
    document = result.document
    (scheme,) = document["components"]["securitySchemes"]
    operation = document["paths"]["/models/user"]["get"]
    assert [{scheme: []}] == operation.get("security", document.get("security"))
    assert retiring == len(result.ready_to_retire)


def test_our_repairs_list_the_eu_server_once() -> None:
    """It is appended where it is missing, and ready to retire where upstream lists it."""
    repairs = yaml.safe_load(REPAIRS.read_bytes())
    document = described(["apiKey"], API_KEY, None)
    mended = apply_repairs(document, repairs).document
    assert [*document["servers"], EU] == mended["servers"]
    assert mended["servers"] == apply_repairs(mended, repairs).document["servers"]
