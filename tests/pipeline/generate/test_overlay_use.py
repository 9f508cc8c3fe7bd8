"""What the overlay uses of a client that does not have it is named."""

from __future__ import annotations

import inspect

import pytest

from openrouter_models import AsyncOpenRouterModels, OpenRouterModels
from pipeline.failure import PipelineError
from pipeline.generate.overlay_use import OVERLAY, clashing, missed
from pipeline.generate.surface import read_surface
from pipeline.generate.views import OPTIONS_OF_CALLS

OLD = read_surface(
    {
        "models/model.py": b"class Model:\n    id: str\n    price: str\nclass Parameter:\n    TOOLS = 'tools'\n"
    }
)
NEW = read_surface({"models/model.py": b"class Listing:\n    id: str\n"})


def test_classes_that_are_gone_are_named_with_who_uses_them() -> None:
    """Also where only a type checker imports them; all modules are told at once."""
    overlay = {
        f"{OVERLAY}/a.py": b"from openrouter_api.models import Model, Parameter\n",
        f"{OVERLAY}/b.py": b"if x:\n    from openrouter_api.models import Model\n",
        f"{OVERLAY}/c.py": b"from elsewhere import Nothing\n",
    }
    model, parameter = missed(overlay, None, NEW)
    assert model.startswith("the overlay would miss models.Model (used in a.py, b.py)")
    assert parameter.startswith("the overlay would miss models.Parameter (used in a.py)")


def test_fields_that_are_gone_are_named_by_module() -> None:
    """What is still there, is no field, or was not there before, is not missed."""
    read = b"read('id'), read('price'), read('TOOLS'), read('new')\n"
    assert ("the overlay would miss the field(s) price, where a.py finds nothing then",) == missed(
        {f"{OVERLAY}/a.py": read, f"{OVERLAY}/contract/b.py": read, f"{OVERLAY}/c.json": b"{"},
        OLD,
        NEW,
    )


def test_the_same_client_is_missed_nothing_of() -> None:
    """Nor is anything said of an overlay that is not there."""
    overlay = {f"{OVERLAY}/a.py": b"from openrouter_api.models import Model\nread('price')\n"}
    assert () == missed(overlay, OLD, OLD)
    assert () == missed({}, OLD, NEW)


def test_an_overlay_that_is_not_python_is_said() -> None:
    """By the name of its module."""
    with pytest.raises(PipelineError, match=r"a\.py is not Python"):
        missed({f"{OVERLAY}/a.py": b"def price"}, OLD, NEW)


def test_parameters_called_like_an_option_are_told() -> None:
    """With the name under which they are sent; those of other functions are not."""
    new = read_surface(
        {
            "api/models/listing.py": b"def sync(*, limit: int, timeout_: int): ...\ndef other(retry_: int): ...\n"
        }
    )
    (told,) = clashing(new)
    assert (
        "the parameter timeout is called like an option of the clients; it is sent with timeout_="
        == told
    )


@pytest.mark.parametrize("method", [OpenRouterModels.list, AsyncOpenRouterModels.pages])
def test_the_options_are_those_of_the_clients(method: object) -> None:
    """What a call takes beside the parameters of the API."""
    assert callable(method)
    parameters = inspect.signature(method).parameters
    assert set(OPTIONS_OF_CALLS) == parameters.keys() - {"query"}
