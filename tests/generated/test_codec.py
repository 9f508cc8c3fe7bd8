"""The codec: every body comes back, typed as far as it is valid, and raw where it is not."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conforming import fitted, listing

from openrouter_api import annotations as hints
from openrouter_api import codec, jsontext
from openrouter_api.jsontext import MAX_DEPTH, Numeral, TooDeepError
from openrouter_api.models import (
    InputModality,
    Model,
    ModelArchitecture,
    ModelsListResponse,
    Parameter,
    PublicPricing,
)
from openrouter_api.record import Record
from openrouter_api.types import UNSET
from openrouter_models._validation.walker import compile_walker
from openrouter_models.findings import Finding, Kind
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

CATALOG = (files("openrouter_models.testing") / "catalog.json").read_bytes()
LISTING: dict[str, Any] = {"data": [fitted(**one) for one in json.loads(CATALOG)["data"][:4]]}
MODEL: dict[str, Any] = LISTING["data"][0]
WALK = compile_walker(packaged_contract(), {"$ref": "#/components/schemas/ModelsListResponse"})
RAW = {Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED}

names = st.sampled_from(["additional_properties", "from_dict", "next", "id", "data", "overrides"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([8192.0, 8192.5, -0.0, 1e300, 10**30, -(2**63), 2**64])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["text", "image", "tools", "unheard-of", "0.1", "none", "\ud800", "\0"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give every place of a body as its container and key."""
    for key in list(value) if hasattr(value, "keys") else range(len(value)):
        one: Any = value[key]
        yield value, key
        if isinstance(one, dict | list):
            yield from places(one)


