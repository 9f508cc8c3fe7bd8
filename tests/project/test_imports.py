"""What the project imports from its dependencies: documented modules of declared dependencies."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
OWN = {"openrouter_api", "openrouter_models", "tests"} | {
    path.stem for path in (ROOT / "scripts").iterdir()
}

DOCUMENTED = {
    "anyio": ("anyio", "anyio.lowlevel"),
    "attrs": ("attrs", "attrs.validators"),
    "click": ("click", "click.exceptions", "click.shell_completion"),
    "fastjsonschema": ("fastjsonschema",),
    "httpcore": ("httpcore",),
    "httpx": ("httpx",),
    "httpx2": ("httpx2",),
    "hypothesis": ("hypothesis", "hypothesis.strategies"),
    "jinja2": ("jinja2",),
    "jsonpath-rfc9535": ("jsonpath_rfc9535",),
    "jsonschema": ("jsonschema", "jsonschema.exceptions"),
    "jsonschema-rs": ("jsonschema_rs", "jsonschema_rs.canonical"),
    "junitparser": ("junitparser",),
    "markdown-it-py": ("markdown_it",),
    "msgspec": ("msgspec", "msgspec.json", "msgspec.structs"),
    "nox": ("nox", "nox.project"),
    "openai": ("openai",),
    "openapi-schema-validator": ("openapi_schema_validator",),
    "openapi-spec-validator": ("openapi_spec_validator",),
    "orjson": ("orjson",),
    "packaging": ("packaging.requirements", "packaging.utils", "packaging.version"),
    "polars": ("polars",),
    "pytest": ("pytest",),
    "pyyaml": ("yaml", "yaml.representer"),
    "referencing": ("referencing",),
    "regress": ("regress",),
    "rich": ("rich.console", "rich.measure", "rich.padding", "rich.table", "rich.text"),
    "sarif-pydantic": ("sarif_pydantic",),
    "schemathesis": (
        *("schemathesis", "schemathesis.checks", "schemathesis.errors"),
        "schemathesis.openapi",
    ),
    "typing-extensions": ("typing_extensions",),  # for type checkers, which bring its types
}
"""The modules that each library's own reference documents; extend it after looking there."""

UNDOCUMENTED = {
    "openapi-python-client": (
        "The generator runs in process: its command exits with 0 after dropping half the client.",
        ("openapi_python_client", "openapi_python_client.config", "openapi_python_client.parser"),
        ("openapi_python_client.parser.errors", "openapi_python_client.strings"),
        ("openapi_python_client.schema.untrusted_string",),
    ),
    "openrouter": (
        "The benchmark decodes as the official SDK does, which has no public way without a request.",
        ("openrouter", "openrouter.components", "openrouter.utils", "openrouter.utils.serializers"),
    ),
    "ruff": ("Its executable formats what is generated; only this tells where it is.", ("ruff",)),
}
"""Modules that no reference documents, each with the reason: their distributions are pinned exactly."""


def _sources() -> Iterator[Path]:
    for folder in ("generated", "openapi", "overlay", "scripts", "tests"):
        yield from (ROOT / folder).rglob("*.py")
    yield ROOT / "noxfile.py"


def _uses(source: str) -> Iterator[str]:
    """Name what a source uses of third parties: `module.name` for each import and each attribute of one."""
    nodes = list(ast.walk(ast.parse(source)))
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                names[alias.asname or whole] = whole
                yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield f"{node.module}.{alias.name}"
    for node in nodes:
        path: list[str] = []
        while isinstance(node, ast.Attribute):
            path.insert(0, node.attr)
            node = node.value  # noqa: PLW2901 - walks down to the name at the bottom
        if path and isinstance(node, ast.Name) and node.id in names:
            yield ".".join((names[node.id], *path))


def _undocumented(use: str) -> str:
    """Name the module or the private name that a use reaches, if nobody documents it; else the empty string."""
    known = {name for modules in DOCUMENTED.values() for name in modules}
    known |= {name for _, *groups in UNDOCUMENTED.values() for group in groups for name in group}
    top, *rest = use.split(".")
    if top in sys.stdlib_module_names or top in OWN:
        return ""
    if any(re.match("_(?!_)", name) for name in rest):
        return use
    module = _module(use)
    return "" if module in known else module


def _module(use: str) -> str:
    """Name the innermost module on the way to what is used."""
    found, *rest = use.split(".")
    thing: Any = importlib.import_module(found)
    for name in rest:
        if not hasattr(thing, name):
            with suppress(ImportError):
                importlib.import_module(f"{found}.{name}")
        thing = getattr(thing, name, None)
        if not isinstance(thing, ModuleType):
            break
        found = f"{found}.{name}"
    return found


def test_only_documented_modules_are_used() -> None:
    """A release of a dependency may move everything else without notice."""
    uses = {use for path in _sources() for use in _uses(path.read_text("utf-8"))}
    # The peers of the benchmarks are installed for type checks only.
    peers = {
        peer for peer in ("openai", "openrouter", "orjson") if not importlib.util.find_spec(peer)
    }
    tried = {use for use in uses if use.partition(".")[0] not in peers}
    assert set() == {found for use in tried if (found := _undocumented(use))}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import httpx\nhttpx.Client()", ""),
        ("import httpx\nhttpx._client", "httpx._client"),
        ("from httpx._urls import URL", "httpx._urls.URL"),
        ("from jsonpath_rfc9535.selectors import Filter", "jsonpath_rfc9535.selectors"),
        ("import jsonschema as j\nj.validators.extend", "jsonschema.validators"),
        ("from pathlib import Path", ""),
    ],
)
def test_an_undocumented_module_is_found(source: str, found: str) -> None:
    """Whichever way it is reached."""
    assert {found} - {""} == {_undocumented(use) for use in _uses(source)} - {""}


def test_what_is_undocumented_is_pinned(pyproject: dict[str, Any]) -> None:
    """Its distribution stays at the version that was tried, and a reason stands beside it."""
    groups = pyproject["dependency-groups"].values()
    wanted = [Requirement(text) for group in groups for text in group if isinstance(text, str)]
    pinned = {one.name for one in wanted if str(one.specifier).startswith("==")}
    assert UNDOCUMENTED.keys() <= pinned
    assert all(reason for reason, *_ in UNDOCUMENTED.values())
