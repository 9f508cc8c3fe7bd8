"""Take an OpenAPI operation apart into what is compared: parameters, bodies, statuses, security, servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.json_values import canonical, list_at, mapping_at
from pipeline.openapi.grammar import IGNORED_HEADERS, METHODS
from pipeline.openapi.resolution import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.openapi.grammar import JsonObject, Schema

    Requirement = Mapping[str, frozenset[str]]


@attrs.frozen(kw_only=True)
class Message:
    """A response, or a request body.

    Attributes:
        headers: The headers as one object schema.
        bodies: The schema by media type.
        required: Whether it has to be there.
    """

    headers: Schema
    bodies: dict[str, Schema]
    required: bool = True


@attrs.frozen(kw_only=True)
class Operation:
    """One operation, all references to other objects than schemas followed.

    Attributes:
        parameters: By place (`query`, `header` …) all parameters as one object schema.
        serialisation: By place and name of a parameter, how it is written.
        request: The request body.
        responses: The responses by status.
        security: The alternatives, one of which has to be met.
        servers: The URLs.
    """

    parameters: dict[str, JsonObject]
    serialisation: dict[tuple[str, str], str]
    request: Message | None
    responses: dict[str, Message]
    security: tuple[Requirement, ...]
    servers: frozenset[str]


def read_operations(contract: JsonObject) -> dict[str, Operation]:
    """Read all operations of a contract, by method and path.

    Raises:
        PipelineError: A reference does not resolve.
    """
    return {
        f"{method.upper()} {path}": _operation(contract, item, item[method])
        for path, item in contract.get("paths", {}).items()
        if not path.startswith("x-")
        for method in METHODS
        if method in item
    }


def _operation(contract: JsonObject, item: JsonObject, operation: JsonObject) -> Operation:
    stated = [*item.get("parameters", ()), *operation.get("parameters", ())]
    parameters = [followed(contract, one) for one in stated]
    # Of two with one name the operation's own counts (OpenAPI 3.1.1, section 4.8.10.1).
    unique = {
        (_place(one), _name(one)): one
        for one in parameters
        if _place(one) != "header" or _name(one) not in IGNORED_HEADERS
    }
    body = operation.get("requestBody")
    nothing: list[JsonObject] = [{}]
    security = operation.get("security", contract.get("security")) or nothing
    servers = operation.get("servers") or item.get("servers") or contract.get("servers") or nothing
    urls = (mapping_at(one, "/servers").get("url", "/") for one in list_at(servers, "/servers"))
    return Operation(
        parameters={
            place: _object((one for (at, _), one in unique.items() if at == place), place)
            for place in dict.fromkeys(at for at, _ in unique)
        },
        serialisation={key: _serialisation(one) for key, one in unique.items()},
        request=_message(contract, body) if body is not None else None,
        responses={
            str(status): _message(contract, response)
            for status, response in operation.get("responses", {}).items()
            if not str(status).startswith("x-")
        },
        security=tuple(_requirement(contract, one) for one in security),
        servers=frozenset(str(url).rstrip("/") for url in urls),
    )


def _message(contract: JsonObject, value: JsonObject) -> Message:
    message = followed(contract, value)
    headers = [
        {"name": name, **followed(contract, header)}
        for name, header in message.get("headers", {}).items()
        if name.lower() != "content-type"
    ]
    return Message(
        headers=_object(headers, "header"),
        bodies={
            media_type.partition(";")[0].strip().lower(): body.get("schema", True)
            for media_type, body in message.get("content", {}).items()
        },
        required=message.get("required", False),
    )


def _object(parameters: Iterable[JsonObject], place: str) -> JsonObject:
    known = {_name(one, place): one for one in parameters}
    return {
        "type": "object",
        "properties": {name: _schema(one) for name, one in known.items()},
        "required": [name for name, one in known.items() if one.get("required") is True],
    }


def _schema(parameter: JsonObject) -> Schema:
    content: JsonObject = parameter.get("content", {})
    bodies = (body.get("schema", True) for body in content.values())
    schema: Schema = parameter.get("schema", next(bodies, True))
    return schema


def _place(parameter: JsonObject) -> str:
    return str(parameter.get("in", "unknown"))


def _name(parameter: JsonObject, place: str | None = None) -> str:
    """Give a parameter's name; that of a header in lower case (RFC 9110, section 5.1)."""
    name = str(parameter.get("name"))
    return name.lower() if (place or _place(parameter)) == "header" else name


def _serialisation(parameter: JsonObject) -> str:
    """Say how a parameter is written, defaults filled in (OpenAPI 3.1.1, section 4.8.12.2)."""
    if "content" in parameter:
        return ", ".join(parameter["content"])
    default = "form" if _place(parameter) in {"query", "cookie"} else "simple"
    style = parameter.get("style", default)
    return f"{style}{', exploded' if parameter.get('explode', style == 'form') else ''}"


def _requirement(contract: JsonObject, requirement: JsonObject) -> Requirement:
    """Read one alternative.

    Returns:
        The scopes by scheme; a scheme is what it is defined as, whatever its name.

    Raises:
        PipelineError: Something has the wrong type.
    """
    schemes: JsonObject = contract.get("components", {}).get("securitySchemes", {})
    return {
        _scheme(
            mapping_at(schemes.get(name, {}), f"/components/securitySchemes/{name}")
        ): frozenset(map(str, list_at(scopes, "/security")))
        for name, scopes in requirement.items()
    }


def _scheme(scheme: JsonObject) -> str:
    """Say what a scheme is; the name of an HTTP scheme in lower case (RFC 9110, section 11.1)."""
    words = [scheme.get(key) for key in ("type", "in", "name", "openIdConnectUrl")]
    http = str(scheme.get("scheme", "")).lower()
    flows = mapping_at(scheme.get("flows", {}), "/components/securitySchemes")
    urls = {name: {**mapping_at(flow, "/flows"), "scopes": None} for name, flow in flows.items()}
    stated = canonical(urls) if urls else None
    return " ".join(str(word) for word in (words[0], http, *words[1:], stated) if word)
