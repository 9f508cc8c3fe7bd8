"""Warn of words that nothing has: a mistyped filter finds nothing and would say nothing."""

from __future__ import annotations

import warnings
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from openrouter_api import models as generated
from openrouter_models._catalog.filtering import to_words
from openrouter_models._text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openrouter_models._catalog.info import ModelInfo

_ENUMS = {"input": "InputModality", "output": "OutputModality", "supports": "Parameter"}
_CALLER = 3


class UnknownWordWarning(UserWarning):
    """A filter asks for a word that neither a model of the catalog nor the contract has."""


def warn_of_unknown_words(criteria: Mapping[str, Any], infos: Iterable[ModelInfo]) -> None:
    """Warn of the modalities and parameters in criteria that nothing has.

    Args:
        criteria: The criteria of `Catalog.where`.
        infos: The models that they are asked of.
    """
    for name, enum in _ENUMS.items():
        asked = criteria.get(name)
        if asked is None:
            continue
        known = {str.__str__(word) for word in getattr(generated, enum, ())}
        known = known.union(*(getattr(info, name) for info in infos))
        for word in sorted(to_words(asked) - known):
            near = get_close_matches(word, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            warnings.warn(
                one_line(
                    f"No model has {word!r} in {name}, and the contract does not know it.{hint}"
                ),
                UnknownWordWarning,
                stacklevel=_CALLER,
            )
