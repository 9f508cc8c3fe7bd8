"""Write a document as YAML in one canonical form."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from pipeline.failure import PipelineError
from pipeline.json_values import shown
from pipeline.read.yaml12 import read_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH = 100
# What stands in a file as it is: `\n` is the only line break, nothing is invisible. The rest is escaped.
_VISIBLE = re.compile(
    "[\n -~\u00a0-\u1fff\u2010-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)


def render(document: Mapping[str, Any]) -> bytes:
    """Write a document as YAML: block style, keys in their order, no aliases.

    The pure Python emitter writes the same bytes whether or not libyaml is installed. What YAML 1.1
    would read as something else than a string (`no`, a date) is in quotes as well.

    Returns:
        UTF-8 that `pipeline.read.parsing.parse_mapping` reads as an equal document.

    Raises:
        PipelineError: A value is none of JSON's, a key no string, or a text has half a surrogate pair.
    """
    try:
        text: str = yaml.dump(  # pyright: ignore[reportUnknownMemberType]  # the stubs leave types open
            document,
            Dumper=_Dumper,
            allow_unicode=True,
            default_flow_style=False,
            sort_keys=False,
            width=_WIDTH,
        )
        return text.encode()
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise PipelineError(f"the document cannot be written as YAML: {error}") from None


class _Dumper(yaml.SafeDumper):
    """Writes JSON values such that YAML 1.1 and 1.2 read the same from it."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a shared value out at each of its places."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002  # PyYAML's signature
        """Indent lists below their key, as upstream does."""
        del indentless
        super().increase_indent(flow, indentless=False)


def _string(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    del dumper
    text.encode()
    style = None if _is_string(text) else "'"
    if not _VISIBLE.fullmatch(text):
        style = '"'
    elif _is_literal(text):
        style = "|"
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.MappingNode:
    for key in mapping:
        if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise yaml.representer.RepresenterError(f"the key {key!r} is not a string")
    return dumper.represent_dict(mapping)


def _float(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    if not math.isfinite(number):
        raise yaml.representer.RepresenterError(f"JSON cannot express {number}")
    return dumper.represent_float(number)  # pyright: ignore[reportUnknownMemberType]  # the same


def _undefined(dumper: _Dumper, value: object) -> NoReturn:
    del dumper
    raise yaml.representer.RepresenterError(f"{shown(repr(value))} is not a JSON value")


_REPRESENTERS: dict[Any, Any] = {
    str: _string,
    dict: _mapping,
    list: _Dumper.represent_list,
    bool: _Dumper.represent_bool,
    int: _Dumper.represent_int,
    float: _float,
    type(None): _Dumper.represent_none,  # pyright: ignore[reportUnknownMemberType]  # the same
    None: _undefined,
}
_Dumper.yaml_representers = _REPRESENTERS


def _is_string(text: str) -> bool:
    """Say whether YAML 1.2 reads an unquoted text as a string; the emitter knows YAML 1.1."""
    try:
        return isinstance(read_plain(text), str)
    except ValueError:
        return False


def _is_literal(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0] and lines[-1])
        and not lines[0].startswith(" ")
        and not any(line.endswith(" ") for line in lines)
    )
