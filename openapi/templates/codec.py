"""Decode JSON into the generated models, tolerantly: every value is typed as far as it is valid, and raw otherwise.

An unknown enum value becomes a member with `is_known` False, an undeclared field goes to `additional_properties`,
a required field that is missing is `UNSET`, a value of the wrong type stays as it came. Nothing but broken JSON, and
JSON nested beyond all use, raises; and nothing is lost: `to_dict` gives the body again.

There are two ways from a body to models. The fast one lets msgspec decode into twins, Structs with the same fields,
and moves their values over. Twins are closed and know types only, so they refuse whatever needs tolerance. What is
refused, and no more than that, is built the other way: from plain JSON, field by field. Either way is compiled from
the annotations of a class when it is first met. Threads may share all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from itertools import islice
from operator import itemgetter
from threading import Lock
from types import GenericAlias
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec.structs import astuple

from .annotations import (
    Model,
    allows_none,
    branches,
    contains_itself,
    fields_of,
    is_model,
    is_required,
    item_type,
    undeclared_type,
)
from .compilation import once
from .gc_pause import without_collections
from .jsontext import (
    MAX_DEPTH,
    is_surely_shallow,
    parse,
    refuse_too_deep,
    refuse_too_deep_value,
)
from .types import UNSET, Unset

Convert = Callable[[Any], Any]


def decode(hint: Any, body: bytes) -> Any:
    """Decode a JSON body into what a type hint says.

    Args:
        hint: A generated model, or any annotation that generated models use.
        body: JSON text in UTF-8.

    Returns:
        An instance of the hint, tolerantly built; the plain JSON value where the body is of another type.

    Raises:
        ValueError: The body is not JSON.
        TooDeepError: It is nested deeper than `jsontext.MAX_DEPTH`; a `ValueError` too.
    """
    return read(hint, body)()


class Reading:
    """A body that was read, of which models are built when it is first called: once for all threads.

    Attributes:
        outline: What was read. Its attributes are those of what is built, and so are values that no model is built of.
    """

    def __init__(self, outline: Any, build_models: Convert | None = None) -> None:
        self.outline = outline
        self._build_models = build_models
        self._building = Lock()

    def __call__(self) -> Any:
        """Give what the type hint says."""
        with self._building:
            if self._build_models is not None:
                self.outline = without_collections(self._build_models, self.outline)
                self._build_models = None
            return self.outline


def read(hint: Any, body: bytes) -> Reading:
    """Read a JSON body as `decode` does, and build its models later if nothing can go wrong with them any more.

    Args:
        hint: A generated model, or any annotation that generated models use.
        body: JSON text in UTF-8.

    Raises:
        ValueError: The body is not JSON.
        TooDeepError: It is nested deeper than `jsontext.MAX_DEPTH`; a `ValueError` too.
    """
    return without_collections(_read, hint, body)


def build(hint: Any, value: Any) -> Any:
    """Build what a type hint says from plain JSON, tolerantly; what is built already stays as it is.

    Raises:
        TooDeepError: The value is nested deeper than `jsontext.MAX_DEPTH`.
    """
    refuse_too_deep_value(value)
    return _build(hint, value)


def is_converted(hint: Any) -> bool:
    """Tell whether values of this type differ from plain JSON."""
    return _builder(hint) is not None


def conforms(hint: Any, body: bytes) -> bool:
    """Tell whether a body needs no tolerance at all: a cheap check that is sufficient, not necessary.

    Args:
        hint: A generated model, or any annotation that generated models use.
        body: JSON text in UTF-8.

    Returns:
        True only where every value has its type, every required field is there, every field is declared and every
        enum value known. It knows types only: bounds, lengths and patterns are not looked at.
    """
    try:
        if not _is_bounded(hint):
            refuse_too_deep(body)
        _strict_decoder(hint).decode(body)
    except ValueError:
        return False
    return True


def _read(hint: Any, body: bytes) -> Reading:
    if not _is_bounded(hint):
        refuse_too_deep(body)
    decode_twin, move = _twin_decoder(hint, len(_MET))
    try:
        return Reading(decode_twin(body), move)
    except msgspec.ValidationError:
        value = _decode_by_item(hint, body)
    except (ValueError, RecursionError):
        # Broken, nested too deeply, or what msgspec refuses and JSON allows: lone surrogates, huge numbers.
        value = None
    return Reading(_build(hint, parse(body)) if value is None else value)


def _build(hint: Any, value: Any) -> Any:
    convert = _builder(hint)
    return convert(value) if convert else value


# By way of twins: what msgspec decodes into, and what moves it over into a model.


_MET: list[tuple[Model, str]] = []
"""Names that undeclared fields had so far, each with the class of its object; later listings will have them, too."""
_MOST_MET = 32
_PLAIN_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)


@once
def _twin_decoder(hint: Any, met: int) -> tuple[Convert, Convert | None]:
    twin, move = _twin(hint, met)
    return msgspec.json.Decoder(twin).decode, move


@once
def _strict_decoder(hint: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_twin(hint, strict=True)[0])


@once
def _is_bounded(hint: Any) -> bool:
    """Tell whether twins of this type end somewhere: in others plain JSON may stand, however deep."""
    members = branches(hint)
    if Any in members or (len(members) > 1 and any(map(is_model, members))):
        return False
    inner = [item_type(one) for one in members]
    for cls in filter(is_model, members):
        if contains_itself(cls) or not fields_of(cls):
            return False
        inner += [field.hint for field in fields_of(cls)]
    return all(_is_bounded(one) for one in inner if one is not None)


_NO_FIELD = re.compile(r'["\\\x00-\x1f]')
"""What msgspec does not take in the name of a field."""
_NOTHING = Annotated[int, msgspec.Meta(ge=1, le=0)]
_NUMBER = int | float
_MOST_TOGETHER = 1023
_SCALARS = (str, int, float, bool, None)
_SCALAR = str | int | float | bool | None
_UNDECLARED: Any = _SCALAR
"""The type of an undeclared field: nested so little that it needs no look at its depth."""
for _ in range(5):
    _UNDECLARED = (
        GenericAlias(list, (_UNDECLARED,)) | GenericAlias(dict, (str, _UNDECLARED)) | _SCALAR
    )


def _twin(hint: Any, met: int = 0, *, strict: bool = False) -> tuple[Any, Convert | None]:
    """Give the type to decode into, and what moves the value decoded into a model where that is needed.

    A loose twin leaves scalars as they come, wherever they stand. A strict one insists on types, on required fields and
    on known enum values.

    Args:
        hint: What is to be built.
        met: How many of the names met count as declared.
        strict: Whether the twin is strict.
    """
    twins = [_branch_twin(branch, met, strict=strict) for branch in branches(hint)]
    if len(twins) == 1:
        ((twin, move),) = twins
        if not strict and twin is not Any:
            twin = _with_scalars(twin)
    else:
        twin, move = _union_twin(twins, strict=strict), None
        if twin is Any:
            move = _builder(hint)
    if allows_none(hint) and twin is not Any:
        twin = Union[twin, None]  # noqa: UP007 - made at run time
    return twin, move


def _with_scalars(twin: Any) -> Any:
    # An integer must not pass as a float: 8192.0 is one, and needs tolerance.
    scalars = tuple(one for one in _SCALARS if not (twin is int and one is float))
    if isinstance(twin, type) and issubclass(twin, Enum):
        if not issubclass(twin, str):
            return twin
        scalars = scalars[1:]
    return Union[(twin, *scalars)]


def _union_twin(twins: list[tuple[Any, Convert | None]], *, strict: bool) -> Any:
    # Types alone do not tell which of several models is meant, nor which of two enums of strings.
    undecided = _NOTHING if strict else Any
    if any(move for _, move in twins):
        return undecided
    union: Any = Union[tuple(twin for twin, _ in twins)]  # noqa: UP007 - made at run time
    try:
        msgspec.json.Decoder(union)
    except TypeError:
        return undecided
    return union


def _branch_twin(hint: Any, met: int, *, strict: bool) -> tuple[Any, Convert | None]:
    if (item := item_type(hint)) is not None:
        twin, move = _twin(item, met, strict=strict)
        return list[twin], move and partial(_move_list, move)  # type: ignore[valid-type] # made at run time
    if is_model(hint):
        return _strict_model_twin(hint) if strict else _loose_model_twin(hint, met)
    if strict and isinstance(hint, type) and issubclass(hint, Enum):
        return Literal[tuple(_members(hint))], None
    return (_NUMBER if hint is float else hint), None


def _move_list(move: Convert, value: Any) -> Any:
    return [move(one) for one in value] if isinstance(value, list) else value


@once
def _strict_model_twin(cls: Model) -> tuple[Any, Convert | None]:
    return _compile_twin(cls, 0, strict=True)


@once
def _loose_model_twin(cls: Model, met: int) -> tuple[Any, Convert | None]:
    return _compile_twin(cls, met, strict=False)


def _can_be_twin(cls: Model) -> bool:
    return not contains_itself(cls) and not any(
        _NO_FIELD.search(field.wire) for field in fields_of(cls)
    )


def _compile_twin(cls: Model, met: int, *, strict: bool) -> tuple[Any, Convert | None]:
    if not _can_be_twin(cls):
        return (_NOTHING if strict else Any), _builder(cls)
    if not fields_of(cls):
        twin, _ = _twin(undeclared_type(cls), strict=strict)
        return dict[str, twin if strict else Any], _builder(cls)  # type: ignore[misc] # made at run time
    fields: list[Any] = []
    moves: dict[str, Convert | None] = {}
    for name, _, hint in fields_of(cls):
        twin, moves[name] = _twin(hint, met, strict=strict)
        if strict and is_required(hint):
            fields.append((name, twin))
        else:
            fields.append((name, twin if twin is Any else Union[twin, Unset], UNSET))  # noqa: UP007 - made at run time
    undeclared = [name for owner, name in dict.fromkeys(_MET[:met]) if owner is cls]
    rename = {field.name: field.wire for field in fields_of(cls)}
    for number, name in enumerate(undeclared):
        fields.append((f"undeclared_{number}_", Union[_UNDECLARED, Unset], UNSET))  # noqa: UP007 - made at run time
        rename[f"undeclared_{number}_"] = name
    struct = msgspec.defstruct(
        cls.__name__, fields, rename=rename, forbid_unknown_fields=True, gc=False
    )
    return struct, _compile_move(cls, struct, moves, undeclared)


def _compile_move(
    cls: Model, struct: Any, moves: dict[str, Convert | None], undeclared: list[str]
) -> Convert:
    """Compile what makes a model of its twin: written out field by field it takes half the time of a loop."""
    names: dict[str, Any] = {"UNSET": UNSET, "new": object.__new__, "cls": cls, "astuple": astuple}
    names |= {"struct": struct, "undeclared": tuple(undeclared), "add": _undeclared_adder(cls)}
    targets: list[str] = []
    lines: list[str] = []
    for index, (name, move) in enumerate(moves.items()):
        targets.append(f"model.{name}" if move is None else f"value{index}")
        if move is not None:
            names[f"move{index}"] = move
            moved = f"move{index}(value{index})"
            absent = f"value{index} is UNSET or value{index} is None"
            lines.append(f"    model.{name} = value{index} if {absent} else {moved}")
    if undeclared:
        targets.append("*others")
        lines.append(
            "    if others.count(UNSET) < len(others): add(model, zip(undeclared, others))"
        )
    source = [
        "def move_model(twin):",
        "    if twin.__class__ is not struct: return twin",  # a scalar
        "    model = new(cls)",
        f"    {', '.join(targets)}, = astuple(twin)",
        *lines,
        "    return model",
    ]
    exec("\n".join(source), names)  # noqa: S102 - of nothing but the names of a class's fields
    move_model: Convert = names["move_model"]
    return move_model


def _undeclared_adder(cls: Model) -> Callable[[Any, Iterable[tuple[str, Any]]], None]:
    build_extra = _map_builder(undeclared_type(cls))

    def add(model: Any, others: Iterable[tuple[str, Any]]) -> None:
        extra = {name: value for name, value in others if value is not UNSET}
        model.additional_properties = build_extra(extra) if build_extra else extra

    return add


def _remember(cls: Model, names: Iterable[str]) -> None:
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"The names of a JSON object must be strings, got {name!r}.")
        if len(_MET) < _MOST_MET and (cls, name) not in _MET and _PLAIN_NAME.fullmatch(name):
            _MET.append((cls, name))


_PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def _decode_by_item(hint: Any, body: bytes) -> Any:
    """Decode an object whose fields may be lists, so that an item that needs tolerance costs only itself.

    Returns:
        What the hint says; None where the body is to be parsed as a whole.

    Raises:
        TooDeepError: See `decode`.
    """
    refuse_too_deep(body)  # even skipping what is deep takes more stack than some threads have
    models = filter(is_model, branches(hint))
    items = {
        field.wire: item_type(branch)
        for model in models
        for field in fields_of(model)
        for branch in branches(field.hint)
    }
    parts: dict[str, Any] = {}
    try:
        for key, part in _PARTS.decode(body).items():
            item = items.get(key)
            if item is not None and bytes(memoryview(part)[:1]) == b"[":
                parts[key] = _decode_items(item, _ITEMS.decode(part))
            else:
                parts[key] = _decode_plain(part)
    except (ValueError, RecursionError):
        return None
    return _build(hint, parts)


def _decode_items(item: Any, raws: list[msgspec.Raw]) -> list[Any]:
    (decode_twin, move), convert = _twin_decoder(item, len(_MET)), _builder(item)
    values: list[Any] = []
    rest = iter(raws)
    more = 0
    for raw in rest:
        try:
            twin = decode_twin(raw)
            values.append(move(twin) if move else twin)
            more = 0
        except msgspec.ValidationError:
            # Where item after item needs tolerance, it is not worth trying each without.
            plain = _decode_together([raw, *islice(rest, more)])
            values += map(convert, plain) if convert else plain
            more = min(2 * more + 1, _MOST_TOGETHER)
    return values


def _decode_together(raws: list[msgspec.Raw]) -> list[Any]:
    if len(raws) == 1:
        return [_decode_plain(raws[0])]
    parts = [*map(bytes, raws)]
    body = b"[[%b]]" % b",".join(parts)  # as deep as they were
    is_short = max(map(len, parts)) <= MAX_DEPTH
    if not is_short and not all(is_surely_shallow(part, within=2) for part in parts):
        refuse_too_deep(body)
    (values,) = _PLAIN.decode(body)
    plain: list[Any] = values
    return plain


def _decode_plain(raw: msgspec.Raw) -> Any:
    if not is_surely_shallow(bytes(raw), within=2):
        raise ValueError("this may be nested too deeply for msgspec; parse looks closer")
    return _PLAIN.decode(raw)


_PLAIN = msgspec.json.Decoder()


# From plain JSON, field by field. A builder of None means that the plain value is the typed one.


@once
def _builder(hint: Any) -> Convert | None:
    members = branches(hint)
    if len(members) != 1:
        return _union_builder(members)
    (hint,) = members
    if (item := item_type(hint)) is not None:
        return _list_builder(item)
    if is_model(hint):
        # A model that contains itself is compiled when it is met, not while it is being compiled.
        return partial(_build_late, hint) if contains_itself(hint) else _model_builder(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_build_enum, _members(hint), hint)
    return _build_int if hint is int else None


def _build_late(cls: Model, value: Any) -> Any:
    return _model_builder(cls)(value)


def _build_int(value: Any) -> Any:
    # JSON Schema counts 8192.0 among the integers.
    return int(value) if type(value) is float and value.is_integer() else value


@once
def _members(enum: Any) -> dict[Any, Enum]:
    return {member.value: member for member in enum}


def _build_enum(members: dict[Any, Enum], enum: type[Enum], value: Any) -> Any:
    if issubclass(enum, int):
        value = _build_int(value)
    if type(value) is not type(next(iter(members))):
        return value
    return members[value] if value in members else enum(value)


def _list_builder(item: Any) -> Convert | None:
    convert = _builder(item)
    if convert is None:
        return None
    # A look-up is all that the usual enum value takes; True would be found as 1, so it is for strings only.
    strings = isinstance(item, type) and issubclass(item, Enum) and issubclass(item, str)
    known = _members(item).__getitem__ if strings else convert

    def build_list(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        try:
            return [known(one) for one in value]
        except (KeyError, TypeError):
            return [convert(one) for one in value]

    return build_list


def _map_builder(item: Any) -> Convert | None:
    convert = _builder(item)
    return convert and (lambda value: {key: convert(one) for key, one in value.items()})


def _union_builder(members: tuple[Any, ...]) -> Convert | None:
    converters = [(member, _builder(member)) for member in members]
    if not any(convert for _, convert in converters):
        return None

    def build_branch(value: Any) -> Any:
        # The branch that takes the value without tolerance is meant; failing that, the one that needs least.
        for member, convert in converters:
            if _fits(member, value):
                return convert(value) if convert else value
        built = [(member, convert(value)) for member, convert in converters if convert]
        usable = [(_misfit(member, value), one) for member, one in built if one is not value]
        return min(usable, key=itemgetter(0), default=((0, 0), value))[1]

    return build_branch


def _fits(hint: Any, value: Any) -> bool:
    try:
        _strict_converter(hint)(value)
    except ValueError:  # of the wrong type, or with half a character, which msgspec cannot look up
        return False
    return True


@once
def _strict_converter(hint: Any) -> Convert:
    return _compile_converter(_twin(hint, strict=True)[0])


def _compile_converter(twin: Any) -> Convert:
    """Compile what turns plain JSON into a twin."""
    # msgspec keeps what it knows of a Struct, and would analyse a bare union at every call.
    holder = msgspec.defstruct("Holder", [("held", twin)])
    msgspec.json.Decoder(holder)  # now, and not at the first use, when other threads may be here

    def convert(value: Any) -> Any:
        held: Any = msgspec.convert({"held": value}, holder)
        return held.held

    return convert


def _misfit(hint: Any, value: Any) -> tuple[int, int]:
    """Measure how badly an object fits a model: how many values of its fields do, then how many of their names."""
    if not (is_model(hint) and isinstance(value, dict)):
        return 1, 0
    fields = fields_of(hint)
    wrong = [one for one in fields if one.wire in value and not _fits(one.hint, value[one.wire])]
    missing = [one for one in fields if one.wire not in value and is_required(one.hint)]
    undeclared = value.keys() - {one.wire for one in fields}
    return len(wrong), len(missing) + len(undeclared)


@once
def _model_builder(cls: Model) -> Convert:
    fields = fields_of(cls)
    places = {field.wire: (at, _part_builder(field.hint)) for at, field in enumerate(fields)}
    absent = (UNSET,) * len(fields)
    has_twin = bool(fields) and _can_be_twin(cls)
    by_twin = _by_twin(cls) if has_twin else None
    build_extra = _map_builder(undeclared_type(cls))

    def build_model(body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        declared = {name: value for name, value in body.items() if name in places}
        if len(declared) == len(body):
            return build_fields(body)
        extra = {name: value for name, value in body.items() if name not in places}
        # Often nothing else needs tolerance.
        model = (declared and by_twin and by_twin(declared)) or build_fields(declared)
        model.additional_properties = build_extra(extra) if build_extra else extra
        if has_twin and len(_MET) < _MOST_MET:
            _remember(cls, extra)
        return model

    def build_fields(body: dict[str, Any]) -> Any:
        values = [*absent]
        for name, value in body.items():
            at, convert = places[name]
            values[at] = convert(value) if convert and value is not None else value
        return cls(*values)

    return build_model


def _by_twin(cls: Model) -> Convert | None:
    """Give what builds a model of plain JSON that needs no tolerance, and gives None for the rest."""
    twin, move = _loose_model_twin(cls, 0)
    if move is None or not (isinstance(twin, type) and issubclass(twin, msgspec.Struct)):
        return None
    msgspec.json.Decoder(twin)  # now, and not at the first use, when other threads may be here

    def build_by_twin(value: Any) -> Any:
        try:
            made = msgspec.convert(value, twin)
        except ValueError:  # the same
            return None
        return move(made)

    return build_by_twin


def _part_builder(hint: Any) -> Convert | None:
    """Give what builds a part of an object that needs tolerance: by way of its twin if the part needs none."""
    convert = _builder(hint)
    members = branches(hint)
    by_twin = _by_twin(members[0]) if len(members) == 1 and is_model(members[0]) else None
    if convert is None or by_twin is None:
        return convert
    return lambda value: by_twin(value) or convert(value)
