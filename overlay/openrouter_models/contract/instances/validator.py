"""Tell whether values conform, by jsonschema-rs: the labels come from no check of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from openrouter_models._validation.schemas import is_reference
from openrouter_models.contract.instances.subschemas import objects_in
from openrouter_models.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_models._validation.schemas import Schema, Schemas


class Validator:
    """The validity of values by the schemas of one contract, each schema compiled once."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        places = ("components", "paths", "$defs")
        self._document = {
            each: schemas.contract[each] for each in places if each in schemas.contract
        }
        self._compiled: dict[int, tuple[Schema, Callable[[Any], bool]]] = {}

    def accepts(self, schema: Schema, value: Any) -> bool:
        """Tell whether a value conforms by the specification; `format` is an annotation.

        Raises:
            ContractError: The schema is invalid, or a reference does not resolve.
        """
        if isinstance(schema, bool):
            return schema
        if id(schema) not in self._compiled:
            self._compiled[id(schema)] = (schema, self._compile(schema))
        return self._compiled[id(schema)][1](value)

    def _compile(self, schema: Schema) -> Callable[[Any], bool]:
        if isinstance(schema, bool):
            return lambda _: schema
        if is_reference(schema):
            target = self._schemas.resolve(schema["$ref"])
            return lambda value: self.accepts(target, value)
        refers = any("$ref" in each for each in objects_in(schema))
        document = self._document if refers else {}
        try:
            whole = {"allOf": [schema], **document}
            return jsonschema_rs.Draft202012Validator(whole, validate_formats=False).is_valid
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise ContractError(f"a schema of the contract cannot be checked: {error}") from error
