"""Check every listing that goes through httpx, whatever the test around it is about."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from attrs import define, field

from openrouter_models._http.secret import Secret
from openrouter_models._policy.baseline import Baseline
from openrouter_models._redaction import redact
from openrouter_models._text import count, printable
from openrouter_models.testing.captures import checked_without
from openrouter_models.testing.recordings import is_listing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from openrouter_models.findings import Report


@define
class Traffic:
    """The exchanges that were seen.

    Attributes:
        baseline: What is known.
        reports: The report of each listing that came whole, by the URL of its request.
        left_out: How many exchanges were about other operations, or did not end.
    """

    baseline: Baseline = field(factory=Baseline)
    reports: list[tuple[str, Report]] = field(factory=list["tuple[str, Report]"])
    left_out: int = 0

    def assert_conforms(self) -> None:
        """Fail if an exchange deviates from the contract.

        Raises:
            AssertionError: The message is the reports of those that do.
        """
        __tracebackhide__ = True
        if found := self.problem:
            raise AssertionError(found)

    @property
    def problem(self) -> str | None:
        """Which exchanges deviate, and in what; None if none does."""
        broken = [f"{url}: {report}" for url, report in self.reports if not report.ok]
        if not broken:
            return None
        verb = "violates" if len(broken) == 1 else "violate"
        head = f"{len(broken)} of {count(len(self.reports), 'exchange')} {verb} the contract."
        return redact("\n".join([head, *broken]))

    def tee(self, response: httpx.Response) -> httpx.Response:
        """Check a response, read or not, when its body has come, however it is read."""
        request = response.request
        if not is_listing(request.method, request.url):
            self.left_out += 1
        elif response.is_stream_consumed or response.is_closed:
            self._check(response, response.content)
        else:
            self.left_out += 1
            response.stream = _Tee(response.stream, self, response)
        return response

    def ended(self, response: httpx.Response, raw: bytes) -> None:
        """Check a response whose body has come whole, as it was sent."""
        self.left_out -= 1
        try:
            whole = httpx.Response(response.status_code, headers=response.headers, content=raw)
        except httpx.DecodingError:
            self.left_out += 1  # whoever reads it gets the same error
            return
        self._check(response, whole.content)

    def _check(self, response: httpx.Response, content: bytes) -> None:
        request = response.request
        key = Secret(request.headers.get("authorization", "").rpartition(" ")[2])
        fields = response.headers.multi_items()
        report = checked_without(key, response.status_code, fields, content)
        url = key.redact(str(request.url.copy_with(query=None)))
        self.reports.append((printable(url), self.baseline.apply(report)))


class CheckingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient` that checks what another one receives.

    Args:
        transport: The transport that does the work.
        traffic: Where to note what was seen; by default a new one, in `traffic`.
    """

    def __init__(self, transport: Any, traffic: Traffic | None = None) -> None:
        self._transport = transport
        self.traffic = traffic or Traffic()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, and check the answer."""
        response: httpx.Response = self._transport.handle_request(request)
        response.request = request
        return self.traffic.tee(response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, and check the answer."""
        response: httpx.Response = await self._transport.handle_async_request(request)
        response.request = request
        return self.traffic.tee(response)

    def close(self) -> None:
        """Close the other transport."""
        self._transport.close()

    async def aclose(self) -> None:
        """Close the other transport."""
        await self._transport.aclose()


@contextmanager
def watch(traffic: Traffic) -> Generator[None]:
    """Check whatever httpx's clients receive, whichever transport they use."""
    blocking, waiting = httpx.Client.send, httpx.AsyncClient.send

    def send(client: httpx.Client, *args: Any, **options: Any) -> httpx.Response:
        return traffic.tee(blocking(client, *args, **options))

    async def send_waiting(client: httpx.AsyncClient, *args: Any, **options: Any) -> httpx.Response:
        return traffic.tee(await waiting(client, *args, **options))

    replaced: Any = (httpx.Client, send), (httpx.AsyncClient, send_waiting)
    for kind, function in replaced:
        kind.send = function
    try:
        yield
    finally:
        for kind, function in ((httpx.Client, blocking), (httpx.AsyncClient, waiting)):
            kind.send = function  # type: ignore[method-assign]


class _Tee(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is kept while it is read."""

    def __init__(self, stream: Any, traffic: Traffic, response: httpx.Response) -> None:
        self._stream = stream
        self._traffic = traffic
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        parts: list[bytes] = []
        for part in self._stream:
            parts.append(part)
            yield part
        self._traffic.ended(self._response, b"".join(parts))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts: list[bytes] = []
        async for part in self._stream:
            parts.append(part)
            yield part
        self._traffic.ended(self._response, b"".join(parts))

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()
