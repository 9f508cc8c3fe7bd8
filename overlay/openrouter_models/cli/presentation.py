"""Tell a result in the format that was asked for on stdout, and in others in files."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

import click
from attrs import frozen

from openrouter_models._text import printable
from openrouter_models.cli import output_files
from openrouter_models.cli.console import console_on, plain, write
from openrouter_models.cli.options import combined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.console import RenderableType


class _Result(Protocol):
    """What came of the work of a subcommand."""

    def to_dict(self) -> dict[str, Any]:
        """Give the form that `--format json` prints."""
        ...


_T = TypeVar("_T", bound=_Result)
_Output: TypeAlias = tuple[str, str]


@frozen
class Formats(Generic[_T]):
    """The formats of one kind of result: what a person reads, `json`, which its `to_dict` gives, and others."""

    to_parts: Callable[[_T], Sequence[RenderableType]]
    others: Mapping[str, Callable[[_T], str]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all formats, the default first."""
        return ("text", "json", *self.others)

    def rendered(self, result: _T, name: str) -> str:
        """Write a result in a format."""
        if name == "text":
            return plain(*self.to_parts(result))
        if name == "json":
            return json.dumps(result.to_dict(), indent=2) + "\n"
        return self.others[name](result)


@frozen
class Presentation(Generic[_T]):
    """In which formats a result is told: one for stdout, others for files."""

    formats: Formats[_T]
    printed: str
    outputs: tuple[_Output, ...]

    @property
    def files(self) -> list[str]:
        """The files to write."""
        return [file for _, file in self.outputs]

    def emit(self, result: _T) -> None:
        """Print a result, coloured if a terminal shows it to people, and write its files.

        Raises:
            CannotBeDoneError: A file cannot be written.
        """
        if self.printed == "text":
            if parts := self.formats.to_parts(result):
                write(console_on(), *parts)
        else:
            sys.stdout.write(self.formats.rendered(result, self.printed))
        for form, file in self.outputs:
            output_files.replace(file, self.formats.rendered(result, form))


def format_options(formats: Formats[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a subcommand the options that make a `Presentation`, which it takes as `presentation`."""

    def to_output(value: str) -> _Output:
        form, _, file = value.partition("=")
        if not file or form not in formats.names:
            known = ", ".join(formats.names)
            raise click.BadParameter(
                f"Expected FORMAT=FILE with one of {known}, got {printable(value)}."
            )
        return form, file

    def present(form: str, outputs: tuple[_Output, ...], *, as_json: bool) -> Presentation[Any]:
        return Presentation(formats, "json" if as_json else form, outputs)

    options = (
        click.option(
            "--output",
            "outputs",
            type=to_output,
            multiple=True,
            metavar="FORMAT=FILE",
            help="Write this format to a file as well, - for stdout; may be repeated.",
        ),
        click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
        click.option(
            "--format",
            "form",
            type=click.Choice(formats.names),
            default="text",
            show_default=True,
            help="What to print.",
        ),
    )
    return combined("presentation", present, ("form", "outputs", "as_json"), options)
