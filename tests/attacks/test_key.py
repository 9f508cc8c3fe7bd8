"""The key is nowhere where SECURITY.md says it is not: one table, each channel against each place.

A place is where the key is given, or where a server echoes it. A channel is where somebody may look
afterwards. A new channel or place is one function here.
"""

from __future__ import annotations

import base64
import copy
import itertools
import json
import logging
import pickle
import re
import sys
import traceback
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from openrouter_models import Catalog, OpenRouterModels, RetryPolicy, _redaction, errors
from openrouter_models._http.base_client import BaseClient
from openrouter_models._http.secret import Secret
from openrouter_models._redaction import Redactor
from openrouter_models.testing import CheckingTransport, MockOpenRouter
from openrouter_models.testing.captures import Capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

KEY = "Zq7-secret/key+of.no_known~form%41"
OK = {"data": [{"id": "a/b"}]}
ONCE = RetryPolicy(retries=0)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "lower": str.lower,
    "json": lambda key: "".join(f"\\u{ord(each):04x}" for each in key),
    "url": lambda key: quote(key, safe=""),
    "hex": lambda key: key.encode().hex(),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64, shifted": lambda key: base64.b64encode(b"u:" + key.encode() + b"!").decode(),
}
FORBIDDEN = [
    *(spell(KEY) for spell in SPELLINGS.values()),
    quote(KEY, safe="").lower(),
    *(base64.b64encode(bytes(n) + KEY.encode())[4:-4].decode() for n in range(3)),
]


class Evidence:
    """What a user has in hand after a call: its result or error, and what was logged and warned."""

    def __init__(self, outcome: Any, logged: str, warned: str) -> None:
        self.outcome = outcome
        self.logged = logged
        self.warned = warned


# Places in which a user gives the key; types that are wrong on purpose are ignored.
GIVEN: dict[str, Callable[[], object]] = {
    "list": lambda: OpenRouterModels([KEY]),  # type: ignore[arg-type]
    "tuple": lambda: OpenRouterModels((KEY,)),  # type: ignore[arg-type]
    "dict": lambda: OpenRouterModels({"key": KEY}),  # type: ignore[arg-type]
    "bytes": lambda: OpenRouterModels(KEY.encode()),  # type: ignore[arg-type]
    "list from a function": lambda: OpenRouterModels(lambda: [KEY]).list(),  # type: ignore[arg-type,return-value]
    "white space inside": lambda: OpenRouterModels(f"{KEY} {KEY}"),
    "authorization header": lambda: OpenRouterModels(headers={"Authorization": f"Bearer {KEY}"}),
    "name of a header": lambda: OpenRouterModels("x", headers={f"X {KEY}": "1"}),
    "value of a header": lambda: OpenRouterModels("x", headers={"X-Api-Key": f"{KEY}\n"}),
    "headers as pairs": lambda: OpenRouterModels("x", headers=[("X-Api-Key", KEY)]),  # type: ignore[arg-type]
    "header, other option wrong": lambda: OpenRouterModels(
        "x", headers={"X-Api-Key": KEY}, timeout=-1
    ),
    "header, call wrong": lambda: OpenRouterModels("x", headers={"X-Api-Key": KEY}).list(
        timeout=-1
    ),
    "user of base_url": lambda: OpenRouterModels("x", base_url=f"https://u:{quote(KEY)}@h/v1"),
    "query of base_url": lambda: OpenRouterModels("x", base_url=f"https://h/v1?key={KEY}"),
    "base_url that is no URL": lambda: OpenRouterModels("x", base_url=f"https://h:{KEY}/v1"),
    "base_url as list": lambda: OpenRouterModels("x", base_url=[KEY]),  # type: ignore[arg-type]
    "other option wrong": lambda: OpenRouterModels(KEY, timeout=-1),
    "option changed": lambda: OpenRouterModels("x").with_options(api_key=[KEY]),  # type: ignore[arg-type]
    "no server": lambda: OpenRouterModels(
        KEY, base_url="http://127.0.0.1:9/api/v1", headers={"X-Api-Key": KEY}, retry=ONCE
    ).list(),
}


