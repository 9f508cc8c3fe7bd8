"""Ask for page after page until the listing is whole, or say that it is not.

The contract declares pages by the parameters `offset` and `limit`; the envelope tells by `total_count`
and `links.next` whether there is more. Where it tells nothing, only an empty page ends the listing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openrouter_models.errors import InvalidResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openrouter_models.catalog import Catalog

_MOST_PAGES = 10_000


class Pager:
    """Tells what to ask for next; where the operation declares no `offset` there is one page.

    Attributes:
        query: The parameters of the next page, None after the last.
    """

    def __init__(self, query: Mapping[str, Any], declared: Sequence[str]) -> None:
        self.query: dict[str, Any] | None = dict(query)
        self._given = dict(query)
        self._paged = "offset" in declared
        self._offset = int(query.get("offset", 0))
        self._pages = 0
        self._ids: set[str] = set()

    def take(self, catalog: Catalog) -> bool:
        """Take note of the page that was asked for, and tell whether it belongs to the listing: one behind the end does not.

        Raises:
            InvalidResponseError: The page brings nothing new although the listing is not whole: the
                server ignores the offset, repeats a page, or sends an empty one.
        """
        self.query = None
        if not self._paged:
            return True
        envelope = catalog.to_dict()
        items = cast("list[object]", envelope["data"])
        start, self._offset = self._offset, self._offset + len(items)
        total, continues = _told(envelope)
        goes_on = continues or (total is not None and total > self._offset)
        if not self._has_news(items):
            whole = total is not None and total <= start
            if (items or goes_on) and not whole:
                reason = f"a page without a new model at offset {start}"
                raise InvalidResponseError(reason, response=catalog.response)
            return False
        if self._pages == _MOST_PAGES:
            reason = f"page {self._pages} of a listing without end"
            raise InvalidResponseError(reason, response=catalog.response)
        told = total is not None or continues is not None
        if goes_on or (not told and "limit" in self._given):
            self.query = {**self._given, "offset": self._offset}
        return True

    def _has_news(self, items: list[object]) -> bool:
        """Tell whether a page brings a model that did not come before; the first always does."""
        found = [cast("dict[str, Any]", item).get("id") for item in items if isinstance(item, dict)]
        ids = {name for name in found if isinstance(name, str)}
        news = self._pages == 0 or not ids <= self._ids
        self._ids |= ids
        self._pages += 1
        return news


def _told(envelope: Mapping[str, Any]) -> tuple[int | None, bool | None]:
    """Read the total, and whether there is a next page; None where the envelope does not tell."""
    total, links = envelope.get("total_count"), envelope.get("links")
    following = cast("dict[str, Any]", links).get("next", ...) if isinstance(links, dict) else ...
    return total if type(total) is int else None, None if following is ... else bool(following)
