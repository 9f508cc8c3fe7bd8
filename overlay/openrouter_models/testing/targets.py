"""Servers to take captures of, and to hold against the contract; this needs no pytest."""

from __future__ import annotations

from typing import Protocol

from attrs import evolve, field, frozen

from openrouter_models._http.secret import Secret, find_key
from openrouter_models._text import brief
from openrouter_models.client import OpenRouterModels
from openrouter_models.testing.captures import Capture

_WRONG_KEY = "sk-or-v1-no-such-key"


class Server(Protocol):
    """A server that says where it is and which key it takes, such as `MockOpenRouter`."""

    @property
    def base_url(self) -> str:
        """The API's base URL."""
        ...

    @property
    def api_key(self) -> str:
        """Its key."""
        ...


def _to_secret(key: Secret | str | None) -> Secret | None:
    return Secret(key) if isinstance(key, str) else key


@frozen
class Target:
    """A server to take captures of.

    Attributes:
        base_url: The API's base URL.
        api_key: Its key, as text as well; None for that of the environment.
    """

    base_url: str
    api_key: Secret | None = field(default=None, converter=_to_secret)

    @classmethod
    def of(cls, server: Target | Server | str) -> Target:
        """Take what stands for a server.

        Args:
            server: A target, a base URL, or whatever has `base_url` and `api_key`, such as a mock.
        """
        if isinstance(server, Target):
            return server
        if isinstance(server, str):
            return cls(server)
        if not hasattr(server, "base_url"):
            raise TypeError(f"server must be a Target, a base URL or a mock, got {brief(server)}.")
        return cls(server.base_url, server.api_key)

    def take(self) -> Capture:
        """Ask for the listing, once.

        Returns:
            The answer, whatever its status.

        Raises:
            OpenRouterError: There is no key, or no whole answer came.
        """
        return self._ask(find_key(self.api_key))

    def take_refusal(self) -> Capture:
        """Ask with a key that no server accepts, once.

        Raises:
            OpenRouterError: No whole answer came.
        """
        return self._ask(Secret(_WRONG_KEY))

    def _ask(self, key: Secret) -> Capture:
        with OpenRouterModels(key.reveal(), base_url=self.base_url) as client:
            return Capture.of(client.exchange(), key)


class BuiltIn(Target):
    """The mock of this package, served where nobody has named a server."""

    def take(self) -> Capture:
        """Ask for the listing, once."""
        return evolve(super().take(), is_built_in=True)
