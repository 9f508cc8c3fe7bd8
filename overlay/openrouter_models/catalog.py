"""The listing as users hold it: a sequence of models with look-up, filters and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from openrouter_api.models import Model, ModelsListResponse
from openrouter_models._catalog import filtering
from openrouter_models._catalog.fields import context_length, created, expires, field, text
from openrouter_models._catalog.lookup import index, nearest
from openrouter_models._catalog.ordering import (
    GROUPINGS,
    ORDERS,
    Grouping,
    Order,
    chosen,
    in_groups,
    in_order,
)
from openrouter_models._catalog.rows import Row, to_row
from openrouter_models._text import one_line
from openrouter_models.errors import ModelNotFoundError

if TYPE_CHECKING:
    from datetime import date

    import httpx

    from openrouter_models.findings import Report

D = TypeVar("D")
_SHOWN = 3


class Catalog(Sequence[Model]):
    """A listing of models: read-only, complete, and aware of what was off.

    It is a sequence of `openrouter_api.models.Model`. What is made from it (a slice, `where`,
    `sorted_by`, `group_by`) is a `Catalog` again, with the same report and response.

    Args:
        envelope: The decoded body. Items of its `data` that are no models are kept in `to_dict()`.
        report: Gives the report; called when that is first asked for, and expected to cache it.
        response: The HTTP response that the body came with.
    """

    def __init__(
        self,
        envelope: ModelsListResponse,
        *,
        report: Callable[[], Report],
        response: httpx.Response | None = None,
    ) -> None:
        data = field(envelope, "data")
        items = cast("list[object]", data) if isinstance(data, list) else []
        self._envelope = envelope
        self._models = tuple(item for item in items if isinstance(item, Model))
        self._report = report
        self._response = response

    @property
    def report(self) -> Report:
        """How the body deviates from the contract; made when first asked for."""
        return self._report()

    @property
    def response(self) -> httpx.Response | None:
        """The HTTP response, None where there was none. The request in it is without the key."""
        return self._response

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The fields of the envelope that the contract does not declare."""
        return self._envelope.additional_properties

    def to_dict(self) -> dict[str, Any]:
        """Give the body again, with everything in it that is undeclared, raw or no model."""
        return self._envelope.to_dict()

    def to_rows(self) -> list[Row]:
        """Give one flat dict per model for polars, pandas and pyarrow; `Row` lists the columns."""
        return [to_row(model) for model in self._models]

    def __len__(self) -> int:
        return len(self._models)

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models)

    def __contains__(self, key: object) -> bool:
        return key in self._index if isinstance(key, str) else key in self._models

    @overload
    def __getitem__(self, key: int | str) -> Model: ...
    @overload
    def __getitem__(self, key: slice) -> Catalog: ...
    def __getitem__(self, key: int | str | slice) -> Model | Catalog:
        """Get a model by position, id or canonical slug, or a slice.

        Raises:
            ModelNotFoundError: No model has this id or slug. It is a `KeyError`.
            IndexError: The position is out of range.
        """
        if isinstance(key, slice):
            return self._derive(self._models[key])
        if not isinstance(key, str):
            return self._models[key]
        try:
            return self._index[key]
        except KeyError:
            # The look-up's own error says nothing that this one does not.
            raise ModelNotFoundError(key, nearest(key, self._index)) from None

    @overload
    def get(self, key: str, default: None = None) -> Model | None: ...
    @overload
    def get(self, key: str, default: D) -> Model | D: ...
    def get(self, key: str, default: D | None = None) -> Model | D | None:
        """Get a model by id or canonical slug.

        Args:
            key: The id, or the slug; of the variants that share a slug the plain one is meant.
            default: What to give when there is no such model.
        """
        return self._index.get(key, default)

    def where(  # noqa: PLR0913  # one keyword per criterion
        self,
        *,
        input: filtering.Words | None = None,  # noqa: A002  # the word of the API
        output: filtering.Words | None = None,
        supports: filtering.Words | None = None,
        author: filtering.Words | None = None,
        text: str | None = None,
        free: bool | None = None,
        reasoning: bool | None = None,
        min_context: int | None = None,
        max_context: int | None = None,
        max_prompt_price: filtering.Usd | None = None,
        max_completion_price: filtering.Usd | None = None,
        created_after: float | date | None = None,
        created_before: float | date | None = None,
        expires_after: float | date | None = None,
        expires_before: float | date | None = None,
        predicate: Callable[[Model], bool] | None = None,
    ) -> Catalog:
        """Keep the models that meet every criterion given.

        A model whose value is missing or of a wrong type does not meet it, and one whose price is
        not known or not fixed is never taken for cheap. Moments are dates, datetimes or Unix
        seconds, in UTC where they name no time zone; "after" includes the moment, "before" does not.

        Args:
            input: Input modality, or several that must all be there.
            output: Output modality, or several that must all be there.
            supports: Supported parameter, or several that must all be there.
            author: First part of the id, or several of which one must fit.
            text: Part of the id, the name or the description, whatever the case.
            free: Whether every price is known to be 0, that of an image or a search included.
            reasoning: Whether the model reasons.
            min_context: Least context length in tokens.
            max_context: Greatest context length in tokens.
            max_prompt_price: Greatest price in USD per million prompt tokens, conditional prices aside.
            max_completion_price: The same for completion tokens.
            created_after: Earliest moment of creation.
            created_before: Moment before which the model was created.
            expires_after: Earliest date of expiry; models without one do not meet it.
            expires_before: Moment before which the model expires; models without one do not meet it.
            predicate: Any other condition.

        Returns:
            A catalog of these models, in the same order.
        """
        moment = filtering.to_seconds
        usd = filtering.to_usd
        asked = (
            filtering.has_all(input, "architecture", "input_modalities"),
            filtering.has_all(output, "architecture", "output_modalities"),
            filtering.has_all(supports, "supported_parameters"),
            filtering.is_by(author),
            filtering.is_free(free),
            filtering.can_reason(reasoning),
            filtering.within(context_length, min_context, max_context),
            filtering.within(filtering.priced("prompt"), at_most=usd(max_prompt_price)),
            filtering.within(filtering.priced("completion"), at_most=usd(max_completion_price)),
            filtering.within(created, moment(created_after), below=moment(created_before)),
            filtering.within(expires, moment(expires_after), below=moment(expires_before)),
            filtering.says(text),
            predicate,
        )
        conditions = [condition for condition in asked if condition is not None]
        return self._derive(m for m in self._models if all(meets(m) for meets in conditions))

    def sorted_by(
        self, order: Order | Callable[[Model], Any], *, descending: bool = False
    ) -> Catalog:
        """Sort the models; equal ones keep their order, those without a value come last either way.

        Args:
            order: What to sort by, or a function that gives it (None for no value).
            descending: Whether the greatest comes first.

        Raises:
            ValueError: There is no such order.
        """
        value = order if callable(order) else chosen(order, ORDERS)
        return self._derive(in_order(self._models, value, descending=descending))

    def group_by(self, grouping: Grouping | Callable[[Model], str | None]) -> dict[str, Catalog]:
        """Part the models into catalogs, groups and models in the order of the listing.

        Args:
            grouping: What to group by, or a function that names a model's group. Models without a
                value are in the group `""`.

        Raises:
            ValueError: There is no such grouping.
        """
        name = grouping if callable(grouping) else chosen(grouping, GROUPINGS)
        return {
            group: self._derive(models) for group, models in in_groups(self._models, name).items()
        }

    def __repr__(self) -> str:
        ids = [str(text(model, "id")) for model in self._models[:_SHOWN]]
        more = [*ids, "…"] if len(self) > _SHOWN else ids
        models = f"{len(self)} model{'s' * (len(self) != 1)}"
        return one_line(f"<Catalog of {models}{': ' * bool(ids)}{', '.join(more)}>")

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel with the report made and without the response, as errors do."""
        return _rebuild, (self._envelope, self.report)

    @cached_property
    def _index(self) -> dict[str, Model]:
        return index(self._models)

    def _derive(self, models: Iterable[Model]) -> Catalog:
        envelope = copy(self._envelope)
        envelope.additional_properties = dict(envelope.additional_properties)
        envelope.data = list(models)
        return Catalog(envelope, report=self._report, response=self._response)


def _rebuild(envelope: ModelsListResponse, report: Report) -> Catalog:
    return Catalog(envelope, report=lambda: report)
