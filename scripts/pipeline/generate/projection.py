"""Give the generator the part of the contract that a client is made of.

The generator turns some annotations into behaviour that a tolerant client must not have (a `format` into a parser that
raises, a `default` into a value that nobody sent), stops at what it does not know, and drops in silence some of what it
knows and cannot make. So it gets the settled operations and types only, in the forms that it can make a client of;
the contract itself keeps everything, and the checks use that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.failure import PipelineError
from pipeline.generate.attribute_names import masked
from pipeline.generate.typing_schemas import noted, project_schemas, type_of
from pipeline.json_values import shown
from pipeline.openapi.announcements import announced
from pipeline.openapi.grammar import IGNORED_HEADERS
from pipeline.openapi.resolution import followed, operation_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.openapi.grammar import JsonObject
    from pipeline.settings import Operation

_STYLES = {"query": "form", "path": "simple", "header": "simple"}
ANNOUNCED = "x-announced"
"""Where a projected operation says what the document announces of it."""


def project(contract: JsonObject, operations: Iterable[Operation]) -> JsonObject:
    """Reduce the contract to what the generator needs; an operation that it lacks is left out.

    Returns:
        A document of the same types, in which each operation has its settled place. What fields, parameters and
        enum values are called is masked (`pipeline.generate.attribute_names`).

    Raises:
        PipelineError: An operation has something that the client could not send.
    """
    paths: JsonObject = {}
    for settled in operations:
        method, path = settled.operation.split(" ", 1)
        if method.lower() not in contract["paths"].get(path, {}):
            continue
        try:
            operation = _operation(contract, path, method.lower())
        except PipelineError as error:
            raise PipelineError(f"{settled.operation}: {error}") from None
        operation |= {"operationId": settled.name, "tags": [settled.tag]}
        if words := announced(contract["paths"][path][method.lower()]):
            operation[ANNOUNCED] = shown(f"The document marks {settled.operation} as {words}")
        masked_path = re.sub(r"\{([^{}]*)\}", lambda match: f"{{{masked(match[1])}}}", path)
        paths.setdefault(masked_path, {})[method.lower()] = operation
    return {
        "openapi": contract["openapi"],
        "info": {"title": str(contract["info"]["title"]), "version": ""},
        "paths": paths,
        "components": {"schemas": project_schemas(contract)},
    }


def unread(contract: JsonObject, operations: Iterable[Operation]) -> Iterator[str]:
    """Tell, a sentence for each status, what an operation may answer beside JSON: the client does not read it."""
    for settled in operations:
        operation = operation_at(contract, settled.operation)
        for status, response in operation.get("responses", {}).items():
            content: JsonObject = followed(contract, response).get("content", {})
            others = [media_type for media_type in content if not _is_json(media_type)]
            answers = f"{settled.operation} may answer {status} with"
            if others and len(others) < len(content):
                yield (
                    f"{answers} {', '.join(others)}, which the client does not read; it takes the answer in JSON"
                )
            elif "text/event-stream" in content:
                yield f"{answers} text/event-stream, which the client gives as one text when it has ended"


def _operation(contract: JsonObject, path: str, method: str) -> JsonObject:
    item: JsonObject = contract["paths"][path]
    operation: JsonObject = item[method]
    declared = [*item.get("parameters", ()), *operation.get("parameters", ())]
    resolved = [followed(contract, parameter) for parameter in declared]
    # One of the operation replaces one of its path.
    parameters = {
        (one["in"], one["name"]): _parameter(one)
        for one in resolved
        if one["in"] != "header" or one["name"].lower() not in IGNORED_HEADERS
    }
    responses = {
        status if status == "default" else status.upper(): _response(followed(contract, response))
        for status, response in operation.get("responses", {}).items()
        if not status.startswith("x-")
    }
    projected: JsonObject = {
        key: operation[key] for key in ("summary", "description") if key in operation
    }
    if "requestBody" in operation:
        projected["requestBody"] = _body(followed(contract, operation["requestBody"]))
    security: list[Any] = operation.get("security") or []
    if "security" not in operation:
        security = contract.get("security", [])
    return projected | {
        "parameters": [*parameters.values()],
        "responses": responses,
        "security": [] if {} in security else [{"key": []} for _ in security],
    }


def _parameter(parameter: JsonObject) -> JsonObject:
    place, name = parameter["in"], parameter["name"]
    usual = _STYLES.get(place)
    schema = type_of(parameter.get("schema", True))
    if (
        "schema" not in parameter
        or (schema.get("type") == "array" and place != "query")
        or parameter.get("style", usual) != usual
        or parameter.get("explode", place == "query") != (place == "query")
        or parameter.get("allowReserved")
    ):
        raise PipelineError(
            f"the {place} parameter {name!r} is sent in a style that the client does not support; remove it in "
            "openapi/repairs.overlay.yaml"
        )
    if "description" in parameter and "$ref" not in schema:
        schema |= {"description": parameter["description"]}
    schema = noted(schema, announced(parameter))
    required = place == "path" or parameter.get("required", False)
    return {"name": masked(name), "in": place, "required": required, "schema": schema}


def _response(response: JsonObject) -> JsonObject:
    content: JsonObject = response.get("content", {})
    projected: JsonObject = {}
    if (schema := _json_schema(content)) is not None:
        projected = {"application/json": {"schema": schema}}
    elif any(media_type.startswith("text/") for media_type in content):
        projected = {"text/plain": {"schema": {"type": "string"}}}
    elif content:
        projected = {"application/octet-stream": {"schema": {}}}
    return {"description": "", "content": projected}


def _body(body: JsonObject) -> JsonObject:
    schema = _json_schema(body["content"])
    if schema is None:
        raise PipelineError(
            f"the client sends only JSON, but the body is {', '.join(body['content'])}; take the operation "
            "out of openapi/generator.yaml"
        )
    content = {"application/json": {"schema": schema}}
    return {"content": content, "required": body.get("required", False)}


def _json_schema(content: JsonObject) -> JsonObject | None:
    """Give the type of the first media type that is JSON; None where none is."""
    for media_type, media in content.items():
        if _is_json(media_type):
            schema: Any = media.get("schema", {})
            return type_of(schema)
    return None


def _is_json(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))
