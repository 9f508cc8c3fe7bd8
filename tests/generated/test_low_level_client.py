"""The low-level client by itself: the four ways to call the operation, and what it does with each status."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, get_type_hints

import httpx
import pytest
from tests.conforming import CLASSES, UNDOCUMENTED

from openrouter_api import AuthenticatedClient, Client, errors, models
from openrouter_api.api.models import list_models_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from openrouter_api.record import Record
    from openrouter_api.types import Response

LISTING = (files("openrouter_models.testing") / "catalog.json").read_bytes()
ERROR = b'{"error": {"code": 1, "message": "no"}}'
KEY = "sk-or-v1-secret"
BASE = "https://example.org/api/v1"
BODIES = dict.fromkeys(CLASSES, ERROR) | {200: LISTING}


def client(status: int = 200, body: bytes | None = None, **options: Any) -> AuthenticatedClient:
    """Make a client of a server that always gives the same answer."""
    content = BODIES.get(status, b"<html>") if body is None else body
    answer = httpx.MockTransport(lambda _: httpx.Response(status, content=content))
    return AuthenticatedClient(
        base_url=BASE, token=KEY, httpx_args={"transport": answer}, **options
    )


def call(made: AuthenticatedClient) -> Response[Any]:
    """Call the operation in all four ways, which agree."""
    with made:
        detailed = list_models_user.sync_detailed(client=made)
        parsed = list_models_user.sync(client=made)

    async def both() -> tuple[Response[Any], Any]:
        async with made:
            first = await list_models_user.asyncio_detailed(client=made)
            return first, await list_models_user.asyncio(client=made)

    async_detailed, async_parsed = asyncio.run(both())
    assert detailed.parsed == parsed == async_detailed.parsed == async_parsed
    assert detailed.status_code == async_detailed.status_code
    return detailed


@pytest.mark.parametrize(
    ("status", "kind"), [(status, getattr(models, name)) for status, name in CLASSES.items()]
)
def test_documented_status(status: int, kind: type[Record]) -> None:
    """Each documented status has its own type, and the body comes back whole."""
    response = call(client(status))
    assert isinstance(response.parsed, kind)
    assert status == response.status_code
    assert BODIES[status] == response.content
    assert json.loads(BODIES[status]) == response.parsed.to_dict()


@pytest.mark.parametrize("status", [204, *UNDOCUMENTED])
def test_undocumented_status(status: int) -> None:
    """A status that the document does not list gives no typed body, and no error."""
    response = call(client(status))
    assert (status, None) == (response.status_code, response.parsed)


@pytest.mark.parametrize("status", UNDOCUMENTED)
def test_raise_on_unexpected_status(status: int) -> None:
    """Asked for it, the client raises on a status that the document does not list, with its body."""
    with pytest.raises(errors.UnexpectedStatus) as caught:
        call(client(status, raise_on_unexpected_status=True))
    assert (status, b"<html>") == (caught.value.status_code, caught.value.content)


@pytest.mark.parametrize("body", [b"<html>", b"", b"{", b"\xef\xbb\xbf{}", b"[NaN]"])
def test_body_that_is_no_json(body: bytes) -> None:
    """A documented status whose body is no JSON is a `ValueError`."""
    with client(body=body) as made, pytest.raises(ValueError):  # noqa: PT011 - the parsers' own messages
        list_models_user.sync(client=made)


def test_other_json_is_raw() -> None:
    """A body of another type is the plain value."""
    assert [1] == call(client(body=b"[1]")).parsed


def test_request() -> None:
    """The request goes to the operation's path below the base URL, with the key."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=LISTING)

    transport = httpx.MockTransport(answer)
    made = AuthenticatedClient(
        base_url=BASE,
        token=KEY,
        headers={"X-Title": "a"},
        cookies={"c": "d"},
        httpx_args={"transport": transport},
    )
    with made:
        list_models_user.sync(client=made)
    (request,) = seen
    assert ("GET", f"{BASE}/models/user") == (request.method, str(request.url))
    assert f"Bearer {KEY}" == request.headers["Authorization"]
    assert ("a", "c=d") == (request.headers["X-Title"], request.headers["Cookie"])
    assert {"method": "get", "url": "/models/user"}.items() <= list_models_user.get_kwargs().items()


