"""Read a document from YAML or JSON strictly: what is ambiguous, hostile or cut off is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.failure import PipelineError
from pipeline.json_values import is_array, is_object, kind_of
from pipeline.read.yaml12 import MAX_DEPTH, MAX_VALUES, finite, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 32 * 1024 * 1024


def parse(text: bytes, name: str) -> dict[str, Any]:
    """Read an OpenAPI document from YAML or JSON.

    Returns:
        The document; the values of YAML aliases are shared, so treat it as read-only.

    Raises:
        PipelineError: As `parse_mapping` does, and where there is no mapping `paths`.
    """
    document = parse_mapping(text, name)
    if not is_object(document.get("paths")):
        raise PipelineError(
            f"{name}: no `paths` mapping, so this is not an OpenAPI document, or it was cut off"
        )
    return document


def parse_mapping(text: bytes, name: str) -> dict[str, Any]:
    """Read one mapping from YAML or JSON.

    Returns:
        The mapping, all keys strings, all numbers finite.

    Raises:
        PipelineError: The text is anything else, has duplicate keys, numbers that JSON cannot hold,
            is nested deeper than `MAX_DEPTH` or has more than `MAX_VALUES` values; or `read_yaml`
            refuses it.
    """
    if len(text) > MAX_BYTES:
        raise PipelineError(f"{name}: {len(text)} bytes exceed the limit of {MAX_BYTES}")
    characters = decode(text, name)
    if characters.startswith("\ufeff"):
        raise PipelineError(
            f"{name}, line 1: starts with a byte order mark; save it as plain UTF-8"
        )
    document = _from_json(characters, name)
    if document is None:
        document = read_yaml(characters, name)
    if not is_object(document):
        raise PipelineError(f"{name}: the document is {kind_of(document)}, not a mapping")
    return document


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8.

    Raises:
        PipelineError: The bytes are not UTF-8; the message names the line.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PipelineError(
            f"{name}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8; save it as UTF-8"
        ) from None


def _from_json(characters: str, name: str) -> object:
    """Read JSON, or return None where the text is none: the YAML reader then says at which line."""
    if not characters.lstrip().startswith("{"):
        return None

    def refuse(constant: str) -> NoReturn:
        raise PipelineError(f"{name}: contains {constant}, which is not a JSON number")

    try:
        document = json.loads(
            characters, object_pairs_hook=_unique, parse_constant=refuse, parse_float=finite
        )
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        broken = ascii(error.object[error.start])
        raise PipelineError(f"{name}: a string contains {broken}, a lone surrogate") from None
    except RecursionError:
        raise PipelineError(f"{name}: nested deeper than {MAX_DEPTH} levels") from None
    except ValueError:
        return None
    level, depth, values = [document], 0, 0
    while level:
        depth, values = depth + 1, values + len(level)
        level = [child for value in level for child in _children(value)]
    if depth - 1 > MAX_DEPTH:
        raise PipelineError(f"{name}: nested deeper than {MAX_DEPTH} levels")
    if values > MAX_VALUES:
        raise PipelineError(f"{name}: has more than {MAX_VALUES:,} values")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("duplicate key")
    return mapping


def _children(value: object) -> Iterable[Any]:
    if is_object(value):
        return value.values()
    return value if is_array(value) else ()
