"""The catalog: a read-only sequence with look-up, filters, sorting and groups, from which nothing is lost."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import json_values, needs

from openrouter_api.models import Model, ModelsListResponse, Parameter
from openrouter_models.catalog import Catalog
from openrouter_models.decoding import decode
from openrouter_models.errors import ModelNotFoundError, OpenRouterError
from openrouter_models.findings import Report

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = json_values(most=6)
FIELDS = [
    *("id", "canonical_slug", "name", "description", "created", "expiration_date", "reasoning"),
    *("context_length", "supported_parameters", "architecture", "pricing", "top_provider"),
]


def catalog(*items: object, **envelope: Any) -> Catalog:
    """Build a catalog from wire items, with an empty report."""
    body = {"data": list(items), **envelope}
    return Catalog(ModelsListResponse.from_dict(body), report=Report)


def ids(models: Catalog) -> list[Any]:
    """Give the ids in order."""
    return [model.id for model in models]


A: dict[str, Any] = {
    "id": "openai/gpt",
    "canonical_slug": "openai/gpt-1",
    "name": "GPT",
    "description": "Writes Straße.",
    "created": 1_700_000_000,
    "expiration_date": "2026-12-31",
    "context_length": 8000,
    "architecture": {
        "input_modalities": ["text", "image"],
        "output_modalities": ["text"],
        "tokenizer": "GPT",
    },
    "supported_parameters": ["tools", "reasoning", "prediction"],
    "pricing": {"prompt": "0.000003", "completion": "0.00001"},
}
FREE = {
    "id": "meta/llama:free",
    "canonical_slug": "meta/llama-3",
    "name": "llama",
    "created": 1_600_000_000,
    "context_length": 4000,
    "architecture": {"input_modalities": ["text"], "output_modalities": ["text", "audio"]},
    "supported_parameters": ["tools"],
    "pricing": {"prompt": "0", "completion": "0"},
}
PLAIN = {"id": "meta/llama", "canonical_slug": "meta/llama-3", "pricing": {"prompt": "0.000001"}}
ROUTER = {
    "id": "openrouter/auto",
    "canonical_slug": "openrouter/auto",
    "reasoning": {"mandatory": False},
    "context_length": None,
    "pricing": {"prompt": "-1", "completion": "-1"},
}
RAW: dict[str, Any] = {
    "id": 7,
    "canonical_slug": None,
    "name": [],
    "created": "today",
    "expiration_date": "soon",
    "context_length": "long",
    "architecture": "none",
    "supported_parameters": {"tools": True},
    "pricing": "free",
    "description": 1,
}
EMPTY: dict[str, Any] = {}
NOTHING: list[Any] = []
ALL = catalog(A, FREE, PLAIN, ROUTER, RAW, EMPTY)


def test_it_is_a_sequence_of_models() -> None:
    """Length, position, iteration, membership, the inherited rest."""
    assert 6 == len(ALL)
    assert ALL[0] is next(iter(ALL))
    assert ALL[-1] is list(ALL)[5]
    assert ALL[1] in ALL
    assert 1 == ALL.index(ALL[1])
    assert list(ALL)[::-1] == list(reversed(ALL))
    with pytest.raises(IndexError):
        ALL[6]
    with pytest.raises(TypeError, match="Expected an id, a position or a slice, got Model"):
        ALL[cast("Any", ALL[0])]


def test_it_is_read_only() -> None:
    """No item can be set or deleted, and no property."""
    for change in ("models[0] = models[1]", "del models[0]", "models.report = None"):
        with pytest.raises((TypeError, AttributeError)):
            exec(change, {"models": ALL})  # noqa: S102  # type checkers would refuse the statements


def test_items_that_are_no_objects_are_left_out_and_kept_in_place() -> None:
    """The sequence has the models, `to_dict` the body."""
    mixed = catalog(1, A, None, [], FREE, total_count=2)
    assert ["openai/gpt", "meta/llama:free"] == ids(mixed)
    assert {"data": [1, A, None, [], FREE], "total_count": 2} == mixed.to_dict()


@pytest.mark.parametrize("data", [None, {}, "models", 3])
def test_data_that_is_no_array_has_no_models(data: object) -> None:
    """And is given back as it came."""
    models = Catalog(ModelsListResponse.from_dict({"data": data}), report=Report)
    assert ([], {"data": data}) == (list(models), models.to_dict())


def test_models_make_a_catalog() -> None:
    """A complete one: body, look-up, and a report of what is off about them."""
    made = Catalog(model for model in ALL)
    assert list(ALL) == list(made)
    assert ALL.to_dict()["data"] == made.to_dict()["data"]
    assert made["openai/gpt"].name == "GPT"
    assert ALL.infos == made.infos
    missing = {finding.path for finding in made.report.findings}
    assert "/data/1/top_provider" in missing
    assert list(ALL) == list(Catalog(ALL))
    assert not Catalog([]).report.verified


@pytest.mark.parametrize("wrong", ["openai/gpt", [A], [ALL.info("openai/gpt")], 3])
def test_a_catalog_is_made_of_models_only(wrong: Any) -> None:
    """What is none is named."""
    with pytest.raises(TypeError, match=r"Expected (a model, such as catalog|models, got 3)"):
        Catalog(wrong)


def test_a_report_may_be_given_as_it_is() -> None:
    """Nothing is checked then."""
    report = Report(verified=False)
    assert report is Catalog(ALL, report=report).report


@given(st.lists(JSON, max_size=2), JSON)
def test_catalogs_are_equal_if_their_bodies_are(data: list[Any], extra: Any) -> None:
    """Whatever their reports say; the body as text gives the same catalog again."""
    one = catalog(*data, extra=extra)
    assert one == decode(one.to_json())
    assert one != catalog(*data, {"id": "one/more"}, extra=extra)
    assert one != one.to_dict()


def test_the_report_is_made_when_asked_for() -> None:
    """Neither building, filtering nor showing a catalog makes it."""
    made: list[Report] = []

    def report() -> Report:
        made.append(Report())
        return made[0]

    models = Catalog(ModelsListResponse.from_dict({"data": [A]}), report=report)
    derived = models.where(input="image")[:1]
    assert "openai/gpt" in repr(derived)
    assert [] == made
    assert derived.report is made[0]


def test_what_is_derived_keeps_the_envelope() -> None:
    """Report, response and other fields stay; `data` has just the models."""
    response = httpx.Response(200)
    envelope = ModelsListResponse.from_dict({"data": [A, 5, FREE], "unheard-of": {"next": None}})
    models = Catalog(envelope, report=Report, response=response)
    for derived in (models[1:], models.where(free=True), models.group_by("author")["meta"]):
        assert {"data": [FREE], "unheard-of": {"next": None}} == derived.to_dict()
        assert {"unheard-of": {"next": None}} == derived.additional_properties
        assert derived.response is response
    derived.additional_properties["mine"] = 1
    assert "mine" not in models.additional_properties
    assert [A, 5, FREE] == models.to_dict()["data"]


def test_a_slice_is_a_catalog() -> None:
    """Any slice, steps included."""
    assert [7, "meta/llama", "openai/gpt"] == ids(ALL[-2::-2])
    assert isinstance(ALL[:0], Catalog)


def test_look_up_by_id_then_by_slug() -> None:
    """Of the variants that share a slug the plain one is meant."""
    keys = ("openai/gpt-1", "meta/llama:free", "meta/llama-3")
    assert ["openai/gpt", "meta/llama:free", "meta/llama"] == [ALL[key].id for key in keys]
    names: list[object] = ["meta/llama-3", "meta/llama-4", 3, None]
    assert [True, False, False, False] == [name in ALL for name in names]


def test_get_gives_a_default() -> None:
    """As a dict does."""
    model = ALL.get("openai/gpt")
    assert model is not None
    assert model is ALL[0]
    assert ALL.get("nothing") is None
    assert 3 == ALL.get("nothing", 3)


def test_a_miss_names_the_nearest() -> None:
    """It is an error of ours and a `KeyError`, and reads as a sentence."""
    with pytest.raises(ModelNotFoundError) as caught:
        ALL["openai/gtp"]
    assert isinstance(caught.value, OpenRouterError)
    assert isinstance(caught.value, KeyError)
    assert ("openai/gtp", ("openai/gpt", "openai/gpt-1")) == (
        caught.value.name,
        caught.value.nearest,
    )
    assert str(caught.value) == (
        "No model 'openai/gtp' in this catalog. Did you mean openai/gpt or openai/gpt-1?"
    )
    with pytest.raises(KeyError, match=r"^No model 'a/b' in this catalog\.$"):
        catalog()["a/b"]


@pytest.mark.parametrize(
    ("found", "criteria"),
    [
        ([0, 1, 2, 3, 4, 5], {}),
        ([0], {"input": "image"}),
        ([0], {"input": ["text", "image"]}),
        ([1], {"output": "audio"}),
        ([0, 1], {"supports": "tools"}),
        ([0], {"supports": (Parameter.TOOLS, "prediction")}),
        ([1, 2], {"author": "meta"}),
        ([1], {"free": True}),
        ([0, 2, 3, 4, 5], {"free": False}),
        pytest.param([0, 3], {"reasoning": True}, marks=needs("reasoning")),
        pytest.param([1, 2, 4, 5], {"reasoning": False}, marks=needs("reasoning")),
        ([0], {"min_context": 8000}),
        ([1], {"max_context": 4000}),
        ([0, 1, 2], {"max_prompt_price": 3}),
        ([1, 2], {"max_prompt_price": 2.999}),
        ([0, 1], {"max_completion_price": 10**6}),
        ([0], {"created_after": 1_700_000_000}),
        ([1], {"created_before": 1_700_000_000}),
        ([0, 1], {"created_before": datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC)}),
        ([0], {"expires_after": date(2026, 12, 31)}),
        (NOTHING, {"expires_before": date(2026, 12, 31)}),
        ([0], {"expires_before": date(2027, 1, 1)}),
        ([0], {"text": "STRASSE"}),
        ([1, 2], {"text": "Llama"}),
        ([2], {"predicate": ALL[2].__eq__}),
        ([1], {"author": "meta", "supports": "tools", "max_prompt_price": 1}),
    ],
)
def test_where_keeps_what_meets_every_criterion(found: list[int], criteria: dict[str, Any]) -> None:
    """Missing, raw and unknown values never match; order stays."""
    assert [ALL[at] for at in found] == list(ALL.where(**criteria))


def test_groups_part_the_catalog() -> None:
    """Each model is in one group, those without a value in the group of the empty name."""
    groups = ALL.group_by("author")
    assert ["openai", "meta", "openrouter", ""] == list(groups)
    assert ["meta/llama:free", "meta/llama"] == ids(groups["meta"])
    assert len(ALL) == sum(map(len, groups.values()))
    assert ["GPT", ""] == list(ALL.group_by("tokenizer"))
    assert [""] == list(ALL.group_by("modality"))
    assert ["yes"] == list(ALL.group_by(lambda _: "yes"))


@pytest.mark.parametrize(
    ("shown", "items"),
    [
        ("<Catalog of 0 models>", NOTHING),
        ("<Catalog of 1 model: openai/gpt>", [A]),
        ("<Catalog of 4 models: openai/gpt, openai/gpt, openai/gpt, …>", [A, A, A, A]),
        ("<Catalog of 1 model: None>", [RAW]),
    ],
)
def test_it_shows_itself_on_one_line(shown: str, items: list[object]) -> None:
    """How many models, and the first of them."""
    assert shown == repr(catalog(*items))


def test_text_from_the_server_is_harmless_where_it_is_shown() -> None:
    """Neither the catalog nor a miss prints control characters or endless ids."""
    models = catalog({"id": "a/\x1b[2J\n\u202e" + "x" * 10_000}, {"id": "a/\x1b]0;b"})
    with pytest.raises(KeyError) as caught:
        models["a/\x1b]0;c"]
    for text in (repr(models), str(caught.value)):
        assert text.isprintable()
        assert len(text) <= 500


def pickled(models: Catalog) -> Any:
    """Send a catalog through pickle."""
    return pickle.loads(pickle.dumps(models))  # noqa: S301  # our own bytes


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_comes_without_the_response(travel: Callable[[Catalog], Catalog]) -> None:
    """The request in it carries the key; everything else arrives."""
    request = httpx.Request(
        "GET", "https://example.org", headers={"Authorization": "Bearer s3cret"}
    )
    envelope = ModelsListResponse.from_dict({"data": [A, 1], "links": {}})
    models = Catalog(envelope, report=Report, response=httpx.Response(200, request=request))
    copied = travel(models)
    assert models.to_dict() == copied.to_dict()
    assert models.report == copied.report
    assert copied.response is None
    assert b"s3cret" not in pickle.dumps(models)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, max_size=5), JSON)
def test_nothing_the_server_sends_breaks_a_catalog(items: list[object], links: object) -> None:
    """Every criterion, order, grouping and row works on whatever came, and the body comes back."""
    models = catalog(*items, links=links)
    kept = models.where(
        input=[],
        min_context=0,
        max_prompt_price=1,
        max_completion_price=1,
        created_after=0,
        expires_before=date(3000, 1, 1),
        text="a",
        author="a",
        free=False,
        reasoning=True,
    )
    assert len(kept) <= len(models)
    for order in ("id", "name", "created", "expires", "context_length", "prompt_price"):
        assert len(models) == len(models.sorted_by(order))
    assert len(models) == sum(map(len, models.group_by("author").values()))
    assert len(models) == len(models.to_rows())
    assert {"data": items, "links": links} == models.to_dict()
    assert "Catalog of" in repr(models)
    assert models.get("a") is None or isinstance(models.get("a"), Model)