def test_other_prefix_and_header() -> None:
    """The token can stand in another header, and without a prefix."""
    made = AuthenticatedClient(base_url=BASE, token=KEY, prefix="", auth_header_name="X-Key")
    assert KEY == made.get_httpx_client().headers["X-Key"]
    assert "Authorization" not in made.get_httpx_client().headers


def test_token_is_masked() -> None:
    """What `repr` shows has neither the token nor any header, before and after use."""
    made = client(headers={"X-Secret": "hidden"})
    call(made)
    assert KEY not in repr(made)
    assert "hidden" not in repr(made)
    assert "token='***'" in repr(made)


def test_default_timeout() -> None:
    """Without a timeout of one's own there is one."""
    timeout = Client(base_url=BASE).get_httpx_client().timeout
    assert (10, 30) == (timeout.connect, timeout.read)
    unbounded = Client(base_url=BASE, timeout=None).get_httpx_client().timeout
    assert unbounded.read is None


@pytest.mark.parametrize(
    ("method", "argument", "expected"),
    [
        ("with_headers", {"X-New": "1"}, ("1", None, 30)),
        ("with_cookies", {"new": "1"}, (None, "1", 30)),
        ("with_timeout", httpx.Timeout(1), (None, None, 1)),
    ],
)
def test_derived_client_leaves_the_original_alone(
    method: str, argument: Any, expected: tuple[Any, ...]
) -> None:
    """A client with other headers, cookies or timeout is another one; the first is as it was, in use or not."""
    made = client(headers={"X-Old": "0"}, cookies={"old": "0"})
    used = made.get_httpx_client()
    derived: Any = getattr(made, method)(argument)
    other = derived.get_httpx_client()
    assert type(made) is type(derived)
    assert used is made.get_httpx_client()
    assert used is not other
    assert ("0", "0", 30) == (used.headers["X-Old"], used.cookies["old"], used.timeout.read)
    assert "X-New" not in used.headers
    assert "new" not in used.cookies
    assert ("0", "0") == (other.headers["X-Old"], other.cookies["old"])
    changed = (other.headers.get("X-New"), other.cookies.get("new"), other.timeout.read)
    assert expected == changed
    assert f"Bearer {KEY}" == other.headers["Authorization"]


