"""What the mock answers to a request: the pure core under server, transport and app."""

from __future__ import annotations

import json
import re
from enum import Enum, auto
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import parse_qs

import httpx
from attrs import Factory, evolve, field, frozen

from openrouter_models._http.secret import find_key
from openrouter_models.contract.documented import documented, key_of
from openrouter_models.contract.instances import Instances, mended, plainest
from openrouter_models.contract.loading import PATH, find_responses
from openrouter_models.errors import MissingKeyError
from openrouter_models.testing.page_queries import asked_page, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._http.secret import Secret

JsonObject: TypeAlias = dict[str, Any]

BASE_PATH = "/api/v1"
_PUBLIC = "/models"
"""The list of all models, which asks for no key and has the same form; other clients know only this."""
_PAGING = frozenset({"offset", "limit"})
_BODILESS = (204, 304)
_METHODS = ("GET", "HEAD")
_OPERATIONS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
"""What may be operations of a path (OpenAPI 3.1, Path Item Object)."""
_UNNAMED = {524: "Provider timed out", 529: "Provider is overloaded"}
# A listing is that of one account, so no shared cache may keep it (RFC 9111, section 3.5).
_CACHING = {
    "Cache-Control": "private, max-age=300, stale-while-revalidate=3600, stale-if-error=3600",
    "Vary": "Authorization",
}


class Delivery(Enum):
    """How an answer travels: whole, or with one of the ways in which connections fail."""

    WHOLE = auto()
    TRUNCATED = auto()
    STALLED = auto()
    STALLED_AFTER_HEAD = auto()
    SILENT = auto()
    DRIPPED = auto()
    RESET = auto()
    REFUSED = auto()


@frozen
class Request:
    """What was asked: the path is decoded and without the query, which is not decoded."""

    method: str
    path: str
    query: str = ""
    headers: httpx.Headers = field(factory=httpx.Headers, converter=httpx.Headers)


@frozen
class Answer:
    """What is said in return.

    Attributes:
        status: The HTTP status.
        headers: Header fields, without those that describe the connection.
        body: The bytes of the body, as they stand on the wire.
        delivery: How the answer travels.
        delay: Seconds before any of it travels.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    delivery: Delivery = Delivery.WHOLE
    delay: float = 0.0

    @property
    def head(self) -> dict[str, str]:
        """The header fields with the body's length, where the status has a body.

        A length that was set by hand stays, and 204 and 304 name none (RFC 9110, section 8.6).
        """
        length = {} if self.status in _BODILESS else {"Content-Length": str(len(self.body))}
        return length | dict(self.headers)

    def validated(self, request: Request) -> Answer:
        """Name a listing by its ETag, and answer 304 to those who have it (RFC 9110, section 13.1.2)."""
        if self.status != 200 or "Vary" not in self.headers:
            return self
        tag = f'"{blake2b(self.body, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, **self.headers}
        held = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
        if {tag, f"W/{tag}", "*"}.intersection(held):
            named = {name: headers[name] for name in ("ETag", *_CACHING)}
            return evolve(self, status=304, headers=named, body=b"")
        return evolve(self, headers=headers)


def to_json(value: Any) -> bytes:
    """Encode a JSON value compactly, as the API does."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@frozen
