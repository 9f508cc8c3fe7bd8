"""Models: declared fields, what is undeclared beside them, and the way to plain JSON and back."""

from __future__ import annotations

import copy
import pickle
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

SCHEMAS: dict[str, Any] = {
    "Model": {
        "type": "object",
        "properties": {
            **{name: {"type": "string"} for name in ("id", "name", "description")},
            "context_length": {"type": "integer"},
            "links": {"$ref": "#/components/schemas/Links"},
            "words": {"$ref": "#/components/schemas/Words"},
            "metadata": {"$ref": "#/components/schemas/Metadata"},
            "limits": {"$ref": "#/components/schemas/Limits"},
        },
    },
    "Links": {
        "type": "object",
        "required": ["details"],
        "properties": {"details": {"type": "string"}},
    },
    "Words": {
        "type": "object",
        "properties": {
            "mood": {"type": ["string", "null"]},
            "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Word"}},
            "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Word"}},
        },
    },
    "Word": {"type": "string", "enum": ["text", "tools"]},
    "Metadata": {"type": "object"},
    "Limits": {
        "type": "object",
        "required": ["bounded", "length"],
        "properties": {
            "bounded": {"type": "boolean"},
            "length": {"type": ["integer", "null"]},
            "longest": {"type": "integer"},
        },
    },
}
BODY = {"details": "/x", "new": [1]}


@pytest.fixture(scope="module")
def generated(client: Callable[..., ModuleType]) -> ModuleType:
    """Give a client with one schema of each kind, whichever document is vendored."""
    return client(SCHEMAS)


@pytest.fixture(scope="module")
def links(generated: ModuleType) -> Any:
    """Give the class of an object with one field, which is required."""
    return generated.models.Links


@pytest.fixture(scope="module")
def metadata(generated: ModuleType) -> Any:
    """Give the class of an object of which no field is declared."""
    return generated.models.Metadata


def test_constructor_takes_declared_fields(generated: ModuleType) -> None:
    """A model can be made by hand, and says only what it was given."""
    made = generated.models.Limits(bounded=True, length=1)
    assert {"bounded": True, "length": 1} == made.to_dict()


def test_constructor_needs_required_fields(generated: ModuleType) -> None:
    """What the document requires has no default."""
    with pytest.raises(TypeError, match="length"):
        generated.models.Limits(bounded=True)


def test_from_dict_leaves_its_argument_alone(links: Any) -> None:
    """The plain JSON that a model is made of stays as it was."""
    body: dict[str, Any] = {**BODY, "more": {"a": 1}}
    model = links.from_dict(body)
    model["new"] = 2
    assert {**BODY, "more": {"a": 1}} == body


def test_from_dict_takes_any_mapping(links: Any, metadata: Any) -> None:
    """A model can be made of another mapping than a dict."""
    assert "/x" == links.from_dict(metadata.from_dict(BODY)).details


def test_undeclared_fields_by_subscript(links: Any) -> None:
    """Undeclared fields can be read, set, asked for and deleted by subscript."""
    model = links.from_dict(BODY)
    assert [1] == model["new"]
    model["other"] = 2
    assert ["new", "other"] == model.additional_keys
    assert "other" in model
    del model["new"]
    assert {"details": "/x", "other": 2} == model.to_dict()
    with pytest.raises(KeyError, match="new"):
        model["new"]


def test_undeclared_fields_are_there_when_asked_for(links: Any) -> None:
    """A model without undeclared fields has an empty dict that takes some."""
    model = links(details="/x")
    assert {} == model.additional_properties
    model.additional_properties["a"] = 1
    assert {"details": "/x", "a": 1} == model.to_dict()


def test_unknown_attribute(links: Any) -> None:
    """An attribute that no field has is an error that names it."""
    model = links(details="/x")
    with pytest.raises(AttributeError, match="'Links' object has no attribute 'detials'"):
        model.detials  # noqa: B018 - reading it is the test


