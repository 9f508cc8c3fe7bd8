"""Find the lines of a document that speak of a place in a contract."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from openrouter_models._pointers import keys_of
from pipeline.json_values import is_array, is_object, pointer
from pipeline.openapi.resolution import resolve, value_at
from pipeline.read.load import extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.openapi.grammar import JsonObject
    from pipeline.read.load import Source

    Keys = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 40


class SourceLines:
    """The lines of one document, numbered as in the file that it came from, a page among them."""

    def __init__(self, source: Source, document: JsonObject) -> None:
        self.name = source.name
        self._document = document
        text = extract(source)
        first = source.data[: max(0, source.data.find(text))].count(b"\n") + 1
        try:
            root: Any = yaml.compose(text, _LOADER)
        except yaml.YAMLError:  # JSON that YAML reads otherwise
            root = None
        self._steps = cache(self._list_steps)  # a schema with n fields may have n changes
        self._lines = {pointer(*keys): first + line for keys, line in _numbered(root, ())}

    def of(self, operation: str, part: str, at: str = "") -> int | None:
        """Give the line, from 1, that speaks of a place or of the nearest around it; None if the operation is not there.

        Args:
            operation: Method and path; empty for the document.
            part: What of the operation, such as "response 200".
            at: A JSON Pointer into a body with `*` for any item or undeclared field, or into the document.
        """
        ways = self._ways(operation, part, at)
        found = [keys for keys in ways if pointer(*keys) in self._lines]
        return self._lines[pointer(*found[-1])] if found else None

    def of_bodies(self, operation: str) -> dict[str, dict[str, int]]:
        """Give the lines that speak of what a response may hold.

        Returns:
            By status the line of each place in a JSON body: a pointer with `*` for any item or
            undeclared field. Under the status `""` stands the line of the operation.
        """
        method, _, path = operation.partition(" ")
        keys: Keys = ("paths", path, method.lower())
        stated = self._at((*keys, "responses"))
        found = {"": {"": self._line(keys)}} if pointer(*keys) in self._lines else {}
        for status in stated if is_object(stated) and found else ():
            response = self._followed((*keys, "responses", status))
            content = self._at((*response, "content"))
            lines = {"": self._line((*keys, "responses", status))}
            for media in content if is_object(content) else ():
                schema = (*response, "content", media, "schema")
                lines |= self._below(schema, "", frozenset()) if self._at(schema) else {}
            found[status] = lines
        return found

    def _line(self, keys: Keys) -> int:
        """Give the line of a value, or of the nearest around it that has one."""
        while keys and pointer(*keys) not in self._lines:
            keys = keys[:-1]
        return self._lines.get(pointer(*keys), 1)

    def _below(self, keys: Keys, at: str, on: frozenset[Keys]) -> dict[str, int]:
        """Give the lines of what stands below a schema, each schema entered once on every way."""
        found: dict[str, int] = {}
        for step, inner in self._steps(keys, _DEEPEST).items():
            if step == "*" and not is_object(self._at(inner)):
                continue
            where, way = f"{at}/{step}", self._followed(inner)
            found[where] = self._line(inner)
            if way not in on:
                found |= self._below(way, where, on | {way})
        return found

    def _list_steps(self, keys: Keys, depth: int) -> dict[str, Keys]:
        """List what stands directly below a schema: fields by name, `*` for items and undeclared ones."""
        keys = self._followed(keys)
        schema = self._at(keys)
        found: dict[str, Keys] = {}
        if not is_object(schema) or not depth:
            return found
        fields = schema.get("properties")
        for name in fields if is_object(fields) else ():
            found[pointer(name)[1:]] = (*keys, "properties", name)
        for word in ("items", "additionalProperties"):
            if word in schema:
                found.setdefault("*", (*keys, word))
        for word in ("allOf", "anyOf", "oneOf"):
            for index in range(len(schema.get(word, ()))):
                inner = self._steps((*keys, word, index), depth - 1)
                found = inner | found
        return found

    def _ways(self, name: str, part: str, at: str) -> Iterator[Keys]:
        """Yield keys that lead to a place, step by step, through references and compositions."""
        if not name:
            yield from [tuple(keys_of(at))] if at else ()
            return
        method, _, path = name.partition(" ")
        keys: Keys = ("paths", path, method.lower())
        operation = self._at(keys)
        if not is_object(operation):
            return
        yield keys
        first, _, rest = part.partition(" ")
        if first == "response" and rest:
            status, _, media = rest.partition(" ")
            keys = self._followed((*keys, "responses", status))
            yield keys
            if media != "headers":
                keys = (*keys, "content", media or "application/json", "schema")
        elif part.startswith("request body"):
            keys = (*keys, "requestBody")
            yield keys
            keys = (*self._followed(keys), "content", "application/json", "schema")
        elif part.endswith("parameters"):
            yield from self._parameter(keys, first, at)
            return
        else:
            yield (*keys, part)
            return
        yield keys
        for step in keys_of(at):
            inner = self._steps(keys, _DEEPEST).get(step if step == "*" else pointer(step)[1:])
            if inner is None:
                return
            yield inner
            keys = inner

    def _parameter(self, keys: Keys, where: str, name: str) -> Iterator[Keys]:
        for above in (keys[:2], keys):
            stated = self._at((*above, "parameters"))
            for index in range(len(stated) if is_array(stated) else 0):
                way = self._followed((*above, "parameters", index))
                one = self._at(way)
                if is_object(one) and (one.get("in"), pointer(str(one.get("name")))) == (
                    where,
                    name,
                ):
                    yield (*above, "parameters", index)

    def _followed(self, keys: Keys) -> Keys:
        value = self._at(keys)
        found = resolve(self._document, value.get("$ref")) if is_object(value) else None
        return tuple(keys_of(found[0])) if found else keys

    def _at(self, keys: Keys) -> Any:
        try:
            return value_at(self._document, keys)
        except LookupError:
            return None


def _numbered(node: Any, keys: Keys) -> Iterator[tuple[Keys, int]]:
    """Yield the keys to every value with its line, from 0: that of its name, where it has one."""
    pending: list[tuple[Any, Keys]] = [(node, keys)] if node is not None else []
    while pending:
        node, keys = pending.pop()
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                inner: Keys = (*keys, str(name.value))
                yield inner, name.start_mark.line
                pending.append((value, inner))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                yield (*keys, index), value.start_mark.line
                pending.append((value, (*keys, index)))
