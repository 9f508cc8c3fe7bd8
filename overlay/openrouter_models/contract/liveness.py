"""Judge values by one schema of the contract, and prove each time that the judge is awake.

A green counts only from a checker that has just rejected what must be rejected: schemas get lost,
references get emptied, validators get replaced by mocks, and nothing of that makes a test red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
from attrs import frozen

from openrouter_models import walker
from openrouter_models.contract.closing import close
from openrouter_models.contract.loading import ContractError
from openrouter_models.findings import Severity
from openrouter_models.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openrouter_models.findings import Finding
    from openrouter_models.schemas import Schema

# Whatever revision of the contract is given: these are wrong at every level down to the fields.
_BAD_LISTING: Any = {
    "data": ["no model", {}, {"id": [], "name": [], "pricing": [], "architecture": []}]
}
_BAD_ERROR: Any = {"error": {"code": [], "message": []}}


class VacuousContractError(ContractError):
    """The contract, or the checker made from it, rejects nothing."""


def known_bad(status: int) -> Any:
    """Give a body that no contract of this operation may accept.

    Args:
        status: An HTTP status.

    Returns:
        A JSON value: a listing of senseless models for a success, else a senseless error.
    """
    return _BAD_LISTING if 200 <= status < 300 else _BAD_ERROR


@frozen
class Judge:
    """Finds what deviates from one schema.

    Attributes:
        accepts: Whether there is visibly nothing to find; a cheap check, sufficient, not necessary.
        walk: The one definition of what a finding is.
    """

    accepts: Callable[[Any], bool]
    walk: Callable[[Any], list[Finding]]

    @classmethod
    def compile(cls, document: Mapping[str, Any], schema: Schema) -> Judge:
        """Compile the judge for a schema.

        Args:
            document: The contract, in which references are resolved.
            schema: A JSON Schema 2020-12.

        Raises:
            ContractError: The schema cannot be checked.
        """
        try:
            walk = walker.compile_walker(document, schema)
            closed = close(Schemas(document), schema)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise ContractError(f"a schema of the contract cannot be checked: {error}") from error
        return cls(_gate(closed), walk)

    def findings(self, value: Any, *, status: int) -> list[Finding]:
        """List every deviation of a value, after rejecting a known-bad one.

        Args:
            value: A decoded JSON value.
            status: The status that the schema is for.

        Returns:
            The findings in the order of the value.

        Raises:
            VacuousContractError: The known-bad value was not rejected.
        """
        if all(
            finding.severity is not Severity.ERROR for finding in self._judge(known_bad(status))
        ):
            raise VacuousContractError(
                f"the contract checks nothing for status {status}: a known-bad body passes; "
                "see that its schema is there and that nothing replaces the validator"
            )
        return self._judge(value)

    def _judge(self, value: Any) -> list[Finding]:
        return [] if self.accepts(value) else self.walk(value)


def _gate(closed: Any) -> Callable[[Any], bool]:
    """Compile the cheap check; without one everything is walked."""
    try:
        validator = jsonschema_rs.Draft202012Validator(closed, validate_formats=False)
    except ValueError:
        return lambda _: False

    def accepts(value: Any) -> bool:
        try:
            return validator.is_valid(value)
        except ValueError:
            return False  # a text with half a surrogate pair, which Rust cannot hold

    return accepts