def test_equality(generated: ModuleType, links: Any) -> None:
    """Models are equal when their fields are, declared or not."""
    assert links.from_dict(BODY) == links.from_dict(BODY)
    assert links.from_dict(BODY) != links(details="/x")
    assert links(details="/x") == links.from_dict({"details": "/x"})
    assert links(details="/x") != generated.record.to_plain(links(details="/x"))


@pytest.mark.parametrize(
    ("shown", "name", "body"),
    [
        ("Links(details='/x')", "Links", {"details": "/x"}),
        ("Links(details='/x', …)", "Links", BODY),
        (
            "Model(id='a/b', context_length=1, …)",
            "Model",
            {"context_length": 1, "id": "a/b", "links": {}},
        ),
        ("Words()", "Words", {}),
        ("Words(…)", "Words", {"inputs": []}),
        ("Words(mood='a\\u202e')", "Words", {"mood": "a\u202e"}),
    ],
)
def test_repr_identifies(
    generated: ModuleType, shown: str, name: str, body: dict[str, Any]
) -> None:
    """What `repr` shows is what there is, beginning with what identifies it."""
    assert shown == repr(getattr(generated.models, name).from_dict(body))


@given(
    body=st.dictionaries(
        st.sampled_from(["id", "name", "description", "context_length", "x"]),
        st.text(max_size=300) | st.integers(),
    )
)
def test_repr_is_one_short_line(generated: ModuleType, body: dict[str, Any]) -> None:
    """Whatever a model holds, at most 120 printable characters stand for it."""
    shown = repr(generated.models.Model.from_dict(body))
    assert len(shown) <= 120
    assert shown.isprintable()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(generated: ModuleType, protocol: int) -> None:
    """Models survive pickle, unknown enum values, raw ones and undeclared fields included."""
    body = {"mood": None, "inputs": ["text", "smell", 5], "outputs": 1, "x": 2}
    model = generated.models.Words.from_dict(body)
    again = pickle.loads(pickle.dumps(model, protocol))  # noqa: S301 - our own bytes
    assert model == again
    assert body == again.to_dict()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copy(links: Any, copied: Callable[[Any], Any]) -> None:
    """Copies are equal, and say the same."""
    assert BODY == copied(links.from_dict(BODY)).to_dict()


def test_evolve_changes_declared_fields(links: Any) -> None:
    """`attrs.evolve` makes a model with other declared fields."""
    assert {"details": "/y"} == attrs.evolve(links.from_dict(BODY), details="/y").to_dict()


def test_null_and_absent_differ(generated: ModuleType) -> None:
    """Null is sent again, absence is not."""
    made = generated.models.Limits(bounded=True, length=None, longest=generated.types.UNSET)
    assert {"bounded": True, "length": None} == made.to_dict()


def test_open_object_is_a_mapping(metadata: Any) -> None:
    """An object of which the document names no fields is a mapping, in every way."""
    assert MutableMapping in metadata.__mro__
    model = metadata.from_dict({"a": 1, "from_dict": 2})
    assert {"a": 1, "from_dict": 2} == dict(model) == {**model} == model.to_dict()
    assert (2, 1, None) == (len(model), model.get("a"), model.get("b"))
    assert ["a", "from_dict"] == list(model.keys())
    assert 1 == model.pop("a")
    model.update(c=3)
    assert {"from_dict": 2, "c": 3} == model


def test_open_object_made_by_hand(metadata: Any) -> None:
    """A mapping that is made empty takes entries."""
    model = metadata()
    assert not model
    model["a"] = 1
    assert {"a": 1} == model.to_dict()


def test_to_plain(generated: ModuleType, links: Any) -> None:
    """Models and enums within lists and dicts become plain JSON; the rest is what it was."""
    word = generated.models.Word
    value = [{"a": links(details="/x")}, word.TOOLS, word("new"), 5]
    plain = generated.record.to_plain(value)
    assert [{"a": {"details": "/x"}}, "tools", "new", 5] == plain
    assert {dict, str, int} == {type(one) for one in plain}
