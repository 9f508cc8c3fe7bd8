"""Every capture of a real server, listed over HTTP through both clients, and by the command."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from openrouter_api.api.models import list_models_user
from openrouter_api.client import AuthenticatedClient
from openrouter_api.models import Model, ModelsListResponse
from openrouter_models import OpenRouterModels
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FOLDER = os.environ.get("OPENROUTER_CAPTURES", "")
CAPTURES = [
    each for each in sorted(Path(FOLDER).glob("models-*.json")) if "headers" not in each.name
]
UNSET = pytest.mark.skip("OPENROUTER_CAPTURES names no folder of captures")
each_capture = pytest.mark.parametrize(
    "capture", CAPTURES or [pytest.param(None, marks=UNSET)], ids=lambda path: path and path.stem
)


def models_in(capture: Path) -> list[dict[str, Any]]:
    """Read the models of a capture with nothing but the standard library."""
    body: Any = json.loads(capture.read_bytes())
    return cast("list[dict[str, Any]]", body["data"] if isinstance(body, dict) else body)


@each_capture
def test_every_model_comes_back_through_the_overlay(capture: Path) -> None:
    """As a model, with everything that the server sent."""
    sent = models_in(capture)
    with (
        MockOpenRouter(capture.read_bytes()) as mock,
        OpenRouterModels(mock.api_key, base_url=mock.base_url) as client,
    ):
        catalog = client.list()
    assert len(sent) == len(catalog)
    assert sent == [model.to_dict() for model in catalog]
    assert json.loads(to_listing(capture.read_bytes())) == catalog.to_dict()


@each_capture
def test_every_model_comes_back_through_the_generated_client(capture: Path) -> None:
    """The same without the overlay."""
    with (
        MockOpenRouter(capture.read_bytes()) as mock,
        AuthenticatedClient(mock.base_url, mock.api_key) as client,
    ):
        listing = list_models_user.sync(client=client)
    assert isinstance(listing, ModelsListResponse)
    assert all(isinstance(model, Model) for model in listing.data)
    assert models_in(capture) == [model.to_dict() for model in listing.data]


@each_capture
def test_the_command_lists_every_model(capture: Path, run: Run) -> None:
    """With each id whole."""
    ran = run("list", "--file", capture)
    sent = [model["id"] for model in models_in(capture)]
    assert 0 == ran.code
    assert sent == [line.split()[0] for line in ran.out.splitlines()[1:]]
    assert ran.err.startswith(f"{len(sent)} models · ")


@each_capture
def test_the_command_shows_every_kind_of_model(capture: Path, run: Run) -> None:
    """The first, the last and a few between."""
    sent = [model["id"] for model in models_in(capture)]
    for each in sent[:: max(1, len(sent) // 3)]:
        ran = run("show", each, "--file", capture)
        assert (0, "") == (ran.code, ran.err)
        assert each in ran.out.splitlines()[1]
