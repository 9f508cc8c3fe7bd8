"""The lock has one spelling, and reading it notices whatever differs from that."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.lockfile import Lock, hashes, read, render

_HASHES = st.dictionaries(
    st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="ascii"))
)

LOCKS = st.builds(
    Lock,
    tools=_HASHES,
    operations=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
    cut_from=st.none() | st.text(st.characters(codec="ascii")),
    inputs=_HASHES,
    outputs=_HASHES,
    classes=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
    examples=st.integers(0, 10_000),
    false_examples=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
)


def _lock() -> Lock:
    return Lock(
        tools={"ruff": "1"},
        operations=("GET /models/user",),
        cut_from=None,
        inputs=hashes({"b": b"", "a": b"1"}),
        outputs={},
        classes=("Model",),
        examples=55,
        false_examples=(),
    )


@given(LOCKS)
def test_what_is_rendered_is_read(lock: Lock) -> None:
    """Reading gives the lock again."""
    assert lock == read(render(lock))


def test_every_touched_byte_is_noticed() -> None:
    """Changed, or added though JSON allows it; so is a lock that is half written or not UTF-8."""
    data = render(_lock())
    touched = (data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(len(data)))
    for other in (*touched, data + b"\n", b'{"format": 1,', b"\xff\xfe"):
        assert read(other) is None, other


def test_the_order_of_files_does_not_matter() -> None:
    """The same files give the same bytes."""
    keys = list(json.loads(render(_lock()))["inputs"])
    assert ["a", "b"] == keys
    assert render(_lock()).endswith(b"}\n")
