"""A client of this API: it renews its token once for a 401, asks once more, and then gives up.

async with httpx.AsyncClient(base_url="http://localhost:8000", auth=Renewing(better_auth(url, session_token))) as api:
    me = (await api.get("/api/v1/me")).json()
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import httpx

Fetch = Callable[[], Awaitable[str | None]]
"""Gets a new access token; None: the session is over."""


class SessionExpired(Exception):
    """Nobody is signed in any more: send the user to the sign-in page."""


class Renewing(httpx.Auth):
    """Sends the token with every request. The guide's client called itself after each renewal, for ever; this asks twice."""

    requires_request_body = True  # so that it can be sent again

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._token: str | None = None
        self._lock = asyncio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = self._token or await self._renewed(None)
        for again in (True, False):
            request.headers["authorization"] = f"Bearer {token}"
            response = yield request
            if response.status_code != 401:
                return
            if again:
                token = await self._renewed(token)
        self._token = None
        raise SessionExpired

    async def _renewed(self, refused: str | None) -> str:
        """A token other than the one refused. Of many requests that fail at once one fetches for all."""
        async with self._lock:
            if self._token is None or self._token == refused:
                self._token = await self._fetch()
            if self._token is None:
                raise SessionExpired
            return self._token


def better_auth(url: str, session_token: str) -> Fetch:
    """Tokens from Better Auth's `/api/auth/token` (JWT and bearer plugins), for the session token of a sign-in."""

    async def fetch() -> str | None:
        async with httpx.AsyncClient() as client:
            reply = await client.get(f"{url}/api/auth/token", headers={"authorization": f"Bearer {session_token}"})
        if reply.status_code in (401, 403):
            return None
        return str(reply.raise_for_status().json()["token"])

    return fetch
