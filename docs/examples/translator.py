"""A small application: it chooses a model for translating, and keeps working when the API does not."""

from __future__ import annotations

import sys
from typing import NamedTuple

from openrouter_models import OpenRouterModels, Usage, errors

FALLBACK = "openai/gpt-4"
A_PAGE = Usage(prompt_tokens=1_200, completion_tokens=1_500)


class Choice(NamedTuple):
    """What to translate with, and why."""

    model: str
    reason: str


def choose(client: OpenRouterModels) -> Choice:
    """Choose the cheapest model that holds a page twice; without a listing, the one known to work."""
    try:
        catalog = client.list()
    except errors.AuthenticationError:
        raise  # nobody's fault but ours: no fallback would work either
    except errors.OpenRouterError as error:
        return Choice(FALLBACK, f"no listing: {type(error).__name__}")
    quotes = catalog.cheapest(A_PAGE, output="text", supports="temperature", min_context=4_096)
    if not quotes:
        return Choice(FALLBACK, "no model fits")
    return Choice(quotes[0].model.id, f"{quotes[0].total} USD a page")


def main() -> int:
    """Print the choice; 2 if the key is refused."""
    try:
        with OpenRouterModels() as client:
            choice = choose(client)
    except errors.AuthenticationError:
        print("The key was refused. Set OPENROUTER_API_KEY to a valid one.", file=sys.stderr)
        return 2
    print(f"{choice.model} ({choice.reason})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
