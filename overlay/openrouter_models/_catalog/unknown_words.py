"""Warn of words that nothing has: a mistyped filter finds nothing and would say nothing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from openrouter_api import models as generated
from openrouter_models._catalog.filtering import NOT, to_words
from openrouter_models._text import did_you_mean, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openrouter_models._catalog.info import ModelInfo

_ENUMS = {"input": "InputModality", "output": "OutputModality", "supports": "Parameter"}
_CALLER = 4


class UnknownWordWarning(UserWarning):
    """A filter asks for a word that neither a model of the catalog nor the contract has."""


def warn_of_unknown_words(criteria: Mapping[str, Any], infos: Sequence[ModelInfo]) -> None:
    """Warn of the modalities and parameters in criteria of `Catalog.where` that nothing has."""
    for criterion, asked in criteria.items():
        name = criterion.removeprefix(NOT)
        if asked is None or name not in _ENUMS:
            continue
        known = {str.__str__(word) for word in getattr(generated, _ENUMS[name], ())}
        known = known.union(*(getattr(info, name) for info in infos))
        for word in sorted(to_words(name, asked) - known):
            problem = f"No model has {word!r} in {name}, and the contract does not know it."
            warnings.warn(
                one_line(f"{problem} {did_you_mean(word, known)}"),
                UnknownWordWarning,
                stacklevel=_CALLER,
            )
