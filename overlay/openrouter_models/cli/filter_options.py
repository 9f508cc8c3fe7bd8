"""Options that choose among the models of a listing, and the hint where a word of theirs is unknown."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Any, TypeVar

import click

from openrouter_models._catalog.filtering import Criteria
from openrouter_models._catalog.unknown_words import UnknownWordWarning
from openrouter_models.cli.options import combined

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_WORDS = {
    "input": "{} that take this as input, such as image.",
    "output": "{} that give this as output, such as text.",
    "supports": "{} with this parameter, such as tools.",
    "author": "{} by this author.",
}
_BOUNDS = (
    ("min-context", int, "TOKENS", "least", "context length"),
    ("max-context", int, "TOKENS", "most", "context length"),
    ("max-prompt-price", str, "USD", "most", "per million prompt tokens"),
    ("max-completion-price", str, "USD", "most", "per million completion tokens"),
)
_FLAGS = ("free", "not_free", "reasoning", "no_reasoning")


def _options() -> list[Callable[[Any], Any]]:
    options: list[Callable[[Any], Any]] = []
    for prefix, kept in (("", "Only models"), ("not-", "No models")):
        for name, told in _WORDS.items():
            metavar = "NAME" if name == "author" else "WORD"
            help_ = told.format(kept)
            options.append(
                click.option(f"--{prefix}{name}", multiple=True, metavar=metavar, help=help_)
            )
        told = f"{kept} with this in id, name or description."
        options.append(click.option(f"--{prefix}text", metavar="TEXT", help=told))
    return [
        *options,
        click.option("--free", is_flag=True, help="Only free models."),
        click.option("--not-free", is_flag=True, help="Only models that cost something."),
        click.option("--reasoning", is_flag=True, help="Only models that reason."),
        click.option("--no-reasoning", is_flag=True, help="Only models that do not reason."),
        *(
            click.option(f"--{name}", type=kind, metavar=unit, help=f"At {bound} this {what}.")
            for name, kind, unit, bound, what in _BOUNDS
        ),
    ]


def _criteria(**given: Any) -> dict[str, Any]:
    flags = {name: given.pop(name) for name in _FLAGS}
    given["free"] = _either(flags, "free", "not_free")
    given["reasoning"] = _either(flags, "reasoning", "no_reasoning")
    return {name: value for name, value in given.items() if value not in (None, ())}


def _either(flags: dict[str, bool], yes: str, no: str) -> bool | None:
    """Read a pair of flags, None where neither is given."""
    if flags[yes] and flags[no]:
        options = [f"--{name.replace('_', '-')}" for name in (yes, no)]
        raise click.UsageError(f"{' and '.join(options)} exclude each other.")
    return True if flags[yes] else False if flags[no] else None


def chosen_by(choose: Callable[..., _T], *args: Any, **criteria: Any) -> _T:
    """Choose, and write a hint to stderr for each word that neither a model nor the contract has.

    Raises:
        click.UsageError: A value makes no sense.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UnknownWordWarning)
        try:
            found = choose(*args, **criteria)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    sys.stdout.flush()
    for each in caught:
        click.echo(f"Warning: {each.message}", err=True)
    return found


filter_options = combined(
    "criteria", _criteria, {*Criteria.__annotations__, *_FLAGS}, _options()[::-1]
)
"""Give a subcommand the options that make `Criteria`, which it takes as `criteria`."""
