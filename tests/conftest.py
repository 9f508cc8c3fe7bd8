"""Clients generated from small contracts, for tests of the generator and of what it generates."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from pipeline.derive.dialect import to_plain_31
from pipeline.generate.client_package import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[1]
# The same examples in every run: one Python tries as many as usual, the others these.
settings.register_profile("few", settings.get_profile("ci"), max_examples=25)
if "PYTEST_XDIST_WORKER" in os.environ:
    # What tests start themselves runs no line that others do not, and tracing it takes a third of the time.
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
_NUMBERS = itertools.count()


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lasts as long as the run: it would look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def document() -> Callable[..., dict[str, Any]]:
    """Give a function that writes a document whose one operation answers with `Model`, or with another schema."""

    def write(schemas: dict[str, Any], *, success: Any = None, **operation: Any) -> dict[str, Any]:
        success = success or {"$ref": "#/components/schemas/Model"}
        answer = {"description": "OK", "content": {"application/json": {"schema": success}}}
        usual = {"operationId": "list", "responses": {"200": answer}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "An API", "version": "1.0.0"},
            "paths": {"/models/user": {"get": usual | operation}},
            "components": {"schemas": schemas},
        }

    return write


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """Give a function that generates a client of a document, in a package of its own name."""
    folder = tmp_path_factory.mktemp("clients")
    sys.path.insert(0, str(folder))

    def make(document: dict[str, Any]) -> Path:
        into = folder / f"client_{next(_NUMBERS)}"
        try:
            generate(to_plain_31(document), ROOT, into)
        except BaseException:
            shutil.rmtree(into, ignore_errors=True)
            raise
        importlib.invalidate_caches()
        return into

    yield make
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def client(
    document: Callable[..., dict[str, Any]], package: Callable[..., Path]
) -> Callable[..., ModuleType]:
    """Give a function that generates a client of schemas, and imports its package with all models."""

    def make(schemas: dict[str, Any], **more: Any) -> ModuleType:
        name = package(document(schemas, **more)).name
        for part in ("codec", "models", "api.models.list_models_user"):
            importlib.import_module(f"{name}.{part}")
        return sys.modules[name]

    return make
