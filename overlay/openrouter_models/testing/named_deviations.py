"""Deviate from the contract in one place: each way has a name, and gives exactly one finding.

    drop-required:/data/0/links
    unknown-enum-value:/data/0/supported_parameters/0
    wrong-type:/data/0/created=string
    404:null-not-allowed:/error/message

The names are enumerated from the contract, at the places where a body shows it: each field and each
item once, wherever in the listing it comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve, frozen

from openrouter_api.jsontext import encode, parse
from openrouter_models._pointers import keys_of, pointer
from openrouter_models.contract.contract import Contract
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances, json_type
from openrouter_models.contract.instances.subschemas import replaced
from openrouter_models.contract.instances.violations import Breaking, Spot
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openrouter_models.contract.instances import Path
    from openrouter_models.contract.instances.violations import Break
    from openrouter_models.testing.answers import Answer, Service

_KINDS = {
    "drop-required": Kind.MISSING_REQUIRED,
    **{
        kind.value: kind
        for kind in (
            *(Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED, Kind.UNKNOWN_ENUM_VALUE),
            *(Kind.CONSTRAINT_VIOLATED, Kind.FORBIDDEN_FIELD, Kind.UNDECLARED_FIELD),
        )
    },
}
_WORDS = {kind: word for word, kind in _KINDS.items()}
_TYPES = "null|boolean|integer|number|string|array|object"
_NAME = re.compile(rf"(?:([1-5][0-9]{{2}}):)?([a-z-]+):((?:/.*?)?)(?:=({_TYPES}))?", re.DOTALL)
_MOST_TRIED = 3


@frozen
class Deviation:
    """One way to deviate.

    Attributes:
        status: The status that it comes under.
        kind: The kind of its one finding.
        path: The JSON Pointer of the finding.
        type: The JSON type of what stands there instead, where that is of the wrong type.
    """

    status: int
    kind: Kind
    path: str
    type: str | None = None

    @property
    def name(self) -> str:
        """What `MockOpenRouter.fail_with` calls it."""
        status = "" if self.status == 200 else f"{self.status}:"
        instead = f"={self.type}" if self.type else ""
        return f"{status}{_WORDS[self.kind]}:{self.path}{instead}"

    @classmethod
    def named(cls, name: str) -> Deviation:
        """Read a name; without a type any wrong one is meant.

        Raises:
            ValueError: It is not written so, or there is no such kind.
        """
        read = _NAME.fullmatch(name)
        if read is None or read[2] not in _KINDS:
            raise ValueError(
                f"Unknown deviation {name!r}; write a kind and a JSON Pointer, such as "
                f"drop-required:/data/0/links. The kinds are {', '.join(_KINDS)}."
            )
        return cls(int(read[1] or 200), _KINDS[read[2]], read[3], read[4])


class Deviations:
    """The deviations from the contract of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._contract = Contract.load(service.contract)
        self._schemas = {each.status: each.schema for each in documented(service.contract)}
        self._breaking = Breaking(Instances(service.contract))
        # The same few models are looked at for each deviation.
        self._before = lru_cache(maxsize=64)(self._findings)

    def __iter__(self) -> Iterator[Deviation]:
        seen: set[object] = set()
        for status, schema in self._schemas.items():
            body = parse(self._answer(status).body)
            for spot in self._breaking.spots(schema, body):
                place = (status, *("*" if isinstance(step, int) else step for step in spot.path))
                ways = {
                    (
                        each.kind,
                        each.below,
                        json_type(each.value) if each.kind is Kind.WRONG_TYPE else None,
                    )
                    for each in self._breaking.breaks(spot)
                }
                for kind, below, instead in sorted(ways, key=str):
                    path = pointer((*spot.path, *below))
                    deviation = Deviation(status, kind, path, instead)
                    key = (place, kind, below, instead)
                    if key not in seen and self._found(body, deviation):
                        seen.add(key)
                        yield deviation

    def find(self, name: str) -> Callable[[Answer], Answer]:
        """Look a deviation up: what makes a body deviate so, while one that has no such place, as a page, stays as it is.

        Raises:
            ValueError: There is no such deviation of what the service answers.
        """
        deviation = Deviation.named(name)
        answer = self._answer(deviation.status)
        known = {answer.body: self._deviated(answer.body, deviation)}
        if known[answer.body] is None:
            raise ValueError(
                f"No deviation {name!r}: there is no such place, or the contract allows it there. "
                "`openrouter-models serve --list-faults` lists them all."
            )

        def deviate(asked: Answer) -> Answer:
            whole = asked if deviation.status == 200 else answer
            if whole.body not in known:
                known[whole.body] = self._deviated(whole.body, deviation)
            return evolve(whole, body=known[whole.body] or whole.body)

        return deviate

    def _answer(self, status: int) -> Answer:
        return self._service.listed() if status == 200 else self._service.error(status)

    def _deviated(self, text: bytes, deviation: Deviation) -> bytes | None:
        body: Any = parse(text)
        found = self._found(body, deviation)
        return encode(replaced(body, found.path, found.value)) if found else None

    def _found(self, body: Any, deviation: Deviation) -> Spot | None:
        """Find what to put where, so that nothing but the one finding is new."""
        schema, path = self._schemas[deviation.status], _steps(body, deviation.path)
        small, within = _alone(body, path)
        before = self._before(deviation.status, encode(small))
        for length in range(len(path), max(len(path) - 2, -1), -1):
            spot = self._breaking.at(schema, body, path[:length])
            breaks = self._breaking.breaks(spot) if spot else []
            wanted = (deviation.kind, path[length:], deviation.type)
            fitting = (each for each in breaks if _is_such(each, *wanted))
            for each in islice(fitting, _MOST_TRIED):
                broken = replaced(small, within[:length], each.value)
                new = self._findings(deviation.status, encode(broken)) - before
                if [*new.elements()] == [(deviation.kind, pointer(within))]:
                    return Spot(path[:length], schema, each.value)
        return None

    def _findings(self, status: int, body: bytes) -> Counter[tuple[Kind, str]]:
        headers = {"content-type": "application/json"}
        report = self._contract.check(status, headers, body)
        return Counter((each.kind, each.path) for each in report.findings)


def _is_such(found: Break, kind: Kind, below: Path, instead: str | None) -> bool:
    same = (found.kind, found.below) == (kind, below)
    return same and instead in (None, json_type(found.value))


def _alone(body: Any, path: Path) -> tuple[Any, Path]:
    """Leave only the model that a path leads into, because a whole listing takes long to judge."""
    match path:
        case ("data", int(index), *rest) if index < len(body["data"]):
            return {**body, "data": [body["data"][index]]}, ("data", 0, *rest)
        case _:
            return body, path


def _steps(body: Any, path: str) -> Path:
    """Read a JSON Pointer into a body (RFC 6901, section 4)."""
    steps: list[str | int] = []
    for key in keys_of(path):
        step = int(key) if isinstance(body, list) and key.isdigit() else key
        steps.append(step)
        try:
            body = cast("Any", body)[step]
        except (LookupError, TypeError):
            body = None
    return tuple(steps)