def test_client_of_ones_own() -> None:
    """An httpx client that is set is used as it is."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=LISTING))
    own = httpx.Client(base_url="https://example.com", transport=transport)
    made = AuthenticatedClient(base_url=BASE, token=KEY).set_httpx_client(own)
    assert own is made.get_httpx_client()
    assert isinstance(list_models_user.sync(client=made), models.ModelsListResponse)
    async_own = httpx.AsyncClient()
    assert async_own is made.set_async_httpx_client(async_own).get_async_httpx_client()


def test_context_closes_its_client() -> None:
    """After a `with` block the connection is closed."""
    with client() as made:
        inner = made.get_httpx_client()
        assert not inner.is_closed
    assert inner.is_closed


def test_other_kinds_of_answer(client: Callable[..., ModuleType]) -> None:
    """Ranges, a default, plain text, bytes, any JSON, nothing: each documented answer has its type."""

    def answer(**content: Any) -> dict[str, Any]:
        return {
            "description": "",
            "content": {key.replace("_", "/"): value for key, value in content.items()},
        }

    model = {"schema": {"$ref": "#/components/schemas/Model"}}
    generated = client(
        {"Model": {"type": "object", "properties": {"a": {"type": "string"}}}},
        responses={
            "200": answer(application_json=model),
            "204": {"description": ""},
            "4XX": answer(text_html={}, application_json=model),
            "404": answer(text_plain={}),
            "418": answer(image_png={}),
            "420": answer(application_json={}),
            "default": answer(application_json=model),
        },
    )
    parse = generated.api.models.list_models_user.parse_response
    parsed = {
        status: parse(httpx.Response(status, content=b'{"a": "b"}'))
        for status in (200, 204, 400, 404, 418, 420, 599)
    }
    made = generated.models.Model(a="b")
    assert {
        200: made,
        204: None,
        400: made,
        404: '{"a": "b"}',
        418: b'{"a": "b"}',
        420: {"a": "b"},
        599: made,
    } == parsed


def test_parameters_are_typed(client: Callable[..., ModuleType]) -> None:
    """Callers are told their types; one named like an option of the overlay's clients gets an underscore."""
    enum = {"type": "string", "enum": ["a", "b"]}
    places: list[tuple[str, dict[str, Any], bool]] = [
        ("limit", {"type": ["integer", "null"]}, False),
        ("sort", enum, False),
        ("names", {"type": "array", "items": {"type": "string"}}, True),
        ("timeout", {"type": "number"}, False),
        ("retry", {"type": "integer"}, False),
        ("strict", {"type": "boolean"}, False),
    ]
    generated = client(
        {"Model": {"type": "object"}},
        parameters=[
            {"name": name, "in": "query", "schema": schema, "required": required}
            for name, schema, required in places
        ],
    )
    operation = generated.api.models.list_models_user
    assert {
        "limit": int | None,
        "sort": generated.models.ListSort | str | None,
        "names": list[str],
        "timeout_": float | None,
        "retry_": int | None,
        "strict_": bool | None,
    } == get_type_hints(operation.Parameters)
    assert {"names"} == operation.Parameters.__required_keys__
    assert {"names": ["a"], "timeout": 5} == operation.get_kwargs(names=["a"], timeout_=5)["params"]


def test_parameters_of_every_kind(client: Callable[..., ModuleType]) -> None:
    """Each kind of parameter goes where it belongs; what is not given, or null, is not sent."""
    enum = {"type": "string", "enum": ["a", "b"]}
    places: list[tuple[str, str, dict[str, Any]]] = [
        ("offset", "query", {"type": ["integer", "null"], "default": 0}),
        ("modalities", "query", {"type": "array", "items": enum}),
        ("sort", "query", enum),
        ("free", "query", {"type": "boolean"}),
        ("HTTP-Referer", "header", {"type": "string"}),
        ("X-Count", "header", {"type": "integer"}),
        ("X-Flag", "header", {"type": "boolean"}),
        ("Authorization", "header", {"type": "string"}),
        ("session", "cookie", {"type": "integer"}),
    ]
    generated = client(
        {"Model": {"type": "object"}},
        parameters=[{"name": name, "in": at, "schema": schema} for name, at, schema in places],
    )
    get_kwargs = generated.api.models.list_models_user.get_kwargs
    usual = {"method": "get", "url": "/models/user"}
    assert {**usual, "params": {}, "headers": {}, "cookies": {}} == get_kwargs(offset=None)
    sort = generated.models.ListSort
    sent = get_kwargs(
        offset=0,
        modalities=["a", sort("new")],
        sort=sort.B,
        free=True,
        http_referer="x",
        x_count=5,
        x_flag=True,
        session=7,
    )
    request = httpx.Client(base_url=BASE).build_request(
        **{k: v for k, v in sent.items() if k != "cookies"}
    )
    assert "offset=0&modalities=a&modalities=new&sort=b&free=true" == request.url.query.decode()
    assert ("x", "5", "true") == tuple(
        request.headers[name] for name in ("HTTP-Referer", "X-Count", "X-Flag")
    )
    assert {"session": "7"} == sent["cookies"]
