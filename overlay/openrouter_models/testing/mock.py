"""`MockOpenRouter`: the API in process or on loopback, with one object for both."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve, frozen

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import faults
from openrouter_models.testing.answers import BASE_PATH, Answer, Request, Service, to_json
from openrouter_models.testing.catalogue import read
from openrouter_models.testing.inprocess import as_app, as_transport
from openrouter_models.testing.server import Server

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from wsgiref.types import WSGIApplication

    import httpx

    from openrouter_models.testing.catalogue import Catalog

_TEST_KEY = "sk-or-v1-mock-key-that-opens-nothing"
_REMEMBERED = 10_000


@frozen
class Received:
    """A request that the mock has seen.

    Attributes:
        method: The HTTP method.
        path: The decoded path.
        query: What follows the question mark, undecoded.
        headers: Header fields by lower-case name; of `authorization` only the scheme.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@frozen
class _Step:
    """A scripted answer, and how often it is still to be given; None is for ever."""

    spoil: faults.Fault
    times: int | None


class MockOpenRouter:
    """A stand-in for the API that asks for the key and answers as the contract says.

    In a `with` block it serves on loopback; `transport` and `app` need none.

    Args:
        catalog: What to list instead of the built-in catalogue: models, an envelope, or the bytes
            of a stored capture.
        api_key: The key to accept.
        host: The address to listen on.
        port: The port to listen on; 0 for a free one.
        contract: The contract to follow instead of the packaged one.

    Raises:
        ValueError: The catalogue is not a listing, or the host is empty.
    """

    def __init__(
        self,
        catalog: Catalog | None = None,
        *,
        api_key: str = _TEST_KEY,
        host: str = "127.0.0.1",
        port: int = 0,
        contract: Mapping[str, Any] | None = None,
    ) -> None:
        if not host:
            raise ValueError("host is empty; give an address to listen on, such as 127.0.0.1.")
        contract = packaged_contract() if contract is None else contract
        listing, body = read(catalog, contract)
        self._service = Service(contract, listing, body, api_key)
        self._address = (host, port)
        self._lock = threading.Lock()
        self._requests: deque[Received] = deque(maxlen=_REMEMBERED)
        self._count = 0
        self._script: deque[_Step] = deque()
        self._server: Server | None = None
        self.transport: httpx.MockTransport = as_transport(self._answer)
        self.app: WSGIApplication = as_app(self._answer)

    def __repr__(self) -> str:
        state = self.base_url if self._server else "not serving"
        return f"<MockOpenRouter {state}, {len(self._service.listing['data'])} models>"

    def __enter__(self) -> Self:
        if self._server:
            raise RuntimeError(f"This mock serves at {self.base_url} already; make another one.")
        self._server = Server(*self._address, self._answer, self._service.error)
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    @property
    def base_url(self) -> str:
        """The URL to give to a client; with port 0, where nothing listens, while not serving."""
        port = self._server.port if self._server else 0
        host = self._address[0]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}{BASE_PATH}"

    @property
    def api_key(self) -> str:
        """The key that is accepted."""
        return self._service.api_key

    @property
    def listing(self) -> dict[str, Any]:
        """The envelope that is served."""
        return self._service.listing

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was received, oldest first, at most the last 10,000."""
        with self._lock:
            return tuple(self._requests)

    def respond(
        self,
        status: int = 200,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
    ) -> None:
        """Script the next answers to requests that would have got the listing.

        Scripts are played in the order in which they are given; then the listing is back.

        Args:
            status: The status to answer, documented or not, from 200 to 599.
            body: Bytes, or a JSON value; by default the error body that the contract has for the
                status, or the listing for 200.
            headers: Further header fields, such as `Retry-After`.
            times: For how many requests; None for all from then on.

        Raises:
            ValueError: The status is not a final one, or `times` is below 1.
        """
        if not 200 <= status <= 599:
            raise ValueError(f"status must be from 200 to 599, not {status}.")

        def spoil(answer: Answer) -> Answer:
            if status != 200:
                answer = self._service.error(status)
            if body is not None:
                answer = evolve(answer, body=body if isinstance(body, bytes) else to_json(body))
            return evolve(answer, headers={**answer.headers, **(headers or {})})

        self._add(spoil, times)

    def fail_with(self, fault: str, *, times: int | None = 1) -> None:
        """Script a fault for the next requests that would have got the listing.

        Args:
            fault: A name from `openrouter_models.testing.faults.FAULTS`, such as `"html"`.
            times: For how many requests; None for all from then on.

        Raises:
            ValueError: There is no such fault, or `times` is below 1.
        """
        self._add(faults.find(fault), times)

    def reset(self) -> None:
        """Forget all scripts and all requests."""
        with self._lock:
            self._script.clear()
            self._requests.clear()

    def _add(self, spoil: faults.Fault, times: int | None) -> None:
        if times is not None and times < 1:
            raise ValueError(f"times must be at least 1, or None for always; not {times}.")
        with self._lock:
            self._script.append(_Step(spoil, times))

    def _answer(self, request: Request) -> Answer:
        answer = self._service.answer(request)
        with self._lock:
            self._count += 1
            number = self._count
            self._requests.append(_received(request))
            step = self._script[0] if self._script and answer.status == 200 else None
            if step and step.times is not None:
                self._script.popleft()
                if step.times > 1:
                    self._script.appendleft(evolve(step, times=step.times - 1))
        answer = step.spoil(answer) if step else answer
        return evolve(answer, headers={"CF-RAY": f"{number:016x}-LOC", **answer.headers})


def _received(request: Request) -> Received:
    headers = dict(request.headers)
    if "authorization" in headers:
        scheme, space, _ = headers["authorization"].partition(" ")
        headers["authorization"] = f"{scheme} ***" if space else "***"
    return Received(request.method, request.path, request.query, headers)
