"""A generated package is refused where it is broken or lacks the success of an operation."""

from __future__ import annotations

import copy
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.failure import PipelineError
from pipeline.generate.package_checks import check_package
from pipeline.settings import Operation

if TYPE_CHECKING:
    from pathlib import Path

OPERATION = Operation("GET /models/user", "models", "list_models_user")
CONTRACT: dict[str, Any] = {
    "paths": {
        "/models/user": {
            "get": {
                "operationId": "listModelsUser",
                "responses": {
                    "200": {"$ref": "#/components/responses/Listing"},
                    "404": {
                        "description": "none",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/No"}}
                        },
                    },
                },
            }
        }
    },
    "components": {
        "responses": {
            "Listing": {
                "description": "ok",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/models_list"}},
                    "text/csv": {"schema": {"$ref": "#/components/schemas/No"}},
                },
            }
        },
        "schemas": {
            "models_list": {"anyOf": [{"$ref": "#/components/schemas/Models"}, {"type": "null"}]},
            "Models": {"type": "array", "items": {"$ref": "#/components/schemas/User-Model"}},
            "User-Model": {"type": "object"},
            "No": {"type": "object"},
        },
    },
}
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


def _check(package: Path, contract: dict[str, Any] = CONTRACT) -> None:
    check_package(contract, package, (OPERATION,))


def test_a_good_package_passes(package: Path) -> None:
    """Names are compared as the generator spells them; nothing is written beside the modules."""
    _check(package)
    assert not list(package.rglob("*.pyc"))


def test_a_lost_success_is_refused(package: Path) -> None:
    """The fault of the stock generator: the success is gone, the errors are there."""
    module = package / "api" / "models" / "list_models_user.py"
    module.write_text(GOOD.replace("list[UserModel] | ", ""))
    with pytest.raises(PipelineError, match=r"GET /models/user does not return User-Model"):
        _check(package)


def test_a_missing_module_is_refused(package: Path) -> None:
    """The operation must be where the settings say."""
    (package / "api" / "models" / "list_models_user.py").unlink()
    with pytest.raises(PipelineError, match="no module for GET /models/user"):
        _check(package)


def test_a_module_that_is_no_python_is_refused(package: Path) -> None:
    """The message names the module, not the place where it was built."""
    (package / "models.py").write_text("class: oops")
    with pytest.raises(
        PipelineError, match=r"generated some_package/models\.py is not valid Python"
    ):
        _check(package)


def test_a_package_that_does_not_import_is_refused(package: Path) -> None:
    """The reason is the last line of the traceback."""
    (package / "models.py").write_text("import no_such_module_anywhere")
    with pytest.raises(PipelineError, match="imported: ModuleNotFoundError: No module named"):
        _check(package)


def test_a_silent_exit_on_import_is_refused(package: Path) -> None:
    """Even without a word, a failure is a failure."""
    (package / "models.py").write_text("import os; os._exit(3)")
    with pytest.raises(PipelineError, match="imported: exit code 3"):
        _check(package)


def test_an_endless_import_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import has its time."""

    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 60.0)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(PipelineError, match="takes too long"):
        _check(package)


def test_an_operation_without_success_is_refused(package: Path) -> None:
    """There would be nothing to look for."""
    contract = copy.deepcopy(CONTRACT)
    del contract["paths"]["/models/user"]["get"]["responses"]["200"]
    with pytest.raises(PipelineError, match="documents no success"):
        _check(package, contract)


def test_a_reference_to_nowhere_is_refused(package: Path) -> None:
    """The contract has been linted, but this would otherwise end in a traceback."""
    contract = copy.deepcopy(CONTRACT)
    del contract["components"]["responses"]["Listing"]
    with pytest.raises(PipelineError, match="does not resolve"):
        _check(package, contract)
