"""Better Auth's session cookies, decided without asking Better Auth.

from bearward.better_auth import SessionCookies

sessions = SessionCookies(secret_env="BETTER_AUTH_SECRET", base_url="https://app.example.com")
claims = sessions.decide(request.headers.get("cookie"))  # raises Denied; None: ask Better Auth
"""

from __future__ import annotations

from collections.abc import Iterable

from bearward._bearward import Claims, Landing, SessionCookies
from bearward._errors import Denied
from bearward._wait import landed

__all__ = ["SessionCookies"]


async def _decide(sessions: SessionCookies, cookies: str | bytes | None) -> Claims | None:
    """``SessionCookies.decide_async``."""
    try:
        begun = sessions._begin(cookies)
        if not isinstance(begun, Landing):
            return begun
        await landed(begun)
        return sessions._finish(cookies)
    except Denied as denied:
        denied.log("-")
        raise


async def _decide_request(sessions: SessionCookies, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Claims | None:
    """``SessionCookies.decide_request_async``."""
    headers = list(headers)
    begun = sessions._begin_request(method, headers)
    if not isinstance(begun, Landing):
        return begun
    await landed(begun)
    return sessions._finish_request(method, headers)
