"""Give a subcommand several options at once."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Command = Callable[..., Any]


def given_options(command: Command, options: Iterable[Callable[[Command], Command]]) -> Command:
    """Give a subcommand options; `--help` shows the last first."""
    return reduce(lambda given, option: option(given), options, command)
