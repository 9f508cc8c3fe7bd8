"""Generation: a correct client or a clear message, whatever the document calls things."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.derive.dialect import to_plain_31
from pipeline.failure import PipelineError
from pipeline.generate.client_package import generate, tool_versions
from pipeline.generate.package_checks import check_package
from pipeline.openapi.slicing import slice_document
from pipeline.read.parsing import parse
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Client = Callable[..., ModuleType]
    Package = Callable[..., Path]
    Document = Callable[..., dict[str, Any]]

ROOT = Path(__file__).parents[3]
HOSTILE = (
    *("a-b", "a_b", "aB", "a b", "ab", "A B", "1st", "", " ", "-", "_", "é", "日本", "😀", "ﬁ"),
    "fi",
    *("class", "self", "None", "type", "next", "import", "print", "match", "__class__", "__init__"),
    *("__slots__", "__dict__", "__attrs_attrs__", "_x", "Any", "Record", "UNSET", "Unset", "field"),
    *("_define", "_field", "cls", "cast", "annotations", "model", "models", "codec", "str", "dict"),
    *("additional_properties", "additional_keys", "from_dict", "to_dict", "items", "keys", "get"),
    *("../x", "a/b", "a~b", "a.b", "$ref", "%41", "'", '"', "'''", '"""', "\\", "\\'", "a\\", "#"),
    *("\n", "a\nb", "\r", "\t", "\0", "\x1b[2J", "\u2028", "\u202e", "\u200b", "\ufeff", "\xa0"),
    *("{{ 7 * 7 }}", "{% raw %}", "{x}", "%s", "{0.__class__}", "x" * 300, "hex61", "\u05d0\u05d1"),
    *("};import os", '"); boom()  #', "\nboom()\n", "${boom}", "µ", "μ", "İ", "\u0131", "\u212a"),
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=12),
    st.text(max_size=4).map('"""\n{}boom()\n"""'.format),
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
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in HOSTILE]
    generated = client({"Model": _object("a")}, parameters=parameters)
    get_kwargs = generated.api.models.list_models_user.get_kwargs
    names = get_kwargs.__kwdefaults__
    assert len(HOSTILE) == len(names)
    assert dict.fromkeys(HOSTILE, "v") == get_kwargs(**dict.fromkeys(names, "v"))["params"]
    assert {} == get_kwargs()["params"]


@pytest.mark.parametrize(
    "name",
    [
        *("Any", "Record", "OpenMap", "Unset", "UNSET", "Response", "Client", "None", "str"),
        *("models", "types", "codec", "api", "Enum", "List", "T"),
    ],
)
def test_component_named_like_what_modules_use(client: Client, name: str) -> None:
    """A component called like an import, or a module of the package, gives a class beside it."""
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
        | {
            "kind": {
                "enum": data.draw(st.lists(texts, min_size=1, unique=True)),
                "description": text(),
            }
        },
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
    except PipelineError:
        # Half a character: no JSON can say it.
        assert not _is_utf8(json.dumps(made, ensure_ascii=False))
        return
    for path in folder.rglob("*.py"):
        module = ast.parse(path.read_bytes())
        if path.parent == folder / "models" and path.stem != "__init__":
            assert_only_a_class(module)
        calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
        # A name may well be made from the text; it is never called.
        assert not [one for one in calls if isinstance(one, ast.Name) and "boom" in one.id]


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


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


FILTERS: list[tuple[str, dict[str, Any]]] = [
    ("", {"in": "query", "schema": {"type": "object", "properties": {"a": {}}}}),
    ("", {"in": "query", "schema": {"type": "array", "items": {"type": "object"}}}),
    ("query ", {"in": "query", "content": {"application/json": {"schema": {}}}}),
    ("query ", {"in": "query", "explode": False, "schema": {"type": "array"}}),
    ("query ", {"in": "query", "style": "deepObject", "schema": {"type": "array"}}),
    ("query ", {"in": "query", "allowReserved": True, "schema": {"type": "string"}}),
    ("header ", {"in": "header", "schema": {"type": "array", "items": {"type": "string"}}}),
]
FORM = "application/x-www-form-urlencoded"
LISTS = {"allOf": [{"$ref": "#/components/schemas/List"}, {"properties": {"a": True}}]}
REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # Each is named, where the generator would leave it out and with it the success.
    *(
        (
            f"GET /models/user: the {place}parameter 'filter' is ",
            {},
            {"parameters": [{"name": "filter", **one}]},
        )
        for place, one in FILTERS
    ),
    (
        f"GET /models/user: the client sends only JSON, but the body is {FORM}",
        *({}, {"requestBody": {"content": {FORM: {"schema": _object("a")}}}}),
    ),
    ("would leave out parts of the contract:", {"Model": LISTS, "List": {"type": "array"}}, {}),
    ("description", {"Model": {"type": "object", "description": 5}}, {}),
    # No JSON can say these, in an example either.
    *(
        ("cannot be written as JSON", {"Model": {"type": "object", "example": value}}, {})
        for value in ("\ud800", float("nan"), float("inf"))
    ),
    # Two objects cannot have one class, or one module.
    *(
        (message, {first: _object("x"), second: _object("y")}, {})
        for message, first, second in (
            *(("duplicate models", "A-B", "A_B"), ("would both be", "Ab", "AB")),
            *(("duplicate models", "a", "A"), ("duplicate models", "A1", "A_1")),
        )
    ),
    # Nothing is written elsewhere.
    *(
        ("cannot name a class", {name: _object("y")}, {})
        for name in ("../x", "a/b", "", "ä", "a b", "x" * 101, "\n", "..", "-")
    ),
]


