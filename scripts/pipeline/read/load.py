"""Load an upstream text from a file, standard input or a URL, and take the document out of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from pipeline.failure import PipelineError
from pipeline.read.fetching import fetch
from pipeline.read.parsing import MAX_BYTES, decode

if TYPE_CHECKING:
    import httpx

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HTML = re.compile(rb"\s*<(!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*(.*)")
_YAML = re.compile(r"ya?ml\b", re.IGNORECASE)
_TOP_LEVEL_KEY = re.compile(r"""^["']?[\w.$-]+["']?[ \t]*:(\s|$)""", re.MULTILINE)
_TOP_LEVEL_FENCE = re.compile(r"^(```|~~~)", re.MULTILINE)


@frozen
class Source:
    """A text as it was published.

    Attributes:
        name: What messages call it: its path or URL.
        data: Its bytes.
    """

    name: str
    data: bytes


@frozen
class _Block:
    """A fenced code block: its opening line (from 1), its info string, its content."""

    line: int
    info: str
    content: bytes


def read_source(
    source: str, *, transport: httpx.AsyncBaseTransport | None = None, stdin: BinaryIO | None = None
) -> Source:
    """Read a text from where the user says.

    Args:
        source: A path, `-` for standard input, or an http(s) URL.
        transport: What carries HTTP requests, for tests.
        stdin: What `-` stands for; the process's own standard input by default.

    Returns:
        The text, at most `MAX_BYTES` long.

    Raises:
        PipelineError: It cannot be read, is too long, or is HTML.
    """
    scheme = _URL.match(source)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        raise PipelineError(f"{source}: only http and https URLs are fetched")
    if scheme:
        read = Source(source, fetch(source, max_bytes=MAX_BYTES, transport=transport))
    elif source == "-":
        read = Source("standard input", (stdin or sys.stdin.buffer).read(MAX_BYTES + 1))
    else:
        read = Source(source, _read_file(source))
    if len(read.data) > MAX_BYTES:
        raise PipelineError(f"{read.name}: is larger than the limit of {MAX_BYTES} bytes")
    if _HTML.match(read.data):
        raise PipelineError(
            f"{read.name}: is an HTML page; give the document itself or its Markdown page"
        )
    return read


def extract(source: Source) -> bytes:
    """Take the document out of a text, byte for byte.

    Args:
        source: A documentation page in Markdown with one fenced YAML block (CommonMark 0.31,
            section 4.5), or a YAML or JSON document. The content decides, not the name.

    Returns:
        The content of the block, or the whole text where it is a document itself.

    Raises:
        PipelineError: A page has no YAML block, several, or one that never ends; or the text is
            neither a page nor a mapping, or not UTF-8.
    """
    text = decode(source.data, source.name)
    if text.lstrip("\ufeff \t\r\n").startswith("{") or (
        _TOP_LEVEL_KEY.search(text) and not _TOP_LEVEL_FENCE.search(text)
    ):
        return source.data
    blocks = _fenced_blocks(source)
    documents = [block for block in blocks if _YAML.match(block.info)]
    if len(documents) == 1:
        return documents[0].content
    if documents:
        lines = ", ".join(str(block.line) for block in documents)
        raise PipelineError(
            f"{source.name}: has {len(documents)} YAML blocks (lines {lines}); expected one"
        )
    if blocks:
        seen = ", ".join(
            f"{block.info[:20] or 'unnamed'!r} (line {block.line})" for block in blocks[:10]
        )
        raise PipelineError(f"{source.name}: the page has no YAML block; its blocks are {seen}")
    raise PipelineError(
        f"{source.name}: is neither a YAML or JSON mapping nor a page with a fenced YAML block"
    )


def _read_file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PipelineError(f"{path}: cannot be read: {reason}") from None


def _fenced_blocks(source: Source) -> list[_Block]:
    blocks: list[_Block] = []
    lines = source.data.splitlines(keepends=True)
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number].decode())
        number += 1
        if not opening or (opening[2].startswith("`") and "`" in opening[3]):
            continue
        indent, fence, info = opening.groups()
        closing = re.compile(rb" {0,3}%b+[ \t]*\s*" % fence.encode())
        first = number
        while number < len(lines) and not closing.fullmatch(lines[number]):
            number += 1
        if number == len(lines) and _YAML.match(info):
            raise PipelineError(
                f"{source.name}: the YAML block that starts on line {first} never ends; was it cut off?"
            )
        content = lines[first:number]
        if indent:
            content = [re.sub(rb"^ {1,%d}" % len(indent), b"", line) for line in content]
        blocks.append(_Block(first, info.strip(), b"".join(content)))
        number += 1
    return blocks
