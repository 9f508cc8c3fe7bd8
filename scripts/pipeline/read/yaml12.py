"""Read YAML 1.2 from a YAML 1.1 parser's events: what is ambiguous or hostile is refused with its line."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml
from attrs import Factory, define

from pipeline.failure import PipelineError
from pipeline.json_values import is_array, kind_of, shown

MAX_DEPTH = 100
MAX_VALUES = 500_000

# The pure loader is six times slower and reads the same.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMBER_START = frozenset("+-.0123456789")
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRING_TAGS = ("!", "tag:yaml.org,2002:str")
_COLLECTION_TAGS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


def read_yaml(text: str, name: str) -> object:
    """Read one YAML document.

    Scalars follow the core schema of YAML 1.2.2 (section 10.3): `no`, dates and `12:30` are strings,
    `<<` is an ordinary key. A key that is a whole number, such as a status, becomes a string.

    Returns:
        Its value, the values of aliases shared; None for an empty text.

    Raises:
        PipelineError: The text is not YAML, has several documents, duplicate keys, keys that are
            no strings, tags, is nested deeper than `MAX_DEPTH`, has more than
            `MAX_VALUES` values with its aliases written out, or an alias refers to what it stands in.
    """
    if unprintable := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, unprintable.start()) + 1
        raise PipelineError(
            f"{name}, line {line}: control character U+{ord(unprintable[0]):04X} is not allowed"
        )
    builder = _Builder(name)
    try:
        loader = _LOADER(text)
        while loader.check_event():
            builder.take(loader.get_event())
    except yaml.MarkedYAMLError as error:
        lines = text.splitlines()
        line = min(error.problem_mark.line + 1 if error.problem_mark else 1, len(lines))
        problem = error.problem or "not YAML"
        if "\t" in "".join(lines[line - 1 : line]) and "cannot start any token" in problem:
            problem = "a tab where YAML requires spaces"
        elif line >= len(lines):
            problem += "; the text ends here; was it cut off?"
        raise PipelineError(f"{name}, line {line}: {problem}") from None
    return builder.root


def read_plain(scalar: str) -> object:
    """Read an unquoted scalar by the core schema of YAML 1.2.2, section 10.3.2.

    Raises:
        ValueError: It stands for a number that JSON cannot hold.
    """
    if scalar in _CONSTANTS:
        return _CONSTANTS[scalar]
    if scalar[0] not in _NUMBER_START:
        return scalar
    if _INTEGER.fullmatch(scalar):
        base = {"0o": 8, "0x": 16}.get(scalar[:2], 10)
        return int(scalar, base)
    if _FLOAT.fullmatch(scalar):
        return finite(scalar)
    if _NOT_FINITE.fullmatch(scalar):
        raise ValueError(scalar)
    return scalar


def finite(number: str) -> float:
    """Read a number with a fraction or an exponent.

    Raises:
        ValueError: It is too large for one.
    """
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError(number)
    return value


@define
class _Value:
    """A value with the number of values in it and their depth, its aliases counted as written out."""

    value: Any
    size: int = 1
    depth: int = 0


@define
class _Open(_Value):
    """A collection whose end has not come yet."""

    anchor: str | None = None
    key: str | None = None
    key_lines: dict[str, int] = Factory(dict[str, int])


class _Builder:
    """Builds the document from parser events, without recursion and without expanding aliases."""

    def __init__(self, name: str) -> None:
        self.root: object = None
        self._name = name
        self._started = False
        self._open: list[_Open] = []
        self._anchored: dict[str, _Value] = {}

    def take(self, event: Any) -> None:
        """Take the parser's next event."""
        line = event.start_mark.line + 1
        match event:
            case yaml.ScalarEvent():
                self._put(_Value(self._scalar(event, line)), event.anchor, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if event.tag not in _COLLECTION_TAGS:
                    self._refuse(line, f"tag {shown(event.tag)} is not supported")
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                self._open.append(_Open(value, anchor=event.anchor))
                if len(self._open) > MAX_DEPTH:
                    self._refuse(line, f"nested deeper than {MAX_DEPTH} levels")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self._open.pop()
                self._put(closed, closed.anchor, line)
            case yaml.AliasEvent():
                self._put(self._alias(event, line), None, line)
            case yaml.DocumentStartEvent():
                if self._started:
                    self._refuse(line, "a second document starts here; only one is allowed")
                self._started = True
            case _:
                pass

    def _put(self, item: _Value, anchor: str | None, line: int) -> None:
        if anchor is not None:
            self._anchored[anchor] = _Value(item.value, item.size, item.depth)
        if not self._open:
            self.root = item.value
            return
        parent = self._open[-1]
        parent.size += item.size
        parent.depth = max(parent.depth, item.depth + 1)
        if parent.size > MAX_VALUES:
            self._refuse(line, f"more than {MAX_VALUES:,} values, counting what aliases expand to")
        if len(self._open) + item.depth > MAX_DEPTH:
            self._refuse(line, f"nested deeper than {MAX_DEPTH} levels")
        if is_array(parent.value):
            parent.value.append(item.value)
        elif parent.key is None:
            parent.key = self._key(item.value, parent.key_lines, line)
        else:
            parent.value[parent.key] = item.value
            parent.key = None

    def _key(self, value: object, key_lines: dict[str, int], line: int) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self._refuse(line, f"a key is {kind_of(value)}, not a string; put it in quotes")
        if value in key_lines:
            first = key_lines[value]
            self._refuse(line, f"duplicate key `{shown(value)}`, which line {first} has already")
        key_lines[value] = line
        return value

    def _scalar(self, event: Any, line: int) -> object:
        if event.tag in _STRING_TAGS or (event.tag is None and not event.implicit[0]):
            return event.value
        if event.tag is not None:
            self._refuse(line, f"tag {shown(event.tag)} is not supported")
        try:
            return read_plain(event.value)
        except ValueError:
            return self._refuse(line, f"`{shown(event.value)}` is a number that JSON cannot hold")

    def _alias(self, event: Any, line: int) -> _Value:
        anchor: str = event.anchor
        if any(collection.anchor == anchor for collection in self._open):
            self._refuse(line, f"alias *{anchor} refers to a node that contains it")
        if anchor not in self._anchored:
            self._refuse(line, f"alias *{anchor} refers to nothing")
        return self._anchored[anchor]

    def _refuse(self, line: int, problem: str) -> NoReturn:
        raise PipelineError(f"{self._name}, line {line}: {problem}")
