"""Read the TOML files that teams write: bounded, and with errors that say where."""

from __future__ import annotations

import tomllib
from os import PathLike
from pathlib import Path
from typing import Any, cast

from openrouter_models._text import brief, printable, show
from openrouter_models.errors import ConfigurationError

VERSION = 1
_MOST_BYTES = 16_000_000


def read(file: str | PathLike[str]) -> tuple[bytes, str]:
    """Read a file, and give its name for messages beside what it holds.

    Raises:
        ConfigurationError: It cannot be read, or is too large.
    """
    if not isinstance(cast("object", file), str | PathLike):
        raise TypeError(f"file must be the path of a file, got {brief(file)}.")
    name = printable(str(file))
    try:
        with Path(file).open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"Cannot read {name}: {reason}.") from error
    if len(content) > _MOST_BYTES:
        raise ConfigurationError(f"{name} is larger than 16 MB.")
    return content, name


def parse(content: bytes | str, *, key: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Read TOML that consists of a version and tables `[[key]]`, and give each with what to call it in messages.

    Raises:
        ConfigurationError: It is something else; the message says where.
    """
    if not isinstance(cast("object", content), str | bytes):
        raise TypeError(f"content must be TOML as text or bytes, got {brief(content)}.")
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{name} is not valid TOML: {error}") from error
    version = document.get("version")
    if isinstance(version, bool) or version != VERSION:
        got = "" if version is None else f", got {show(version)}"
        newer = isinstance(version, int) and version > VERSION
        hint = "; a newer openrouter-models wrote it" if newer else ""
        raise ConfigurationError(f"{name} must say `version = {VERSION}`{got}{hint}.")
    tables = document.get(key, [])
    if not isinstance(tables, list) or document.keys() - {"version", key}:
        raise ConfigurationError(f"{name} must consist of [[{key}]] tables only.")
    found: list[tuple[str, dict[str, Any]]] = []
    for number, table in enumerate(cast("list[object]", tables), 1):
        where = f"{name}, entry {number}"
        if not isinstance(table, dict):
            raise ConfigurationError(f"{where} must be a [[{key}]] table, got {show(table)}.")
        found.append((where, cast("dict[str, Any]", table)))
    return found


def refuse_unknown(table: dict[str, Any], known: set[str], where: str) -> None:
    """Refuse a table that has fields which nothing would read.

    Raises:
        ConfigurationError: There is one; the message lists those that there are.
    """
    if surplus := table.keys() - known:
        raise ConfigurationError(
            f"{where} has an unknown field {show(min(surplus))}; expected {', '.join(sorted(known))}."
        )
