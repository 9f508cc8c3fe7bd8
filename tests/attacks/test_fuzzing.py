"""Whatever bytes come, decoder, checker, loader and differ give a value or the one error that they promise.

`fuzz.py` drives the same tests by what they reach instead of by chance.
"""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrouter_api import codec, jsontext
from openrouter_api.models import ModelsListResponse
from openrouter_models.contract import Contract
from openrouter_models.decoding import decode
from openrouter_models.errors import OpenRouterError
from openrouter_models.findings import Kind
from pipeline.diff.document_comparison import Edition, diff_sides
from pipeline.failure import PipelineError
from pipeline.read.parsing import parse
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
LISTING: dict[str, Any] = json.loads(
    (files("openrouter_models.testing") / "catalog.json").read_bytes()
)
BODY = json.dumps({"data": LISTING["data"][:3]}).encode()
DOCUMENT = (ROOT / "openapi" / "openrouter.yaml").read_bytes()
PARSED = json.dumps(parse(DOCUMENT, "document"))
CONTRACT = Contract.load()
OPERATION = read_settings(ROOT).operations[0]
JSON_BITS = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b",",
        b":",
        b"\\",
        b"null",
        b"true",
        b"1e400",
        b"-0",
        b"9" * 4301,
    ),
    *(b'"data":', b'"id":', b'"pricing":', b'{"a":', b"[" * 250, b"]" * 250, b"[]", b"{}", b"NaN"),
    *(b'"\\ud800"', b"\xed\xa0\x80", b"\xff", b"\xef\xbb\xbf", b"\0", b'"tools"', b'"', b" " * 50),
]
YAML_BITS = [
    *(
        b"\n",
        b"  ",
        b"- ",
        b": ",
        b"&a ",
        b"*a",
        b"<<: ",
        b"!!python/object ",
        b"? ",
        b"|\n",
        b"---\n",
    ),
    *(
        b"'",
        b'"',
        b"{",
        b"[" * 250,
        b"null",
        b"~",
        b"0x10",
        b"1e400",
        b".nan",
        b"\t",
        b"#",
        b"%",
        b"\xff",
    ),
    *(
        b"$ref",
        b"allOf",
        b"nullable: true",
        b"enum: []",
        b"pattern: '('",
        b"type: [string, 'null']",
    ),
]
THOROUGH = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(THOROUGH, max_examples=25)


def spoiled(sound: bytes, bits: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Give sound bytes with some stretches of them replaced."""
    place = st.integers(0, len(sound))
    text = st.binary(max_size=8) | st.sampled_from(bits)
    changes = st.lists(st.tuples(place, st.integers(0, 60), text), min_size=1, max_size=6)

    def spoil(found: list[tuple[int, int, bytes]]) -> bytes:
        result = sound
        for start, length, instead in found:
            result = result[:start] + instead + result[start + length :]
        return result

    return changes.map(spoil)


BODIES = (
    st.binary(max_size=60)
    | st.lists(st.sampled_from(JSON_BITS)).map(b"".join)
    | spoiled(BODY, JSON_BITS)
)


@given(BODIES)
@THOROUGH
def test_decoder(body: bytes) -> None:
    """A listing is decoded and given back whole, or refused with our error."""
    try:
        catalog = decode(body)
    except OpenRouterError:
        return
    assert jsontext.parse(body) == catalog.to_dict()
    again = decode(jsontext.encode(catalog.to_dict()))
    assert catalog.to_dict() == again.to_dict()
    # Undeclared fields come last when a body is given back, so the order may be another.
    assert sorted(map(str, catalog.report.findings)) == sorted(map(str, again.report.findings))
    assert all(len(repr(model)) <= 120 for model in catalog)
    if codec.conforms(ModelsListResponse, body):
        assert catalog.report.ok


@given(BODIES, st.sampled_from([200, 401, 500, 599]))
@THOROUGH
def test_checker(body: bytes, status: int) -> None:
    """Every body gets a report, and of a listing that of its catalog."""
    report = CONTRACT.check(status, {"content-type": "application/json"}, body)
    assert report.verified or status != 401 or report.findings
    try:
        known = decode(body).report.findings
    except OpenRouterError:
        return
    if status == 200:
        others = (Kind.NOT_JSON, Kind.IMPLAUSIBLE_VALUE)
        assert list(known) == [one for one in report.findings if one.kind not in others]


@given(
    st.binary(max_size=60)
    | spoiled(DOCUMENT, YAML_BITS)
    | st.lists(st.sampled_from(YAML_BITS)).map(b"".join)
)
@FEWER
def test_loader(text: bytes) -> None:
    """A document is read, as JSON could say it, or refused with the pipeline's error."""
    try:
        document = parse(text, "document")
    except PipelineError:
        return
    assert document == json.loads(json.dumps(document, allow_nan=False))


@given(st.data())
@FEWER
def test_differ(data: st.DataObject) -> None:
    """Two documents are compared, or refused with the pipeline's error; nothing differs from itself."""
    old, new = (changed(data, json.loads(PARSED)) for _ in range(2))
    with suppress(PipelineError):
        assert not diff_sides(Edition(old, None), Edition(old, None), OPERATION).changes
        diff_sides(Edition(old, None), Edition(new, None), OPERATION)


def changed(data: st.DataObject, document: dict[str, Any]) -> dict[str, Any]:
    """Change a document in up to three places."""
    odd = st.sampled_from(["null", "true", "-1", '""', "{}", "[]", '"string"'])
    for _ in range(data.draw(st.integers(0, 3))):
        found = places(document)
        elsewhere, name = data.draw(st.sampled_from(found))
        container, key = data.draw(st.sampled_from(found))
        container[key] = json.loads(data.draw(odd | st.just(json.dumps(elsewhere[name]))))
    return document


def places(value: Any) -> list[tuple[Any, Any]]:
    """Give every place of a document as its container and key."""
    keys = list(value if hasattr(value, "keys") else range(len(value)))
    inner = (value[key] for key in keys if hasattr(value[key], "__getitem__"))
    below = [place for one in inner if not isinstance(one, str) for place in places(one)]
    return [*((value, key) for key in keys), *below]
