"""The generated classes that a catalog is made of, checked once to be what it needs."""

from __future__ import annotations

import attrs

from openrouter_api import models
from openrouter_models.errors import ContractError

_CLASSES = ("Model", "ModelsListResponse", "PublicPricing")
# A component without fields of its own is a word (an enum), or no class at all.
_missing = [name for name in _CLASSES if not attrs.has(getattr(models, name, object))]
if _missing:
    raise ContractError(
        f"The generated client cannot list models: its contract has no {' and no '.join(_missing)} with "
        "fields; regenerate from a document that describes them. openrouter_api works without."
    )

from openrouter_api.models import Model, ModelsListResponse, PublicPricing  # noqa: E402  # an ImportError would come before the error above

__all__ = ["Model", "ModelsListResponse", "PublicPricing"]

_NEEDED = (
    (ModelsListResponse, "data", "list["),
    (Model, "id", "str"),
)


def _check() -> None:
    """Refuse classes in which a catalog would find nothing.

    Raises:
        ContractError: A field that the catalog is built on is not there, or is not an array.
    """
    for owner, name, kind in _NEEDED:
        declared = attrs.fields_dict(owner).get(name)
        if declared is None or kind not in str(declared.type):
            expected = "an array of models" if kind == "list[" else "a string"
            raise ContractError(
                f"The generated client cannot list models: in its contract, {owner.__name__}.{name} is "
                f"not {expected}; regenerate from a document in which it is. openrouter_api works without."
            )


_check()
