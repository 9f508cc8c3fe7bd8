"""Read media types as HTTP says (RFC 9110 section 8.3.1) and hold them against the contract's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from openrouter_models._text import brief

if TYPE_CHECKING:
    from collections.abc import Iterable

Headers: TypeAlias = "Mapping[str, str] | Iterable[tuple[str, str]]"

# Possessive throughout: what has matched is never tried otherwise, so the time is linear.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"  # noqa: S105  # RFC 9110 section 5.6.2, no secret
_QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*+"'
_BLANKS = r"[ \t]*+"
_PARAMETER = rf"{_BLANKS};{_BLANKS}(?:({_TOKEN})=({_TOKEN}|{_QUOTED}))?+"
_MEDIA_TYPE = re.compile(rf"{_BLANKS}({_TOKEN})/({_TOKEN})((?:{_PARAMETER})*+){_BLANKS}")


def fields(headers: Headers) -> list[tuple[str, str]]:
    """Give header fields as pairs of strings."""
    pairs = cast("Mapping[str, str]", headers).items() if isinstance(headers, Mapping) else headers
    try:
        return [(str(name), str(value)) for name, value in pairs]
    except (TypeError, ValueError):
        raise TypeError(
            f"headers must be a mapping or pairs, got {brief(cast('object', headers))}."
        ) from None


def content_types(headers: Headers) -> list[str]:
    """Give each value of `Content-Type`, however the name is written."""
    return [value for name, value in fields(headers) if name.strip().lower() == "content-type"]


def essence(media_type: str) -> str | None:
    """Give type and subtype in lower case, None if it is not a media type."""
    match = _MEDIA_TYPE.fullmatch(media_type)
    return f"{match[1]}/{match[2]}".lower() if match else None


def charset(media_type: str) -> str | None:
    """Give the encoding that a media type states, in lower case; None if it states none."""
    match = _MEDIA_TYPE.fullmatch(media_type)
    for name, value in re.findall(_PARAMETER, match[3]) if match else ():
        if name.lower() == "charset":
            return re.sub(r'^"|"$|\\(.)', r"\1", value).lower()
    return None


def is_json(media_type: str) -> bool:
    """Tell whether bodies of a media type are JSON (RFC 6839 section 3.1), ranges included."""
    name = essence(media_type) or ""
    return name in {"application/json", "application/*", "*/*"} or name.endswith("+json")


def matches(media_type: str, documented: str) -> bool:
    """Tell whether a media type is what the contract documents, perhaps as a range such as `application/*`."""
    came, wanted = essence(media_type), essence(documented)
    if came is None or wanted is None:
        return False
    return wanted in {came, f"{came.partition('/')[0]}/*", "*/*"}