@st.composite
def listings(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a listing with up to four changes anywhere in it."""
    body = copy.deepcopy(LISTING)
    for _ in range(draw(st.integers(0, 4))):
        found = list(places(body))
        if not found:
            break
        container, key = draw(st.sampled_from(found))
        kind: object = container.__class__
        change = draw(st.sampled_from(["replace", "remove", "add"]))
        if change == "replace":
            container[key] = draw(values)
        elif change == "remove":
            del container[key]
        elif kind is list:
            container.insert(key, draw(values))
        else:
            container[draw(names | st.text(max_size=3))] = draw(values)
    return body


def encode(body: Any) -> bytes:
    """Write a body as JSON with escapes, so that half a character can be in it."""
    return json.dumps(body).encode()


def decode(body: Any) -> Any:
    """Decode a body that is given as plain JSON."""
    return codec.decode(ModelsListResponse, encode(body))


def decode_model(**changes: Any) -> Model:
    """Decode the first model with some fields changed."""
    return cast("Model", decode({"data": [MODEL | changes]}).data[0])


def plain(value: Any) -> Any:
    """Give back what was decoded: the body again, whatever it was."""
    return value.to_dict() if isinstance(value, Record) else value


@given(values | listings())
def test_everything_comes_back(body: Any) -> None:
    """Whatever JSON a body is, the decoded value says the same again."""
    assert body == plain(decode(body))


@given(values | listings())
def test_both_ways_agree(body: Any) -> None:
    """By way of twins a body becomes what it becomes field by field, and so it does when its names are known."""
    slow = codec.build(ModelsListResponse, jsontext.parse(encode(body)))
    assert exact(slow) == exact(decode(body))
    assert exact(slow) == exact(decode(body))


@given(listings())
def test_conforming_means_no_findings(body: dict[str, Any]) -> None:
    """What the cheap check of types lets pass, the walker finds nothing wrong with, bounds aside."""
    if codec.conforms(ModelsListResponse, encode(body)):
        assert {Kind.CONSTRAINT_VIOLATED} >= {one.kind for one in WALK(body)}


@settings(max_examples=2 * settings().max_examples)
@given(listings())
def test_raw_exactly_where_the_type_is_wrong(body: dict[str, Any]) -> None:
    """Each value that is not of the type that its annotation says stands where the walker finds a wrong type."""
    findings: list[Finding] = WALK(body)
    wrong = {finding.path for finding in findings if finding.kind in RAW}
    assert wrong == set(raw_places(ModelsListResponse, decode(body), ""))


def exact(value: Any) -> Any:
    """Say what a decoded value is, with the type of everything in it: True is not 1, 0.0 is not 0."""
    if isinstance(value, Record):
        cls: hints.Model = type(value)
        fields = (field.name for field in hints.fields_of(cls))
        inner = {name: exact(getattr(value, name)) for name in fields}
        return cls, inner, exact(value.additional_properties)
    if isinstance(value, list):
        return [exact(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: exact(one) for name, one in cast("dict[str, object]", value).items()}
    return type(value), repr(value)


def raw_places(hint: Any, value: Any, path: str) -> Iterator[str]:
    """Give the JSON Pointers of the values that their annotation does not allow."""
    members = [one for one in hints.branches(hint) if one is not Any]
    if value is UNSET or not members or (value is None and hints.allows_none(hint)):
        return
    if len(members) > 1:
        if all(path in raw_places(one, value, path) for one in members):
            yield path
        return
    (member,) = members
    item = hints.item_type(member)
    if item is not None and isinstance(value, list):
        for index, one in enumerate(cast("list[object]", value)):
            yield from raw_places(item, one, f"{path}/{index}")
    elif hints.is_model(member) and isinstance(value, member):
        for name, wire, inner in hints.fields_of(member):
            escaped = wire.replace("~", "~0").replace("/", "~1")
            yield from raw_places(inner, getattr(value, name), f"{path}/{escaped}")
    elif item is not None or hints.is_model(member) or not is_instance(value, member):
        yield path


def is_instance(value: Any, kind: Any) -> bool:
    """Tell whether a value is of a type, as JSON has them: no boolean is a number, an integer is a float."""
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, float | int if kind is float else kind)


def test_conforming_listing_needs_no_tolerance() -> None:
    """A conforming listing passes the cheap check; one with a new field, value or gap does not."""
    assert codec.conforms(ModelsListResponse, encode(listing(fitted(**MODEL))))
    for changed in ({"new": 1}, {"name": 5}, {"supported_parameters": ["unheard-of"]}):
        assert not codec.conforms(ModelsListResponse, encode(listing(MODEL | changed)))
    short = {key: value for key, value in MODEL.items() if key != "name"}
    assert not codec.conforms(ModelsListResponse, encode(listing(short)))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nope", b"[NaN]", b'{"data": [\xff]}', b"[" * 100_000]
)
def test_conforms_never_raises(body: bytes) -> None:
    """What is no JSON does not conform."""
    assert not codec.conforms(ModelsListResponse, body)


def test_missing_required_field_is_unset() -> None:
    """A required field that is not there is `UNSET`, and stays away from the body."""
    short = {key: value for key, value in MODEL.items() if key != "name"}
    (model,) = decode({"data": [short]}).data
    assert UNSET is model.name
    assert short == model.to_dict()


def test_undeclared_fields_at_every_level() -> None:
    """Fields that the document does not declare are kept in the object that has them."""
    model = MODEL | {"new": [1], "pricing": MODEL["pricing"] | {"unheard-of": [{"a": 1}]}}
    body = {"data": [model], "unheard-of": {"next": None}, "new": 338}
    listing = decode(body)
    assert {"unheard-of": {"next": None}, "new": 338} == listing.additional_properties
    assert {"new": [1]} == listing.data[0].additional_properties
    assert {"unheard-of": [{"a": 1}]} == listing.data[0].pricing.additional_properties
    assert body == listing.to_dict()


@pytest.mark.parametrize(
    "key",
    [
        "additional_properties",
        "from_dict",
        "to_dict",
        "next",
        "type",
        "self",
        "class",
        "__class__",
        "",
    ],
)
def test_reserved_words_are_fields_like_any_other(key: str) -> None:
    """A field called like something in Python is an undeclared field under its own name."""
    model = decode_model(**{key: {"a": 1}})
    assert {key: {"a": 1}} == model.additional_properties
    assert isinstance(model.pricing, PublicPricing)


def test_whole_float_is_an_integer(odd: ModuleType) -> None:
    """JSON Schema counts 8192.0 among the integers, so it becomes one."""
    value = odd.codec.decode(odd.models.Cat, encode({"lives": 8192.0})).lives
    assert (8192, int) == (value, type(value))


@pytest.mark.parametrize("value", [8192.5, True, "8192", [8192], {"a": 1}])
def test_wrong_type_is_raw(value: Any) -> None:
    """A value of another type stays as it came."""
    got = decode_model(context_length=value).context_length
    assert (value, type(value)) == (got, type(got))


@pytest.mark.parametrize("digits", [19, 20, 400])
def test_huge_integer_is_exact(digits: int) -> None:
    """An integer of any size keeps all its digits, declared or not."""
    number = int("9" * digits)
    model = decode_model(context_length=number, new=number)
    assert number == model.context_length
    assert number == model["new"]


@pytest.mark.parametrize("number", ["9" * 4301, "-" + "9" * 5000, "1e999", "-2.5E+1000000000"])
def test_number_that_python_has_not(number: str) -> None:
    """What no number of Python holds stays the text that it was, declared or not, and is that number again."""
    body = b'{"data":[{"context_length":%b}],"new":%b}' % ((number.encode(),) * 2)
    listing = codec.decode(ModelsListResponse, body)
    for kept in (listing.data[0].context_length, listing.additional_properties["new"]):
        assert (Numeral, number) == (type(kept), kept)
    assert body == jsontext.encode(listing.to_dict())


def test_half_a_character() -> None:
    """A lone surrogate is kept."""
    assert "\ud83d" == decode_model(name="\ud83d").name


def test_what_was_read_is_built_once_for_all_threads() -> None:
    """Threads that ask for the models of one body at once get the same ones."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        reading = codec.read(ModelsListResponse, encode({"data": [MODEL] * 1000}))
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(reading) for _ in range(4)]
    finally:
        sys.setswitchinterval(before)
    assert {id(reading.outline)} == {id(one.result()) for one in asked}


