"""Models: declared fields, what is undeclared beside them, and the way to plain JSON and back."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import (
    InternalServerResponseErrorDataMetadata,
    Model,
    ModelArchitecture,
    ModelLinks,
    OutputModality,
    Parameter,
    PublicPricing,
    TopProviderInfo,
)
from openrouter_api.record import Record, to_plain
from openrouter_api.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = {"details": "/x", "new": [1]}


def test_constructor_takes_declared_fields() -> None:
    """A model can be made by hand, and says only what it was given."""
    assert {"completion": "1", "prompt": "2"} == PublicPricing(completion="1", prompt="2").to_dict()


def test_constructor_needs_required_fields() -> None:
    """What the document requires has no default."""
    with pytest.raises(TypeError, match="completion"):
        PublicPricing(prompt="2")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - that is the test


def test_from_dict_leaves_its_argument_alone() -> None:
    """The plain JSON that a model is made of stays as it was."""
    body: dict[str, Any] = {**BODY, "more": {"a": 1}}
    model = ModelLinks.from_dict(body)
    model["new"] = 2
    assert {**BODY, "more": {"a": 1}} == body


def test_from_dict_takes_any_mapping() -> None:
    """A model can be made of another mapping than a dict."""
    metadata = InternalServerResponseErrorDataMetadata.from_dict(BODY)
    assert "/x" == ModelLinks.from_dict(metadata).details


def test_undeclared_fields_by_subscript() -> None:
    """Undeclared fields can be read, set, asked for and deleted by subscript."""
    model = ModelLinks.from_dict(BODY)
    assert [1] == model["new"]
    model["other"] = 2
    assert ["new", "other"] == model.additional_keys
    assert "other" in model
    del model["new"]
    assert {"details": "/x", "other": 2} == model.to_dict()
    with pytest.raises(KeyError, match="new"):
        model["new"]


def test_undeclared_fields_are_there_when_asked_for() -> None:
    """A model without undeclared fields has an empty dict that takes some."""
    model = ModelLinks(details="/x")
    assert {} == model.additional_properties
    model.additional_properties["a"] = 1
    assert {"details": "/x", "a": 1} == model.to_dict()


def test_unknown_attribute() -> None:
    """An attribute that no field has is an error that names it."""
    with pytest.raises(AttributeError, match="'ModelLinks' object has no attribute 'detials'"):
        getattr(ModelLinks(details="/x"), "detials")  # noqa: B009 - no type checker lets it be written plainly


def test_equality() -> None:
    """Models are equal when their fields are, declared or not."""
    assert ModelLinks.from_dict(BODY) == ModelLinks.from_dict(BODY)
    assert ModelLinks.from_dict(BODY) != ModelLinks(details="/x")
    assert ModelLinks(details="/x") == ModelLinks.from_dict({"details": "/x"})
    assert ModelLinks(details="/x") != to_plain(ModelLinks(details="/x"))


@pytest.mark.parametrize(
    ("shown", "model"),
    [
        ("ModelLinks(details='/x')", ModelLinks(details="/x")),
        ("ModelLinks(details='/x', …)", ModelLinks.from_dict(BODY)),
        (
            "Model(id='a/b', context_length=1, …)",
            Model.from_dict({"context_length": 1, "id": "a/b", "links": {}}),
        ),
        ("ModelArchitecture()", ModelArchitecture.from_dict({})),
        ("ModelArchitecture(…)", ModelArchitecture.from_dict({"input_modalities": []})),
        (
            "ModelArchitecture(modality='a\\u202e')",
            ModelArchitecture.from_dict({"modality": "a\u202e"}),
        ),
    ],
)
def test_repr_identifies(shown: str, model: Record) -> None:
    """What `repr` shows is what there is, beginning with what identifies it."""
    assert shown == repr(model)


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "description", "created", "x"]),
        st.text(max_size=300) | st.integers(),
    )
)
def test_repr_is_one_short_line(body: dict[str, Any]) -> None:
    """Whatever a model holds, at most 120 printable characters stand for it."""
    shown = repr(Model.from_dict(body))
    assert len(shown) <= 120
    assert shown.isprintable()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    """Models survive pickle, unknown enum values, raw ones and undeclared fields included."""
    body = {
        "modality": None,
        "input_modalities": ["text", "smell", 5],
        "output_modalities": 1,
        "x": 2,
    }
    model = ModelArchitecture.from_dict(body)
    again = pickle.loads(pickle.dumps(model, protocol))  # noqa: S301 - our own bytes
    assert model == again
    assert body == again.to_dict()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copy(copied: Callable[[Any], Any]) -> None:
    """Copies are equal, and say the same."""
    assert BODY == copied(ModelLinks.from_dict(BODY)).to_dict()


def test_evolve_changes_declared_fields() -> None:
    """`attrs.evolve` makes a model with other declared fields."""
    assert {"details": "/y"} == attrs.evolve(ModelLinks.from_dict(BODY), details="/y").to_dict()


def test_null_and_absent_differ() -> None:
    """Null is sent again, absence is not."""
    assert {"is_moderated": True, "context_length": None} == TopProviderInfo(
        is_moderated=True, context_length=None, max_completion_tokens=UNSET
    ).to_dict()


def test_open_object_is_a_mapping() -> None:
    """An object of which the document names no fields is a mapping, in every way."""
    metadata = InternalServerResponseErrorDataMetadata.from_dict({"a": 1, "from_dict": 2})
    assert isinstance(metadata, Mapping)
    assert isinstance(metadata, MutableMapping)
    assert {"a": 1, "from_dict": 2} == dict(metadata) == {**metadata} == metadata.to_dict()
    assert (2, 1, None, ["a", "from_dict"]) == (
        len(metadata),
        metadata.get("a"),
        metadata.get("b"),
        list(metadata.keys()),
    )
    assert 1 == metadata.pop("a")
    metadata.update(c=3)
    assert {"from_dict": 2, "c": 3} == metadata


def test_open_object_made_by_hand() -> None:
    """A mapping that is made empty takes entries."""
    metadata = InternalServerResponseErrorDataMetadata()
    assert not metadata
    metadata["a"] = 1
    assert {"a": 1} == metadata.to_dict()


def test_to_plain() -> None:
    """Models and enums within lists and dicts become plain JSON; the rest is what it was."""
    value = [
        {"a": ModelLinks(details="/x")},
        Parameter.TOOLS,
        Parameter("new"),
        OutputModality.TEXT,
        5,
    ]
    plain = to_plain(value)
    assert [{"a": {"details": "/x"}}, "tools", "new", "text", 5] == plain
    assert {dict, str, int} == {type(one) for one in plain}
