"""Bodies that conform to the contract, whichever revision of the document it is derived from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from attrs import fields
from hypothesis import strategies as st

from openrouter_api.models import Model
from openrouter_models import Catalog, RetryPolicy, decode
from openrouter_models._http.configuration import Options
from openrouter_models._http.secret import Secret
from openrouter_models.contract import Contract
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances, mended
from openrouter_models.findings import Kind
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.served_listing import enveloped, model_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTRACT = packaged_contract()
STATUSES = [one.status for one in documented(CONTRACT)]
CLASSES = {
    one.status: one.schema["$ref"].rpartition("/")[2]
    for one in documented(CONTRACT)
    if not isinstance(one.schema, bool)
}
"""The names of the classes, and of the components, of the bodies by status."""
FAILURE = next(status for status in reversed(STATUSES) if status not in {200, 401})
"""A status of failure that the contract documents, other than that of a refused key."""
UNDOCUMENTED = [
    status
    for status in (400, 402, 418, 429, 503, 524, 529, 599)
    if Kind.UNDOCUMENTED_STATUS
    in {one.kind for one in Contract.load().check(status, {}, b"").findings}
]
"""Statuses that OpenRouter sends elsewhere, and one that nobody sends: those that the operation does not document,
if any."""

VENDORED = Path(__file__).parents[1] / "openapi" / "openrouter.yaml"
_OURS = "074a45e2eaa07a7d4690c5ff201c7e0ffa118ec9851da954ba3830a1be1688e3"
of_july_2026 = pytest.mark.skipif(
    hashlib.sha256(VENDORED.read_bytes()).hexdigest() != _OURS,
    reason="speaks of the document as of 2026-07-12, and another revision is vendored",
)
"""Marks a test that counts what one revision of the document holds."""

_INSTANCES = Instances(CONTRACT)
_MODEL = model_schema(CONTRACT)
_DECLARED = {name for one in _INSTANCES.branches(_MODEL) for name in one.get("properties", ())}


def contract_of(schema: Any, **components: Any) -> dict[str, Any]:
    """Write a contract that answers with one schema."""
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {
            "/models/user": {"get": {"responses": {"200": {"description": "", "content": content}}}}
        },
        "components": {"schemas": components},
    }


SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)
"""Values that hold no others and that JSON can write."""


def json_values(
    names: Iterable[str] = (), scalars: st.SearchStrategy[Any] = SCALARS, most: int = 10
) -> st.SearchStrategy[Any]:
    """Draw JSON of any shape, with fields of some names or, where there are none, of any."""
    keys = st.sampled_from([*names]) if names else st.text(max_size=5)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=most,
    )


def needs(*names: str, of: type = Model) -> pytest.MarkDecorator:
    """Mark a test of what the overlay makes of fields that not every revision declares."""
    missing = sorted(set(names) - {one.name for one in fields(of)})
    return pytest.mark.skipif(
        bool(missing), reason=f"the vendored revision does not declare {' and '.join(missing)}"
    )


def options(key: str, **changes: Any) -> Options:
    """Make the options of a client that are all right but for the changes."""
    usual: dict[str, Any] = {
        "base_url": "https://openrouter.ai/api/v1",
        "timeout": 5.0,
        "retry": RetryPolicy(),
        "max_size": 1000,
        "headers": {},
        "strict": False,
    }
    return Options(key=Secret(key), **usual | changes)


def listing(*models: Any, **more: Any) -> dict[str, Any]:
    """Put models into the smallest envelope that conforms; more fields come on top."""
    return enveloped(models, CONTRACT) | more


def fitted(**values: Any) -> dict[str, Any]:
    """Make a model that conforms, with as many of the values as the contract declares and lets stand."""
    declared = {name: value for name, value in values.items() if name in _DECLARED}
    made = mended(_INSTANCES, _MODEL, {"id": "openai/gpt-4", **declared})
    return cast("dict[str, Any]", made)


def catalog(*items: object) -> Catalog:
    """List items as they would come, whatever they are."""
    return decode(text({"data": items}))


def failure(status: int, message: str = "No.") -> dict[str, Any]:
    """Make the body of an error."""
    schema = next(one.schema for one in documented(CONTRACT) if one.status == status)
    body = mended(_INSTANCES, schema, {"error": {"code": status, "message": message}})
    return cast("dict[str, Any]", body)


def text(value: object) -> bytes:
    """Write JSON."""
    return json.dumps(value).encode()