def answering(**answer: Any) -> Callable[[], object]:
    """Ask a server that answers so."""
    settings: dict[str, Any] = {"status_code": 200} | answer

    def handle(request: httpx.Request) -> httpx.Response:
        assert f"Bearer {KEY}" == request.headers["authorization"]
        return httpx.Response(**settings)

    def ask() -> object:
        transport = httpx.MockTransport(handle)
        url = "https://example.test/api/v1"
        return OpenRouterModels(KEY, base_url=url, transport=transport, retry=ONCE).list()

    return ask


def failing(error: Callable[[str], BaseException]) -> Callable[[], object]:
    """Ask a server on the way to which the HTTP library fails so."""

    def handle(request: httpx.Request) -> httpx.Response:
        sent = request.headers["authorization"]
        raise error(sent)

    def ask() -> object:
        transport = httpx.MockTransport(handle)
        url = "https://example.test/api/v1"
        headers = {"X-Api-Key": KEY}
        with OpenRouterModels(
            KEY, base_url=url, transport=transport, headers=headers, retry=ONCE
        ) as client:
            return client.list()

    return ask


def echoes() -> Iterator[tuple[str, Callable[[], object]]]:
    """Give the places in which a server echoes the key, each in every spelling."""
    for name, spell in SPELLINGS.items():
        said = spell(KEY)
        error = f'{{"error": {{"code": 401, "message": "{said}", "metadata": {{"{said}": ["{said}"]}}}}}}'
        listing = f'{{"data": [{{"id": "a/b", "name": "{said}", "{said}": 1}}], "x": "{said}"}}'
        yield f"body of an error, {name}", answering(status_code=401, text=error)
        yield f"body of a 200 error, {name}", answering(text=error)
        yield f"page of an error, {name}", answering(status_code=502, html=f"<p>{said}</p>")
        yield f"listing, {name}", answering(text=listing)
        yield f"no listing, {name}", answering(text=f"{said}")
        yield f"request id, {name}", answering(status_code=500, headers={"x-request-id": said})
        yield f"etag, {name}", answering(json=OK, headers={"etag": f'"{said}"'})
        yield f"location, {name}", answering(status_code=302, headers={"location": f"//x/{said}"})
        yield (
            f"location, same origin, {name}",
            answering(status_code=302, headers={"location": f"/{said}"}),
        )
        yield (
            f"reason phrase, {name}",
            answering(status_code=500, extensions={"reason_phrase": said.encode()}),
        )
        if "base64" not in name:  # the name of an encoding is told in lower case
            yield (
                f"encoding, {name}",
                answering(stream=httpx.ByteStream(b"x"), headers={"content-encoding": said}),
            )
    yield "failure of the HTTP library", failing(httpx.LocalProtocolError)


