"""Hold the suite's data, compiled from the unchanged contract, against mutants of it."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

import jsonschema_rs
from attrs import frozen

from mutants.mutant import RESPONSES, Json, JsonObject, bare, find_responses, reachable
from openrouter_models.contract import boundary_cases
from pipeline.failure import PipelineError
from pipeline.json_values import put
from pipeline.openapi.resolution import for_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Accepts = Callable[[Json], bool]

MEDIA_TYPES = ("application/json", "application/problem+json", "text/html", "text/plain")


@frozen
class Datum:
    """A response of which it is known whether the contract describes it."""

    status: int
    media_type: str
    body: Json
    conforms: bool


class Reading:
    """What a contract says of responses as OpenAPI 3.1 reads it, without our checker; schemas are compiled when needed."""

    def __init__(self, contract: JsonObject) -> None:
        self._contract = contract
        self._responses = find_responses(contract)
        self._found: dict[tuple[int, str], Accepts | None] = {}

    def accepts(self, status: int, media_type: str, body: Json) -> bool:
        """Tell whether a response is one that the contract describes.

        Raises:
            ValueError: The schema cannot be compiled.
        """
        key = status, media_type
        if key not in self._found:
            self._found[key] = self._compile(status, media_type)
        accepts = self._found[key]
        return accepts is not None and accepts(body)

    def _compile(self, status: int, media_type: str) -> Accepts | None:
        response: JsonObject = for_status(self._responses, status) or {}
        content: JsonObject = response.get("content", {})
        ranges = (media_type, f"{media_type.split('/', maxsplit=1)[0]}/*", "*/*")
        media = next((content[each] for each in ranges if each in content), None)
        if media is None:
            return None
        schema = media.get("schema", True)
        document = {"allOf": [schema], "components": self._contract.get("components", {})}
        return jsonschema_rs.Draft202012Validator(document, validate_formats=False).is_valid


class Suite:
    """The suite's data, by status, the most telling first.

    Attributes:
        contract: The unchanged contract without long annotations, of which mutants are to be made.
    """

    def __init__(self, contract: JsonObject) -> None:
        """Compile the data from a contract.

        Raises:
            PipelineError: The data do not fit the contract, so that they could tell nothing.
        """
        self.contract = bare(contract)
        self._data: dict[str, list[Datum]] = {}
        self._used = _used(self.contract)
        bodies = (
            Datum(case.status, case.headers["content-type"], json.loads(case.body), case.conforms)
            for case in boundary_cases(contract)
        )
        for datum in (*bodies, *_answers(contract)):
            self._data.setdefault(str(datum.status), []).append(datum)
        for data in self._data.values():
            if not _all_as_labelled(Reading(self.contract), data):
                raise PipelineError("the suite's data do not fit the contract; run the tests first")

    def __len__(self) -> int:
        """Count the data."""
        return sum(map(len, self._data.values()))

    def notices(self, mutant: JsonObject, most: int | None = None) -> bool:
        """Tell whether a contract treats any of the data otherwise than they are labelled.

        Args:
            mutant: A contract that shares with the unchanged one all that is the same.
            most: How many of the data to look at for each status; all by default.

        Returns:
            True as well if the contract cannot be used at all.
        """
        try:
            reading = Reading(mutant)
            return not all(
                _all_as_labelled(reading, self._data.get(status, []), most)
                for status in self._touched(mutant)
            )
        except (ValueError, PipelineError):
            return True

    def _touched(self, mutant: JsonObject) -> Iterable[str]:
        """Give the statuses on which the verdicts depend on anything that is different."""
        if find_responses(mutant) is not find_responses(self.contract):
            return self._data
        old, new = (each["components"]["schemas"] for each in (self.contract, mutant))
        changed = {name for name in old if new[name] is not old[name]}
        return [status for status, names in self._used.items() if changed & names]


def _all_as_labelled(reading: Reading, data: list[Datum], most: int | None = None) -> bool:
    """Judge data; what is judged otherwise comes first from then on: the next mutant is close by."""
    for index, datum in enumerate(islice(data, most)):
        if reading.accepts(datum.status, datum.media_type, datum.body) != datum.conforms:
            data.insert(0, data.pop(index))
            return False
    return True


def _used(contract: JsonObject) -> dict[str, set[str]]:
    """Name the components that each response depends on."""
    used: dict[str, set[str]] = {}
    for status, response in find_responses(contract).items():
        paths = [path for path, _ in reachable(put(contract, RESPONSES, {status: response}))]
        used[status] = {str(path[2]) for path in paths if path[:2] == ("components", "schemas")}
    return used


def _answers(contract: JsonObject) -> Iterator[Datum]:
    """Give every status with every media type, and a body that would conform under that status."""
    responses = find_responses(contract)
    bodies = {case.status: case.body for case in boundary_cases(contract) if case.conforms}
    for status in range(100, 600):
        for media_type in MEDIA_TYPES:
            documented = media_type in responses.get(str(status), {}).get("content", {})
            for body in {status: bodies[status]} if status in bodies else bodies:
                conforms = documented and status in bodies
                yield Datum(status, media_type, json.loads(bodies[body]), conforms)
