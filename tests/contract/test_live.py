"""A server keeps the contract, by the suite that users get: that of `--openrouter-base-url`, else the mock's."""

from __future__ import annotations

from openrouter_models.testing.suite.test_openrouter import *  # noqa: F403  # the tests and their mark
