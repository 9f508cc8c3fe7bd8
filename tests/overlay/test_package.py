"""The package: what it offers, and that importing it is cheap."""

from __future__ import annotations

import subprocess
import sys

import pytest

import openrouter_models

EXTRAS = {"hypothesis", "jsonschema_rs", "pytest", "rich", "typer"}


@pytest.mark.parametrize("name", openrouter_models.__all__)
def test_each_name_is_there(name: str) -> None:
    """It is listed by `dir`, found, and stays the same."""
    assert name in dir(openrouter_models)
    assert getattr(openrouter_models, name) is getattr(openrouter_models, name)


def test_other_names_are_not_there() -> None:
    """A mistyped name is an attribute error as elsewhere."""
    with pytest.raises(AttributeError, match="no attribute 'OpenRouter'"):
        _ = openrouter_models.OpenRouter


def modules_after(statement: str) -> set[str]:
    """Tell which modules a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603  # our own interpreter
    return set(run.stdout.split())


def test_importing_the_package_loads_next_to_nothing() -> None:
    """Not even what it needs."""
    loaded = modules_after("import openrouter_models")
    assert not loaded & (EXTRAS | {"attr", "httpx", "msgspec", "openrouter_api"})


def test_the_client_loads_no_extra_and_no_model() -> None:
    """The generated models come with the first listing. httpx itself loads rich where it can."""
    loaded = modules_after("from openrouter_models import AsyncOpenRouterModels, OpenRouterModels")
    assert not loaded & (EXTRAS - {"rich"} | {"openrouter_api.models", "anyio"})
