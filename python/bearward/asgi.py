"""Bearer tokens for any ASGI framework: one middleware."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from bearward import Denied, Verifier

from ._scope import Scope, waited

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class BearerMiddleware:
    """Refuses a request without a good token before its body is read; behind it the claims are `scope["bearward.claims"]`.

    `public` names paths that pass undecided: `/health` exactly, `/static/*` everything below. CORS preflights pass too.
    """

    def __init__(self, app: App, verifier: Verifier, *, public: Iterable[str] = ()) -> None:
        self.app = app
        self.verifier = verifier
        self.public = frozenset(public)
        self._below = tuple(path[:-1] for path in self.public if path.endswith("/*"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self.passes(scope):
            try:
                if self.verifier.decide_scope(scope) is None:
                    await waited(self.verifier, scope)
            except Denied as denied:
                denied.log(f"{scope.get('method', 'WEBSOCKET')} {scope['path']}")
                await self.refuse(denied, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def passes(self, scope: Scope) -> bool:
        path = local_path(scope)
        return path in self.public or path.startswith(self._below) or is_preflight(scope)

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        body, prefix = denied.body.encode(), "http.response."
        headers = [(name.encode(), value.encode()) for name, value in (*denied.headers, ("content-length", str(len(body))))]
        if scope["type"] == "websocket":
            if "websocket.http.response" not in (scope.get("extensions") or {}):
                return await send({"type": "websocket.close", "code": 1008})
            prefix = "websocket.http.response."
        await send({"type": prefix + "start", "status": denied.status, "headers": headers})
        await send({"type": prefix + "body", "body": body})


def local_path(scope: Scope) -> str:
    """The path below the place where this application is mounted."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(root + "/") else path  # type: ignore[no-any-return]


def is_preflight(scope: Scope) -> bool:
    """Browsers send no token with the question whether a request may be made (Fetch standard)."""
    if scope.get("method") != "OPTIONS":
        return False
    names = {name for name, _ in scope["headers"]}
    return b"origin" in names and b"access-control-request-method" in names
