"""A generated package is refused where it is broken or lacks the success of an operation."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.documents import REF, answer, content, document

from pipeline.failure import PipelineError
from pipeline.generate.package_checks import check_package
from pipeline.json_values import NOTHING, put
from pipeline.settings import Operation

if TYPE_CHECKING:
    from pathlib import Path

OPERATION = Operation("GET /models/user", "models", "list_models_user")
LISTING = {
    "description": "ok",
    "content": content({"$ref": f"{REF}models_list"})
    | {"text/csv": {"schema": {"$ref": f"{REF}No"}}},
}
CONTRACT = document(
    {
        "operationId": "listModelsUser",
        "responses": {
            "200": {"$ref": "#/components/responses/Listing"},
            "404": answer({"$ref": f"{REF}No"}),
        },
    },
    components={
        "responses": {"Listing": LISTING},
        "schemas": {
            "models_list": {"anyOf": [{"$ref": f"{REF}Models"}, {"type": "null"}]},
            "Models": {"type": "array", "items": {"$ref": f"{REF}User-Model"}},
            "User-Model": {"type": "object"},
            "No": {"type": "object"},
        },
    },
)
GOOD = """
from __future__ import annotations
class UserModel: ...
class No: ...
def sync_detailed() -> list[UserModel] | None | No: ...
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Give a small package that passes."""
    package = tmp_path / "some_package"
    folder = package / "api" / "models"
    folder.mkdir(parents=True)
    for place in (package, package / "api", folder):
        (place / "__init__.py").touch()
    (folder / "list_models_user.py").write_text(GOOD)
    return package


LOST = "GET /models/user does not return User-Model"


def _check(package: Path, contract: dict[str, Any] = CONTRACT) -> None:
    check_package(contract, package, (OPERATION,))


def test_a_good_package_passes(package: Path) -> None:
    """Names are compared as the generator spells them; nothing is written beside the modules."""
    _check(package)
    assert not list(package.rglob("*.pyc"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("api/models/list_models_user.py", GOOD.replace("list[UserModel] | ", ""), LOST),
        ("api/models/list_models_user.py", None, "no module for GET /models/user"),
        ("models.py", "class: oops", r"^models\.py of the generated package is not Python"),
        ("models.py", "import no_such_module", "imported: ModuleNotFoundError: No module named"),
        ("models.py", "import os; os._exit(3)", "imported: exit code 3"),
    ],
    ids=["a lost success", "no module", "no Python", "no import", "a silent exit"],
)
def test_a_broken_package_is_refused(
    package: Path, name: str, text: str | None, message: str
) -> None:
    """By what is wrong in it; the stock generator loses the success and keeps the errors."""
    module = package / name
    module.unlink() if text is None else module.write_text(text)
    with pytest.raises(PipelineError, match=message):
        _check(package)


def test_an_endless_import_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import has its time."""

    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 60.0)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(PipelineError, match="takes too long"):
        _check(package)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("paths", "/models/user", "get", "responses", "200"), "documents no success"),
        # OpenAPI 3.1 lets an operation have no responses at all.
        (("paths", "/models/user", "get", "responses"), "documents no success"),
        (("components", "responses", "Listing"), "does not resolve"),
    ],
)
def test_a_contract_without_the_success_is_refused(
    package: Path, path: tuple[str, ...], message: str
) -> None:
    """There would be nothing to look for."""
    with pytest.raises(PipelineError, match=message):
        _check(package, put(CONTRACT, path, NOTHING))
