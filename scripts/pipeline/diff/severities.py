"""Judge differences by their kind and the direction of the data.

One law decides. A change is `breaking` for a reader of responses if a body may now come that the old
contract forbade, and for a sender of requests if the new contract forbids what the old one allowed;
the reverse is `compatible`. Openness is part of the contract: where an object was open, a new field in
it had been allowed before. Four rules add to the law: a declared thing that goes (a field, a
parameter, a status of success) breaks programs that use its name; a status of failure that comes or goes
breaks nobody, since RFC 9110 section 15 asks clients to treat an unknown one as the first of its class; an
optional parameter that comes asks nothing of a sender; so does another media type of a response, which a
client has to ask for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import attrs


class Severity(StrEnum):
    """Whom a change concerns."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation"


Direction = Literal["response", "request"]
Shown = Literal["wider", "narrower", "both"]


@attrs.frozen
class Rule:
    """How a kind of change is judged.

    Attributes:
        response: Its severity for a reader of responses.
        request: Its severity for a sender of requests.
        why_response: The reason for the one.
        why_request: The reason for the other.
        task: What those must do whom it breaks; empty for what follows from the direction.
        shown_by: The bodies that may be its witness, best first: `wider` is one that only the new
            contract accepts, `narrower` one that only the old accepts, `both` one that merely shows it.
    """

    response: Severity
    request: Severity
    why_response: str
    why_request: str
    shown_by: tuple[Shown, ...] = ()
    task: str = ""

    def severity(self, direction: Direction) -> Severity:
        """Give the severity in one direction of the data."""
        return self.response if direction == "response" else self.request

    def asks(self, direction: Direction) -> tuple[str, str]:
        """Say who must do what: readers of responses, senders of requests, or nobody."""
        if self.severity(direction) is not Severity.BREAKING:
            return "nobody", ""
        if direction == "response":
            return "readers", self.task or "accept what was not allowed before"
        return "senders", self.task or "send only what is still allowed"

    def shown(self, direction: Direction) -> tuple[Shown, ...]:
        """Give the bodies that may be its witness, those first that break in this direction."""
        worst = "wider" if direction == "response" else "narrower"
        return tuple(sorted(self.shown_by, key=lambda shown: shown != worst))

    def why(self, direction: Direction) -> str:
        """Give the reason for the severity in one direction of the data."""
        return self.why_response if direction == "response" else self.why_request


_BREAKING, _COMPATIBLE, _NOTE = Severity
_MAY_COME = "the server may now send what the old contract forbade"
_FEWER = "the server sends a part of what the old contract allowed"
_MORE_SENT = "all that could be sent can still be sent"
_REFUSED = "what could be sent may now be refused"
_GOES = "programs that use it no longer find it"
_WIDER = Rule(_BREAKING, _COMPATIBLE, _MAY_COME, _MORE_SENT, ("wider",))
_NARROWER = Rule(_COMPATIBLE, _BREAKING, _FEWER, _REFUSED, ("narrower",))
_EITHER = Rule(_BREAKING, _BREAKING, _MAY_COME, _REFUSED, ("wider", "narrower"))
_GONE = Rule(_BREAKING, _BREAKING, _GOES, _GOES, ("wider", "narrower", "both"), "do without it")
_WELCOME = Rule(
    _COMPATIBLE,
    _COMPATIBLE,
    "the object was open to it before",
    "nobody needs to send it",
    ("both",),
)


def _both(severity: Severity, why: str) -> Rule:
    return Rule(severity, severity, why, why)


_TEXT = _both(_NOTE, "it says nothing of what conforms")