@pytest.mark.parametrize(("message", "schemas", "operation"), REFUSED)
def test_what_cannot_be_made_is_refused(
    document: Document,
    package: Package,
    message: str,
    schemas: dict[str, Any],
    operation: dict[str, Any],
) -> None:
    """It is named as the document names it, and nothing is generated."""
    with pytest.raises(PipelineError) as caught:
        package(document({"Model": _object("a")} | schemas, **operation))
    assert message in str(caught.value)
    assert "object at 0x" not in str(caught.value)


def test_json_body_is_sent(client: Client) -> None:
    """A JSON body goes out as plain JSON, an unknown enum value in it too."""
    kind = {"type": "object", "properties": {"next": {"enum": ["a"]}}}
    json_type = {"schema": {"$ref": "#/components/schemas/Question"}}
    body = {"content": {"multipart/form-data": {}, "application/json": json_type}}
    generated = client({"Model": _object("a"), "Question": kind}, requestBody=body)
    get_kwargs = generated.api.models.list_models_user.get_kwargs
    question = generated.models.Question.from_dict({"next": "new"})
    assert {"next": "new"} == get_kwargs(body=question)["json"]
    assert "json" not in get_kwargs()


def test_texts_at_the_end_of_docstrings(client: Client) -> None:
    """Quotes and backslashes at the end of a description do not end its docstring."""
    texts = [
        'ends with "quote"',
        'triple """',
        "back \\",
        '\\"',
        "\\N{BEE}",
        "a\n\n  b\t\x07\u202ec",
    ]
    for text in texts:
        kind = {"type": "object", "description": text, "properties": {"b": {"description": text}}}
        schemas: dict[str, Any] = {"Model": kind, "Map": {"type": "object", "description": text}}
        schemas["Enum"] = {"type": "string", "enum": ["a"], "description": text}
        models = client(schemas, summary=text, description=text).models
        shown = " ".join(text.replace("\x07", " ").replace("\u202e", " ").split())
        for made in (models.Model, models.Map, models.Enum):
            assert " ".join(made.__doc__.split()).startswith(shown)


def test_what_is_deprecated_is_marked(client: Client, recwarn: pytest.WarningsRecorder) -> None:
    """Type checkers see that an operation is deprecated, readers that a field is; a call never warns (PEP 702)."""
    fields = {"a": {"$ref": "#/components/schemas/A", "deprecated": True}, "b": {"type": "string"}}
    generated = client(
        {"Model": {"type": "object", "properties": fields}, "A": {"enum": ["a"]}},
        parameters=[{"name": "q", "in": "query", "deprecated": True, "schema": {"type": "string"}}],
        **{"deprecated": True, "x-sunset": '2027\n"""\nboom()\x1b[2J'},
    )
    endpoint = generated.api.models.list_models_user
    for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
        said = getattr(endpoint, name).__deprecated__
        assert said.startswith("The document marks GET /models/user as deprecated, x-sunset 2027")
        assert said.isprintable()
        assert "q: Deprecated" in getattr(endpoint, name).__doc__
    assert "a: Deprecated" in generated.models.Model.__doc__
    assert "A | Unset" == generated.models.Model.__annotations__["a"]
    requests = httpx.MockTransport(lambda _: httpx.Response(200, json={"a": "a"}))
    arguments = {"transport": requests}
    caller = generated.client.AuthenticatedClient("http://x", token="t", httpx_args=arguments)
    assert "a" == endpoint.sync(client=caller, q="x").a
    assert [] == list(recwarn)


