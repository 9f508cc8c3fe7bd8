"""Give the ways to decode a listing that are compared, each as a function from the body's bytes.

The official SDK is the published package; the stock client is what openapi-python-client makes of the contract with its
own templates; the typed floor is msgspec into Structs that keep nothing undeclared and refuse what deviates.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import orjson
from openrouter import components
from openrouter.utils import serializers

from openrouter_api import codec
from openrouter_api.models import ModelsListResponse
from openrouter_models.contract import Contract
from openrouter_models.decoding import decode
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openrouter_models.catalog import Catalog

OURS, BUILT, REPORTED, CHECKED = "ours", "ours, models built", "ours, with the report", "our check"
UNTYPED = "orjson.loads"
STOCK, SDK, STRUCTS = "stock generated client", "official SDK", "msgspec Structs"


def ours() -> dict[str, Callable[[bytes], Any]]:
    """Give our own ways: the catalog alone, with its models or its report looked at, and a check of the response."""
    check = Contract.load().check
    headers = {"content-type": "application/json"}
    return {
        OURS: _decode,
        BUILT: _built,
        REPORTED: lambda body: _decode(body).report.findings,
        CHECKED: lambda body: check(200, headers, body),
    }


def _decode(body: bytes) -> Catalog:
    return decode(body, max_size=len(body))


def _built(body: bytes) -> Catalog:
    catalog = _decode(body)
    len(catalog)
    return catalog


def peers(folder: Path) -> dict[str, Callable[[bytes], Any]]:
    """Give the ways of others; the stock client is made in an empty folder."""
    unmarshal: Any = vars(serializers)["unmarshal_json"]  # it has no types
    return {
        UNTYPED: orjson.loads,
        STRUCTS: _structs(),
        SDK: lambda body: unmarshal(body, components.ModelsListResponse),
        STOCK: _stock(folder),
    }


def _structs() -> Callable[[bytes], Any]:
    strict: Any = vars(codec)["_twin"](ModelsListResponse, strict=True)[0]
    return msgspec.json.Decoder(strict).decode


def _stock(folder: Path) -> Callable[[bytes], Any]:
    # Here, since generating is not part of what most of this module's users want.
    from openapi_python_client import Project  # noqa: PLC0415
    from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: PLC0415
    from openapi_python_client.parser import GeneratorData  # noqa: PLC0415

    package = folder / "stock_client"
    config = Config.from_sources(
        ConfigFile(post_hooks=[]),
        MetaType.NONE,
        package,
        "utf-8",
        overwrite=False,
        output_path=package,
    )
    data = GeneratorData.from_dict(json.loads(json.dumps(packaged_contract())), config=config)
    if not isinstance(data, GeneratorData):
        raise TypeError(f"the stock client cannot be generated: {data}")
    with contextlib.redirect_stdout(io.StringIO()):
        Project(openapi=data, config=config).build()
    sys.path.insert(0, str(folder))
    try:
        listing: Any = importlib.import_module("stock_client.models").ModelsListResponse
    finally:
        sys.path.remove(str(folder))
    return lambda body: listing.from_dict(json.loads(body))
