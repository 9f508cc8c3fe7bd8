"""Generation: a correct client or a clear message, whatever the document calls things."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.dialect import to_plain_31
from pipeline.errors import PipelineError
from pipeline.generate import generate, tool_versions

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Client = Callable[..., ModuleType]
    Package = Callable[..., Path]
    Document = Callable[..., dict[str, Any]]

ROOT = Path(__file__).parents[2]
HOSTILE = (
    *("a-b", "a_b", "aB", "a b", "ab", "A B", "1st", "", " ", "-", "_", "é", "日本", "😀", "ﬁ", "fi"),
    *("class", "self", "None", "type", "next", "import", "print", "match", "__class__", "__init__"),
    *("__slots__", "__dict__", "__attrs_attrs__", "_x", "Any", "Record", "UNSET", "Unset", "field"),
    *("_define", "_field", "cls", "cast", "annotations", "model", "models", "codec", "str", "dict"),
    *("additional_properties", "additional_keys", "from_dict", "to_dict", "items", "keys", "get"),
    *("../x", "a/b", "a~b", "a.b", "$ref", "%41", "'", '"', "'''", '"""', "\\", "\\'", "a\\", "#"),
    *("\n", "a\nb", "\r", "\t", "\0", "\x1b[2J", "\u2028", "\u202e", "\u200b", "\ufeff", "\xa0"),
    *("{{ 7 * 7 }}", "{% raw %}", "{x}", "%s", "{0.__class__}", "x" * 300, "hex61", "\u05d0\u05d1"),
    *("};import os", '"); boom()  #', "\nboom()\n", "${boom}", "µ", "μ", "İ", "ı", "K"),
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=12),
    st.builds(lambda text: f'"""\n{text}boom()\n"""', st.text(max_size=4)),
)


def _object(*names: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}, **more}


def _round_trip(client: ModuleType, body: Any) -> Any:
    return client.codec.decode(client.models.Model, json.dumps(body).encode()).to_dict()


def test_hostile_field_names_keep_their_names_on_the_wire(client: Client) -> None:
    """Every field of an object with eighty odd names is declared, and comes back under its own name."""
    generated = client({"Model": _object(*HOSTILE)})
    body = dict.fromkeys(HOSTILE, "value")
    model = generated.models.Model.from_dict(body)
    assert {} == model.additional_properties
    assert body == _round_trip(generated, body)


def test_hostile_enum_values_are_exact(client: Client) -> None:
    """Every value of an enum is a member that equals it, invisible characters included."""
    generated = client({"Model": {"type": "object", "properties": {"a": {"enum": [*HOSTILE]}}}})
    assert [*HOSTILE] == [str(member) for member in generated.models.ModelA]
    body = {"a": "\u202e"}
    assert generated.models.Model.from_dict(body).a.is_known
    assert body == _round_trip(generated, body)


