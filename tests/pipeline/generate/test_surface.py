"""The surface of a generated package is read from its text, and compared."""

from __future__ import annotations

import pytest

from pipeline.failure import PipelineError
from pipeline.generate.surface import compare_surfaces, read_surface

MODEL = b"""
from x import y
_private = 1

class Model(Record):
    id: str
    next_: None | str = _field(metadata={"wire": "next"})
    other: int = _field(init=False)
    _hidden: int
    def to_dict(self) -> dict[str, Any]: ...
    def __init__(self): ...
"""
ENUM = b"""
class Word(OpenStrEnum):
    A_B = "a-b"
"""
OPERATION = b"""
def sync(*, client: Client, max_price: int | Unset = UNSET) -> Model | None: ...
async def asyncio(*, client): ...
"""
SENT = b"""
def get_kwargs(*, max_price: int | Unset = UNSET) -> dict[str, Any]:
    return {"method": "get", "url": "/listing"}
"""
ANOTHER = b"""
def get_kwargs(author: str) -> dict[str, Any]:
    return {"method": "post", "url": "/of/{author}".format(author=quote(to_text(author), safe=""))}
def sync(author: str, *, client: Client, max_price: str, limit_query: int, limit_header: str): ...
"""
FILES = {
    "models/model.py": MODEL,
    "models/word.py": ENUM,
    "api/models/listing.py": OPERATION,
    "client.py": b"timeout: float",
    "api/__init__.py": b"",
    "contract.json": b"{}",
}


def test_names_signatures_and_types_are_read() -> None:
    """Private names do not belong to the surface."""
    expected = (
        "api.models.listing.asyncio: async def(*, client)",
        "api.models.listing.sync: def(*, client: Client, max_price: int | Unset=UNSET)",
        "api.models.listing.sync(): Model | None",
        "client.timeout: float",
        "models.Model: class(Record)",
        "models.Model.id: str",
        "models.Model.next_: None | str",
        "models.Model.other: int",
        "models.Model.to_dict: def(self)",
        "models.Model.to_dict(): dict[str, Any]",
        "models.Word: class(OpenStrEnum)",
        "models.Word.A_B: 'a-b'",
    )
    members = read_surface(FILES).members
    assert expected == tuple(f"{name}: {what}" for name, what in sorted(members.items()))


def test_an_attribute_is_found_by_its_name_on_the_wire() -> None:
    """Whatever the generator has made of it."""
    surface = read_surface(FILES)
    assert ("Model.next_", "None | str") == surface.attribute("Model", "next")
    assert ("Model.id", "str") == surface.attribute("model", "id")
    assert ("Model.gone", None) == surface.attribute("Model", "gone")


def test_a_member_is_found_by_its_value() -> None:
    """The name that the generator gave to the value."""
    surface = read_surface(FILES)
    assert "Word.A_B" == surface.member("Word", "a-b")
    assert None is surface.member("Word", "c")


@pytest.mark.parametrize(
    ("expected", "place"),
    [
        (("listing(max_price=)", "int | Unset"), ("GET /listing", "query", "Max-Price")),
        (("another(max_price=)", "str"), ("POST /of/{the author}", "query", "Max-Price")),
        (("another(author=)", "str"), ("POST /of/{the author}", "path", "author")),
        (("another(limit_query=)", "int"), ("POST /of/{a}", "query", "limit")),
        (("another(limit_header=)", "str"), ("POST /of/{a}", "header", "Limit")),
        (("(author=)", None), ("GET /listing", "query", "author")),
        (("(max_price=)", None), ("GET /gone", "query", "max_price")),
    ],
)
def test_a_parameter_is_found_by_its_operation_and_place(
    expected: tuple[str, str | None], place: tuple[str, str, str]
) -> None:
    """Also where several operations, or places, have one of that name."""
    files = {"api/models/listing.py": SENT + OPERATION, "api/others/another.py": ANOTHER}
    assert expected == read_surface(files).parameter(*place)


def test_drift_is_what_came_went_and_changed() -> None:
    """By name, with what was there."""
    new = FILES | {"models/word.py": b"", "models/model.py": MODEL.replace(b"id: str", b"id: int")}
    drift = compare_surfaces(read_surface(FILES), read_surface(new))
    back = compare_surfaces(read_surface(new), read_surface(FILES))
    assert ((), drift.removed) == (drift.added, back.added)
    assert ("models.Word: class(OpenStrEnum)", "models.Word.A_B: 'a-b'") == drift.removed
    assert {"models.Model.id": ("str", "int")} == drift.changed


@pytest.mark.parametrize("text", [b"class", b"\x00", b"\xff"])
def test_what_is_not_python_is_refused(text: bytes) -> None:
    """The error names the file."""
    with pytest.raises(PipelineError, match=r"client\.py"):
        read_surface({"client.py": text})