RULES: dict[str, Rule] = {
    "field-added": _WELCOME,
    "field-added-to-closed-object": attrs.evolve(
        _WIDER, why_response="the old contract closed the object to undeclared fields"
    ),
    "required-field-added": attrs.evolve(_NARROWER, why_response="every body has one field more"),
    "field-removed": _GONE,
    "field-became-required": attrs.evolve(
        _NARROWER, why_response="the field no longer goes missing"
    ),
    "field-became-optional": attrs.evolve(
        _WIDER, why_response="readers that rely on the field may not find it", task="do without it"
    ),
    "null-allowed": attrs.evolve(
        _WIDER, why_response="readers that know no null there may get one", task="expect null"
    ),
    "null-forbidden": _NARROWER,
    "type-widened": _WIDER,
    "type-narrowed": _NARROWER,
    "type-changed": _EITHER,
    "value-allowed": _WIDER,
    "value-forbidden": _NARROWER,
    "enum-value-added": attrs.evolve(
        _WIDER,
        why_response="readers that know the listed values only may get another; "
        "this client keeps it as an unknown member",
        task="expect values beyond the listed ones",
    ),
    "enum-value-removed": _NARROWER,
    "enum-opened": _WIDER,
    "enum-closed": _NARROWER,
    "constraint-added": _NARROWER,
    "constraint-removed": _WIDER,
    "constraint-tightened": _NARROWER,
    "constraint-loosened": _WIDER,
    "constraint-changed": _EITHER,
    "object-opened": _WIDER,
    "object-closed": _NARROWER,
    "variant-added": _WIDER,
    "variant-removed": _NARROWER,
    "discriminator-changed": _both(_BREAKING, "equal shapes are now taken for another variant"),
    "field-became-write-only": _both(_BREAKING, "responses no longer hold it"),
    "field-no-longer-write-only": _both(_COMPATIBLE, "responses did not hold it before"),
    "field-became-read-only": _both(_BREAKING, "requests may no longer hold it"),
    "field-no-longer-read-only": _both(_COMPATIBLE, "nobody needs to send it"),
    "operation-added": _both(_COMPATIBLE, "nobody needs to call it"),
    "operation-removed": Rule(_BREAKING, _BREAKING, _GOES, _GOES, task="do without it"),
    "status-added": _both(
        _COMPATIBLE, "clients treat an unknown status as the first of its class (RFC 9110, 15)"
    ),
    "status-removed": _both(_COMPATIBLE, "it merely no longer comes"),
    "success-status-added": _both(
        _BREAKING, "a success may come that readers of the old ones do not look for"
    ),
    "success-status-removed": _both(_BREAKING, "what was read from it no longer comes"),
    "media-type-added": Rule(
        _COMPATIBLE, _COMPATIBLE, "a client gets what it asks for", _MORE_SENT
    ),
    "media-type-removed": Rule(_BREAKING, _BREAKING, "readers of it get something else", _REFUSED),
    "parameter-serialised-otherwise": _both(
        _BREAKING, "the old way of writing it is not understood"
    ),
    "default-changed": _both(_COMPATIBLE, "requests that leave it out mean something else"),
    "request-body-added": _both(_COMPATIBLE, "nobody needs to send it"),
    "required-request-body-added": _both(_BREAKING, "requests without it are refused"),
    "request-body-removed": _both(_BREAKING, _GOES),
    "request-body-became-optional": _both(_COMPATIBLE, _MORE_SENT),
    "request-body-became-required": _both(_BREAKING, "requests without it are refused"),
    "security-alternative-added": _both(_COMPATIBLE, "the old ways still open"),
    "security-alternative-removed": _both(_BREAKING, "requests that use it are refused"),
    "server-added": _both(_COMPATIBLE, "nobody needs to use it"),
    "server-removed": _both(_BREAKING, "requests to it may fail"),
    "deprecated": _both(_NOTE, "it works as before, but plan to do without it"),
    "deprecation-withdrawn": _both(_NOTE, "it stays"),
    "descriptions-changed": _TEXT,
    "examples-changed": _TEXT,
    "annotations-changed": _TEXT,
    "identifiers-changed": _both(_NOTE, "the client's modules are named in its own configuration"),
}
