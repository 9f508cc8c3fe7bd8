"""The templates: each override knows the template that it replaces."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from pipeline.settings import read_settings

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "openapi" / "templates"


def test_upstream_has_not_changed_what_ours_replace() -> None:
    """The installed generator's templates are those that ours were written against."""
    upstream = resources.files("openapi_python_client") / "templates"
    recorded = read_settings(ROOT).replaced_templates
    found = {name: hashlib.sha256((upstream / name).read_bytes()).hexdigest() for name in recorded}
    assert recorded == found


def test_every_override_is_recorded() -> None:
    """No template of ours replaces one in silence."""
    ours = {file.name for file in TEMPLATES.glob("*.jinja")}
    assert ours == set(read_settings(ROOT).replaced_templates)
