"""Run openapi-python-client.

It is called in process, since its command would print a warning and exit with 0 where it has dropped half of the
client; and it is pinned exactly, since neither that nor its templates are a public interface.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from pipeline.failure import PipelineError
from pipeline.generate import views
from pipeline.generate.attribute_names import unmasked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_RESERVED = (
    *("Any", "AuthenticatedClient", "Client", "OpenIntEnum", "OpenMap", "OpenStrEnum", "Record"),
    *("Parameters", "Required", "Response", "TypedDict", "UNSET", "Unset"),
)
"""Names that generated modules import: a class of that name gets another one."""


def run_generator(document: dict[str, Any], templates: Path, into: Path) -> tuple[str, ...]:
    """Write the modules that are made from templates, and name the models and enums, sorted.

    Raises:
        PipelineError: The generator would leave something out, or a template is broken.
    """
    options: dict[str, Any] = {
        "class_overrides": {name: {"class_name": f"{name}Model"} for name in _RESERVED},
        "package_name_override": into.name,
        "post_hooks": [],
    }
    config = Config.from_sources(
        ConfigFile(**options), MetaType.NONE, into, "utf-8", overwrite=False, output_path=into
    )
    with contextlib.redirect_stdout(io.StringIO()):
        data = _read(document, config)
        generator = Project(openapi=data, config=config, custom_template_path=templates)
        generator.env.filters["announcement"] = lambda endpoint: views.announcement(
            endpoint, document
        )
        for view in (
            views.fields,
            views.members,
            views.parameters,
            views.path_template,
            views.prose,
        ):
            generator.env.filters[view.__name__] = view
        try:
            refused = generator.build()
        except TemplateError as error:
            name = getattr(error, "name", None) or "one"
            raise PipelineError(f"the template {name} is broken: {error}") from error
    if refused:
        raise _refusal(refused)
    return tuple(sorted(_modules(data).values()))


def _read(document: dict[str, Any], config: Config) -> GeneratorData:
    data = GeneratorData.from_dict(document, config=config)
    if isinstance(data, GeneratorError):
        raise _refusal([data])
    _modules(data)
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            for parameter in endpoint.list_all_parameters():
                if _holds_object(parameter) and parameter.name != "body":
                    name = unmasked(views.raw(parameter.name))
                    path = re.sub(
                        r"\{(\w+)\}", lambda m: f"{{{unmasked(m[1])}}}", views.raw(endpoint.path)
                    )
                    raise PipelineError(
                        f"{endpoint.method.upper()} {path}: the parameter {name!r} is an object, which the client "
                        "cannot send; remove it in openapi/repairs.overlay.yaml"
                    )
    return data


def _holds_object(held: Any) -> bool:
    inner = [*getattr(held, "inner_properties", ()), getattr(held, "inner_property", None)]
    return held.json_is_dict or any(_holds_object(one) for one in inner if one)


def _modules(data: GeneratorData) -> dict[str, str]:
    """Name the class of every module; two in one would overwrite each other in silence."""
    modules: dict[str, str] = {}
    for made in (*data.models, *data.enums):
        module, name = str(made.class_info.module_name), str(made.class_info.name)
        if module in modules:
            raise PipelineError(
                f"the schemas {modules[module]} and {name} would both be models/{module}.py; "
                "rename one in openapi/repairs.overlay.yaml"
            )
        modules[module] = name
    return modules


def _refusal(errors: Sequence[Any]) -> PipelineError:
    texts = ("; ".join(filter(None, (one.header, one.detail))) for one in errors)
    listed = "\n".join(f"  {_readable(text)}" for text in texts)
    return PipelineError(f"the generator would leave out parts of the contract:\n{listed}")


def _readable(text: str) -> str:
    """Name things as the document does, and not by their place in memory."""
    named = re.sub(r"\bhex((?:[0-9a-f]{2})*)\b", lambda match: repr(unmasked(match[0])), text)
    return " ".join(re.sub(r"<\S+ object at 0x[0-9a-f]+>", "a part", named).split())
