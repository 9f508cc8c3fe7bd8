"""Tell whether a mutant of a contract means the same, by the algebra in `pipeline.openapi.semantics`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutants.mutant import find_responses
from pipeline.openapi.semantics import Meanings, relate

if TYPE_CHECKING:
    from jsonschema_rs import CanonicalSchema

    from mutants.mutant import JsonObject

Responses = dict[str, dict[str, "CanonicalSchema | None"]]


class Equivalence:
    """Compares mutants with one contract."""

    def __init__(self, contract: JsonObject) -> None:
        self._meant = _responses(contract)

    def holds(self, mutant: JsonObject) -> bool:
        """Tell whether a mutant is proved to describe the same responses.

        Raises:
            PipelineError: It has no responses.
        """
        meant = _responses(mutant)
        return meant.keys() == self._meant.keys() and all(
            bodies.keys() == self._meant[status].keys()
            and all(relate(self._meant[status][each], bodies[each]).is_equal for each in bodies)
            for status, bodies in meant.items()
        )


def _responses(contract: JsonObject) -> Responses:
    meanings = Meanings(contract)
    return {
        status.upper(): {
            media_type: meanings.of(media.get("schema", True))
            for media_type, media in response.get("content", {}).items()
        }
        for status, response in find_responses(contract).items()
    }
