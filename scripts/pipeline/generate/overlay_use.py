"""Tell what the overlay uses of a generated client, and would miss in another one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pipeline.failure import PipelineError
from pipeline.generate.views import OPTIONS_OF_CALLS
from pipeline.openapi.resolution import followed, for_status, operation_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.generate.surface import Surface
    from pipeline.openapi.grammar import JsonObject

OVERLAY = "overlay/openrouter_models"
_MODELS = "openrouter_api.models"
_BY_CONTRACT = ("contract/", "testing/")


_BUILT_ON = (
    ("ModelsListResponse", "data", "list[", "an array"),
    ("Model", "id", "str", "a string"),
)


def lacking(contract: JsonObject, new: Surface, operation: str) -> tuple[str, ...]:
    """Tell what the overlay is built on and a contract does not say.

    Returns:
        One sentence each; where there is one, using the overlay raises an error that says the same.
    """
    sentences: list[str] = []
    for component, wire, hint, what in _BUILT_ON:
        _, declared = new.attribute(component, wire)
        if hint not in (declared or ""):
            sentences.append(
                f"the overlay cannot list models, since the contract does not say that {component}.{wire} is "
                f"{what}; the low-level client is whole"
            )
    if not _says_something(contract, operation):
        sentences.append(
            f"the contract does not describe the body of a success response of {operation}, so nothing can be "
            "checked or mocked"
        )
    if not contract.get("servers"):
        sentences.append("the contract names no server, so every client needs base_url=")
    return tuple(sentences)


def _says_something(contract: JsonObject, operation: str) -> bool:
    responses: JsonObject = operation_at(contract, operation).get("responses", {})
    success: JsonObject = for_status(responses, 200) or {}
    content: JsonObject = followed(contract, success).get("content", {})
    return any(media.get("schema", True) not in (True, {}) for media in content.values())


def missed(overlay: Mapping[str, bytes], old: Surface | None, new: Surface) -> tuple[str, ...]:
    """Tell what the overlay uses and a generated client does not have.

    The overlay imports classes by name, but reads fields tolerantly by strings: without a class it
    cannot be imported, without a field it finds nothing there.

    Returns:
        One sentence per class that is not there, and per module that reads fields which the old client
        declares and the new one does not. The rooms `contract` and `testing` go by the contract at
        hand, so that they miss no field.

    Raises:
        PipelineError: A module of the overlay that seems to use some of it is not Python.
    """
    lost = _fields(old) - _fields(new) if old else set[str]()
    words = [_MODELS.encode(), *map(str.encode, lost)]
    classes: dict[str, list[str]] = {}
    fields: dict[str, list[str]] = {}
    for path in sorted(overlay):
        # Looking at all modules more closely takes a fifth of a regeneration.
        if not path.endswith(".py") or not any(word in overlay[path] for word in words):
            continue
        module, name = _parsed(overlay[path], path), path.removeprefix(f"{OVERLAY}/")
        imports = (
            node
            for node in ast.walk(module)
            if isinstance(node, ast.ImportFrom) and node.module == _MODELS
        )
        for imported in sorted({one.name for node in imports for one in node.names}):
            if f"models.{imported}" not in new.members:
                classes.setdefault(imported, []).append(name)
        constants = {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)}
        if not name.startswith(_BY_CONTRACT) and (read := lost & constants):
            fields[name] = sorted(read)
    return (
        *(
            f"the overlay would miss models.{name} (used in {', '.join(modules)}) and cannot be imported "
            "without it; the low-level client is whole"
            for name, modules in classes.items()
        ),
        *(
            f"the overlay would miss the field(s) {', '.join(names)}, where {name} finds nothing then"
            for name, names in fields.items()
        ),
    )


def clashing(new: Surface) -> tuple[str, ...]:
    """Tell which parameters are called like an option of the overlay's clients, and so get another name."""
    names = {name for function, name in new.parameters if function.endswith(".sync")}
    return tuple(
        f"the parameter {option} is called like an option of the clients; it is sent with {option}_="
        for option in OPTIONS_OF_CALLS
        if f"{option}_" in names
    )


def _parsed(data: bytes, path: str) -> ast.Module:
    try:
        return ast.parse(data)
    except (SyntaxError, ValueError) as error:
        raise PipelineError(f"{path} is not Python: {error}") from error


def _fields(surface: Surface) -> set[str]:
    """Name the attributes of all models; the members of enums are spelt in capitals."""
    names = (name.split(".") for name in surface.members)
    return {
        name[2] for name in names if len(name) == 3 and name[0] == "models" and name[2].islower()
    }
