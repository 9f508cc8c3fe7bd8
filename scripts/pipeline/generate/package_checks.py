"""Check a generated package before it takes its place: it compiles, imports, and knows the success."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.derive.hoisting import class_key
from pipeline.failure import PipelineError
from pipeline.generate.isolation import run_python
from pipeline.generate.surface import read_surface
from pipeline.json_values import is_array, is_object
from pipeline.openapi.resolution import followed, operation_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.openapi.grammar import JsonObject
    from pipeline.settings import Operation

_IMPORT_ALL = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
package = importlib.import_module(sys.argv[2])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


def check_package(contract: JsonObject, package: Path, operations: Sequence[Operation]) -> None:
    """Check a generated package, which is where it was built.

    Raises:
        PipelineError: If a module is not valid Python, an operation lacks its success model, or the package
            cannot be imported by itself.
    """
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    surface = read_surface({name: path.read_bytes() for name, path in files.items()})
    for one in operations:
        returned = surface.members.get(f"api.{one.tag}.{one.name}.sync_detailed()")
        if returned is None:
            raise PipelineError(f"the generated package has no module for {one.operation}")
        names = set(map(class_key, re.findall(r"\w+", returned)))
        models = set(_success_models(contract, one.operation))
        if missing := sorted(model for model in models if class_key(model) not in names):
            raise PipelineError(
                f"the generated function for {one.operation} does not return {', '.join(missing)}, its "
                "success; the generator could not build that"
            )
    try:
        run_python(_IMPORT_ALL, str(package.parent), package.name)
    except PipelineError as error:
        raise PipelineError(f"the generated package cannot be imported: {error}") from error


def _success_models(contract: JsonObject, operation: str) -> Iterator[str]:
    responses: JsonObject = operation_at(contract, operation).get("responses", {})
    successes = [answer for status, answer in responses.items() if status.startswith("2")]
    if not successes:
        raise PipelineError(
            f"{operation} documents no success response; vendor a document that does"
        )
    for success in successes:
        content: JsonObject = followed(contract, success).get("content", {})
        for media_type, media in content.items():
            if "json" in media_type:
                yield from _models(contract, media.get("schema"))


def _models(contract: JsonObject, schema: object) -> Iterator[str]:
    """Name the components at the top of a schema that become classes."""
    if is_array(schema):
        for item in schema:
            yield from _models(contract, item)
    elif is_object(schema) and "$ref" in schema:
        component = followed(contract, schema)
        if {"allOf", "enum", "properties"} & component.keys() or component.get("type") == "object":
            # An alias of a component has a class of its own.
            yield schema["$ref"].rpartition("/")[2]
        else:
            yield from _models(contract, component)
    elif is_object(schema):
        for keyword in ("allOf", "anyOf", "oneOf", "items"):
            yield from _models(contract, schema.get(keyword))
