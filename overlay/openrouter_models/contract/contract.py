"""Check whole responses against the contract."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, overload

from attrs import field, frozen

from openrouter_api.gc_pause import without_collections
from openrouter_models._http.wrong_bodies import describe_body
from openrouter_models._policy.baseline import Baseline
from openrouter_models._text import brief, shorten, show
from openrouter_models._validation.collector import Collector
from openrouter_models._validation.deprecation_headers import announced_ends
from openrouter_models._validation.reports import incompleteness, is_empty
from openrouter_models.contract import loading, media_types, strict_json
from openrouter_models.contract.documented import key_of, schemas_of
from openrouter_models.contract.liveness import Judge
from openrouter_models.contract.plausibility import implausible
from openrouter_models.findings import MAX_FINDINGS, Finding, Kind, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import httpx

    from openrouter_models._policy.baseline import BaselineSource
    from openrouter_models.contract.loading import JsonObject, Source
    from openrouter_models.contract.media_types import Headers


@frozen
class Contract:
    """The contract of one operation, ready to check responses.

    Threads may share it.

    Attributes:
        document: The OpenAPI 3.1 document.
        responses: What it says of each status; `4XX` and `default` may be among the keys.
        operation: Method and path of the operation, as the document writes it.
    """

    document: JsonObject = field(repr=False)
    responses: JsonObject = field(repr=False)
    operation: str = loading.OPERATION
    _judges: dict[tuple[str, str], Judge] = field(
        factory=dict[tuple[str, str], Judge], init=False, repr=False, eq=False
    )

    @classmethod
    def load(cls, source: Source | None = None, operation: str = loading.OPERATION) -> Contract:
        """Load a contract.

        Args:
            source: None for the packaged contract, a document as a mapping, or the path of one in
                JSON (in YAML if PyYAML is installed). It must be a derived one: `nullable` is
                refused, because OpenAPI 3.1 does not know it.
            operation: Method and path of the operation whose responses to check.

        Returns:
            The contract. Schemas are compiled when a status is first checked.

        Raises:
            ContractError: The source cannot serve as the contract of the operation.
        """
        document = loading.read_document(source)
        contract = cls(document, loading.find_responses(document, operation), operation)
        for response in contract.responses.values():
            for schema in schemas_of(response).values():
                loading.refuse_other_dialects(document, schema)
        return contract

    @overload
    def check(
        self,
        status: httpx.Response,
        *,
        max_findings: int = MAX_FINDINGS,
        baseline: BaselineSource | None = None,
    ) -> Report: ...
    @overload
    def check(
        self,
        status: int,
        headers: Headers,
        body: bytes,
        *,
        max_findings: int = MAX_FINDINGS,
        baseline: BaselineSource | None = None,
    ) -> Report: ...
    def check(
        self,
        status: int | httpx.Response,
        headers: Headers = (),
        body: bytes = b"",
        *,
        max_findings: int = MAX_FINDINGS,
        baseline: BaselineSource | None = None,
    ) -> Report:
        """List every deviation of a response, each once.

        Where JSON reads differently from parser to parser that is `not-json` as well: names that
        are not unique in an object, half a surrogate pair in a string (RFC 7493). What Python makes
        of such a body is checked further.

        Args:
            status: The HTTP status, or a whole response that was read.
            headers: The header fields, as a mapping or as pairs.
            body: The body, decompressed.
            max_findings: The most findings to keep; more are counted by kind and place.
            baseline: Known drift, or the path of its file: these findings are in `known` and do not count.

        Returns:
            First what concerns the whole response, then the deviations from the schema in the
            order of the body, then implausible values, what the envelope says is still to come, and
            the end that the server announces. Not verified is what never met a schema: an
            undocumented status, a response without a documented body, a body that is not JSON, a
            listing without models; and what met one that would let nonsense pass for models, or for
            an error.

        Raises:
            TypeError: The status is text, or the body is not bytes.
            VacuousContractError: For this status the contract rejects nothing.
            ContractError: The schema for this status cannot be checked.
            ConfigurationError: The baseline cannot be read.
        """
        known = Baseline.of(baseline)
        if not isinstance(status, int) and not hasattr(status, "status_code"):
            raise TypeError(
                f"status must be a number such as 200, or a response, got {brief(status)}."
            )
        if not isinstance(body, bytes | bytearray):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise TypeError(f"body must be bytes, such as response.content, got {brief(body)}.")
        if not isinstance(status, int):
            headers, body, status = status.headers.multi_items(), status.content, status.status_code
        report = without_collections(self._check, status, headers or (), body, max_findings)
        return known.apply(report)

    def _check(self, status: int, headers: Headers, body: bytes, max_findings: int) -> Report:
        pairs = media_types.fields(headers)
        announced = (*announced_ends(pairs),)
        key = key_of(self.responses, status)
        if key is None:
            documented = ", ".join(self.responses)
            message = f"got status {status}, expected one of {documented}"
            undocumented = Finding(Kind.UNDOCUMENTED_STATUS, "", message, status)
            return Report((undocumented, *announced), verified=False)
        if not (schemas := schemas_of(self.responses[key])):
            return Report(announced, verified=False)
        came = media_types.content_types(pairs)
        found = [*_media_type_findings(came, schemas)]
        judge = self._judge(key, _fitting(schemas, came))
        try:
            parsed = strict_json.parse(body, max_findings, judge.walker.pass_gate)
        except (ValueError, RecursionError):
            message = f"got {describe_body(body)}, expected JSON"
            return Report((*found, Finding(Kind.NOT_JSON, "", message), *announced), verified=False)
        is_listing = self.operation == loading.OPERATION
        is_awake = judge.prove(status, of_models=is_listing)
        value = parsed.value
        collector = Collector(value, max_findings)
        collector.tell(*found, *map(_ambiguity, parsed.faults))
        collector.count(Kind.NOT_JSON, parsed.more)
        kept = judge.walker.walk(value, collector.room, collector.models)
        collector.take(kept)
        if is_listing:
            collector.add(implausible.warnings(value, status, besides=kept.ways))
            if status == HTTPStatus.OK:
                collector.tell(*incompleteness(value))
        collector.tell(*announced)
        return collector.report(verified=is_awake and not (is_listing and is_empty(value)))

    def _judge(self, key: str, media_type: str) -> Judge:
        if (key, media_type) not in self._judges:
            schema = schemas_of(self.responses[key])[media_type]
            self._judges[key, media_type] = Judge.compile(self.document, schema)
        return self._judges[key, media_type]


def _fitting(documented: Iterable[str], came: list[str]) -> str:
    """Choose the documented media type whose schema to use, the first where none fits."""
    fitting = (each for each in documented if any(media_types.matches(one, each) for one in came))
    return next(fitting, next(iter(documented)))


def _media_type_findings(came: list[str], documented: Iterable[str]) -> Iterator[Finding]:
    """Hold the media type against the contract's; JSON knows no encoding but UTF-8 (section 8.1)."""
    wanted = " or ".join(documented)
    kind = Kind.WRONG_CONTENT_TYPE
    if len(came) != 1:
        got = f"{len(came)} content types" if came else "no content type"
        yield Finding(kind, "", f"got {got}, expected {wanted}", shorten(came))
        return
    (media_type,) = came
    if not any(media_types.matches(media_type, each) for each in documented):
        message = f"got the content type {show(media_type)}, expected {wanted}"
        yield Finding(kind, "", message, shorten(media_type))
    elif media_types.charset(media_type) not in {None, "utf-8", "utf8"}:
        message = f"got the content type {show(media_type)}, expected UTF-8"
        yield Finding(kind, "", message, shorten(media_type))


def _ambiguity(fault: str) -> Finding:
    message = f"got {fault}, expected JSON that reads the same everywhere"
    return Finding(Kind.NOT_JSON, "", message)
