"""The listing as users hold it: a sequence of models with look-up, filters and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from openrouter_api import jsontext
from openrouter_models._catalog.changeset import Changes, changes_between
from openrouter_models._catalog.choosing import (
    TYPICAL,
    Quality,
    Quotes,
    best,
    differences,
    quote,
)
from openrouter_models._catalog.fields import check_model, field, text
from openrouter_models._catalog.filtering import conditions
from openrouter_models._catalog.generated_classes import Model, ModelsListResponse
from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.lookup import index, nearest
from openrouter_models._catalog.ordering import Grouping, Order, chosen, in_groups, in_order
from openrouter_models._catalog.rows import Rows, to_row
from openrouter_models._catalog.unknown_words import warn_of_unknown_words
from openrouter_models._http.cache import Freshness
from openrouter_models._text import brief, count, one_line
from openrouter_models.errors import ModelNotFoundError

if TYPE_CHECKING:
    from typing import Unpack

    import httpx

    from openrouter_models._catalog.filtering import Criteria
    from openrouter_models._catalog.usage import Usage
    from openrouter_models.findings import Report

D = TypeVar("D")
_SHOWN = 3


class Catalog(Sequence[Model]):
    """A listing of models: complete, and aware of what was off.

    It is a sequence of `openrouter_api.models.Model`. What is made from it (a slice, `where`,
    `sorted_by`, `group_by`) is a `Catalog` again, with the same report and response. It is read-only, but
    its models are not: whoever changes one changes `to_dict()`, and should make a new catalog of them, since
    look-up, filters and report go by what came. Two catalogs are equal if their bodies are.

    Args:
        models: The models; or a decoded body, whose `data` may hold items that are not models (`to_dict()`
            keeps these); or what gives that body, called whenever it is needed and expected to keep it.
        report: The report, or what gives it: called when that is first asked for, and expected to cache it.
            By default the models are held against the contract.
        response: The HTTP response that the body came with.

    Raises:
        TypeError: There is something else than models among them.
    """

    def __init__(
        self,
        models: Iterable[Model] | ModelsListResponse | Callable[[], ModelsListResponse],
        *,
        report: Report | Callable[[], Report] | None = None,
        response: httpx.Response | None = None,
    ) -> None:
        if callable(models):
            self._read = models
        else:
            envelope = models if isinstance(models, ModelsListResponse) else _enclose(models)
            self._read = lambda: envelope
            self._models  # noqa: B018  # what is done to the body from now on is not to change them
        if report is None:
            # Here, because a listing that was decoded brings its report along.
            from openrouter_models._validation.reports import LazyReport  # noqa: PLC0415  # see above

            report = LazyReport(self.to_json())
        self._report = report
        self._response = response
        self._freshness = Freshness()

    @property
    def freshness(self) -> Freshness:
        """How recent the listing is, where a client has a `cache`."""
        return self._freshness

    @property
    def report(self) -> Report:
        """How the body deviates from the contract; made when first asked for."""
        return self._report() if callable(self._report) else self._report

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

    def to_json(self) -> bytes:
        """Give the body as JSON text in UTF-8, which `decode` takes again."""
        return jsontext.encode(self.to_dict())

    def to_rows(self) -> Rows:
        """Give one flat dict per model for polars, pandas and pyarrow; `Row` lists the columns."""
        return Rows(map(to_row, self.infos))

    @cached_property
    def infos(self) -> tuple[ModelInfo, ...]:
        """The flat views of the models, in the same order."""
        return tuple(map(ModelInfo.of, self._models))

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Catalog) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # models can be changed

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
            TypeError: It is none of these.
        """
        if isinstance(key, slice):
            return self._derive(self._models[key])
        if not isinstance(key, str):
            if not hasattr(key, "__index__"):
                raise TypeError(f"Expected an id, a position or a slice, got {brief(key)}.")
            return self._models[key]
        try:
            return self._index[key]
        except KeyError:
            # The look-up's own error says nothing that this one does not.
            raise ModelNotFoundError(key, nearest(key, self._index)) from None

    def info(self, key: str) -> ModelInfo:
        """Get the flat view of a model.

        Args:
            key: Its id or canonical slug.

        Raises:
            ModelNotFoundError: No model has this id or slug.
        """
        return ModelInfo.of(self[key])

    @overload
    def get(self, key: str, default: None = None) -> Model | None: ...
    @overload
    def get(self, key: str, default: D) -> Model | D: ...
    def get(self, key: str, default: D | None = None) -> Model | D | None:
        """Get a model by id or canonical slug.

        Args:
            key: The id, or the slug; of the variants that share a slug the plain one is meant.
            default: What to give when there is no such model.

        Raises:
            TypeError: The key is not a string.
        """
        if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise TypeError(f"Expected an id, got {brief(key)}.")
        return self._index.get(key, default)

    def where(
        self, *, predicate: Callable[[Model], bool] | None = None, **criteria: Unpack[Criteria]
    ) -> Catalog:
        """Keep the models that meet every criterion given.

        A word that neither a model nor the contract has is warned of (`UnknownWordWarning`), because a
        mistyped one would find nothing and say nothing.

        Args:
            predicate: Any other condition.
            **criteria: What the models must meet; `Criteria` describes each.

        Returns:
            A catalog of these models, in the same order.

        Raises:
            ValueError: A price is not a number.
            TypeError: There is no such criterion, or its value is of the wrong kind.
        """
        if not (predicate is None or callable(predicate)):
            raise TypeError(f"predicate must take a model, got {brief(predicate)}.")
        matching = self._matching(criteria)
        return self._derive(matching if predicate is None else filter(predicate, matching))

    def cheapest(self, usage: Usage, **criteria: Unpack[Criteria]) -> Quotes:
        """Estimate what a call costs with each model that meets every criterion, cheapest first.

        Args:
            usage: What the call uses.
            **criteria: What the models must meet; `Criteria` describes each.

        Returns:
            The models with their estimates. Those whose price is not known or not fixed are in `left_out`.
        """
        return quote(self._matching(criteria), usage)

    def compare(self, *ids: str) -> dict[str, dict[str, Any]]:
        """Tell in what models differ.

        Args:
            *ids: Ids or canonical slugs, two at least.

        Returns:
            For each field of `ModelInfo` in which they differ, the value by the id that was given.

        Raises:
            ModelNotFoundError: No model has one of the ids.
            ValueError: Fewer than two ids are given.
        """
        return differences({key: self.info(key) for key in ids})

    def changes(self, new: Catalog) -> Changes:
        """Tell what changed from this listing to a later one.

        Args:
            new: The later listing.

        Returns:
            Models added, removed, renamed and changed; true if anything is.

        Raises:
            TypeError: The later listing is not a catalog.
        """
        if not isinstance(new, Catalog):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise TypeError(f"Expected a catalog, got {brief(new)}.")
        return changes_between(
            zip(self.infos, self._models, strict=True), zip(new.infos, new._models, strict=True)
        )

    def frontier(
        self,
        quality: Quality | Callable[[ModelInfo], float | None] = "intelligence",
        *,
        usage: Usage = TYPICAL,
    ) -> Catalog:
        """Keep the models that no other beats in both price and quality, the cheapest first.

        Args:
            quality: The index that says how good a model is, or a function that does; a model without a
                value is left out.
            usage: The call whose cost is compared; by default three prompt tokens to one of completion.
        """
        return self._derive(best(quote(self, usage), quality))

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
        return self._derive(in_order(self._valued(order, Order), descending=descending))

    def group_by(self, grouping: Grouping | Callable[[Model], str | None]) -> dict[str, Catalog]:
        """Part the models into catalogs, groups and models in the order of the listing.

        Args:
            grouping: What to group by, or a function that names a model's group. Models without a
                value are in the group `""`.

        Raises:
            ValueError: There is no such grouping.
        """
        groups = in_groups(self._valued(grouping, Grouping))
        return {name: self._derive(models) for name, models in groups.items()}

    def __repr__(self) -> str:
        ids = [str(text(model, "id")) for model in self._models[:_SHOWN]]
        more = [*ids, "…"] if len(self) > _SHOWN else ids
        models = count(len(self), "model")
        return one_line(f"<Catalog of {models}{': ' * bool(ids)}{', '.join(more)}>")

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel with the report made and without the response, as errors do."""
        return _rebuild, (self._envelope, self.report)

    def _matching(self, criteria: Criteria) -> list[Model]:
        holding = conditions(criteria)
        warn_of_unknown_words(criteria, self.infos)
        return [
            model
            for model, info in zip(self._models, self.infos, strict=True)
            if all(holds(info) for holds in holding)
        ]

    def _valued(
        self, by: str | Callable[[Model], Any], names: object
    ) -> Iterator[tuple[Any, Model]]:
        if callable(by):
            return ((by(model), model) for model in self._models)
        return zip(map(chosen(by, names), self.infos), self._models, strict=True)

    @property
    def _envelope(self) -> ModelsListResponse:
        return self._read()

    @cached_property
    def _models(self) -> tuple[Model, ...]:
        data = field(self._envelope, "data")
        items = cast("list[object]", data) if isinstance(data, list) else []
        # Mostly all are models; a listing may have millions of other things.
        kinds = {*map(type, items)}
        if kinds == {Model}:
            return cast("tuple[Model, ...]", tuple(items))
        some = items if any(issubclass(kind, Model) for kind in kinds) else ()
        return tuple(item for item in some if isinstance(item, Model))

    @cached_property
    def _index(self) -> dict[str, Model]:
        return index(self._models)

    def _derive(self, models: Iterable[Model]) -> Catalog:
        envelope = copy(self._envelope)
        envelope.additional_properties = dict(envelope.additional_properties)
        envelope.data = list(models)
        derived = Catalog(envelope, report=self._report, response=self._response)
        return dated(derived, self._freshness)


def dated(catalog: Catalog, freshness: Freshness) -> Catalog:
    """Say how recent a new catalog is.

    Args:
        catalog: The catalog, which is changed.
        freshness: How recent it is.
    """
    vars(catalog)["_freshness"] = freshness
    return catalog


def _enclose(models: Iterable[Model]) -> ModelsListResponse:
    if not isinstance(models, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise TypeError(f"Expected models, got {brief(models)}.")
    envelope = ModelsListResponse.from_dict({})
    envelope.data = [check_model(model) for model in models]
    return envelope


def _rebuild(envelope: ModelsListResponse, report: Report) -> Catalog:
    return Catalog(envelope, report=report)
