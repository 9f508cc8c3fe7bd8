"""A project knows its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.failure import PipelineError
from pipeline.publish.project import CONTRACT, PACKAGE, Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project with a folder for the inputs and nothing in it."""
    (tmp_path / "openapi").mkdir()
    return Project.at(tmp_path)


def _write(project: Project, name: str) -> Path:
    path = project.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())
    return path


def test_a_folder_without_openapi_is_no_project(tmp_path: Path) -> None:
    """The message names the folder and the option."""
    with pytest.raises(PipelineError, match=r"is not a project: .* --root"):
        Project.at(tmp_path)


def test_a_link_to_a_project_is_that_project(project: Project, tmp_path: Path) -> None:
    """A symbolic link to the root makes no difference."""
    link = tmp_path / "link"
    link.symlink_to(project.root)
    assert project == Project.at(link)


def test_every_template_is_an_input(project: Project) -> None:
    """Files in folders below the templates count as well; caches do not."""
    _write(project, "openapi/templates/a/b.jinja")
    _write(project, "openapi/templates/__pycache__/codec.pyc")
    assert ["openapi/templates/a/b.jinja"] == list(project.inputs())


def test_an_unreadable_file_is_named(project: Project) -> None:
    """A link to nowhere is there and cannot be read."""
    project.path("openapi/generator.yaml").symlink_to("nowhere")
    with pytest.raises(PipelineError, match=r"generator\.yaml cannot be read"):
        project.inputs()


def test_an_output_waits_beside_its_place(project: Project) -> None:
    """What is staged lies on the file system of what it replaces, under the same name."""
    assert "openapi/.staged/contract.yaml" == project.staged(CONTRACT)
    assert "generated/.staged/openrouter_api" == project.staged(PACKAGE)


def test_leftovers_are_named(project: Project) -> None:
    """What an interrupted run has left is found."""
    assert not project.leftovers()
    _write(project, project.staged(CONTRACT))
    assert ["openapi/.staged"] == project.leftovers()


@pytest.mark.parametrize("name", ["openapi", "generated", PACKAGE, f"{PACKAGE}/models"])
def test_a_read_only_folder_is_refused(project: Project, name: str) -> None:
    """Every folder that a run would change is looked at, even for root."""
    _write(project, f"{PACKAGE}/models/model.py")
    project.check_writable()
    folder = project.path(name)
    folder.chmod(0o555)
    try:
        with pytest.raises(PipelineError, match=f"{name} is read-only"):
            project.check_writable()
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["generated", PACKAGE])
def test_a_file_where_a_folder_belongs_is_refused(project: Project, name: str) -> None:
    """It is not ours to remove."""
    _write(project, name)
    with pytest.raises(PipelineError, match="is not a folder; move it away"):
        project.check_writable()
