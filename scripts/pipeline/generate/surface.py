"""Read the surface of a generated package, names, signatures and types, without importing it."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from pipeline.derive.hoisting import class_key
from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BRACES = re.compile(r"\{[^{}]*\}")


@attrs.frozen
class Surface:
    """What programs can use of a package.

    Attributes:
        members: By dotted name, what stands there: the type of an attribute, the value of an enum's
            member, the signature of a function, below `()` what it returns, the bases of a class.
        wires: By dotted name of an attribute, its name on the wire where that is another one.
        parameters: By dotted name of a function and name of an argument, the argument's type.
        operations: By dotted name of a module, the operation that it sends, such as "GET /models/{}".
    """

    members: Mapping[str, str]
    wires: Mapping[str, str]
    parameters: Mapping[tuple[str, str], str]
    operations: Mapping[str, str] = attrs.Factory(dict[str, str])

    def attribute(self, component: str, wire: str) -> tuple[str, str | None]:
        """Look up the attribute of a field.

        Returns:
            Its name, such as `Model.id`, and its type; None if the surface does not have it.
        """
        for name, what in self._of(component):
            if self.wires.get(name, name.rpartition(".")[2]) == wire:
                return name.removeprefix("models."), what
        return f"{component}.{wire}", None

    def member(self, component: str, value: object) -> str | None:
        """Look up the member of an enum by its value; None if the surface does not have it."""
        found = (name for name, what in self._of(component) if what == repr(value))
        return next((name.removeprefix("models.") for name in found), None)

    def parameter(self, operation: str, place: str, wire: str) -> tuple[str, str | None]:
        """Look up a parameter of an operation, as `attribute` does for a field.

        Args:
            operation: The operation, such as "GET /models/user".
            place: Where it is sent: "query", "path", "header" or "cookie".
            wire: Its name there.
        """
        wanted = _BRACES.sub("{}", operation)
        modules = [module for module, sent in self.operations.items() if sent == wanted]
        # One that is called like another of another place is called after its place as well.
        for key in (class_key(f"{wire} {place}"), class_key(wire)):
            for (function, name), what in self.parameters.items():
                module, _, last = function.rpartition(".")
                if last == "sync" and module in modules and class_key(name) == key:
                    return f"{module.rpartition('.')[2]}({name}=)", what
        return f"({wire}=)", None

    def _of(self, component: str) -> list[tuple[str, str]]:
        return self._by_class.get(class_key(component), [])

    @cached_property
    def _by_class(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for name, what in self.members.items():
            match name.split("."):
                case ["models", owner, _]:
                    found.setdefault(class_key(owner), []).append((name, what))
                case _:
                    pass
        return found


@attrs.frozen
class Drift:
    """How one surface differs from another.

    Attributes:
        added: New lines.
        removed: Lines that are gone.
        changed: By name, what was there and what is.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, str]]


def read_surface(files: Mapping[str, bytes]) -> Surface:
    """Read the surface of a package.

    Returns:
        The surface; private names, and what is only imported, do not belong to it.

    Raises:
        PipelineError: A file is not Python.
    """
    members: dict[str, str] = {}
    wires: dict[str, str] = {}
    parameters: dict[tuple[str, str], str] = {}
    operations: dict[str, str] = {}
    for path in sorted(files):
        if not path.endswith(".py"):
            continue
        try:
            module = ast.parse(files[path])
            dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            prefix = "models" if path.startswith("models/") else dotted
            found = [*_members(module.body, prefix)]
        except (SyntaxError, ValueError) as error:
            raise PipelineError(
                f"{path} of the generated package is not Python: {error}"
            ) from error
        except RecursionError:
            raise PipelineError(
                f"{path} of the generated package has a type of too many alternatives to compare"
            ) from None
        for name, what, wire in found:
            members[name] = what
            if wire is not None:
                wires[name] = wire
        if path.startswith("api/"):
            parameters |= dict(_parameters(module.body, prefix))
            operations |= dict.fromkeys([prefix], sent) if (sent := _operation(module)) else {}
    return Surface(members, wires, parameters, operations)


def compare_surfaces(old: Surface, new: Surface) -> Drift:
    """Tell what was added to a surface, removed from it or changed in it."""
    return Drift(
        added=_only(new, old),
        removed=_only(old, new),
        changed={
            name: (old.members[name], what)
            for name, what in sorted(new.members.items())
            if name in old.members and old.members[name] != what
        },
    )


def _only(one: Surface, other: Surface) -> tuple[str, ...]:
    found = sorted(one.members.keys() - other.members.keys())
    return tuple(f"{name}: {one.members[name]}" for name in found)


def _members(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, str, str | None]]:
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                bases = ", ".join(ast.unparse(base) for base in node.bases)
                yield f"{prefix}.{name}", f"class({bases})", None
                yield from _members(node.body, f"{prefix}.{name}")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("_"):
                    is_async = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
                    yield f"{prefix}.{name}", f"{is_async}def({ast.unparse(node.args)})", None
                    if node.returns:
                        yield f"{prefix}.{name}()", ast.unparse(node.returns), None
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                yield f"{prefix}.{name}", ast.unparse(node.annotation), _wire(node.value)
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
                yield f"{prefix}.{name}", ast.unparse(node.value), None
            case _:
                pass


def _parameters(body: list[ast.stmt], prefix: str) -> Iterator[tuple[tuple[str, str], str]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            for argument in (*node.args.args, *node.args.kwonlyargs):
                if argument.annotation:
                    yield (f"{prefix}.{node.name}", argument.arg), ast.unparse(argument.annotation)


def _operation(module: ast.Module) -> str | None:
    """Take method and path out of what `get_kwargs` returns."""
    for node in ast.walk(module):
        if isinstance(node, ast.Dict):
            texts = {
                key.value: next(
                    (text.value for text in ast.walk(value) if isinstance(text, ast.Constant)), None
                )
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }
            match texts:
                case {"method": str(method), "url": str(url)}:
                    return f"{method.upper()} {_BRACES.sub('{}', url)}"
                case _:
                    pass
    return None


def _wire(value: ast.expr | None) -> str | None:
    """Take the name on the wire out of `_field(metadata={"wire": …})`."""
    if isinstance(value, ast.Call):
        for keyword in value.keywords:
            if keyword.arg == "metadata":
                wire: str = ast.literal_eval(keyword.value)["wire"]
                return wire
    return None
