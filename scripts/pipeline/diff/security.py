"""Compare what keys an operation asks for: alternatives of schemes, each with its scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.diff.changes import made
from pipeline.read.values import canonical, list_at, mapping_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.diff.changes import Change, Place
    from pipeline.openapi.grammar import JsonObject

    Requirement = Mapping[str, frozenset[str]]


def read_requirement(contract: JsonObject, requirement: JsonObject) -> Requirement:
    """Read one alternative.

    Returns:
        The scopes by scheme; a scheme is what it is defined as, whatever its name.

    Raises:
        PipelineError: Something has the wrong type.
    """
    schemes: JsonObject = contract.get("components", {}).get("securitySchemes", {})
    return {
        _scheme(
            mapping_at(schemes.get(name, {}), f"/components/securitySchemes/{name}")
        ): frozenset(map(str, list_at(scopes, "/security")))
        for name, scopes in requirement.items()
    }


def compare_security(
    place: Place, old: tuple[Requirement, ...], new: tuple[Requirement, ...]
) -> Iterator[Change]:
    """Compare the alternatives of two revisions.

    Yields:
        Old alternatives whose requests meet no new one, and new ones that ask for no more than no old one.
    """
    for one in new:
        if one not in old:
            yield made("security-alternative-added", place, _words(one), direction="request")
    for one in old:
        if not any(_meets(one, other) for other in new):
            yield made("security-alternative-removed", place, _words(one), direction="request")


def _meets(one: Requirement, other: Requirement) -> bool:
    """Tell whether a request that meets one alternative meets the other: it asks for no more."""
    return all(scheme in one and scopes <= one[scheme] for scheme, scopes in other.items())


def _scheme(scheme: JsonObject) -> str:
    """Say what a scheme is; the name of an HTTP scheme in lower case (RFC 9110, section 11.1)."""
    words = [scheme.get(key) for key in ("type", "in", "name", "openIdConnectUrl")]
    http = str(scheme.get("scheme", "")).lower()
    flows = mapping_at(scheme.get("flows", {}), "/components/securitySchemes")
    urls = {name: {**mapping_at(flow, "/flows"), "scopes": None} for name, flow in flows.items()}
    stated = canonical(urls) if urls else None
    return " ".join(str(word) for word in (words[0], http, *words[1:], stated) if word)


def _words(requirement: Requirement) -> str:
    words = (
        f"{scheme} ({', '.join(sorted(scopes))})" if scopes else scheme
        for scheme, scopes in requirement.items()
    )
    return " and ".join(sorted(words)) or "none"
