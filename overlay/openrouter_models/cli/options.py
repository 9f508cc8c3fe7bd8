"""Options of a subcommand that make one argument together."""

from __future__ import annotations

from functools import reduce, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    Command = Callable[..., Any]


def combined(
    name: str,
    make: Callable[..., Any],
    parameters: Collection[str],
    options: Sequence[Callable[[Command], Command]],
) -> Callable[[Command], Command]:
    """Give a subcommand options, and what is made of their parameters as one argument; `--help` shows the last first."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_argument(**given: Any) -> Any:
            made = make(**{each: given.pop(each) for each in parameters if each in given})
            return command(**{name: made}, **given)

        initial: Command = with_argument
        return reduce(lambda given, option: option(given), options, initial)

    return decorate
