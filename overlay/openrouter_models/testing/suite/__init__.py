"""The suite for whoever has the package and not its repository.

    pytest --pyargs openrouter_models.testing.suite --openrouter-base-url URL
    pytest --pyargs openrouter_models.testing.suite --openrouter-captures FOLDER

To check a mock of your own, override the fixture `openrouter_target` in the `conftest.py` beside your
pytest configuration, or import the tests where you have overridden it:

    from openrouter_models.testing.suite.test_openrouter import *
"""