class Service:
    """The API as its contract describes it, over one listing.

    Attributes:
        contract: The contract.
        listing: The envelope with all models.
        body: The listing's bytes, served while no page is asked for.
        api_key: The one key that is accepted.
    """

    contract: Mapping[str, Any]
    listing: JsonObject
    body: bytes
    api_key: Secret
    _instances: Instances = field(
        default=Factory(lambda self: Instances(self.contract), takes_self=True),
        init=False,
        repr=False,
        eq=False,
    )

    def answer(self, request: Request) -> Answer:  # noqa: PLR0911 - one per way to answer
        """Answer one request as the contract says; there is no request without an answer.

        Returns:
            200 with the listing or a page of it, and from the other operations of the contract the
            plainest body that conforms; 404 for other paths, 405 for other methods, 401
            for a missing, malformed or wrong bearer key (RFC 6750), and for a page that cannot be
            cut the first of 400, 422 and 404 that the contract documents.
        """
        is_public = request.path == BASE_PATH + _PUBLIC and _PUBLIC not in self.contract["paths"]
        if request.path != BASE_PATH + PATH and not is_public:
            return self._elsewhere(request)
        if request.method not in _METHODS:
            return self.error(405, headers={"Allow": ", ".join(_METHODS)})
        if not is_public and (refusal := self._refuse(request.headers)):
            return self.error(401, refusal, {"WWW-Authenticate": "Bearer"})
        try:
            page = asked_page(request.query, self.contract["paths"][PATH]["get"], self._instances)
        except ValueError as unusable:
            fitting = (status for status in (400, 422, 404) if self._documented(status))
            return self.error(next(fitting, 400), str(unusable))
        if page is not None:
            return evolve(self.listed(), body=to_json(cut(self.listing, page, request.path)))
        if _PAGING.isdisjoint(parse_qs(request.query)):
            return self.listed()
        # What the server has sent since August 2026, and the official SDK insists on.
        whole = {"total_count": len(self.listing["data"]), "links": {"next": None}}
        return evolve(self.listed(), body=to_json({**self.listing, **whole}))

    def listed(self) -> Answer:
        """Give the whole listing."""
        return Answer(200, {"Content-Type": "application/json", **_CACHING}, self.body)

    def _elsewhere(self, request: Request) -> Answer:
        """Answer for an operation other than the listing."""
        paths = self.contract["paths"].items()
        for path, item in sorted(paths, key=lambda one: "{" in one[0]):
            template = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(BASE_PATH + path))
            if not re.fullmatch(template, request.path):
                continue
            method = "get" if request.method == "HEAD" else request.method.lower()
            if method not in item:
                allowed = [name.upper() for name in item if name in _OPERATIONS]
                return self.error(405, headers={"Allow": ", ".join(allowed)})
            security = item[method].get("security", self.contract.get("security"))
            if security and (refusal := self._refuse(request.headers)):
                return self.error(401, refusal, {"WWW-Authenticate": "Bearer"})
            return self._plainest(f"{method.upper()} {path}")
        return self.error(404)

    def _plainest(self, operation: str) -> Answer:
        """Give the first success of an operation, with the plainest body that conforms."""
        successes = [each for each in documented(self.contract, operation) if each.status < 300]
        if not successes:
            return Answer(204, {}, b"")
        body = to_json(plainest(self._instances, successes[0].schema))
        return Answer(successes[0].status, {"Content-Type": successes[0].media_type}, body)

    def error(
        self, status: int, message: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Make an error answer with the body that the contract has for its status.

        Returns:
            The answer; an undocumented status has the documented errors' shape, and 204 and 304
            have no body (RFC 9110 section 6.4.1).
        """
        media = self._documented(status)
        schema = media.get("schema", True)
        error = dict(self._example(media).get("error") or {"message": _phrase(status)})
        error |= {"code": status} | ({"message": message} if message else {})
        if status in _BODILESS:
            return Answer(status, headers or {}, b"")
        body = to_json(mended(self._instances, schema, {"error": error}))
        return Answer(status, {"Content-Type": "application/json", **(headers or {})}, body)

    def _documented(self, status: int) -> JsonObject:
        """Find what the contract says of the JSON body of a status (OpenAPI 3.1, Responses Object)."""
        responses = find_responses(self.contract)
        key = key_of(responses, status)
        content: JsonObject = (responses[key].get("content") or {}) if key else {}
        return cast("JsonObject", content.get("application/json", {}))

    def _example(self, media: JsonObject) -> JsonObject:
        """Give the example of a body, an empty object if there is none."""
        said: list[Any] = [media["example"]] if "example" in media else []
        for branch in self._instances.branches(media.get("schema", True)):
            said += branch.get("examples", ())
        nothing: JsonObject = {}
        return next((cast("JsonObject", each) for each in said if isinstance(each, dict)), nothing)

    def _refuse(self, headers: httpx.Headers) -> str | None:
        given = headers.get("authorization")
        if given is None:
            return "Missing Authentication header"
        bearer = re.fullmatch(r"bearer +(\S+) *", given, re.IGNORECASE)
        if bearer is None:
            return "No auth credentials found"
        return None if bearer[1] == self.api_key.reveal() else "User not found."


def to_accepted_key(key: Secret) -> Secret:
    """Take the key that is to be accepted.

    Raises:
        ValueError: No header can carry it.
    """
    try:
        return find_key(key)
    except MissingKeyError:
        raise ValueError("api_key must be a string of visible ASCII characters.") from None


def _phrase(status: int) -> str:
    if status in _UNNAMED:
        return _UNNAMED[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Error {status}"
