"""Trees are compared by content and exchanged in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish import exchanging
from pipeline.publish.exchanging import exchange, remove, replace_all
from pipeline.publish.project import compare

if TYPE_CHECKING:
    from pathlib import Path

FILES = st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=1))


@pytest.fixture(params=["at once", "by renaming"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchange in one step where the system can, and as if it could not."""
    if request.param == "by renaming":

        def cannot(_new: Path, _place: Path) -> bool:
            return False

        monkeypatch.setattr(exchanging, "_exchange_at_once", cannot)


def _folder(path: Path, text: str) -> Path:
    path.mkdir()
    for name in ("one", "two"):
        (path / name).write_text(text)
    return path


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _replace_libc(monkeypatch: pytest.MonkeyPatch, library: object) -> None:
    def load(_: None, *, use_errno: bool) -> object:
        assert use_errno
        return library

    monkeypatch.setattr(ctypes, "CDLL", load)


@given(FILES, FILES)
def test_compare_names_exactly_what_differs(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    """Undoing what is named gives the state before."""
    state = dict(after)
    for name, what in compare(before, after).items():
        match what:
            case "added":
                del state[name]
            case "removed":
                assert name not in after
                state[name] = before[name]
            case _:
                assert before[name] != after[name]
                state[name] = before[name]
    assert before == state


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_each_stands_where_the_other_stood(tmp_path: Path, kind: str) -> None:
    """And nothing else is there."""
    new, place = _folder(tmp_path / "new", "new"), _folder(tmp_path / "place", "old")
    if kind == "file":
        new, place = new / "one", place / "one"
    exchange(new, place)
    texts = [(one / "one" if kind == "folder" else one).read_text() for one in (place, new)]
    assert ["new", "old"] == texts
    assert {"new", "place"} == _names(tmp_path)
    assert {"one", "two"} == _names(tmp_path / "new") == _names(tmp_path / "place")


def test_an_empty_place_is_taken(tmp_path: Path) -> None:
    """Where nothing was, nothing comes back."""
    exchange(_folder(tmp_path / "new", "new"), tmp_path / "place")
    assert {"place"} == _names(tmp_path)


@pytest.mark.usefixtures("way")
def test_a_failure_puts_back_what_was_replaced(tmp_path: Path) -> None:
    """All are replaced or none."""
    replaced = _folder(tmp_path / "new", "new"), _folder(tmp_path / "place", "old")
    taken = _folder(tmp_path / "fresh", "new"), tmp_path / "empty"
    missing = tmp_path / "missing", _folder(tmp_path / "other", "old")
    with pytest.raises(OSError, match="No such file"):
        replace_all([replaced, taken, missing])
    assert "old" == (tmp_path / "place" / "one").read_text()
    assert {"new", "place", "fresh", "other"} == _names(tmp_path)


def test_an_observer_sees_a_whole_tree_at_every_instant(tmp_path: Path) -> None:
    """The folder at the place is there, and its files are of one state."""
    new, place = _folder(tmp_path / "new", "new"), _folder(tmp_path / "place", "old")
    seen: set[tuple[str, ...]] = set()
    stop = threading.Event()

    observer = threading.Thread(target=_observe, args=(place, seen, stop))
    observer.start()
    for _ in range(2000):
        exchange(new, place)
    stop.set()
    observer.join()
    assert seen
    assert seen <= {("new", "new"), ("old", "old")}


def _observe(place: Path, seen: set[tuple[str, ...]], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            folder = os.open(place, os.O_RDONLY)
        except FileNotFoundError:
            seen.add(("nothing",))
            return
        seen.add(tuple(_read_at(folder, name) for name in ("one", "two")))
        os.close(folder)


def _read_at(folder: int, name: str) -> str:
    with open(name, opener=lambda path, flags: os.open(path, flags, dir_fd=folder)) as file:
        return file.read()


def test_a_refused_exchange_is_an_error(tmp_path: Path) -> None:
    """What the file system refuses for another reason than not knowing how, is not tried otherwise."""
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "missing", _folder(tmp_path / "place", "old"))


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, None])
def test_where_nothing_can_be_exchanged_there_are_renames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    """Be it that the file system cannot, or that the C library does not know the call."""

    class Library:
        @staticmethod
        def renameat2(*_: object) -> int:
            assert code
            ctypes.set_errno(code)
            return -1

    _replace_libc(monkeypatch, Library if code else object())
    new, place = _folder(tmp_path / "new", "new"), _folder(tmp_path / "place", "old")
    exchange(new, place)
    assert "new" == (place / "one").read_text()


def test_macos_swaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS the call is renamex_np with RENAME_SWAP."""
    calls: list[tuple[object, ...]] = []

    class Library:
        @staticmethod
        def renamex_np(*arguments: object) -> int:
            calls.append(arguments)
            return 0

    _replace_libc(monkeypatch, Library)
    monkeypatch.setattr("sys.platform", "darwin")
    new, place = _folder(tmp_path / "new", "new"), _folder(tmp_path / "place", "old")
    exchange(new, place)
    assert [(os.fsencode(new), os.fsencode(place), 2)] == calls


def test_the_second_rename_failing_undoes_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an exchange, too, a failure leaves the old tree."""
    _replace_libc(monkeypatch, object())
    place = _folder(tmp_path / "place", "old")
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "missing", place)
    assert "old" == (place / "one").read_text()
    assert {"place"} == _names(tmp_path)


def test_remove_takes_whatever_there_is(tmp_path: Path) -> None:
    """A folder, a file, a symbolic link and nothing are removed alike; what a link names stays."""
    folder = _folder(tmp_path / "folder", "x")
    kept = _folder(tmp_path / "kept", "x")
    link = tmp_path / "link"
    link.symlink_to(kept)
    for path in (folder / "one", folder, link, tmp_path / "nothing"):
        remove(path)
    assert {"kept"} == _names(tmp_path)
    assert {"one", "two"} == _names(kept)