def test_hostile_parameters_are_sent_under_their_names(client: Client) -> None:
    """Every query parameter can be given, and goes out under its own name."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in HOSTILE
    ]
    generated = client({"Model": _object("a")}, parameters=parameters)
    get_kwargs = generated.api.models.list_models_user.get_kwargs
    names = get_kwargs.__kwdefaults__
    assert len(HOSTILE) == len(names)
    assert {name: "v" for name in HOSTILE} == get_kwargs(**dict.fromkeys(names, "v"))["params"]
    assert {} == get_kwargs()["params"]


@pytest.mark.parametrize(
    "name", ["Any", "Record", "OpenMap", "Unset", "UNSET", "Response", "Client", "None", "str"]
)
def test_component_named_like_an_import(client: Client, name: str) -> None:
    """A component called like something that generated modules use gives a class beside it."""
    inner = {"$ref": f"#/components/schemas/{name}"}
    generated = client(
        {
            "Model": {"type": "object", "properties": {"a": inner, "b": {"type": "string"}}},
            name: _object("x"),
        },
        responses={
            status: {
                "description": "",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{of}"}}},
            }
            for status, of in (("200", "Model"), ("404", name))
        },
    )
    body = {"a": {"x": "y"}, "b": "c", "d": [1]}
    assert "y" == generated.models.Model.from_dict(body).a.x
    assert body == _round_trip(generated, body)


@pytest.mark.parametrize("name", ["models", "types", "codec", "api", "Enum", "List", "Model_", "T"])
def test_component_named_like_a_module(client: Client, name: str) -> None:
    """A component called like a module of the package does not get in its way."""
    schema = {"Listing": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}}
    success = {"$ref": "#/components/schemas/Listing"}
    generated = client({**schema, name: _object("x")}, success=success)
    assert 1 == len(set(generated.models.__all__))


@pytest.mark.parametrize(
    "names", [("A-B", "A_B"), ("Ab", "AB"), ("a", "A"), ("A1", "A_1")]
)
def test_components_that_would_be_one_class(
    document: Document, package: Package, names: tuple[str, str]
) -> None:
    """Two objects that cannot have two classes, or two modules, are refused by name."""
    first, second = names
    schemas = {"Model": _object("x"), first: _object("x"), second: _object("y")}
    with pytest.raises(PipelineError, match=r"duplicate models|would both be"):
        package(document(schemas))


@pytest.mark.parametrize("name", ["../x", "a/b", "", "ä", "a b", "x" * 101, "\n", "..", "-"])
def test_component_that_can_be_no_class(document: Document, package: Package, name: str) -> None:
    """A component whose name is no class's is refused, and nothing is written elsewhere."""
    with pytest.raises(PipelineError, match="cannot be the name of a class"):
        package(document({"Model": _object("x"), name: _object("y")}))


@given(data=st.data())
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_no_text_of_the_document_becomes_code(
    document: Document, package: Package, data: st.DataObject
) -> None:
    """With hostile texts in every place, modules hold the kinds of statement that they always hold."""

    def text() -> str:
        return data.draw(texts)

    names = data.draw(st.lists(texts, min_size=1, max_size=4, unique=True))
    model = {
        "type": "object",
        "title": text(),
        "description": text(),
        "required": names[:1],
        "properties": {
            name: {"type": "string", "description": text(), "default": text(), "example": text()}
            for name in names
        }
        | {"kind": {"enum": data.draw(st.lists(texts, min_size=1, unique=True)), "description": text()}},
        "additionalProperties": {"type": "object", "title": text(), "description": text()},
    }
    made = document(
        {"Model": model},
        operationId=text(),
        summary=text(),
        description=text(),
        tags=[text()],
        parameters=[
            {"name": name, "in": "query", "description": text(), "schema": {"type": "string"}}
            for name in names
        ],
    )
    made["info"]["title"] = text()
    try:
        folder = package(made)
    except PipelineError as error:
        assert "half a character" in str(error)
        return
    for path in folder.rglob("*.py"):
        module = ast.parse(path.read_bytes())
        if path.parent == folder / "models" and path.stem != "__init__":
            assert_only_a_class(module)
        calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
        # A name may well be made from the text; it is never called.
        assert not [one for one in calls if isinstance(one, ast.Name) and "boom" in one.id]


def assert_only_a_class(module: ast.Module) -> None:
    """Check that a module imports, and defines one class of annotated fields or plain members."""
    kinds = (ast.Import, ast.ImportFrom, ast.ClassDef)
    assert set() == {type(one) for one in module.body} - {*kinds}
    (found,) = (one for one in module.body if isinstance(one, ast.ClassDef))
    doc = found.body[1:] if isinstance(found.body[0], ast.Expr) else found.body
    for statement in doc:
        assert isinstance(statement, ast.AnnAssign | ast.Assign)
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                assert isinstance(node.func, ast.Name)
                assert "_field" == node.func.id
