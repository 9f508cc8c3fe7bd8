"""Let many threads be the first to do a thing, in a process of its own: `storm.py ACTION THREADS`.

The exit code is 0 where all threads come to the same result. A crash shows as the signal that ended the process.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = (files("openrouter_models.testing") / "catalog.json").read_bytes()
DEVIATING = BODY.replace(b'"tools"', b'"new-word"').replace(b'"links"', b'"lynx"')


def imports() -> Callable[[], Any]:
    """Import everything; nothing has been imported before."""
    names = ("openrouter_models.decoding", "openrouter_api.models", "openrouter_models.contract")
    return lambda: [import_module(name).__name__ for name in names]


def decode() -> Callable[[], Any]:
    """Decode a conforming and a deviating listing."""
    one = import_module("openrouter_models.decoding").decode
    return lambda: [len(one(body).to_dict()["data"]) for body in (BODY, DEVIATING)]


def from_dict() -> Callable[[], Any]:
    """Build models from plain JSON."""
    listing = import_module("openrouter_api.models").ModelsListResponse
    plain = import_module("json").loads(DEVIATING)
    return lambda: listing.from_dict(plain).to_dict() == plain


def conforms() -> Callable[[], Any]:
    """Look whether bodies need tolerance."""
    codec = import_module("openrouter_api.codec")
    listing = import_module("openrouter_api.models").ModelsListResponse
    return lambda: [codec.conforms(listing, body) for body in (BODY, DEVIATING)]


def report() -> Callable[[], Any]:
    """Ask one catalog for its report, and make others."""
    one = import_module("openrouter_models.decoding").decode
    shared = one(DEVIATING)
    return lambda: [len(each.report.findings) for each in (shared, one(DEVIATING), one(BODY))]


def check() -> Callable[[], Any]:
    """Check with one contract, and with others."""
    contract = import_module("openrouter_models.contract").Contract
    shared = contract.load()
    headers = {"content-type": "application/json"}

    def run() -> Any:
        return [
            len(judge.check(status, headers, DEVIATING).findings)
            for judge in (shared, contract.load())
            for status in (200, 401, 500)
        ]

    return run


def walk() -> Callable[[], Any]:
    """Walk with one walker."""
    compile_walker = import_module("openrouter_models._validation.walker").compile_walker
    contract = import_module("openrouter_models.packaged").packaged_contract()
    found = compile_walker(contract, {"$ref": "#/components/schemas/ModelsListResponse"})
    plain = import_module("json").loads(DEVIATING)
    return lambda: sum(1 for _ in found(plain))


def listing() -> Callable[[], Any]:
    """List models with one client."""
    client = import_module("openrouter_models").OpenRouterModels("k", transport=_transport())
    return lambda: len(client.list())


def low_level() -> Callable[[], Any]:
    """Call the generated function with one generated client."""
    call = import_module("openrouter_api.api.models.list_models_user").sync
    client = import_module("openrouter_api.client").AuthenticatedClient(
        base_url="https://a.example", token="k", httpx_args={"transport": _transport()}
    )
    return lambda: (len(call(client=client).data), id(client.get_httpx_client()))


def undeclared() -> Callable[[], Any]:
    """Set undeclared fields of one model that has none yet."""
    model = import_module("openrouter_api.models").Model.from_dict({})

    def run() -> Any:
        name = str(threading.get_ident())
        model[name] = 1
        return model[name]

    return run


def _transport() -> Any:
    httpx = import_module("httpx")
    headers = {"content-type": "application/json"}

    def answer(request: Any) -> Any:
        return httpx.Response(200, headers=headers, content=BODY, request=request)

    return httpx.MockTransport(answer)


ACTIONS = {
    made.__name__: made
    for made in (
        *(imports, decode, from_dict, conforms, report, check, walk),
        *(listing, low_level, undeclared),
    )
}


def main(action: str, threads: int) -> int:
    """Run an action in threads that start it at the same time."""
    sys.setswitchinterval(1e-6)
    run = ACTIONS[action]()
    barrier = threading.Barrier(threads)
    results: list[str] = []

    def take_part() -> None:
        barrier.wait()
        try:
            results.append(repr(run()))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            results.append(f"{type(error).__name__}: {error}")

    parts = [threading.Thread(target=take_part) for _ in range(threads)]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    distinct = set(results)
    print(*distinct, sep="\n")  # noqa: T201  # what a failing test shows
    return 0 if len(distinct) == 1 and "Error" not in "".join(distinct) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
