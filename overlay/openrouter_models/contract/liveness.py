"""Judge values by one schema of the contract, and prove each time that the judge is awake.

A green counts only from a checker that has just rejected what must be rejected: schemas get lost,
references get emptied, validators get replaced by mocks, and nothing of that makes a test red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from openrouter_models._text import brief
from openrouter_models._validation.walker import compile_walker
from openrouter_models.errors import ContractError
from openrouter_models.findings import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models._validation.walker import Walker

_NO_BODY: object = "no object"
_NONSENSE: list[object] = []
_NO_MODELS = ["no model", {}, dict.fromkeys(("id", "name", "pricing"), _NONSENSE)]
_NO_ERROR = dict.fromkeys(("code", "message"), _NONSENSE)


class VacuousContractError(ContractError):
    """The contract, or the checker made from it, rejects nothing."""


def known_bad(status: int) -> tuple[object, object]:
    """Give two bodies that no contract of this operation may accept: one wrong as a whole, one with nonsense for the models or the error."""
    if not isinstance(cast("object", status), int):
        raise TypeError(f"status must be a number such as 200, got {brief(status)}.")
    within = {"data": _NO_MODELS} if 200 <= status < 300 else {"error": _NO_ERROR}
    return _NO_BODY, within


@frozen
class Judge:
    """Finds what deviates from one schema."""

    walker: Walker

    @classmethod
    def compile(cls, document: Mapping[str, Any], schema: Schema) -> Judge:
        """Compile the judge for a schema.

        Raises:
            ContractError: The schema cannot be checked.
        """
        try:
            return cls(compile_walker(document, schema))
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise ContractError(f"a schema of the contract cannot be checked: {error}") from error

    def prove(self, status: int, *, of_models: bool = True) -> bool:
        """Prove that known-bad bodies are rejected; tell whether nonsense within the models, or the error, is too.

        Raises:
            VacuousContractError: Neither of them is rejected.
        """
        whole, within = known_bad(status)
        minds = self._minds(within, "/data" if 200 <= status < 300 else "/error")
        bad = (
            (whole,) if of_models else (whole, within)
        )  # a text is the whole of some other answers
        if not (minds or any(self._minds(one, "") for one in bad)):
            raise VacuousContractError(
                f"the contract checks nothing for status {status}: known-bad bodies pass; "
                "see that its schema is there and that nothing replaces the validator"
            )
        return minds or not of_models

    def _minds(self, value: object, at: str) -> bool:
        """Tell whether a value is rejected for what stands at a place, or as one of several variants."""
        return any(
            finding.path.startswith(at)
            or (not finding.path and finding.kind is Kind.CONSTRAINT_VIOLATED)
            for alike in self.walker.walk(value).alike
            if alike.kind.severity is Severity.ERROR
            for _, finding in alike.told()
        )
