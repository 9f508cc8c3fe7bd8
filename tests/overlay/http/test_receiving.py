"""Bodies: decompressed within bounds, and responses without the key."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._http.receiving import Body, settled
from openrouter_models._http.secret import Secret
from openrouter_models.errors import InvalidResponseError

KEY = "sk-or-v1-0123456789abcdef"


def feed(body: Body, data: bytes, size: int = 7) -> bytes:
    """Give a body to take in, piece by piece."""
    for start in range(0, len(data), size):
        if not body.add(data[start : start + size]):
            break
    return body.finish()


@given(st.binary(max_size=200), st.integers(1, 50))
def test_a_body_is_what_was_sent(data: bytes, size: int) -> None:
    """In whatever pieces it comes, compressed or not."""
    assert data == feed(Body("", 200), data, size)
    assert data == feed(Body(" GZIP ", 300), gzip.compress(data), size)
    assert data == feed(Body("x-gzip", 300), gzip.compress(data) + b"padding", size)


def test_a_body_of_the_greatest_size_is_taken() -> None:
    """The bound is the most that is allowed."""
    assert b"1234567890" == feed(Body("identity", 10), b"1234567890")


@pytest.mark.parametrize(
    ("encoding", "data"),
    [("", b"1" * 11), ("gzip", gzip.compress(b"1" * 11, mtime=0) + b"\0" * 20)],
)
def test_a_body_that_is_too_large_is_refused(encoding: str, data: bytes) -> None:
    """What is sent and what it unpacks to are bounded alike."""
    with pytest.raises(InvalidResponseError, match="more than 10 bytes, which max_size= allows"):
        feed(Body(encoding, 10), data)


def test_a_bomb_is_stopped_within_bounded_memory() -> None:
    """A gigabyte in a megabyte does not come to life, even if it comes at once."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    # What follows a full flush does not depend on what was before, so one megabyte is like another.
    head, again = (
        packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    bomb = head + again * 1023
    body = Body("gzip", 1 << 21)
    tracemalloc.start()
    assert not body.add(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * (1 << 21)
    with pytest.raises(InvalidResponseError, match="more than 2097152 bytes"):
        body.finish()


def test_padding_is_counted() -> None:
    """What follows the compressed data does not go on for ever."""
    body = Body("gzip", 100)
    assert body.add(gzip.compress(b"1"))
    assert not all(body.add(b"\0" * 10) for _ in range(20))


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5), st.integers(1, 60), st.data())
def test_members_are_joined(parts: list[bytes], size: int, data: st.DataObject) -> None:
    """As RFC 1952, section 2.2 has it; what is cut off within one is told, whatever the pieces."""
    members = [gzip.compress(part, mtime=0) for part in parts]
    whole = b"".join(members)
    assert b"".join(parts) == feed(Body("gzip", 1000), whole, size)
    cut = data.draw(st.integers(1, len(members[-1]) - 1))
    if cut < len(members[-1]) - 1 or len(parts) == 1:  # a single byte is no member
        with pytest.raises(InvalidResponseError, match="was truncated"):
            feed(Body("gzip", 1000), whole[:-cut], size)


@given(
    st.sampled_from([b"\x1f", b"\x1fpadding", b"\0\0\0", b"\0" + gzip.compress(b"x"), b"padding"]),
    st.integers(1, 60),
)
def test_what_follows_the_members_is_ignored(after: bytes, size: int) -> None:
    """As gzip(1) does it."""
    assert b"text" == feed(Body("gzip", 1000), gzip.compress(b"text", mtime=0) + after, size)


def test_many_small_members_take_no_time_each_for_all() -> None:
    """What follows a member is not copied for each: a megabyte of empty ones is nothing."""
    members = gzip.compress(b"", mtime=0) * 50_000
    assert b"" == feed(Body("gzip", 1 << 20), members, len(members))


@pytest.mark.parametrize(
    ("message", "encoding", "data"),
    [
        ("compressed as br, which was not asked for", "br", b"1"),
        ("compressed as gzip, gzip, which", "gzip, gzip", b"1"),
        ("cannot be decompressed", "gzip", b"no gzip at all"),
        ("was truncated", "gzip", gzip.compress(b"1" * 99, mtime=0)[:-9]),
    ],
)
def test_a_body_that_cannot_be_decompressed_is_refused(
    message: str, encoding: str, data: bytes
) -> None:
    """Only what was asked for is understood, and only whole."""
    with pytest.raises(InvalidResponseError, match=message):
        feed(Body(encoding, 1000), data)


def test_an_empty_body_needs_no_compression() -> None:
    """Servers that compress everything send nothing as nothing."""
    assert b"" == Body("gzip", 10).finish()


def test_what_has_come_can_be_had() -> None:
    """A body that went wrong gives what came before."""
    body = Body("", 4)
    body.add(b"1234")
    body.add(b"5678")
    body.add(b"9")
    assert b"1234" == body.so_far()[:4]


def test_the_response_of_users_is_complete_and_without_the_key() -> None:
    """Its content is that of the body, and its headers say nothing of how that was sent."""
    response = httpx.Response(
        502,
        headers=[("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
        stream=httpx.ByteStream(b"never read"),
        request=httpx.Request("GET", "https://x/y", headers={"Authorization": f"Bearer {KEY}"}),
        extensions={"http_version": b"HTTP/1.1", "network_stream": object()},
    )
    known = settled(response, b"content", 1.5, Secret(KEY))
    assert b"content" == known.content
    assert 1.5 == known.elapsed.total_seconds()
    assert ["a=1", "b=2"] == known.headers.get_list("set-cookie")
    assert "content-encoding" not in known.headers
    assert {"http_version": b"HTTP/1.1"} == known.extensions
    assert "https://x/y" == known.url
    assert KEY not in str(known.request.headers.raw)


@pytest.mark.parametrize("value", ["naïve", "٣", "\udcff"])
def test_headers_that_are_not_ascii_are_kept(value: str) -> None:
    """What a proxy on the way writes into a header costs nobody the listing."""
    sent = value.encode(errors="surrogateescape")
    response = httpx.Response(
        200,
        headers=[(b"X-Via", sent), (b"Content-Encoding", b"gzip")],
        stream=httpx.ByteStream(b"never read"),
        request=httpx.Request("GET", "https://x/y"),
    )
    known = settled(response, b"content", 0.0, Secret(KEY))
    assert (b"X-Via", sent) in known.headers.raw
    assert "content-encoding" not in known.headers
