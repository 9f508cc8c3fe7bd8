"""A text comes from a file, standard input or a URL, and the document out of it byte for byte."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import pytest

from pipeline.failure import PipelineError
from pipeline.read.load import Source, extract, read_source
from pipeline.read.parsing import MAX_BYTES

DOCUMENT = b"openapi: 3.1.0\npaths: {}\n"
PAGE = b"# A page\n\n````yaml /openapi.yaml get /models/user\n" + DOCUMENT + b"\n````\n\nMore.\n"
VENDORED = Path(__file__).parents[3] / "openapi" / "openrouter.yaml"


def page(text: str) -> Source:
    """Make a source of a page."""
    return Source("page.md", text.encode())


def test_a_path_is_read_whole(tmp_path: Path) -> None:
    """A file gives its bytes and its path as its name."""
    path = tmp_path / "a.yaml"
    path.write_bytes(DOCUMENT)
    assert Source(str(path), DOCUMENT) == read_source(str(path))


def test_a_dash_is_standard_input() -> None:
    """`-` reads what is piped in."""
    assert Source("standard input", DOCUMENT) == read_source("-", stdin=io.BytesIO(DOCUMENT))


def test_a_url_is_fetched() -> None:
    """An http(s) URL gives the body of its answer."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=PAGE))
    url = "https://docs.example/page.md"
    assert Source(url, PAGE) == read_source(url, transport=transport)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("no/such/file", "no/such/file: cannot be read: No such file or directory"),
        (".", "cannot be read: Is a directory"),
        ("nul\0byte", "cannot be read: embedded null byte"),
        ("ftp://example.com/a", "only http and https URLs are fetched"),
        ("file:///etc/passwd", "only http and https URLs are fetched"),
    ],
)
def test_what_cannot_be_read_is_said(source: str, says: str) -> None:
    """Each unreadable source gets one message with its reason."""
    with pytest.raises(PipelineError) as caught:
        read_source(source)
    assert says in str(caught.value)


def test_an_endless_input_is_refused() -> None:
    """No more than the bound is read."""
    with pytest.raises(PipelineError, match="standard input: is larger than the limit"):
        read_source("-", stdin=io.BytesIO(bytes(MAX_BYTES + 1)))
    declared = httpx.Response(200, headers={"content-length": str(MAX_BYTES + 1)})
    with pytest.raises(PipelineError, match="is larger than the limit"):
        read_source("https://a.example", transport=httpx.MockTransport(lambda _: declared))


@pytest.mark.parametrize("start", [b"<!DOCTYPE html>", b"\n <HTML lang='en'>", b"<head>"])
def test_an_html_page_is_refused(start: bytes) -> None:
    """What looks like HTML is named as such, whatever its content type was."""
    with pytest.raises(PipelineError, match="is an HTML page"):
        read_source("-", stdin=io.BytesIO(start + b"<p>openapi: 3.1.0"))


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT,
        b'{"openapi": "3.1.0", "paths": {}}',
        b'\n  {\n"paths": {}}',
        b"# A comment\n---\nopenapi: 3.1.0\r\npaths: {}",
        b"info:\n  description: |\n    ```yaml\n    a: 1\n    ```\npaths: {}\n",
        b'"openapi": 3.1.0\n',
    ],
)
def test_a_document_gives_itself(text: bytes) -> None:
    """YAML and JSON are told from a page by their content, fences inside of them notwithstanding."""
    assert text == extract(Source("misleading.md", text))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("fence", "info"),
    [("```", "yaml"), ("````", "yaml /a.yaml get /b"), ("~~~", "yml"), ("~~~~~", " YAML title")],
)
def test_the_block_of_a_page_is_taken_byte_for_byte(fence: str, info: str, newline: str) -> None:
    """The content keeps its line ends and its last, empty lines; the fences go."""
    block = newline.join(["a: 1", "", "b: é", "", ""])
    text = newline.join(["title: x", f"{fence}{info}", f"{block}{fence}", "tail"])
    assert block.encode() == extract(page(text))


def test_other_blocks_do_not_matter() -> None:
    """JSON, unnamed and inline code beside the one YAML block is passed over, unfinished as well."""
    text = "```json\n{}\n```\n```\nx\n```\n``` a`b\n```yaml\na: 1\n```\n~~~\nnever ends"
    assert b"a: 1\n" == extract(page(text))


def test_a_shorter_or_other_fence_does_not_end_a_block() -> None:
    """A block ends at a fence of its own kind that is at least as long."""
    assert b"a: |\n```\n~~~~\n" == extract(page("````yaml\na: |\n```\n~~~~\n`````  \n"))


def test_an_indented_block_loses_its_indentation() -> None:
    """CommonMark takes the fence's indentation off each line."""
    assert b"a:\n  b: 1\nc: 2\n" == extract(page("x\n\n  ```yaml\n  a:\n    b: 1\n c: 2\n  ```\n"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "# Title\n\n```json\n{}\n```\n",
            "page.md: the page has no YAML block; its blocks are 'json' (line 3)",
        ),
        ("```\nx\n```\n", "'unnamed' (line 1)"),
        (
            "```yaml\na\n```\n\n~~~yml\nb\n~~~\n",
            "page.md: has 2 YAML blocks (lines 1, 5); expected one",
        ),
        (
            "x\n```yaml\na: 1\n",
            "page.md: the YAML block that starts on line 2 never ends; was it cut off?",
        ),
        ("Just prose.\n", "page.md: is neither a YAML or JSON mapping nor a page"),
        ("", "page.md: is neither a YAML or JSON mapping nor a page"),
        ("- a\n- b\n", "page.md: is neither a YAML or JSON mapping nor a page"),
    ],
)
def test_a_page_without_one_block_is_refused(text: str, says: str) -> None:
    """The message says what was found instead, and at which lines."""
    with pytest.raises(PipelineError) as caught:
        extract(page(text))
    assert says in str(caught.value)


def test_a_page_that_is_not_utf8_is_refused() -> None:
    """The message names the line of the first wrong byte."""
    with pytest.raises(PipelineError, match=r"page\.md, line 2: byte 0xff is not UTF-8"):
        extract(Source("page.md", b"# Title\n\xff\n"))
