"""Compile a schema of the contract into a walker that lists every deviation of a value.

This is the one definition of what a finding is: the catalog's report and the contract's check use
it alike.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec
from attrs import frozen

from openrouter_models._text import brief
from openrouter_models._validation.batches import ABSENT, Batch
from openrouter_models._validation.checks import Node, run
from openrouter_models._validation.compiler import Compiler
from openrouter_models._validation.gates import Gates, is_bounded
from openrouter_models._validation.schemas import Schema, Schemas
from openrouter_models._validation.tallies import Kept
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_models._validation.model_names import ModelNames
    from openrouter_models.findings import Finding

TOO_DEEP = "expected a value that can be checked, got one nested too deeply"


def compile_walker(contract: Mapping[str, Any], schema: Schema) -> Walker:
    """Compile the walker for one schema.

    What counts as one finding, where JSON Schema leaves it open:

    - A value of a type that no part of the schema allows is `wrong-type` (`null-not-allowed` if it
      is null), and nothing else is said about it or what is in it. An `enum` implies the types of
      its values.
    - Of the branches of `anyOf` and `oneOf` those count that allow the type of the value. None: the
      type is wrong. One: its findings are the findings, so a nullable is transparent. Several, none
      of which the value meets: one `constraint-violated` at the value.
    - A value that a branch accepts has the warnings of the branch with the fewest.
    - A field is `undeclared-field` if no part of the schema, its branches included, declares it
      and the object declares others and is open. Fields that are checked against an
      `additionalProperties` schema, and those of a map, are not undeclared.
    - `format` is an annotation (JSON Schema Validation section 7.2.1) and not checked.
    - A value nested deeper than Python can recurse, which takes a schema that refers to itself,
      gives a single `constraint-violated` for the whole body.

    Args:
        contract: The OpenAPI 3.1 document; `$ref` is resolved in it.
        schema: A JSON Schema 2020-12, usually a reference such as
            `{"$ref": "#/components/schemas/ModelsListResponse"}`.

    Returns:
        The walker.

    Raises:
        TypeError: The contract or the schema is of another type.
        ValueError: The schema cannot be compiled: a reference that does not resolve or is circular, an
            unknown type, a pattern that is none, a keyword that the walker does not know how to
            check (`$dynamicRef`, `unevaluatedItems`, `unevaluatedProperties` beside branches).
    """
    if not isinstance(cast("object", schema), bool | Mapping):
        raise TypeError(f"A schema must be a mapping or a boolean, got {brief(schema)}.")
    compiler = Compiler(Schemas(contract))
    root, gate = compiler.compile(schema), compiler.gates.of_objects(schema)
    pass_gate = msgspec.json.Decoder(gate).decode if gate and is_bounded(gate) else None
    return Walker(root, compiler.gates, pass_gate)


@frozen
class Walker:
    """Lists what deviates from one schema. Threads may share it.

    Attributes:
        gates: The gates of the contract's schemas.
        pass_gate: Decodes a body that has no finding and is shallow, and raises `ValueError` on any
            other; None where the schema has no such gate.
    """

    _root: Node
    gates: Gates
    pass_gate: Callable[[bytes], Any] | None = None

    def __call__(self, value: object) -> list[Finding]:
        """List every deviation of a value.

        Args:
            value: A value as JSON decoders give it.

        Returns:
            Its findings in the order of the value; missing fields come after those that are there.
        """
        return self.walk(value).finish()

    def walk(
        self, value: object, most: int = sys.maxsize, models: ModelNames | None = None
    ) -> Kept:
        """Find what deviates, keeping the first deviations and counting the rest.

        Args:
            value: A value as JSON decoders give it; of one that a gate decoded nothing deviates.
            most: How many to keep.
            models: Names the models that findings are about.
        """
        kept = Kept(body=value, most=most, models=models)
        if isinstance(value, msgspec.Struct):
            return kept
        try:
            run(self._root, Batch([value]), kept)
            kept.settle()
        except RecursionError:
            kept = Kept(body=value, most=most, models=models)
            kept.add(Kind.CONSTRAINT_VIOLATED, TOO_DEEP, Batch([ABSENT]), (0,))
        return kept
