"""Read openapi/generator.yaml: which operations, made with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import msgspec

from pipeline.failure import PipelineError
from pipeline.read.parsing import parse_mapping

if TYPE_CHECKING:
    from pathlib import Path

NAME = "openapi/generator.yaml"


@attrs.frozen
class Operation:
    """One operation of the API and the place of its module.

    Attributes:
        operation: Method and path, such as "GET /models/user".
        tag: The package below `api` that holds its module.
        name: The name of its module.
    """

    operation: str
    tag: str
    name: str


@attrs.frozen
class Settings:
    """What openapi/generator.yaml says.

    Attributes:
        operations: The operations that the project generates.
        tools: By distribution name, the exact version of every tool whose output is committed.
        replaced_templates: By file name, the SHA-256 of each template of the generator that ours replaces.
    """

    operations: tuple[Operation, ...]
    tools: dict[str, str]
    replaced_templates: dict[str, str]


def read_settings(root: Path) -> Settings:
    """Read the settings of the project at `root`.

    Raises:
        PipelineError: The file is missing or does not say what it must.
    """
    try:
        text = (root / NAME).read_bytes()
    except OSError as error:
        raise PipelineError(f"{NAME} cannot be read: {error.strerror}") from error
    return parse_settings(text)


def parse_settings(text: bytes) -> Settings:
    """Parse the text of openapi/generator.yaml.

    Raises:
        PipelineError: It does not say what it must.
    """
    try:
        return msgspec.convert(parse_mapping(text, NAME), Settings)
    except msgspec.ValidationError as error:
        raise PipelineError(f"{NAME}: {error}") from error
