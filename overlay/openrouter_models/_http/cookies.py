"""Cookies are neither kept nor sent: requests are authorized by a key, and cookies would pile up."""

from __future__ import annotations

from http.cookiejar import CookieJar
from typing import Any


class NoCookies(CookieJar):
    """A jar that stays empty."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Take nothing."""