def test_places_named_like_builtins(document: Document, tmp_path: Path) -> None:
    """The settings say what modules are called, whatever Python calls like that."""
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    settings = tmp_path / "openapi/generator.yaml"
    text = settings.read_text("utf-8").replace("tag: models", "tag: list")
    settings.write_text(text.replace("name: list_models_user", "name: id"), "utf-8")
    generate(document({"Model": {"type": "object"}}), tmp_path, tmp_path / "client")
    assert (tmp_path / "client/api/list/id.py").exists()
    assert not (tmp_path / "client/api/list_").exists()


def test_path_parameter(document: Document, tmp_path: Path) -> None:
    """A parameter in the path is quoted in its place, whatever it is called."""
    (tmp_path / "openapi").mkdir()
    shutil.copytree(ROOT / "openapi" / "templates", tmp_path / "openapi" / "templates")
    settled = (ROOT / "openapi" / "generator.yaml").read_text("utf-8")
    settled = settled.replace("GET /models/user", "GET /models/{the-author}/x")
    (tmp_path / "openapi" / "generator.yaml").write_text(settled, "utf-8")
    parameter = {"name": "the-author", "in": "path", "schema": {"type": "string"}}
    made = document({"Model": _object("a")}, parameters=[parameter | {"required": True}])
    made["paths"] = {"/models/{the-author}/x": made["paths"]["/models/user"]}
    generate(to_plain_31(made), tmp_path, tmp_path / "client_of_paths")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from client_of_paths.api.models.list_models_user import get_kwargs\n"
        "print(get_kwargs(the_author='a/b?')['url'])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours
    assert "/models/a%2Fb%3F/x\n" == printed


SPECS = sorted(Path(os.environ.get("OPENROUTER_SPECS", "/dev/null")).glob("*.*"))


@pytest.mark.skipif(not SPECS, reason="OPENROUTER_SPECS names no folder of documents")
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_revisions_of_the_document(
    package: Package, path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every revision of upstream's document gives a client that returns a listing, and no class without a name."""
    operation = "GET /models/user"
    cut = slice_document(parse(path.read_bytes(), path.name), [operation])
    folder = package(cut)
    check_package(to_plain_31(cut), folder, read_settings(ROOT).operations)
    assert [] == [one.name for one in (folder / "models").glob("*.py") if "type_" in one.name]
    cache = tmp_path_factory.getbasetemp() / "mypy"  # what the clients import is read once
    strict = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}", str(folder)]
    checked = subprocess.run(strict, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert "Success" in checked.stdout


def test_header_and_package_data(document: Document, package: Package) -> None:
    """Every module says that it is generated and by what; the contract and the mark of types are there."""
    made = document({"Model": _object("a", description="é")})
    folder = package(made)
    header = b"# Generated by scripts/regenerate.py from openapi/contract.yaml. Do not edit.\n"
    assert all(path.read_bytes().startswith(header) for path in folder.rglob("*.py"))
    assert to_plain_31(made) == json.loads((folder / "contract.json").read_bytes())
    assert (folder / "py.typed").exists()


def test_tool_of_another_version() -> None:
    """A tool that is missing, or not the pinned one, is named with the command that installs it."""
    with pytest.raises(
        PipelineError, match=r"ruff must be 0\.0\.1 but is .*`pip install ruff==0\.0\.1`"
    ):
        tool_versions({"ruff": "0.0.1"})
    with pytest.raises(PipelineError, match="no-such-tool must be 1 but is not installed"):
        tool_versions({"no-such-tool": "1"})


def test_folder_that_is_there_already(document: Document, tmp_path: Path) -> None:
    """Nothing is written into a folder that exists."""
    with pytest.raises(PipelineError, match="already exists"):
        generate(to_plain_31(document({"Model": _object("a")})), ROOT, tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_folder_that_cannot_be_written(document: Document, tmp_path: Path) -> None:
    """Where a file stands in the way of the folder, the message says so."""
    (tmp_path / "file").touch()
    with pytest.raises(PipelineError, match=r"the client cannot be written: .*file"):
        generate(to_plain_31(document({"Model": _object("a")})), ROOT, tmp_path / "file" / "into")


@pytest.mark.parametrize(
    "text", ["{% broken", "{{ model.no.such }}", "{{ 1 | nofilter }}", "def f(:\n"]
)
def test_broken_template(document: Document, tmp_path: Path, text: str) -> None:
    """A template that cannot be rendered, or gives no Python, is refused."""
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    (tmp_path / "openapi" / "templates" / "model.py.jinja").write_text(text)
    with pytest.raises(PipelineError, match=r"the template .* is broken|ruff .* refused"):
        generate(to_plain_31(document({"Model": _object("a")})), tmp_path, tmp_path / "into")
