"""`MockOpenRouter`: the API in process or on loopback, with one object for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from openrouter_models._http.secret import Secret
from openrouter_models._text import brief, count
from openrouter_models.contract.documented import document_of
from openrouter_models.testing.answers import (
    BASE_PATH,
    Answer,
    Request,
    Service,
    to_accepted_key,
    to_json,
)
from openrouter_models.testing.deviation_watch import Watch
from openrouter_models.testing.factory import made_up, model
from openrouter_models.testing.faults import find
from openrouter_models.testing.inprocess import Transport, as_app, as_asgi
from openrouter_models.testing.periods import as_of
from openrouter_models.testing.request_log import Log
from openrouter_models.testing.script import Script, Step
from openrouter_models.testing.served_listing import is_as_it_came, read
from openrouter_models.testing.server import Server, to_address

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from openrouter_models.findings import Report
    from openrouter_models.testing.inprocess import ASGIApplication
    from openrouter_models.testing.request_log import Received
    from openrouter_models.testing.served_listing import Servable

_TEST_KEY = "sk-or-v1-mock-key-that-opens-nothing"


class MockOpenRouter:
    """A stand-in for the API that asks for the key and answers as the contract says.

    In a `with` block it serves on loopback; `transport`, `app` and `asgi` need none. A body that breaks
    the contract and was not asked for stands in `deviations`; a catalogue that does so gives a
    `DeviationWarning` at once. Faults ask for it, and what came from the API itself is taken as it
    came: stored bytes, and a `Catalog`.

    Args:
        catalog: What to list instead of the built-in catalogue: models, an envelope, the bytes
            of a stored capture, or how many models to make up.
        api_key: The key to accept.
        host: The address to listen on.
        port: The port to listen on; 0 for a free one.
        contract: The contract to follow instead of the packaged one.
        period: A month of the API's history, such as "2024-11", to list models as it did then.
        latency: Seconds that each answer takes, or the least and the most of them.
        seed: What random choices begin with: made-up models, probabilities and latency.
        allow_deviations: Take any body for wanted.

    Raises:
        ValueError: The catalogue is not a listing, an address or a key cannot be used, nothing is
            known of the period, or the latency is not a time.
    """

    def __init__(  # noqa: PLR0913 - one keyword per option
        self,
        catalog: Servable | int | None = None,
        *,
        api_key: str = _TEST_KEY,
        host: str = "127.0.0.1",
        port: int = 0,
        contract: Mapping[str, Any] | None = None,
        period: str | None = None,
        latency: float | tuple[float, float] = 0.0,
        seed: int = 0,
        allow_deviations: bool = False,
    ) -> None:
        self._server: Server | None = None
        key = to_accepted_key(Secret(api_key))
        del api_key  # a traceback shows arguments
        contract = document_of(contract)
        self._script = Script(seed, latency)
        if isinstance(catalog, int):
            catalog = made_up(catalog, seed, contract)
        if period is not None:
            catalog = to_json(as_of(period, read(catalog, contract)[0]))
        listing, body = read(catalog, contract)
        self._service = Service(contract, listing, body, key)
        self._address = to_address(host, port)
        self._log = Log(key)
        self._allow_deviations = allow_deviations
        self._watch = Watch(contract)
        self.transport: Transport = Transport(self._answer)
        self.app: WSGIApplication = as_app(self._answer)
        self.asgi: ASGIApplication = as_asgi(self._answer)
        self._lenient = allow_deviations or is_as_it_came(catalog)
        if catalog is not None and not self._lenient:
            self._watch.warn(self._service.listed())

    def __repr__(self) -> str:
        state = self.base_url if self._server else "not serving"
        # A traceback also shows a mock whose options were refused.
        models = len(self.listing["data"]) if hasattr(self, "_service") else 0
        return f"<MockOpenRouter {state}, {count(models, 'model')}>"

    def __enter__(self) -> Self:
        if self._server:
            raise RuntimeError(f"This mock serves at {self.base_url} already; make another one.")
        self._server = Server(*self._address, self._answer, self._service.error)
        self._server.start()
        self._listen()
        return self

    def __exit__(self, *_error: object) -> None:
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
        return self._service.api_key.reveal()

    @property
    def listing(self) -> dict[str, Any]:
        """The envelope that is served."""
        return self._service.listing

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was received, oldest first, at most the last 10,000."""
        return self._log.requests()

    @property
    def deviations(self) -> tuple[Report, ...]:
        """The reports of bodies that were sent, broke the contract and were not meant to."""
        return tuple(self._watch.deviations)

    def list_models(self, catalog: Servable) -> None:
        """List other models from now on, given as to the class.

        Raises:
            ValueError: The catalogue is not a listing.
        """
        listing, body = read(catalog, self._service.contract)
        self._service = evolve(self._service, listing=listing, body=body)
        self._lenient = self._allow_deviations or is_as_it_came(catalog)
        if not self._lenient:
            self._watch.warn(self._service.listed())

    def respond(
        self,
        status: int = 200,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
        allow_deviations: bool = False,
    ) -> None:
        """Script the next answers to requests that would have got the listing.

        Scripts are played in the order in which they are given; then the listing is back.

        Args:
            status: The status to answer, documented or not, from 200 to 599.
            body: Bytes, sent as they are, or a JSON value; by default the error body that the contract has for the
                status, or the listing for 200.
            headers: Further header fields, such as `Retry-After`.
            times: For how many requests; None for all from then on.
            allow_deviations: Take the body for wanted, whatever it is.

        Raises:
            ValueError: The status is not a final one, or `times` is below 1.
            TypeError: The status is not a number, or the header fields are not a mapping.
        """
        if not isinstance(status, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise TypeError(f"status must be a number such as 429, got {status!r}.")
        if not 200 <= status <= 599:
            raise ValueError(f"status must be from 200 to 599, not {status}.")
        if not isinstance(headers, Mapping | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise TypeError(f"headers must be a mapping of names to values, got {brief(headers)}.")
        added = {name: str(value) for name, value in (headers or {}).items()}

        def spoil(answer: Answer) -> Answer:
            if status != 200:
                answer = self._service.error(status)
            if body is not None:
                answer = evolve(answer, body=body if isinstance(body, bytes) else to_json(body))
            return evolve(answer, headers={**answer.headers, **added})

        is_wanted = allow_deviations or self._allow_deviations or (body is None and self._lenient)
        self._script.add(Step(spoil, times, wanted=is_wanted))
        self._listen()

    def fail_with(self, *names: str, times: int | None = 1, probability: float = 1.0) -> None:
        """Script faults for the next requests that would have got the listing.

        Args:
            *names: Names, each for one request: those that `openrouter-models serve --list-faults`
                lists, such as `"html"`, a status, a deviation from the contract, or `"ok"`. One
                text may hold several with commas between them: `"429, 429, ok"`.
            times: For how many requests each of them; None for all from then on.
            probability: How likely each of these requests meets its fault, from 0 to 1.

        Raises:
            ValueError: There is no such fault, `times` is below 1, or `probability` is none.
            TypeError: Something else than a name is given.
        """
        if wrong := [name for name in names if not isinstance(name, str)]:  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise TypeError(f"A fault must be named, such as '429', got {wrong[0]!r}.")
        each = [name.strip() for text in names for name in text.split(",")]
        Step(find("ok", self._service), times, probability)  # checks them where no fault is named
        for spoil in [find(name, self._service) for name in each]:
            self._script.add(Step(spoil, times, probability))
        self._listen()

    model = staticmethod(model)

    def reset(self) -> None:
        """Forget all scripts, requests and deviations, and choose at random as in the beginning."""
        self._log.clear()
        self._script.clear()
        self._watch.deviations.clear()
        self._listen()

    def _answer(self, request: Request) -> Answer:
        answer = self._service.answer(request)
        number = self._log.add(request)
        step = self._script.take() if answer.status == 200 else None
        if step:
            answer = step.spoil(answer)
            self._listen()
        if not (step.wanted if step else self._lenient):
            self._watch.keep(answer)
        answer = answer.validated(request)
        headers = {"CF-RAY": f"{number:016x}-LOC", **answer.headers}
        return evolve(answer, headers=headers, delay=self._script.delay())

    def _listen(self) -> None:
        """Refuse connections while the next request is to be refused."""
        if self._server and self._script.refuses:
            self._server.refuse_connections()
        elif self._server:
            self._server.accept_connections()