def test_last_of_equal_keys_wins() -> None:
    """Of several fields with one name the last counts, as in Python."""
    body = b'{"data": 5, "a": 1, "data": [{"id": 7, "id": "x"}], "a": 2}'
    assert json.loads(body) == codec.decode(ModelsListResponse, body).to_dict()


@pytest.mark.parametrize("body", [b"[NaN]", b'{"a": Infinity}', b'{"data": [-Infinity]}'])
def test_what_is_no_number_is_no_json(body: bytes) -> None:
    """NaN and the infinities are refused."""
    with pytest.raises(ValueError, match=r"not JSON|malformed"):
        codec.decode(ModelsListResponse, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"data": [',
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b'{"data": [{"a": "\xff"}]}',
        b"<a>",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    """Empty, cut, with a byte order mark, not UTF-8: an error that can be caught as one."""
    with pytest.raises(ValueError):  # noqa: PT011 - the messages are those of three parsers
        codec.decode(ModelsListResponse, body)


@pytest.mark.parametrize("opening", [b"[", b'{"data":', b'{"data":[{"a":', b'[{"pricing":'])
def test_deep_nesting_is_refused(opening: bytes) -> None:
    """A body nested a hundred thousand deep is refused."""
    with pytest.raises(TooDeepError):
        codec.decode(ModelsListResponse, opening * 100_000)


PLACES = [
    "",
    "new",
    "name",
    "architecture",
    "architecture/modality",
    "pricing/overrides",
    "links/x",
]


@pytest.mark.parametrize("place", PLACES)
def test_one_depth_bounds_everything(place: str) -> None:
    """At the bound a body can be decoded, given back, copied, compared and printed; one deeper it cannot be decoded."""
    model, deeper = (nested(place, depth) for depth in (MAX_DEPTH, MAX_DEPTH + 1))
    listing = codec.decode(ModelsListResponse, encode({"data": [model]}))
    for again in (
        listing,
        copy.copy(listing),
        copy.deepcopy(listing),
        pickle.loads(pickle.dumps(listing)),  # noqa: S301 - our own bytes
        ModelsListResponse.from_dict({"data": [model]}),
    ):
        assert {"data": [model]} == again.to_dict()
        assert listing == again
        assert repr(listing) == repr(again)
    with pytest.raises(TooDeepError):
        codec.decode(ModelsListResponse, encode({"data": [deeper]}))
    with pytest.raises(TooDeepError):
        ModelsListResponse.from_dict({"data": [deeper]})


def nested(place: str, depth: int) -> Any:
    """Make a model that, in a listing, is as deep as told at a place."""
    value: Any = "x"
    names = place.split("/") if place else []
    for number in range(depth - 2 - len(names)):
        value = [value] if number % 2 else {"y": value}
    for name in reversed(names):
        value = {name: value}
    return value


def test_few_undeclared_names_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server cannot make the codec grow, whatever names it makes up."""
    monkeypatch.setattr(codec, "_MET", [])
    decode({"data": [{f"made-up-{number}": 1} for number in range(1000)]})
    assert 0 < len(vars(codec)["_MET"]) < 100


@pytest.mark.parametrize("data", [None, 5, "x", {}, {"a": 1}, [None, 5, "x", [], [1]]])
def test_items_that_are_no_objects(data: Any) -> None:
    """What stands in the place of the list, or of a model, stays there."""
    listing = decode({"data": data})
    assert data == listing.data
    assert {"data": data} == listing.to_dict()


@pytest.mark.parametrize("body", [None, 5, 1.5, "x", True, [], [{}]])
def test_body_that_is_no_object(body: Any) -> None:
    """A body of another type is the plain value."""
    assert body == decode(body)


def test_known_and_unknown_enum_values() -> None:
    """Members of an enum are the members; a new value is one of the enum that is not known."""
    parameters = decode_model(supported_parameters=["tools", "unheard-of"]).supported_parameters
    assert Parameter.TOOLS is parameters[0]
    assert (Parameter, "unheard-of") == (type(parameters[1]), parameters[1])
    assert not parameters[1].is_known


@pytest.mark.parametrize("value", [5, None, True, ["text"], {}])
def test_wrong_type_among_enum_values(value: Any) -> None:
    """A value of another type in a list of enum values is raw, and the others are not."""
    architecture = decode_model(
        architecture=MODEL["architecture"] | {"input_modalities": ["text", value, "x"]}
    ).architecture
    assert [InputModality.TEXT, value, InputModality("x")] == architecture.input_modalities
    assert isinstance(architecture.input_modalities[0], InputModality)


def test_deviating_part_leaves_the_rest_typed() -> None:
    """Beside a part that needs tolerance the other parts are models as ever."""
    model: Any = decode_model(pricing=5)
    assert 5 == model.pricing
    assert isinstance(model.architecture, ModelArchitecture)


def test_build_takes_what_is_built(client: Callable[..., ModuleType]) -> None:
    """Models among plain JSON stay what they are."""
    generated = client({"Model": {"type": "object", "properties": {"a": {"type": "string"}}}})
    model = generated.models.Model(a="x")
    assert model is generated.codec.build(generated.models.Model, model)


# Types that this contract does not have: from small contracts of their own.


SCHEMAS: dict[str, Any] = {
    "Model": {
        "type": "object",
        "required": ["size"],
        "properties": {
            "size": {"type": "integer", "enum": [1, 2, -3]},
            "closed": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
            "numbers": {"type": "object", "additionalProperties": {"type": "integer"}},
            "parts": {
                "type": "object",
                "additionalProperties": {"$ref": "#/components/schemas/Cat"},
            },
            "typed": {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "additionalProperties": {"$ref": "#/components/schemas/Cat"},
            },
            "child": {"$ref": "#/components/schemas/Model"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}},
            "pet": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Cat"},
                    {"$ref": "#/components/schemas/Dog"},
                ]
            },
            "pets": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Cat"},
                        {"type": "string"},
                        {"type": "null"},
                    ]
                },
            },
            "word": {"anyOf": [{"type": "string", "enum": ["auto"]}, {"type": "string"}]},
            "either": {"anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]},
            "lists": {
                "anyOf": [
                    {"type": "array", "items": {"type": "string"}},
                    {"type": "array", "items": {"type": "integer"}},
                ]
            },
            "price": {"type": ["string", "number"]},
            "nothing": {"type": "null"},
            "json": {"$ref": "#/components/schemas/Json"},
            'say "x"': {"type": "object", "properties": {"a": {"enum": ["b"]}}},
        },
    },
    "Cat": {
        "type": "object",
        "required": ["kind", "lives"],
        "properties": {"kind": {"enum": ["cat"]}, "lives": {"type": "integer"}},
    },
    "Dog": {
        "type": "object",
        "required": ["kind", "tricks"],
        "properties": {
            "kind": {"enum": ["dog"]},
            "tricks": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Json": {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Json"}},
            {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Json"}},
        ]
    },
}
FIELDS = st.sampled_from(sorted(SCHEMAS["Model"]["properties"]))
PETS = st.sampled_from(
    [
        {"kind": "cat", "lives": 9},
        {"kind": "cat", "lives": 9.0, "new": 1},
        {"kind": "dog", "tricks": ["sit"]},
        {"kind": "dog", "tricks": 5},
        {"kind": "emu"},
        {},
    ]
)
ODD = st.recursive(
    scalars | PETS | st.sampled_from(["auto", "a", "b", 1, 2.0, -3]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(FIELDS | st.sampled_from(["a", "kind", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def odd(client: Callable[..., ModuleType]) -> ModuleType:
    """Give a client with every kind of type that this contract does not have."""
    return client(SCHEMAS)


@settings(max_examples=3 * settings().max_examples)
@given(body=st.dictionaries(FIELDS | st.just("x"), ODD, max_size=6))
def test_all_types_come_back_by_both_ways(odd: ModuleType, body: dict[str, Any]) -> None:
    """Unions, recursion, maps, integer enums: the body again, the same by both ways, and sound."""
    fast = odd.codec.decode(odd.models.Model, encode(body))
    assert body == fast.to_dict()
    assert exact(odd.models.Model.from_dict(json.loads(encode(body)))) == exact(fast)
    if odd.codec.conforms(odd.models.Model, encode(body)):
        contract = {"components": {"schemas": SCHEMAS}}
        assert [] == compile_walker(contract, SCHEMAS["Model"])(body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"kind": "cat", "lives": 9}, "Cat"),
        ({"kind": "dog", "tricks": []}, "Dog"),
        ({"kind": "dog", "tricks": [], "new": 1}, "Dog"),
        ({"kind": "dog"}, "Dog"),
        ({"tricks": [], "new": 1}, "Dog"),
        ({"lives": 1, "new": 1}, "Cat"),
    ],
)
def test_branch_that_fits_best(odd: ModuleType, body: dict[str, Any], kind: str) -> None:
    """Of several models an object is the one that fits, and failing that the one that fits best."""
    pet = odd.models.Model.from_dict({"pet": body}).pet
    assert kind == type(pet).__name__
    assert body == pet.to_dict()


def test_value_beside_an_enum_is_plain(odd: ModuleType) -> None:
    """A string that another branch allows is no unknown member of the enum beside it."""
    model = odd.models.Model
    assert isinstance(model.from_dict({"word": "auto"}).word, Enum)
    assert str is type(model.from_dict({"word": "other"}).word)


def test_integer_enum(odd: ModuleType) -> None:
    """Members of an integer enum, whole floats among them; a new number is an unknown one; True is no number."""
    model, enum = odd.models.Model, odd.models.ModelSize
    assert enum(2) is model.from_dict({"size": 2.0}).size
    unknown = model.from_dict({"size": 7}).size
    assert (enum, 7, False) == (type(unknown), unknown, unknown.is_known)
    assert True is model.from_dict({"size": True}).size
    assert 1.5 == model.from_dict({"size": 1.5}).size


def test_closed_object_keeps_what_is_forbidden(odd: ModuleType) -> None:
    """A field that a closed object forbids is kept, and does not conform."""
    body = {"size": 1, "closed": {"a": 1, "b": 2}}
    model = odd.codec.decode(odd.models.Model, encode(body))
    assert {"b": 2} == model.closed.additional_properties
    assert not odd.codec.conforms(odd.models.Model, encode(body))


def test_undeclared_fields_of_a_type(odd: ModuleType) -> None:
    """Where the document types undeclared fields, they have that type."""
    cat = {"kind": "cat", "lives": 9}
    typed = odd.models.Model.from_dict({"typed": {"a": "x", "b": cat}, "parts": {"p": cat}})
    assert isinstance(typed.typed["b"], odd.models.Cat)
    assert isinstance(typed.parts["p"], odd.models.Cat)


def test_model_within_itself(odd: ModuleType) -> None:
    """A model that contains itself is typed at every depth."""
    model = odd.models.Model.from_dict({"children": [{"child": {"size": 1}}]})
    assert odd.models.ModelSize(1) is model.children[0].child.size
