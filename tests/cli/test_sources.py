"""Captures as sources: what is read, what gets an envelope, and what is told of the rest."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from openrouter_models.cli import sources
from openrouter_models.cli.complaints import CannotBeDoneError
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    """Nothing is decoded or stripped."""
    (tmp_path / "body").write_bytes(b"\xef\xbb\xbf{} \r\n")
    assert b"\xef\xbb\xbf{} \r\n" == sources.read_bytes(str(tmp_path / "body"))


def test_a_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for other commands."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"data": []}')))
    assert b'{"data": []}' == sources.read_bytes("-")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A missing file, a directory, a name that no file can have."""
    for source, reason in (
        (str(tmp_path / "none.json"), "No such file"),
        (str(tmp_path), "cannot be read"),
        ("a\0b", "not a valid file name"),
    ):
        with pytest.raises(CannotBeDoneError, match=reason):
            sources.read_bytes(source)


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is that of the client."""
    monkeypatch.setattr(sources, "MAX_SIZE", 3 << 20)
    (tmp_path / "body").write_bytes(bytes((3 << 20) + 1))
    with pytest.raises(CannotBeDoneError, match="larger than 3 MiB"):
        sources.read_bytes(str(tmp_path / "body"))


@pytest.mark.parametrize("content", [b'{"data":[ ]}', b"[1,", b"[" * 10_000, b"<html>", b""])
def test_all_else_stays_as_it_is(content: bytes) -> None:
    """An envelope byte for byte, and what is no JSON for the decoder to explain."""
    assert content == to_listing(content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html>", "found an HTML page"),
        (b"[1,", "found JSON that was truncated"),
        (b'{"error": {"code": 401, "message": "no"}}', "found an error"),
    ],
)
def test_what_is_no_listing_is_told(content: bytes, what: str) -> None:
    """With the name of the file."""
    with pytest.raises(CannotBeDoneError, match=rf"^a\.json: expected a listing of models, {what}"):
        sources.to_catalog(content, "a.json")