PLACES = {f"given as {name}": place for name, place in GIVEN.items()} | {
    f"echoed in {name}": place for name, place in echoes()
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _traceback(evidence: Evidence) -> Iterator[object]:
    """Give what pytest --showlocals, rich and the like show: the frames of this package and below."""
    for error in chain(evidence.outcome if isinstance(evidence.outcome, BaseException) else None):
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        shown = [frame for frame in frames if frame.f_code.co_filename != __file__]
        yield [{name: repr(value) for name, value in frame.f_locals.items()} for frame in shown]
        yield "".join(traceback.TracebackException.from_exception(error).format())


def _response(evidence: Evidence) -> Iterator[object]:
    response = getattr(evidence.outcome, "response", None)
    if response is not None:
        yield from (response, response.headers, response.headers.raw, response.extensions)
        yield from (response.content, response.text, response.reason_phrase, response.url)
        yield from (response.request, response.request.headers.raw, response.request.extensions)


def _pickled(evidence: Evidence) -> Iterator[object]:
    if isinstance(evidence.outcome, errors.OpenRouterError):
        yield pickle.dumps(evidence.outcome, protocol=0)
    elif isinstance(evidence.outcome, Catalog):
        yield evidence.outcome.to_dict()
        yield pickle.dumps(evidence.outcome, protocol=0)


def _copied(evidence: Evidence) -> Iterator[object]:
    if isinstance(evidence.outcome, errors.OpenRouterError):
        for made in (copy.copy(evidence.outcome), copy.deepcopy(evidence.outcome)):
            yield from (str(made), repr(made), vars(made))


def _report(evidence: Evidence) -> Iterator[object]:
    if report := getattr(evidence.outcome, "report", None):
        yield from (str(report), report.findings)


CHANNELS: dict[str, Callable[[Evidence], Iterator[object]]] = {
    "repr": lambda it: iter([repr(it.outcome)]),
    "str": lambda it: iter([str(it.outcome)]),
    "args and notes": lambda it: iter(
        [getattr(it.outcome, "args", ()), getattr(it.outcome, "__notes__", ())]
    ),
    "vars": lambda it: iter([getattr(it.outcome, "__dict__", {})]),
    "body": lambda it: iter([getattr(it.outcome, "body", None)]),
    "response": _response,
    "report": _report,
    "traceback": _traceback,
    "pickle": _pickled,
    "copy": _copied,
    "our log": lambda it: iter([it.logged]),
    "warnings": lambda it: iter([it.warned]),
}


@pytest.fixture(params=PLACES.values(), ids=list(PLACES))
def evidence(
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Evidence:
    """Give what one place leaves behind."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "another-key")
    outcome: Any = None
    with (
        caplog.at_level(logging.DEBUG, "openrouter_models"),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        try:
            outcome = request.param()
        except BaseException as error:  # noqa: BLE001  # an interrupt is one of the places
            outcome = error
    own = [each.getMessage() for each in caplog.records if each.name == "openrouter_models"]
    return Evidence(outcome, "\n".join(own), "\n".join(str(each.message) for each in warned))


def leaks(shown: object) -> list[str]:
    """Find the key in what is shown, in any spelling."""
    text = shown if isinstance(shown, str) else repr(shown)
    text += text.replace("\\\\", "\\")  # a `repr` doubles what a spelling has once
    return [each for each in FORBIDDEN if each in text]


def test_the_key_leaves_by_no_channel(evidence: Evidence) -> None:
    """Whatever the place."""
    found = {
        name: found
        for name, channel in CHANNELS.items()
        for shown in channel(evidence)
        if (found := leaks(shown))
    }
    assert {} == found


@pytest.mark.parametrize("kind", [LookupError, KeyboardInterrupt])
def test_an_error_of_others_has_no_frames_with_the_key(kind: type[BaseException]) -> None:
    """What the HTTP library raises goes on as it is, but its frames hold the request as sent."""
    with pytest.raises(kind) as caught:
        failing(kind)()
    evidence = Evidence(caught.value, "", "")
    frames = [shown for shown in _traceback(evidence) if not isinstance(shown, str)]
    assert frames
    assert [] == leaks(frames)


def _unchanged(_: Redactor, data: str | bytes) -> str | bytes:
    return data


# The error about redirects without end carries no response, so nothing is left there to show an echo.
ECHOES = [name for name in PLACES if name.startswith("echoed in") and "same origin" not in name]


@pytest.mark.parametrize("place", ECHOES)
def test_the_table_can_fail(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the redaction at least one channel shows each echo: the table looks where they are."""
    monkeypatch.setattr(Redactor, "__call__", _unchanged)
    monkeypatch.setattr(_redaction, "_FORMS", re.compile("(?!)"))
    try:
        outcome: Any = PLACES[place]()
    except errors.OpenRouterError as error:
        outcome = error
    evidence = Evidence(outcome, "", "")
    assert any(leaks(shown) for channel in CHANNELS.values() for shown in channel(evidence))


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_no_saved_capture_holds_it(spell: Callable[[str], str], tmp_path: Path) -> None:
    """Neither body nor headers nor findings, and the headers say that something was taken out."""
    said = spell(KEY)
    body = f'{{"data": [{{"id": "{said}"}}], "{said}": "{said}"}}'
    for kind, text in (("application/json", body), (said, "{}")):
        response = httpx.Response(200, text=text, headers={"etag": said, "content-type": kind})
        capture = Capture.of(response, Secret(KEY))
        capture.save(tmp_path / "models.json")
        saved = "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
        assert [] == leaks(saved + repr(capture) + repr(capture.report))
        headers = json.loads((tmp_path / "models.headers.json").read_bytes())
        assert ("body" in headers["openrouter-models-redacted"]) is (text is body)


def test_the_mock_does_not_show_the_key_either() -> None:
    """What it has received is without it, wherever it stands; so are the frames of one that cannot be made."""
    with MockOpenRouter(api_key=KEY) as mock:
        with OpenRouterModels(KEY, base_url=mock.base_url) as client:
            client.list()
        name, said = KEY.partition("/")[0], quote(KEY, safe="")
        for url in (f"/models/user?key={said}", f"/{said}"):
            httpx.get(
                f"{mock.base_url}{url}", headers={"X-Api-Key": KEY, "Cookie": f"{name}={KEY}"}
            )
        assert [] == leaks([mock, mock.requests, [dict(each.headers) for each in mock.requests]])
    with pytest.raises(TypeError, match="Expected models") as caught:
        MockOpenRouter(object(), api_key=KEY)  # type: ignore[arg-type]  # to be refused
    assert [] == leaks([*_traceback(Evidence(caught.value, "", ""))])


def test_no_report_of_traffic_shows_the_key_of_its_request() -> None:
    """Whichever client of httpx has sent it."""
    mock = MockOpenRouter(api_key=KEY, allow_deviations=True)
    mock.respond(body={"data": [{"id": KEY, KEY: 1}], "x": KEY})
    checking = CheckingTransport(mock.transport)
    with httpx.Client(transport=checking) as http:
        http.get(f"{mock.base_url}/models/user", headers={"Authorization": f"Bearer {KEY}"})
    assert checking.traffic.problem
    assert [] == leaks([checking.traffic, checking.traffic.problem])


def test_an_interrupt_finds_the_key_in_the_first_lines_alone() -> None:
    """Wherever else in the constructor Ctrl-C strikes, no frame shows the key.

    The interrupt is made at each single bytecode of this package in turn, which is more than Python
    allows: it looks for signals where a function begins, and the first lines call none.
    """
    code = BaseClient.__init__.__code__  # pyright: ignore[reportUnknownMemberType]
    _, first, *_ = sorted({line for *_, line in code.co_lines() if line})  # after that of `def`
    shown: set[tuple[str, int]] = set()
    options: dict[str, Any] = {"base_url": f"https://h/{KEY}", "headers": {"X-Api-Key": KEY}}
    number = 0
    for number in itertools.count(1):
        place = interrupted(number, lambda: OpenRouterModels(KEY, **options, http_client=HTTP))
        if place is None:
            break
        if place[0]:
            shown.add(place[1:])
    assert 300 < number
    assert {"__init__"} == {name for name, _ in shown}
    assert all(0 <= line - first < FIRST_LINES for _, line in shown), shown


HTTP = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
FIRST_LINES = 4  # a function whose defaults take the key, and the end of the arguments


def interrupted(number: int, call: Callable[[], object]) -> tuple[bool, str, int] | None:
    """Interrupt a call at its n-th bytecode inside this package.

    Returns:
        Whether a frame shows the key, then the function and the line; None if the call was over.
    """
    left = number
    where: tuple[str, int] | None = None

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left, where
        frame.f_trace_opcodes = "openrouter_models" in frame.f_code.co_filename
        if event == "opcode" and frame.f_trace_opcodes:
            left -= 1
            if left == 0:
                where = frame.f_code.co_name, frame.f_lineno
                raise KeyboardInterrupt
        return trace

    # Python 3.12 makes the events of bytecodes only if a frame has asked for them before.
    sys._getframe().f_trace_opcodes = True  # pyright: ignore[reportPrivateUsage]
    before = sys.gettrace()
    try:
        sys.settrace(trace)
        call()
    except KeyboardInterrupt as error:
        sys.settrace(before)
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        values = [frame.f_locals for frame in frames if frame.f_code.co_filename != __file__]
        assert where is not None
        return bool(leaks(values)), *where
    finally:
        sys.settrace(before)
    return None
