"""Show the templates what they write: what the generator has made, under the names that `pipeline.generate.attribute_names` gives."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import attrs
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import safe_for_docstring

from pipeline.generate.attribute_names import python_names, unmasked
from pipeline.generate.projection import ANNOUNCED

if TYPE_CHECKING:
    from pipeline.openapi.grammar import JsonObject

_FIELDS_OF_RECORDS = ("additional_keys", "additional_properties", "from_dict", "to_dict")
_NAMES_IN_ENDPOINTS = (
    *("asyncio", "asyncio_detailed", "body", "client", "codec", "errors", "get_kwargs", "given"),
    *("httpx", "parse_response", "quote", "response", "sync", "sync_detailed", "to_plain"),
    *("to_status", "to_text"),
)
OPTIONS_OF_CALLS = ("retry", "self", "strict", "timeout")
"""What the overlay's clients take beside the parameters of the operation."""


@attrs.frozen
class Named:
    """A field of a model or a parameter of an operation.

    Attributes:
        name: What it is called in Python.
        wire: What it is called on the wire.
        hint: Its type.
        accepted: The type of what callers may give for it: a plain value for an enum too, and None
            where it has a default.
        required: Whether it has no default.
        description: What the document says about it.
    """

    name: str
    wire: str
    hint: str
    accepted: str
    required: bool
    description: str


def fields(model: Any) -> list[Named]:
    """List the fields of a model of the generator, those required first."""
    held = [*model.required_properties, *model.optional_properties]
    names = python_names([_wire(one) for one in held], _FIELDS_OF_RECORDS)
    return [_named(one, names[_wire(one)]) for one in held]


def parameters(endpoint: Any) -> dict[str, list[Named]]:
    """List the parameters of an endpoint of the generator by their place: `path`, `query`, `header` or `cookie`."""
    places = {
        place: getattr(endpoint, f"{place}_parameters")
        for place in ("path", "query", "header", "cookie")
    }
    wires = [_wire(one) for held in places.values() for one in held]

    def label(one: Any, place: str) -> str:
        return _wire(one) if wires.count(_wire(one)) == 1 else f"{_wire(one)} {place}"

    labels = [label(one, place) for place, held in places.items() for one in held]
    names = python_names(labels, (*_NAMES_IN_ENDPOINTS, *OPTIONS_OF_CALLS))
    return {
        place: [_named(one, names[label(one, place)]) for one in held]
        for place, held in places.items()
    }


def path_template(endpoint: Any) -> str:
    """Give the path of an endpoint of the generator as a format string of its path parameters."""
    names = {one.wire: one.name for one in parameters(endpoint)["path"]}
    return re.sub(
        r"\{(hex[0-9a-f]*)\}", lambda match: f"{{{names[unmasked(match[1])]}}}", raw(endpoint.path)
    )


def announcement(endpoint: Any, document: JsonObject) -> str | None:
    """Look up what the projected document announces of an endpoint of the generator; None if nothing."""
    words: str | None = document["paths"][raw(endpoint.path)][endpoint.method].get(ANNOUNCED)
    return words


def members(enum: Any) -> dict[str, str | int]:
    """Give the members of an enum of the generator: values by name."""
    if enum.value_type is int:
        return dict(enum.values)
    return {name: unmasked(value) for name, value in enum.values.items()}


def prose(text: Any, indent: int = 4) -> str:
    """Lay out a text of the document as part of a docstring, which it cannot leave.

    Args:
        text: The text; characters that are not shown (control, direction, half a character) become blanks.
        indent: By how many columns the lines after the first are indented.
    """
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in raw(text))
    lines = [
        line
        for paragraph in safe_for_docstring(shown.strip()).splitlines()
        for line in textwrap.wrap(paragraph, 100 - indent, break_on_hyphens=False) or [""]
    ]
    laid_out = textwrap.indent("\n".join(lines), " " * indent).strip()
    # A quote at the end would be taken for the first of the three that close the docstring.
    return f"{laid_out} " if laid_out.endswith('"') else laid_out


def _named(held: Any, name: str) -> Named:
    hint = held.get_type_string().as_unembedded_code()
    plain = getattr(held, "value_type", None)  # that of an enum's values
    parts = [part for part in hint.split(" | ") if part not in {"None", "Unset"}]
    return Named(
        name=name,
        wire=_wire(held),
        hint=hint,
        accepted=" | ".join(
            [*parts, *([plain.__name__] if plain else []), *([] if held.required else ["None"])]
        ),
        required=held.required,
        description=" ".join(raw(held.description or "").split()) or "As the document says.",
    )


def _wire(held: Any) -> str:
    return unmasked(raw(held.name))


def raw(text: Any) -> str:
    """Give a text of the generator's as the document has it."""
    return str(text.get_untrusted_value() if isinstance(text, UntrustedString) else text)
